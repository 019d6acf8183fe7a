"""Networks are the same when names, settings and who reads whom are."""

import pytest

from glassnet.graph.notation import from_text
from glassnet.graph.structure import structure, trained

A = "a: 8x8x1 ; b: a > conv 2@3 ; c: a > conv 2@3 ; merge b c concat axis=3"


def test_two_networks_made_alike_are_the_same() -> None:
    assert structure(from_text(A)) == structure(from_text(A))
    assert hash(structure(from_text(A))) == hash(structure(from_text(A)))


@pytest.mark.parametrize(
    "other",
    [
        A.replace("merge b c", "merge c b"),
        A.replace("c: a > conv 2@3", "c: a > conv 2@3 relu"),
        A.replace("c: a > conv 2@3", "c: a > conv 2@3 as other"),
        A.replace("c: a", "c: b"),
    ],
)
def test_another_order_setting_name_or_input_makes_another_network(other: str) -> None:
    assert structure(from_text(A)) != structure(from_text(other))


def test_what_a_regression_may_change_counts() -> None:
    one, other = (from_text(f"4 > dense 2 > regression trainable=[FullyConnected/{array}]") for array in "Wb")
    assert structure(one) != structure(other)
    assert trained(one, one.output) == ("FullyConnected/W",)
    assert trained(one, one.inputs[0]) is None
