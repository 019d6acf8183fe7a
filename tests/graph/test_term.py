"""Terms are values: equal when they say the same."""

from glassnet.graph.term import Term, term


def test_settings_in_another_order_make_no_other_term() -> None:
    one = Term("normal", (("stddev", 0.1), ("mean", 0.0)))
    assert one == Term("normal", (("mean", 0.0), ("stddev", 0.1))) == term("normal", stddev=0.1, mean=0.0)
    assert str(one) == "normal(mean=0.0, stddev=0.1)"


def test_a_setting_is_found_by_name() -> None:
    assert (term("relu", x=1).setting("x"), term("relu").setting("x", 7), Term("relu").setting("x")) == (1, 7, None)


def test_own_code_is_part_of_what_a_term_is() -> None:
    assert Term("f", code=abs).is_own_code
    assert Term("f", code=abs) != Term("f", code=max)
    assert Term("f", code=abs) != Term("f")
