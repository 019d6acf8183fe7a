"""No file is code: nothing in the package can unpickle, evaluate or run what a file holds."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import glassnet

SOURCE = Path(glassnet.__file__).parent
MODULES = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "jsonpickle"}
BUILTINS = {"eval", "exec", "compile", "__import__"}
LOADERS = {"torch.load", "torch.save", "torch.jit.load", "torch.hub.load", "torch.package", "yaml.load"}
# `glassnet run` runs a script of the user's own, named on the command line: that is its purpose.
RUNS_SCRIPTS = {"tflearn/scripts.py"}


def dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def offences(source: str, name: str = "a.py") -> Iterator[str]:
    """What in a file of ours could make code of data."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            imported = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            imported = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            imported = []
        for module in imported:
            if module.split(".")[0] in MODULES or module in LOADERS:
                yield f"import {module}"
            if module.split(".")[0] == "runpy" and name not in RUNS_SCRIPTS:
                yield "import runpy"
        if isinstance(node, ast.Call):
            yield from offences_of_call(node, name)


def offences_of_call(node: ast.Call, name: str) -> Iterator[str]:
    called = dotted(node.func)
    keywords = {keyword.arg: keyword.value for keyword in node.keywords}
    if called in BUILTINS and name not in RUNS_SCRIPTS:
        yield called
    if called in LOADERS or ("." in called and called.split(".")[0] in MODULES):
        yield called
    if called in {"np.load", "numpy.load"}:
        allowed = keywords.get("allow_pickle")
        if not isinstance(allowed, ast.Constant) or allowed.value is not False:
            yield f"{called} without allow_pickle=False"
    if called.endswith(("import_module", "later", "needs")) and node.args and isinstance(node.args[0], ast.Constant):
        module = str(node.args[0].value)
        if module.partition(".")[0] in MODULES or module in LOADERS:
            yield f"import {module}"


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_file_of_ours_makes_code_of_data(path: Path) -> None:
    assert list(offences(path.read_text("utf-8"), str(path.relative_to(SOURCE)))) == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from pickle import loads",
        "import torch\ntorch.load('x')",
        "import torch\ntorch.load('x', weights_only=True)",
        "from torch import load",
        "import joblib",
        "eval('1')",
        "exec('1')",
        "__import__('os')",
        "import numpy as np\nnp.load('x')",
        "import numpy as np\nnp.load('x', allow_pickle=True)",
        "import numpy as np\nnp.load('x', allow_pickle=trust)",
        "later('pickle')",
        "import runpy",
        "import marshal",
    ],
)
def test_the_search_itself_finds_each_way(source: str) -> None:
    assert list(offences(source))


def test_the_search_lets_harmless_words_pass() -> None:
    source = "import re, numpy as np\nnet.eval()\nre.compile('x')\nnp.load('x', allow_pickle=False)\nmodel.load('x')"
    assert list(offences(source)) == []
