"""The room's door: public names, loaded late."""

import subprocess
import sys
from importlib import import_module

import pytest

from glassnet import data


def test_the_door_opens_without_numpy():
    code = "import sys, glassnet.data; print({'numpy', 'PIL', 'sklearn', 'torch'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


@pytest.mark.parametrize("name", data.__all__)
def test_every_public_name_is_there_and_listed(name):
    assert getattr(data, name).__name__.split(".")[-1] == name
    assert name in dir(data)


def test_a_function_is_never_hidden_by_the_module_it_lives_in():
    for module in ("folders", "from_arrays", "splits"):
        import_module(f"glassnet.data.{module}")
    assert callable(data.split)
    assert callable(data.arrays)
    assert callable(data.folder)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'zzz'"):
        _ = data.zzz
