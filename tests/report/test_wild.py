from glassnet.evaluation.wild import Wild, WildPhoto
from glassnet.report.wild import of_wild

LONG = "a/very/long/way/to/a/photo/of/somebody/in/the/summer.jpg"


def test_what_went_wrong_comes_first_and_nothing_is_wider_than_a_terminal():
    photos = [
        WildPhoto("a.png", "none", "chi" * 20, 1.0, False, 3.0, "it is flatter than the training pictures"),
        WildPhoto(LONG, "chi" * 20, "lars", 0.9999, True, 0.5, seen=True),
        WildPhoto("b.png", "none", "chi", 1.0, True, 0.5),
        WildPhoto("c\n.png", None, "chi", 0.5, True, 0.5),
    ]
    told = of_wild(Wild(tuple(photos), skipped=(("x" * 60, "empty: 0 bytes"),)))
    rows = told.splitlines()
    assert max(map(len, rows)) <= 80
    head = next(at for at, row in enumerate(rows) if row.startswith("photo"))
    assert [row.split("  ")[-1] for row in rows[head + 1 : head + 5]] == [
        "answered though none",
        "wrong",
        "answered",
        "rightly refused",
    ]
    assert rows[head + 1].startswith("b.png")
    assert "c\\n.png" in told
    assert "1 other files were left out" in told
    assert "! 1 of these 4 photos was trained on" in told


def test_of_many_photos_some_are_shown_and_the_rest_counted():
    photos = tuple(WildPhoto(f"{number}.png", None, "chi", 0.5, True) for number in range(30))
    assert "and 10 more, none of them worse; --json lists all." in of_wild(Wild(photos))
