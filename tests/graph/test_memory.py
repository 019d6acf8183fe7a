"""Memory is predicted from shapes; the parts are worked by hand, and one prediction is held against torch."""

import subprocess
import sys

import pytest

from glassnet.errors import TooBigForMemory
from glassnet.graph.memory import SLOTS, kept, memory, needed, require_memory
from glassnet.graph.network import Network
from glassnet.graph.notation import from_text
from glassnet.graph.vocabulary import OPTIMIZERS

# The network that froze the laptop of the posts' author.
FROZE = (
    "181x181x1 > conv 200@10 relu as conv_1 > pool 2 > conv 400@10 relu as conv_2 > pool 2 > "
    "dense 1024 relu as fully_connected_1 > keep 0.8 > dense 2 softmax > regression sgd(learning_rate=0.01)"
)
GB = 10**9


def test_weights_take_four_bytes_and_gradients_as_much_twice() -> None:
    known = memory(from_text("100 > dense 10 > regression adam"))
    assert (known.weights, known.gradients, known.slots) == (4 * 1010, 8 * 1010, 8 * 1010)


def test_weights_held_still_have_neither_gradients_nor_slots() -> None:
    known = memory(from_text("100 > dense 10 trainable=no > dense 1 bias=no > regression momentum"))
    assert (known.weights, known.gradients, known.slots) == (4 * 1020, 8 * 10, 4 * 10)


@pytest.mark.parametrize(
    ("optimizer", "slots"),
    [
        ("sgd", 0),
        ("momentum", 1),
        ("nesterov", 1),
        ("rmsprop", 2),
        ("adam", 2),
        ("adagrad", 1),
        ("adadelta", 2),
        ("ftrl", 2),
    ],
)
def test_an_optimizer_keeps_so_many_arrays_for_each_weight(optimizer: str, slots: int) -> None:
    assert memory(from_text(f"10 > dense 1 bias=no > regression {optimizer}")).slots == slots * 40


def test_the_slots_of_every_optimizer_are_known() -> None:
    assert set(SLOTS) == set(OPTIMIZERS)


@pytest.mark.parametrize(
    ("layer", "numbers"),
    [
        ("conv 5@3 relu", 4 * 4 * 5),
        ("conv 5@3 elu", 2 * 4 * 4 * 5),  # its slope needs what came in
        ("conv 5@2 relu", 4 * 4 * 5 + 5 * 5 * 2),  # padded by one at the end: a copy of 5x5
        ("conv 5@2 valid", 3 * 3 * 5),
        ("pool 2", 2 * 2 * 2 * 3),  # and for each cell the place of its winner, 8 bytes
        ("keep 0.5", 2 * 4 * 4 * 2),
        ("flatten", 0),
    ],
)
def test_a_layer_keeps_what_the_way_back_needs(layer: str, numbers: int) -> None:
    assert kept(from_text(f"4x4x2 > {layer}").output) == 4 * numbers


def test_a_large_window_unrolls_one_image() -> None:
    assert memory(from_text("91x91x1 > conv 3@91")).workspace == 91 * 91 * 91 * 91 * 4
    assert memory(from_text("91x91x1 > conv 3@3")).workspace == 0


def test_a_batch_takes_so_much_for_each_image() -> None:
    net = from_text("28x28x1 > conv 32@2 relu > pool 2 > dense 10 softmax > regression sgd")
    known = memory(net)
    assert needed(net, 64) - needed(net, 63) == known.per_image == known.activations + known.passing
    assert needed(net.output, 64) == known.fixed + 64 * known.per_image


def test_the_largest_batch_fits_and_one_more_does_not() -> None:
    known = memory(from_text(FROZE))
    batch = known.largest_batch(16 * GB)
    assert known.training(batch) <= 16 * GB < known.training(batch + 1)


def test_the_network_that_froze_a_laptop_is_refused_with_a_batch_that_fits() -> None:
    with pytest.raises(TooBigForMemory) as refused:
        require_memory(from_text(FROZE), 64, limit=16 * GB)
    told = str(refused.value)
    assert "batches of 64 images is predicted to take 1" in told
    assert "16.0 GB are free" in told
    assert "'fully_connected_1' holds 866,714,624, 3.47 GB" in told  # 46 * 46 * 400 * 1024 weights and 1024 biases
    assert "'conv_1' makes 181x181x200" in told
    fits = memory(from_text(FROZE)).largest_batch(16 * GB)
    assert f"Batches of {fits} fit: batch_size={fits}." in told


def test_at_8_gb_no_batch_of_it_fits_and_the_weights_are_named() -> None:
    with pytest.raises(
        TooBigForMemory, match=r"No batch fits: the weights with their gradients alone would take 11\."
    ) as no:
        require_memory(from_text(FROZE), 64, limit=8 * GB)
    assert "Use fewer filters or units, or pool earlier." in str(no.value)


def test_one_image_may_be_too_much_by_itself() -> None:
    with pytest.raises(TooBigForMemory, match="No batch fits: a batch of one image alone would take"):
        require_memory(from_text("1000x1000x1 > conv 100@1 > global-avg-pool"), 1, limit=GB)


def test_what_fits_is_let_through() -> None:
    require_memory(from_text("28x28x1 > conv 8@3 > regression sgd"), 64, limit=GB)
    require_memory(from_text("28x28x1 > conv 8@3 > regression sgd"), 64)


def test_branches_with_a_loss_of_their_own_each_have_slots() -> None:
    one = "a: 10 ; b: a > dense 5 bias=no > regression adam"
    two = f"{one} ; c: a > dense 5 bias=no > regression momentum ; merge b c concat"
    assert memory(from_text(two)).slots == (2 + 1) * 2 * 50 * 4
    assert isinstance(from_text(two), Network)


_MEASURE = """
import sys, torch
from glassnet.engine.to_torch import build
from glassnet.graph.memory import memory
from glassnet.graph.notation import from_text
torch.set_num_threads(1)
def peak():
    return next(int(line.split()[1]) * 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))
def train(text, batch):
    net = from_text(text)
    values = {net.names[0]: torch.rand(batch, *net.inputs[0].shape.sides)}
    built = build(net, 0)
    for _ in range(2):
        built.value(values).sum().backward()
    return memory(net).training(batch)
train("8x8x1 > conv 2@3 relu > pool 2 > dense 2", 2)
before = peak()
print(train("28x28x1 > conv 32@2 relu > pool 2 > conv 64@2 relu > pool 2 > dense 10", 384) / (peak() - before))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the peak of memory this way")
def test_the_prediction_is_near_what_torch_takes() -> None:
    told = subprocess.run([sys.executable, "-c", _MEASURE], capture_output=True, text=True, check=True, timeout=120)
    assert 0.7 < float(told.stdout) < 1.5
