"""What an import may load: rooms that only plan, ask or show stay quick; torch and numpy wait until work begins.

Which room may import which other is import-linter's (`pyproject.toml`); this is about packages from outside.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import glassnet

SOURCE = Path(glassnet.__file__).parent
ARITHMETIC = ("torch", "sklearn", "scipy", "matplotlib", "PIL")

# Every module of a room is imported, one after the other, and says which heavy package came with it.
CULPRITS = """
import importlib, json, sys
heavy, modules = json.loads(sys.argv[1])
found = {}
for module in modules:
    importlib.import_module(module)
    for package in heavy:
        if package in sys.modules:
            found.setdefault(package, module)
print(json.dumps(found))
"""


def modules_of(room: str) -> list[str]:
    """The room's modules, as `glassnet.graph.shape`; a package comes before what is in it."""
    at = SOURCE / room
    files = [at.with_suffix(".py")] if at.with_suffix(".py").exists() else sorted(at.rglob("*.py"))
    names = [file.relative_to(SOURCE.parent).with_suffix("").as_posix().replace("/", ".") for file in files]
    return sorted(name.removesuffix(".__init__") for name in names)


def packages_loaded_by(modules: list[str], heavy: tuple[str, ...]) -> dict[str, str]:
    ran = subprocess.run(
        [sys.executable, "-c", CULPRITS, json.dumps([heavy, modules])], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.mark.parametrize("room", ["errors", "extras", "seeds", "graph", "layers", "terms"])
def test_a_room_that_plans_or_asks_loads_no_arithmetic(room):
    assert packages_loaded_by(modules_of(room), (*ARITHMETIC, "numpy")) == {}


def test_the_list_of_commands_loads_no_arithmetic():
    assert packages_loaded_by(["glassnet.cli.main"], (*ARITHMETIC, "numpy", "rich")) == {}


def test_drawing_loads_nothing_to_draw_with_before_it_draws():
    # Values it shows may bring torch along; that it names torch nowhere itself is import-linter's to say.
    assert packages_loaded_by(modules_of("report"), ("sklearn", "scipy", "matplotlib", "PIL")) == {}


def test_the_door_to_a_notebook_loads_no_notebook():
    packages = ("anywidget", "ipywidgets", "IPython", "matplotlib", "captum", "scipy")
    assert packages_loaded_by(modules_of("notebook"), packages) == {}


def test_the_door_to_data_loads_numpy_at_most():
    assert packages_loaded_by(["glassnet.data"], ARITHMETIC) == {}


def test_looking_inside_loads_nothing_to_explain_with_before_it_explains():
    assert packages_loaded_by(modules_of("inside"), ("captum", "scipy", "matplotlib", "sklearn")) == {}


def test_the_package_itself_loads_nothing_but_the_standard_library():
    assert packages_loaded_by(["glassnet"], (*ARITHMETIC, "numpy", "rich", "typer", "safetensors")) == {}


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["inspect", "28x28x1 > conv 32@2 relu > pool 2 > dense 10 softmax"]],
    ids=["glassnet --help", "glassnet inspect"],
)
def test_a_command_that_does_not_train_loads_neither_torch_nor_numpy(arguments):
    program = (
        "import json, sys\n"
        "from glassnet.cli.main import main\n"
        "print(json.dumps([main(), sorted({'torch', 'numpy'} & set(sys.modules))]), file=sys.stderr)\n"
    )
    ran = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False)
    assert ran.stderr.splitlines()[-1:] == ["[0, []]"], ran.stderr + ran.stdout


def test_a_public_name_is_found_where_the_package_says():
    assert [name for name in dir(glassnet) if not hasattr(glassnet, name)] == []


def test_an_unknown_public_name_is_an_attribute_error_so_that_hasattr_works():
    with pytest.raises(AttributeError, match="module 'glassnet' has no attribute 'conv_5d'"):
        _ = glassnet.conv_5d


def test_a_public_name_is_still_the_function_after_every_room_is_loaded():
    # A room called as a function would hide it: importing glassnet.x binds x in the package.
    program = (
        "import glassnet, pkgutil, importlib\n"
        "for found in pkgutil.walk_packages(glassnet.__path__, 'glassnet.'):\n"
        "    if not found.name.endswith('__main__'): importlib.import_module(found.name)\n"
        "print([name for name in glassnet._HOMES if type(getattr(glassnet, name)).__name__ == 'module'])\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ran.stdout == "[]\n", ran.stdout + ran.stderr


def test_type_checkers_see_the_same_public_names_as_python():
    import ast

    tree = ast.parse((SOURCE / "__init__.py").read_text())
    guarded = next(part for part in tree.body if isinstance(part, ast.If))
    seen = {name.asname: f"{part.module}.{name.name}" for part in guarded.body for name in part.names}
    homes = {name: f"{module}.{name}" for name, module in glassnet._HOMES.items()}
    assert seen == homes | glassnet._MODULES
