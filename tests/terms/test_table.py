"""Names to terms, terms to numbers: what every kind of term does alike."""

import pytest

from glassnet.errors import SettingError, UnknownName
from glassnet.graph.term import Term
from glassnet.terms import activations, initializations, metrics, objectives, optimizers, regularizers
from glassnet.terms.limits import POSITIVE
from glassnet.terms.table import Table, own

KINDS = [activations, initializations, objectives, metrics, optimizers, regularizers]


def scaled(x, factor=2.0, note=None):
    return x * factor


TABLE = Table("toy", {"Scaled": scaled}, frozenset({"x"}), {"factor": POSITIVE}, {"times": "Scaled"})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_name_is_found_as_written_and_in_any_case(kind):
    for name in kind.NAMES:
        assert kind.get(name).name == kind.get(name.upper()).name == kind.get(name.lower()).name == name


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_term_once_got_is_got_again_unchanged(kind):
    for name in kind.NAMES:
        assert kind.get(kind.get(name)) == kind.get(name)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("spec", ["nosuch", 3.5, object()])
def test_what_is_no_name_and_no_function_is_refused_by_kind(kind, spec):
    word = kind.__name__.rpartition(".")[2].removesuffix("s")
    with pytest.raises(UnknownName, match=f"^Invalid {word}: "):
        kind.get(spec)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_setting_that_no_formula_has_is_refused(kind):
    with pytest.raises(UnknownName, match="Invalid setting of "):
        kind.get(Term(kind.NAMES[-1], (("nosuch", 1),)))


def test_other_spellings_lead_to_the_one_name():
    assert TABLE.get("TIMES") == TABLE.get("scaled") == TABLE.get(scaled) == Term("Scaled")


def test_a_misspelt_setting_gets_the_nearest_ones():
    with pytest.raises(UnknownName, match=r"^Invalid setting of Scaled: 'facter'. Did you mean 'factor'\?$"):
        TABLE.get(Term("Scaled", (("facter", 3.0),)))


def test_a_setting_out_of_its_limits_is_refused():
    with pytest.raises(SettingError, match="Scaled: factor=-1 cannot be; it must be a finite number above 0"):
        TABLE.get(Term("Scaled", (("factor", -1),)))


def test_only_settings_that_differ_from_the_defaults_are_told():
    assert TABLE.term("Scaled", factor=2.0, note=None) == Term("Scaled")
    assert TABLE.term("Scaled", note="n", factor=3.0) == Term("Scaled", (("factor", 3.0), ("note", "n")))


def test_a_term_computes_with_its_settings():
    assert TABLE.compute(Term("Scaled"), 5) == 10
    assert TABLE.compute(Term("Scaled", (("factor", 3.0),)), 5) == 15


def test_a_users_function_takes_the_place_of_a_formula_and_keeps_its_name():
    def thrice(x):
        return 3 * x

    assert own(thrice) == Term("thrice", code=thrice) == TABLE.get(thrice)
    assert TABLE.compute(own(thrice), 5) == 15


def test_an_object_that_can_be_called_is_named_after_its_class():
    class Squarer:
        def __call__(self, x):
            return x * x

    assert own(Squarer()).name == "Squarer"
