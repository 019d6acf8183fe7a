"""What a GPU trips over, shown on a processor: numbers left at home, shortcuts in arithmetic, libraries it lacks."""

import json

import numpy as np
import pytest
import torch
from tests.contracts.ops import NETWORKS

from glassnet.data.levels import Levels
from glassnet.engine import fourier
from glassnet.engine.convolution import Algorithm, convolve
from glassnet.engine.devices import CPU, exact, free_bytes, name_of
from glassnet.engine.halving import max_pool
from glassnet.engine.plan import LayerPlan, Plan
from glassnet.engine.pooling import convolve_and_max_pool
from glassnet.engine.products import known_products
from glassnet.engine.to_torch import build
from glassnet.graph.network import Network
from glassnet.graph.notation import from_text
from glassnet.graph.op import Window
from glassnet.training import planning
from glassnet.training.planning import Prepared, prepare_fastest
from glassnet.training.samples import Samples, moved

META = torch.device("meta")  # computes shapes alone, and like a GPU refuses to work with what lies on a processor
GPU = torch.device("cuda")
UNLIKE_META = ("dropout", "dropout whole channels")  # chance has no generator there


@pytest.mark.parametrize("name", [name for name in NETWORKS if name not in UNLIKE_META])
def test_every_layer_makes_all_it_needs_where_its_arrays_are(name: str) -> None:
    network = Network(NETWORKS[name]())
    net = build(network, seed=0).on(META).train()
    feeds = {network.name(node): torch.empty(3, *node.shape.sides, device=META) for node in network.inputs}
    value = net.value(feeds)
    assert value.device == META
    if value.requires_grad:
        value.square().sum().backward()
    assert all(array.device == META for array in net.arrays.values())


@pytest.mark.parametrize("way", ["direct", "fourier", "polyphase"])
@pytest.mark.parametrize("compute", [convolve, convolve_and_max_pool])
def test_every_way_to_convolve_makes_all_it_needs_where_the_image_is(compute, way: Algorithm) -> None:
    x, W = (torch.empty(*sides, device=META, requires_grad=True) for sides in ((2, 9, 9, 3), (5, 5, 3, 4)))
    out = compute(x, W, Window((5, 5), (1, 1), "same"), algorithm=way)
    assert all(each.device == META for each in torch.autograd.grad(out, (x, W), torch.ones_like(out)))


def test_pooling_by_halves_makes_all_it_needs_where_the_image_is() -> None:
    x = torch.empty(2, 3, 9, 7, device=META, requires_grad=True)
    out = max_pool(x)
    assert torch.autograd.grad(out, x, torch.ones_like(out))[0].shape == x.shape


def test_float32_is_float32_on_a_gpu_and_torch_is_left_as_it_was() -> None:
    def settings() -> tuple[object, ...]:
        vendor = torch.backends.cudnn
        return vendor.conv.fp32_precision, torch.backends.cuda.matmul.fp32_precision, vendor.deterministic

    before = settings()
    with exact(CPU):
        assert settings() == before
    with exact(GPU):
        assert settings() == ("ieee", "ieee", True)
    assert settings() == before
    assert torch.backends.cudnn.allow_tf32 in {True, False}  # torch refuses to say where old and new settings differ


def test_a_processor_has_no_name_and_its_memory_is_asked_elsewhere() -> None:
    assert name_of(CPU) == ""
    assert free_bytes(CPU) is None


def test_a_product_chosen_on_a_processor_is_done_by_torch_elsewhere() -> None:
    network = from_text("4 > dense 3")
    plan = Plan(layers=(LayerPlan("FullyConnected", known_products()[-1], (), "for a test"),))
    net = build(network, seed=0)
    net.follow(plan)
    away = net.on(META)
    assert away.layers[network.output].product is torch.matmul


def test_samples_arrive_whatever_kind_of_array_they_come_from() -> None:
    numbers = np.arange(6.0).reshape(3, 2)
    fixed = numbers.copy()
    fixed.flags.writeable = False
    for array in (numbers[::-1], fixed, numbers.tolist(), numbers.astype(">f8"), numbers.astype(np.uint16)):
        given = torch.tensor(np.asarray(array, np.float32))
        assert torch.equal(moved(array, CPU), given)
        away = Samples({"x": array}, {"y": array}).on(META)
        assert away.inputs["x"].shape == (3, 2)
        assert away.feeds(np.array([2, 0]))["x"].device == META
    assert moved(Levels(np.array([[51]], np.uint8), 255.0), CPU).tolist() == [[pytest.approx(0.2)]]


def test_bytes_stay_bytes_and_what_has_no_room_stays_at_home() -> None:
    levels = np.zeros((10, 4), np.uint8)
    assert moved(levels, CPU).dtype == torch.uint8
    assert isinstance(moved(levels, CPU, room=40), torch.Tensor)
    assert moved(levels, CPU, room=39) is levels
    assert isinstance(moved(levels.astype(float), CPU, room=160), torch.Tensor)
    assert isinstance(moved(levels.astype(float), CPU, room=159), np.ndarray)


@pytest.mark.parametrize(("half", "taken"), [(0.004, "float32"), (0.002, "bfloat16")])
def test_on_a_gpu_half_precision_is_taken_only_where_it_is_faster(
    half: float, taken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = {"float32": 0.003, "bfloat16": half}
    monkeypatch.setattr(
        planning, "prepare", lambda *given: Prepared(Plan(precision=given[-1], step_seconds=seconds[given[-1]]))
    )

    def chosen(device: torch.device, precision: str) -> str:
        return prepare_fastest(None, 5.0, Samples({}, {}, device=device), 8, 1, precision).plan.precision

    assert chosen(GPU, "bfloat16") == taken
    assert chosen(GPU, "float32") == "float32"
    assert chosen(CPU, "bfloat16") == "bfloat16"  # a processor that has it is asked no more


@pytest.mark.parametrize("name", NETWORKS)
def test_every_layer_learns_in_half_precision(name: str) -> None:
    network = Network(NETWORKS[name]())
    net = build(network, seed=0).train()
    net.follow(Plan(precision="bfloat16"))
    net.begin_step(seed=0, step=1)
    chance = torch.Generator().manual_seed(0)
    feeds = {network.name(node): torch.rand(3, *node.shape.sides, generator=chance) for node in network.inputs}
    value = net.value(feeds).float()
    assert torch.isfinite(value).all()
    if value.requires_grad:
        value.square().sum().backward()
    assert all(array.dtype == torch.float32 for array in net.arrays.values())


def test_a_plan_says_which_gpu_it_was_made_on() -> None:
    plan = Plan(engine="auto", gpu="Maker X1")
    assert str(plan) == "auto: Maker X1, float32"
    plain = json.loads(json.dumps(plan.to_plain()))
    assert Plan.from_plain(plain) == plan
    del plain["gpu"]  # as files had it before
    assert Plan.from_plain(plain) == Plan(engine="auto")


def test_sums_over_spectra_on_a_gpu_are_those_of_a_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = torch.Generator().manual_seed(0)
    images, outputs, filters = (
        torch.randn(*sides, 4, 3, generator=chance, dtype=torch.complex128) for sides in ((5, 2), (5, 3), (3, 2))
    )
    plain = fourier.mixed(images, filters), fourier.paired(outputs, images)
    monkeypatch.setattr(fourier, "is_gpu", lambda device: True)
    other = fourier.mixed(images, filters), fourier.paired(outputs, images)
    assert all(torch.allclose(*each) for each in zip(plain, other, strict=True))
