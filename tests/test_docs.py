"""The pages tell the truth: every block of code in README.md and docs/ is run, in the order of its page.

How a block is run follows from its first line (`as python`, say). The blocks of one page share a folder and their
Python names, as they do for a reader who types them.

- `python` runs; with `>>>` it is a doctest. `python old.py` is first written to that file, for a command to run.
- `console` has lines `$ command`, which must succeed, and below each what it prints, `...` standing for anything.
- `sh` has commands to copy. `make` must know its target, and `pip install` name what is here to install; a virtual
  environment is taken for granted; the rest must run.
- Other languages are read by people only.
"""

import doctest
import inspect
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import glassnet

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)[ ]*([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True)
class Block:
    """A fenced piece of a page: `line` is where its text begins."""

    language: str
    file: str
    text: str
    line: int


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for found in BLOCK.finditer(text):
        yield Block(found[1], found[2], found[3], text.count("\n", 0, found.start(3)) + 1)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_of_the_page_does_what_it_says(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    names: dict[str, object] = {"__name__": "__main__"}
    for block in blocks(page):
        if block.language == "python" and block.file:
            Path(block.file).write_text(block.text, encoding="utf-8")
        elif block.language == "python":
            run_python(block, page, names)
        elif block.language == "console":
            run_console(block, page)
        elif block.language == "sh":
            run_shell(block, page)


def run_python(block: Block, page: Path, names: dict[str, object]) -> None:
    if ">>>" not in block.text:
        exec(compile("\n" * (block.line - 1) + block.text, str(page), "exec"), names)
        return
    test = doctest.DocTestParser().get_doctest(block.text, names, page.name, str(page), block.line - 1)
    said: list[str] = []
    doctest.DocTestRunner(optionflags=OPTIONS).run(test, out=said.append, clear_globs=False)
    names.update(test.globs)
    assert not said, "".join(said)


def run_console(block: Block, page: Path) -> None:
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        said = shell(command, page, block)
        told = doctest.OutputChecker().check_output(expected, said, OPTIONS)
        assert told or not expected.strip(), f"{page.name}:{block.line}: {command}\nprinted\n{said}\nnot\n{expected}"


def run_shell(block: Block, page: Path) -> None:
    for command in block.text.replace("\\\n", " ").splitlines():
        words = shlex.split(command, comments=True)
        if words[:1] == ["make"]:
            shell(f"make --dry-run --directory {shlex.quote(str(ROOT))} {shlex.join(words[1:])}", page, block)
        elif "install" in words:
            check_what_is_installed(words)
        elif words and "venv" not in words:
            shell(command, page, block)


def check_what_is_installed(words: list[str]) -> None:
    """`pip install -c constraints.txt -e '.[test]'` names files and extras that are there."""
    pinned = (ROOT / "constraints.txt").read_text()
    for word in words[words.index("install") + 1 :]:
        if word.endswith(".txt"):
            assert (ROOT / word).exists(), word
        elif "==" in word:
            assert f"{word}\n" in pinned, f"{word} is not what constraints.txt pins"
        elif extra := re.fullmatch(r"\.\[(\w+)]", word):
            assert f"\n{extra[1]} = [" in (ROOT / "pyproject.toml").read_text(), word


def shell(command: str, page: Path, block: Block) -> str:
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, f"{page.name}:{block.line}: {command}\n{ran.stdout}{ran.stderr}"
    return ran.stdout


def test_pages_are_there_to_be_checked():
    assert {"README.md", "tflearn.md", "files.md", "commands.md"} <= {page.name for page in PAGES}


def test_the_first_two_commands_of_the_readme_are_enough_on_a_fresh_clone():
    first = next(blocks(ROOT / "README.md"))
    assert [line.split("#")[0].strip() for line in first.text.splitlines()] == ["make demo", "make test"]
    assert first.line < 10


@pytest.mark.parametrize("name", [name for name in dir(glassnet) if name != "__version__"])
def test_a_public_name_is_explained_in_a_page_and_shown_by_an_example(name):
    pages = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert re.search(rf"\b{name}\b", pages), f"no page mentions gn.{name}"
    thing = getattr(glassnet, name)
    assert inspect.getdoc(thing), f"gn.{name} has no docstring"
    if not inspect.ismodule(thing):
        assert ">>>" in example_of(thing), f"the docstring of gn.{name} shows no example"


def example_of(thing: object) -> str:
    """The docstrings of a function, or of a class and what it can do."""
    own = [inspect.getdoc(thing) or ""]
    return "\n".join(own + [inspect.getdoc(part) or "" for _, part in inspect.getmembers(thing, inspect.isfunction)])


@pytest.mark.parametrize("page", [*PAGES, ROOT / "ARCHITECTURE.md", ROOT / "CHANGELOG.md"], ids=lambda page: page.name)
def test_a_link_to_a_file_leads_to_one(page):
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
