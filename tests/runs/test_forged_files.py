"""Parts forged with care, every checksum made to fit: refused in a sentence, and nothing in them is run."""

import json
import pickle
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save as as_safetensors

from glassnet.errors import FileError
from glassnet.graph.notation import to_json
from glassnet.runs.model_file import NETWORK, WEIGHTS, peek
from glassnet.runs.run import Run
from glassnet.runs.saving import from_bytes

Refusal = Callable[[bytes], str]


def test_parts_put_together_again_unchanged_are_a_good_file(
    run: Run, good: bytes, rebuilt: Callable[..., bytes]
) -> None:
    """The forger's tools work: what they are refused for is what they changed."""
    assert rebuilt() == good
    assert run.checkpoint is not None
    arrays = {**run.weights, **{f"slots/{name}": array for name, array in run.checkpoint.slots.items()}}
    assert from_bytes(rebuilt(json.dumps(to_json(run.network)).encode(), relaid()(arrays))).recipe == run.recipe


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


FORGED_JSON = {
    "nested 100,000 deep": (nested(100_000), "nested deeper than 32 levels"),
    "nested 40 deep": (nested(40), "nested deeper than 32 levels"),
    "larger than 1 MB": (b" " * ((1 << 20) + 1), "1,048,576 are the most it may"),
    "a million digits": (b"[" + b"9" * 1_000_000 + b"]", "beyond all range"),
    "a number beyond floats": (b"[1e999]", "its number 1e999 is beyond all range"),
    "NaN": (b"[NaN]", "it holds NaN, which is not JSON"),
    "Infinity": (b"[-Infinity]", "it holds -Infinity, which is not JSON"),
    "a name twice": (b'{"format": 1, "format": 1}', "it names 'format' twice"),
    "not UTF-8": (b'["\xff"]', "it is not JSON"),
    "empty": (b"", "it is not JSON"),
    "cut short": (b'{"format": 1, "layers"', "it is not JSON"),
    "python": (b"__import__('os').mkdir('canary')", "it is not JSON"),
    "a number": (b"7", "the network must be an object"),
    "null": (b"null", "the network must be an object"),
}


@pytest.mark.parametrize("how", FORGED_JSON)
def test_forged_json_is_refused(how: str, rebuilt: Callable[..., bytes], refusal: Refusal) -> None:
    data, told = FORGED_JSON[how]
    assert told in refusal(rebuilt(network=data))


def layer(name: object = "conv_1", **changes: object) -> Callable[[dict[str, Any]], None]:
    def change(network: dict[str, Any]) -> None:
        found = next(each for each in network["layers"] if each["name"] == name)
        settings = changes.pop("settings", None)
        found.update(changes)
        if isinstance(settings, dict):
            found["settings"].update(settings)

    return change


FORGED_NETWORKS: dict[str, Callable[[dict[str, Any]], object]] = {
    "a kind that is code": layer(kind="os.system"),
    "a custom layer": layer(kind="custom"),
    "a kind that is no word": layer(kind={"class_name": "Lambda"}),
    "an activation that is code": layer(settings={"activation": "__import__('os').mkdir('canary')"}),
    "an activation with a module": layer(settings={"activation": {"module": "os", "function": "system"}}),
    "no filters": layer(settings={"filters": 0}),
    "a million million filters": layer(settings={"filters": 10**12}),
    "filters in words": layer(settings={"filters": "3"}),
    "a setting we lack": layer(settings={"trust": True}),
    "a name that moves the cursor": layer(name="conv_1", inputs=["input\x1b[2J"]),
    "a layer that reads itself": layer(inputs=["conv_1"]),
    "a layer that reads what comes later": layer(inputs=["answer"]),
    "no layers": lambda network: network.update(layers=[]),
    "ten thousand layers": lambda network: network.update(layers=network["layers"] * 2000),
    "a format of tomorrow": lambda network: network.update(format=2),
    "a field we lack": lambda network: network.update(code="import os"),
    "an input of nothing": layer(name="input", settings={"shape": [0, 8, 1]}),
    "an input beyond memory": layer(name="input", settings={"shape": [1 << 30, 1 << 30, 1]}),
}


@pytest.mark.parametrize("how", FORGED_NETWORKS)
def test_a_forged_network_is_refused(how: str, run: Run, rebuilt: Callable[..., bytes], refusal: Refusal) -> None:
    network = to_json(run.network)
    FORGED_NETWORKS[how](network)
    told = refusal(rebuilt(network=json.dumps(network).encode()))
    assert "is damaged or was changed after it was saved" in told


def heads(head: object, body: bytes = b"", length: int | None = None) -> bytes:
    packed = head if isinstance(head, bytes) else json.dumps(head).encode()
    return struct.pack("<Q", len(packed) if length is None else length) + packed + body


def tensor(shape: list[object], start: int, end: int, dtype: str = "F32") -> dict[str, object]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [start, end]}


def with_arrays(**changes: np.ndarray[Any, Any]) -> Callable[[dict[str, Any]], bytes]:
    return lambda arrays: as_safetensors(
        {**arrays, **{name.replace("__", "/"): array for name, array in changes.items()}}
    )


def without(name: str) -> Callable[[dict[str, Any]], bytes]:
    return lambda arrays: as_safetensors({key: array for key, array in arrays.items() if key != name})


def renamed(old: str, new: str) -> Callable[[dict[str, Any]], bytes]:
    return lambda arrays: as_safetensors({new if key == old else key: array for key, array in arrays.items()})


def relaid(**changes: object) -> Callable[[dict[str, Any]], bytes]:
    """The same bytes under a head in which `answer/b` is described otherwise."""

    def make(arrays: dict[str, Any]) -> bytes:
        data = as_safetensors(arrays)
        length = struct.unpack("<Q", data[:8])[0]
        head = json.loads(data[8 : 8 + length])
        head["answer/b"].update(changes)
        return heads(head, data[8 + length :])

    return make


def pair(value: float) -> np.ndarray[Any, Any]:
    return np.array([0.0, value], np.float32)


FORGED_WEIGHTS: dict[str, tuple[Callable[[dict[str, Any]], bytes], str]] = {
    "a pickle": (lambda _: pickle.dumps(print), "its head claims"),
    "empty": (lambda _: b"", "its head claims 0 bytes"),
    "a head of 2**63 bytes": (lambda _: heads({}, length=1 << 63), "its head claims 9,223,372,036,854,775,808 bytes"),
    "a head of 2 MB": (
        lambda _: heads(b" " * (2 << 20)),
        "its head claims 2,097,152 bytes, and 1,048,576 are the most",
    ),
    "a head longer than the file": (lambda _: heads({}, length=1000), "its head claims 1,000 bytes"),
    "a head that is a list": (lambda _: heads([]), "its head is no list of arrays"),
    "a head nested deep": (lambda _: heads(nested(10_000)), "nested deeper"),
    "5,000 arrays": (
        lambda _: heads({str(number): tensor([0], 0, 0) for number in range(5000)}),
        "it lists 5,000 arrays, and 4,096 are the most",
    ),
    "an array twice": (
        lambda _: heads(b'{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":1}'),
        "it names 'a' twice",
    ),
    "an array missing": (without("answer/b"), "'answer/b' is missing"),
    "an array too many": (with_arrays(more__W=np.zeros(2, np.float32)), "the network has no array 'more/W'"),
    "an array named upwards": (
        with_arrays(**{"..__..__x": np.zeros(1, np.float32)}),
        "the network has no array '../../x'",
    ),
    "a slot of no weight": (with_arrays(slots__x__W__m=np.zeros(1, np.float32)), "no array 'slots/x/W/m'"),
    "an array renamed": (renamed("answer/b", "answer/B"), "'answer/b' is missing"),
    "remarks inside": (
        lambda arrays: as_safetensors(arrays, {"run": "os.mkdir"}),
        "'__metadata__' is not described as",
    ),
    "another shape": (with_arrays(answer__b=np.zeros(3, np.float32)), "is an array of [3], the network's is [2]"),
    "sides swapped": (
        with_arrays(answer__W=np.zeros((2, 48), np.float32)),
        "is an array of [2, 48], the network's is [48, 2]",
    ),
    "a slot of another shape": (with_arrays(slots__answer__b__momentum=np.zeros(3, np.float32)), "is an array of [3]"),
    "half precision": (with_arrays(answer__b=np.zeros(2, np.float16)), "'answer/b' holds 'F16' numbers, not F32"),
    "whole numbers": (with_arrays(answer__b=np.zeros(2, np.int64)), "'answer/b' holds 'I64' numbers, not F32"),
    "NaN": (with_arrays(answer__b=pair(np.nan)), "'answer/b' holds nan at [1], where a number belongs"),
    "infinity": (with_arrays(answer__b=pair(-np.inf)), "'answer/b' holds -inf at [1], where a number belongs"),
    "NaN in a slot": (with_arrays(slots__answer__b__momentum=pair(np.nan)), "holds nan at [1]"),
    "offsets that overlap": (relaid(data_offsets=[0, 8]), "its arrays do not fill it in order"),
    "offsets beyond the end": (relaid(data_offsets=[1 << 40, (1 << 40) + 8]), "its arrays do not fill it in order"),
    "offsets below zero": (relaid(data_offsets=[-8, 0]), "its arrays do not fill it in order"),
    "offsets the wrong way round": (relaid(data_offsets=[8, 0]), "'answer/b' claims -8 bytes, and its shape makes 8"),
    "offsets in words": (relaid(data_offsets=["0", "8"]), "'answer/b' does not say where its numbers lie"),
    "offsets that are true": (relaid(data_offsets=[False, 8]), "'answer/b' does not say where its numbers lie"),
    "a shape in words": (relaid(shape="2"), "'answer/b' is an array of '2'"),
    "a sparse dtype": (relaid(dtype="sparse_csr"), "'answer/b' holds 'sparse_csr' numbers"),
    "a dtype that is a list": (relaid(dtype=["F32"]), "'answer/b' holds ['F32'] numbers"),
    "bytes behind": (lambda arrays: as_safetensors(arrays) + bytes(64), "its arrays do not fill it in order"),
    "bytes missing": (lambda arrays: as_safetensors(arrays)[:-4], "its arrays do not fill it in order"),
}


@pytest.mark.parametrize("how", FORGED_WEIGHTS)
def test_forged_weights_are_refused(how: str, run: Run, rebuilt: Callable[..., bytes], refusal: Refusal) -> None:
    make, told = FORGED_WEIGHTS[how]
    assert run.checkpoint is not None
    arrays = {**run.weights, **{f"slots/{name}": array for name, array in run.checkpoint.slots.items()}}
    assert told in refusal(rebuilt(weights=make(dict(arrays))))


FORGED_CARDS: dict[str, tuple[dict[str, Any], str]] = {
    "a format of tomorrow": ({"format": 4}, "is of format 4, and this Glassnet reads formats 1 to 3"),
    "a format of yesterday": ({"format": 0}, "card.json does not say its format"),
    "a format in words": ({"format": "1"}, "card.json does not say its format"),
    "a format that is true": ({"format": True}, "card.json does not say its format"),
    "another checksum": (
        {"checksums": {NETWORK: "0" * 64, WEIGHTS: "0" * 64}},
        "network.json is not the one card.json was written with",
    ),
    "a checksum missing": (
        {"checksums": {NETWORK: "0" * 64}},
        "'checksums': checksums: 'weights.safetensors' is missing",
    ),
    "a field more": ({"__class__": "os"}, "'__class__' is not known here"),
    "data that are a list": ({"data": []}, "'data': data card: an object with named values belongs here"),
    "a recipe that is none": ({"recipe": None}, "'recipe': recipe: an object with named values belongs here"),
    "a history that is none": ({"history": {"epoch": 1}}, "'history': a list belongs here"),
    "a history of words": ({"history": ["one"]}, "'history': history: an object with named values belongs here"),
    "an ending that moves the cursor": ({"ended": "\x1b[2J"}, r"'ended': '\x1b[2J' cannot be shown"),
    "a checkpoint of words": ({"checkpoint": {"step": "1", "epoch": 1}}, "checkpoint, 'step': a whole number"),
    "a checkpoint with a path": (
        {"checkpoint": {"step": 1, "epoch": 1, "file": "/x"}},
        "checkpoint: 'file' is not known here",
    ),
}


@pytest.mark.parametrize("how", FORGED_CARDS)
def test_a_forged_card_is_refused(how: str, rebuilt: Callable[..., bytes], refusal: Refusal) -> None:
    card, told = FORGED_CARDS[how]
    assert told in refusal(rebuilt(**card))


def changed(card: dict[str, Any], **changes: object) -> dict[str, Any]:
    return {**card, **changes}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"samples": True}, "'samples': a whole number belongs here, not True"),
        ({"samples": 1.5}, "'samples': a whole number belongs here, not 1.5"),
        ({"minimum": "low"}, "'minimum': a number belongs here, not 'low'"),
        ({"classes": "chi"}, "'classes': a list belongs here, not 'chi'"),
        ({"classes": [1]}, "'classes': text belongs here, not 1"),
        ({"classes": ["\ud800"]}, "is broken text"),
        ({"shape": [8, "8", 1]}, "'shape': a whole number belongs here, not '8'"),
        ({"inputs": [{"name": "x"}]}, "data card: 'dtype' is missing"),
        ({"preparation": {"height": 1 << 40}}, "The preparation in this file is not one of ours"),
        ({"preparation": {"module": "os"}}, "The preparation in this file is not one of ours"),
        ({"preparation": "resize"}, "'preparation': an object with named values belongs here"),
    ],
)
def test_a_forged_data_card_is_refused(
    changes: dict[str, object], told: str, run: Run, rebuilt: Callable[..., bytes], refusal: Refusal
) -> None:
    assert told in refusal(rebuilt(data=changed(run.card.to_plain(), **changes)))


def test_peek_refuses_as_load_does_without_looking_at_the_arrays(rebuilt: Callable[..., bytes], tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(rebuilt(weights=b"no arrays"))
    assert peek(tmp_path / "a").network.names[0] == "input"
    (tmp_path / "b").write_bytes(rebuilt(network=b"7"))
    with pytest.raises(FileError, match="the network must be an object"):
        peek(tmp_path / "b")
