"""A kept file: what was written, or nothing."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glassnet.data.kept import keep, kept

plain = st.dictionaries(st.text(), st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
within_a_folder = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@within_a_folder
@given(plain, st.binary(max_size=200))
def test_what_is_kept_comes_back(tmp_path, head, body):
    assert keep(tmp_path / "one", head, body)
    found = kept(tmp_path / "one")
    assert found is not None
    assert (found[0], bytes(found[1])) == (head, body)
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


@within_a_folder
@given(st.integers(0, 10**6), st.integers(1, 255))
def test_a_single_changed_byte_is_found_out(tmp_path, at, change):
    keep(tmp_path / "one", {"rows": ["a", "b"]}, b"pixels" * 9)
    data = bytearray((tmp_path / "one").read_bytes())
    data[at % len(data)] ^= change
    (tmp_path / "one").write_bytes(data)
    found = kept(tmp_path / "one")
    # A space more or a sign before the length leaves what was written as it was.
    assert found is None or (found[0], bytes(found[1])) == ({"rows": ["a", "b"]}, b"pixels" * 9)


@within_a_folder
@given(st.binary(max_size=300))
def test_any_other_file_is_nothing(tmp_path, data):
    (tmp_path / "one").write_bytes(data)
    assert kept(tmp_path / "one") is None
    assert kept(tmp_path / "none") is None
