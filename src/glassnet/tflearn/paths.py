"""Where the modules of TFLearn are found among ours, and how `import tflearn` learns of it."""

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from glassnet.tflearn.missing import ModuleNotHere, NotHere, why_not

_LAYERS = tuple(f"glassnet.layers.{name}" for name in ("core", "conv", "normalization", "merge_ops", "estimator"))

# The old path, and those of our modules whose public names it shows.
PATHS: dict[str, tuple[str, ...]] = {
    "tflearn": ("glassnet.tflearn",),
    "tflearn.activations": ("glassnet.tflearn.activations",),
    "tflearn.callbacks": ("glassnet.models.callbacks",),
    "tflearn.config": ("glassnet.tflearn.config",),
    "tflearn.data_augmentation": ("glassnet.data.augment",),
    "tflearn.data_preprocessing": ("glassnet.data.image_preprocessing",),
    "tflearn.data_utils": ("glassnet.tflearn.data_utils",),
    "tflearn.datasets": (),
    "tflearn.datasets.mnist": ("glassnet.data.datasets.mnist",),
    "tflearn.initializations": ("glassnet.terms.initializations",),
    "tflearn.layers": _LAYERS,
    "tflearn.layers.core": ("glassnet.layers.core",),
    "tflearn.layers.conv": ("glassnet.layers.conv",),
    "tflearn.layers.normalization": ("glassnet.layers.normalization",),
    "tflearn.layers.merge_ops": ("glassnet.layers.merge_ops",),
    "tflearn.layers.estimator": ("glassnet.layers.estimator",),
    "tflearn.losses": ("glassnet.terms.regularizers",),  # what `regularizers` was called until 0.3.2
    "tflearn.metrics": ("glassnet.terms.metrics",),
    "tflearn.models": ("glassnet.models.dnn",),
    "tflearn.models.dnn": ("glassnet.models.dnn",),
    "tflearn.objectives": ("glassnet.terms.objectives",),
    "tflearn.optimizers": ("glassnet.terms.optimizers",),
    "tflearn.regularizers": ("glassnet.terms.regularizers",),
    "tflearn.utils": ("glassnet.tflearn.repeating",),
    "tflearn.variables": ("glassnet.tflearn.variables",),
    "tensorflow": ("glassnet.tflearn.tensorflow",),
    "tensorflow.compat": (),
    "tensorflow.compat.v1": ("glassnet.tflearn.tensorflow",),
}


def install(*, over_installed: bool = False) -> None:
    """Make `import tflearn` and, where TensorFlow is absent, `import tensorflow` find Glassnet in this process.

    A TFLearn or TensorFlow that has been imported already stays what it is, and so does an installed TensorFlow,
    unless `over_installed`, which is how `glassnet run` starts a script.
    """
    roots = {"tflearn", "tensorflow"}
    if not over_installed:
        roots = {root for root in roots if root not in sys.modules and not (root == "tensorflow" and _installed(root))}
    for name in [name for name in sys.modules if over_installed and name.partition(".")[0] in roots]:
        if not isinstance(getattr(sys.modules[name].__spec__, "loader", None), OldPaths):
            del sys.modules[name]
    _finder.roots |= roots
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)


def _installed(root: str) -> bool:
    try:
        return find_spec(root) is not None
    except ValueError:  # a module put into sys.modules by hand, without a spec
        return True


class OldPaths(MetaPathFinder, Loader):
    """Finds the modules of `PATHS`, and refuses all others of TFLearn's with a reason."""

    def __init__(self) -> None:
        self.roots: set[str] = set()

    def find_spec(self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> Any:
        """The place of an old module. Raises `ModuleNotHere` for one of TFLearn's we do not have."""
        if fullname.partition(".")[0] not in self.roots:
            return None
        if fullname not in PATHS:
            # Without a name of its own: Python passes over an ImportError that carries the one it looked for.
            raise ModuleNotHere(why_not(fullname, _names_beside(fullname)))
        return ModuleSpec(fullname, self, origin="glassnet", is_package=True)

    def exec_module(self, module: ModuleType) -> None:
        """Fill an old module with the public names of ours."""
        offered: list[str] = []
        for source in PATHS[module.__name__]:
            ours = import_module(source)
            offered += getattr(ours, "__all__", public_names(ours))
            vars(module).update({name: getattr(ours, name) for name in public_names(ours)})
            module.__doc__ = ours.__doc__
            if hasattr(ours, "__version__"):
                module.__dict__["__version__"] = ours.__version__
        module.__dict__["__all__"] = offered  # for `from tflearn import *`, which brings names made when asked for too
        module.__dict__["__getattr__"] = lambda name: look_up(module, name)


def _names_beside(fullname: str) -> list[str]:
    """What a script may have meant: the modules there are, and the names in the module it asks."""
    parent = sys.modules.get(fullname.rpartition(".")[0])
    return [*(path.rpartition(".")[2] for path in PATHS), *(vars(parent) if parent else ())]


def public_names(module: ModuleType) -> list[str]:
    """What a module of ours offers: its `__all__`, else the functions and classes it defines."""
    listed = getattr(module, "__all__", None)
    if listed is not None:
        return [name for name in listed if name in vars(module)]
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
    ]


def look_up(module: ModuleType, name: str) -> Any:
    """A name that is not in an old module yet: a module below it, or one that is made when asked for."""
    if name.startswith("__"):  # Python asks for these by itself
        raise AttributeError(name)
    below = f"{module.__name__}.{name}"
    if below in PATHS:
        return import_module(below)
    for source in PATHS[module.__name__]:
        if name in getattr(import_module(source), "__all__", ()):
            return getattr(import_module(source), name)
    raise NotHere(why_not(below, vars(module)))


_finder = OldPaths()
