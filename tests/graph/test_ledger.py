"""What networks are and cost, worked by hand."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from tests.graph.networks import networks

from glassnet.errors import NotationError
from glassnet.graph.ledger import ledger
from glassnet.graph.network import Network
from glassnet.graph.node import place
from glassnet.graph.notation import from_text
from glassnet.graph.ops import Custom, Dense
from glassnet.graph.shape import Shape
from glassnet.graph.term import Term

MNIST = (
    "28x28x1 as input > conv 32@2 relu as conv_1 > pool 2 > conv 64@2 relu as conv_2 > pool 2 > "
    "dense 1024 relu as fully_connected_1 > dense 10 softmax > regression sgd(learning_rate=0.01)"
)


def test_the_mnist_network_takes_4_93_million_multiply_adds_and_3_23_million_parameters() -> None:
    known = ledger(MNIST)
    conv_1, conv_2 = 28 * 28 * 32 * 2 * 2, 14 * 14 * 64 * 2 * 2 * 32
    assert known.multiply_adds == conv_1 + conv_2 + 3136 * 1024 + 1024 * 10 == 4_927_488
    assert known.parameters == 160 + 8_256 + 3_212_288 + 10_250 == 3_230_954


def test_a_row_says_what_a_layer_is() -> None:
    row = ledger(MNIST).rows[3]
    assert (row.name, row.kind, row.shape) == ("conv_2", "conv 64@2 relu", (14, 14, 64))
    assert (row.parameters, row.multiply_adds, row.sees) == (8_256, 1_605_632, "5")


def test_a_layer_holds_a_share_of_the_parameters() -> None:
    known = ledger(MNIST)
    assert known.share("fully_connected_1") == pytest.approx(0.9942, abs=1e-4)
    assert known.share("no such layer") == 0
    assert sum(known.share(row.name) for row in known.rows) == pytest.approx(1)


def test_it_is_told_of_a_text_a_network_or_its_last_layer() -> None:
    network = from_text(MNIST)
    assert ledger(MNIST) == ledger(network) == ledger(network.output)


def test_weights_held_still_are_counted_apart() -> None:
    known = ledger("4 > dense 3 trainable=no > dense 2")
    assert (known.parameters, known.trainable_parameters) == (23, 8)
    assert "23 parameters, 15 of them held still, 92 B." in str(known)


def test_memory_is_told_for_the_batch_asked_for() -> None:
    known = ledger(MNIST, batch_size=128)
    assert known.training_bytes() == known.training_bytes(128) > known.training_bytes(64)
    assert (
        known.training_bytes(known.largest_batch(10**9)) <= 10**9 < known.training_bytes(known.largest_batch(10**9) + 1)
    )


def test_the_table_fits_80_columns_and_tells_the_numbers_in_full() -> None:
    told = str(ledger(MNIST))
    assert all(len(line) <= 80 for line in told.splitlines())
    assert "conv_2           conv 64@2 relu   14x14x64       8,256     1.61 M     5  79.0 kB" in told
    assert "3,230,954 parameters, 12.9 MB." in told
    assert "- conv_2: 64 filters of 32x2x2 = 2,048 slices, 64 maps" in told
    assert "- fully_connected_1 holds 99.4 % of all parameters: 3,212,288 of 3,230,954" in told


def test_long_names_are_cut_and_numbers_are_not() -> None:
    told = str(ledger("91x91x1 > conv 32@10 leaky_relu(alpha=0.25) stride=2 as " + "long_" * 20 + " > dense 1024"))
    assert all(len(line) <= 80 for line in told.splitlines()[:5])
    assert "69,338,112" in told
    assert "long_long_" in told
    assert "…" in told


def test_a_layer_of_own_code_has_a_row_too() -> None:
    own = Term("double", code=lambda x: x * 2)
    net = place(Dense(units=2, activation=own), (place(Custom(own, Shape((4,))), (from_text("4").output,)),))
    assert [row.kind for row in ledger(net).rows] == [
        "input",
        "custom-layer, your own code",
        "fully-connected, your own code",
    ]


def test_a_network_of_one_input_has_nothing_to_tell() -> None:
    assert str(ledger("4")).startswith(
        "layer      what   makes  parameters  mult-adds  sees  keeps\nInputData  input      4"
    )


def test_a_text_that_is_no_network_is_refused() -> None:
    with pytest.raises(NotationError, match="'dens' is no layer"):
        ledger("4 > dens 2")


@settings(max_examples=60, deadline=None)
@given(networks())
def test_rows_agree_with_the_network_and_add_up(network: Network) -> None:
    known = ledger(network)
    assert [(row.name, row.shape) for row in known.rows] == [
        (name, node.shape.sides) for name, node in zip(network.names, network.nodes, strict=True)
    ]
    assert known.parameters == sum(row.parameters for row in known.rows)
    assert known.training_bytes(1) >= 4 * known.parameters
    assert str(known)


def test_a_ledger_needs_neither_torch_nor_numpy() -> None:
    code = f"import sys; from glassnet.graph.ledger import ledger; str(ledger('{MNIST}')); print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert not {"torch", "numpy"} & set(told.stdout.split())
