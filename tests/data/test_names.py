"""File names shown to people: any bytes, printable, no two alike."""

import os

from hypothesis import given
from hypothesis import strategies as st

from glassnet.data.names import shown

disk_names = st.binary(min_size=1, max_size=20).filter(lambda name: b"\0" not in name and b"/" not in name)


@given(disk_names)
def test_every_name_a_disk_can_hold_prints_in_utf8(name):
    text = shown(os.fsdecode(name))
    assert text.isprintable()
    text.encode("utf-8")


@given(disk_names, disk_names)
def test_two_names_never_look_the_same(one, other):
    assert (shown(os.fsdecode(one)) == shown(os.fsdecode(other))) == (one == other)


def test_a_mark_that_turns_text_around_is_written_out():
    assert shown("evil\u202egnp.exe") == "evil\\u202egnp.exe"
