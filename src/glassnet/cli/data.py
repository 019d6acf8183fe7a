"""`glassnet data`: what is in a set of pictures, before anything is trained on it."""

from glassnet.cli.words import Color, Data, Debug, Fit, Json, Seed, Size


def data(
    data: Data,
    size: Size = None,
    color: Color = None,
    fit: Fit = "crop",
    seed: Seed = 0,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Look through pictures before training on them.

    Counts, sizes, files that cannot be read, copies and bursts, one picture under two labels, and the audit: what
    could tell the classes apart without the subject being seen, such as the wall behind it. Nothing is changed.

    glassnet data photos/
    """
    from glassnet.cli.train import sides
    from glassnet.data.named import named_pictures
    from glassnet.data.scanning import scan
    from glassnet.report import plain
    from glassnet.report.reading import ReadingBar
    from glassnet.report.scan import of_scan

    with ReadingBar() as bar:
        pictures = named_pictures(data, size=sides(size), color=color, fit=fit, progress=bar)
    found = scan(pictures, seed=seed)
    print(plain.to_text(found.to_plain()) if json else of_scan(data, found))
