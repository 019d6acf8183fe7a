"""A CSV of pictures: what it may say, and how it is told where it is wrong."""

import os

import pytest

from glassnet.data.named import named_part, named_pictures
from glassnet.data.tables import table
from glassnet.errors import DataError


@pytest.fixture
def listed(write_picture, tmp_path):
    """Write four pictures and a CSV of the rows given; three of the pictures are in folders."""
    for number, name in enumerate(("a/1.png", "a/2.png", "b/1.png", "c.png")):
        write_picture(name, number)

    def write(*rows, text=None):
        (tmp_path / "photos.csv").write_text(text or "\n".join(rows), encoding="utf-8", errors="surrogateescape")
        return tmp_path / "photos.csv"

    return write


def test_a_table_names_pictures_and_labels(listed):
    images = table(listed("path,label", "a/1.png,dog", "c.png,cat", "a/2.png,dog"))
    assert images.classes == ("cat", "dog")
    assert images.labels.tolist() == [1, 0, 1]
    assert images.names == ("a/1.png", "c.png", "a/2.png")
    assert images.pixels[:, 0, 0, 0].tolist() == [0, 3, 1]
    assert (images.groups, images.parts, images.skipped) == (None, (), ())


def test_groups_are_numbered_and_a_picture_without_one_stands_alone(listed):
    rows = ("path,label,group", "a/1.png,dog,x", "a/2.png,dog,", "b/1.png,cat,x", "c.png,cat,")
    assert table(listed(*rows)).groups.tolist() == [0, 1, 0, 2]


def test_parts_are_as_their_owner_says(listed):
    rows = ("path,label,part", "a/1.png,dog,train", "a/2.png,dog,val", "b/1.png,cat,train", "c.png,cat,Test")
    assert table(listed(*rows)).parts == ("train", "validation", "train", "test")


@pytest.mark.parametrize(
    "text",
    [
        "path;label;group\na/1.png;dog;x\nc.png;cat;y",
        "path\tlabel\tgroup\r\na/1.png\tdog\tx\r\nc.png\tcat\ty\r\n",
        "\ufeffPath, Label , camera, group\na/1.png, dog, Sony, x\n\nc.png, cat, Nikon, y\n",
        'label,path,group\n"dog","a/1.png",x\n"cat","c.png",y\n',
    ],
    ids=["semicolons", "tabs", "as Excel writes", "quotes"],
)
def test_every_usual_way_to_write_it_is_read(listed, text):
    images = table(listed(text=text))
    assert images.names == ("a/1.png", "c.png")
    assert images.classes == ("cat", "dog")
    assert images.groups.tolist() == [0, 1]


@pytest.mark.parametrize("name", ["写真.png", 'it\'s "one".png', b"caf\xe9.png", "-rf.png", "new\nline.png"], ids=ascii)
def test_names_in_any_script_work(listed, write_picture, name):
    raw = os.fsdecode(os.fsencode(name))
    write_picture(os.fsencode(name), 77)
    quoted = raw.replace('"', '""')
    images = table(listed("path,label", f'"{quoted}",cat', "a/1.png,dog"))
    assert images.pixels[0, 0, 0, 0] == 77
    assert images.names[0].isprintable()


def test_files_that_are_not_there_are_told_by_row(listed):
    rows = ["path,label", "a/1.png,dog", *[f"gone/{number}.png,cat" for number in range(12)]]
    with pytest.raises(DataError) as told:
        table(listed(*rows))
    lines = str(told.value).splitlines()
    assert lines[0] == "12 of 13 files that 'photos.csv' lists are not there:"
    assert lines[1] == "  row 3: gone/0.png"
    assert lines[11] == "  and 2 more"
    assert lines[12].endswith("Correct them, or remove these rows.")


def test_nothing_is_read_outside_of_the_folder(listed, write_picture, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    secret = outside / "secret.png"
    secret.write_bytes(listed("path,label").parent.joinpath("c.png").read_bytes())
    here = secret.parent / ".." / secret.parent.name
    (listed("path,label").parent / "link.png").symlink_to(secret)
    (listed("path,label").parent / "folder").symlink_to(outside)
    ways = [str(secret), os.path.relpath(secret, listed("path,label").parent), "link.png", "folder/secret.png"]
    for way in [*ways, str(here / "secret.png")]:
        with pytest.raises(DataError, match=r"1 of 2 paths in 'photos.csv' lead out of .*\n  row 3: .*\n(?s:.*)root="):
            table(listed("path,label", "a/1.png,dog", f"{way},cat"))
    images = table(listed("path,label", f"{secret},cat", f"{listed('path').parent}/a/1.png,dog"), root="/")
    assert images.classes == ("cat", "dog")


def test_a_link_within_the_folder_is_the_picture_it_leads_to(listed, tmp_path):
    (tmp_path / "again.png").symlink_to("c.png")
    images = table(listed("path,label", "a/1.png,dog", "c.png,cat", "again.png,cat"))
    assert len(images) == 2
    assert images.skipped == (("again.png", "listed again in row 4: taken once"),)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (["file,labels", "a/1.png,dog"], "It has file, labels. Did you mean 'file' for 'path', 'labels' for 'label'"),
        (["path,lable", "a/1.png,dog"], "It has path, lable. Did you mean 'lable' for 'label'"),
        ([""], "must name the columns path and label.\nIt has nothing"),
        (["path,label"], "holds no rows; a classifier needs pictures of at least two classes"),
        (["path,label", "a/1.png,dog", "c.png,dog"], "holds only one label, 'dog'"),
        (["path,label", "a/1.png,dog", "c.png,"], "Row 3 of 'photos.csv' has no label"),
        (["path,label", "a/1.png,dog", ",cat"], "Row 3 of 'photos.csv' has no path"),
        (["path,label", "a/1.png,dog", "c.png,Dog"], r"differ only by case or a space:\n'Dog' \(1\) and 'dog' \(1\)"),
        (["path,label", "a/1.png,dog", "c.png,dog "], "differ only by case or a space:\n'dog' .* and 'dog ' "),
        (
            ["path,label", "a/1.png,dog", "c.png,cat", "./a/1.png,cat"],
            "lists './a/1.png' twice, with label 'dog' in row 2\nand 'cat' in row 4. Leave one of the two rows",
        ),
        (
            ["path,label,part", "a/1.png,dog,train", "c.png,cat,train", "c.png,cat,test"],
            "lists 'c.png' twice, with part 'train' in row 3\nand 'test' in row 4",
        ),
        (
            ["path,label,group,part", "a/1.png,dog,x,train", "c.png,cat,x,test", "b/1.png,cat,y,train"],
            "Group 'x' of 'photos.csv' is in two parts: train in row 2, test in row 3",
        ),
        (["path,label,part", "a/1.png,dog,train", "c.png,cat,"], "Row 3 of 'photos.csv' names no part, other rows do"),
        (["path,label,part", "a/1.png,dog,tarin", "c.png,cat,test"], "Row 2 of .*: 'tarin' is no part. .* 'train'"),
        (["path,label,part", "a/1.png,dog,train", "c.png,cat,test"], "Class 'cat' has pictures in test and none in"),
        (["path,label", "a/1.png,dog", "a,cat"], r"Class 'cat' has no picture we can read.\n  a: not an ordinary file"),
        (["path,label", "a/1.png,dog", "\0,cat"], "1 of 2 files that 'photos.csv' lists are not there"),
        (["path,label", "a/1.png,dog", f"{'x' * 200_000},cat"], "cannot be read as CSV behind row 2: field larger"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_row(listed, rows, sentence):
    with pytest.raises(DataError, match=sentence):
        table(listed(*rows))


def test_a_table_that_is_none_is_told(tmp_path):
    with pytest.raises(DataError, match=r"gone.csv' cannot be opened: No such file"):
        table(tmp_path / "gone.csv")
    (tmp_path / "wide.csv").write_text("path,label\n", "utf-16")
    with pytest.raises(DataError, match=r"is UTF-16. Save it as CSV UTF-8"):
        table(tmp_path / "wide.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(DataError, match="not an ordinary file"):
        table(tmp_path / "pipe.csv")


def test_a_table_is_a_name_of_pictures_like_a_folder(listed):
    name = str(listed("path,label", "a/1.png,dog", "c.png,cat"))
    images = named_pictures(name, size=(4, 6), fit="pad")
    assert (images.shape, images.preparation.fit) == ((4, 6, 1), "pad")
    again = named_part(name, "all", preparation=images.preparation.to_plain())
    assert again.preparation == images.preparation
    assert (again.pixels == images.pixels).all()
