"""Numbers as people read them."""

import pytest

from glassnet.graph.amounts import in_bytes, percent, short


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1.00 k"),
        (1999, "2.00 k"),
        (12_345, "12.3 k"),
        (99_960, "100 k"),
        (10**12, "1.00 T"),
    ],
)
def test_three_digits_tell_a_count(number: int, told: str) -> None:
    assert short(number) == told


def test_bytes_have_their_unit_also_when_few() -> None:
    assert (in_bytes(0), in_bytes(1_500), in_bytes(274_299_844)) == ("0 B", "1.50 kB", "274 MB")


@pytest.mark.parametrize(
    ("share", "told"),
    [(0, "0 %"), (1, "100 %"), (0.5625, "56 %"), (0.994, "99.4 %"), (0.0003, "under 0.1 %"), (0.9996, "over 99.9 %")],
)
def test_a_share_never_rounds_to_nothing_or_all(share: float, told: str) -> None:
    assert percent(share) == told
