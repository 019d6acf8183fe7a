"""What was found in the pictures themselves, before anything was trained on them."""

from typing import TYPE_CHECKING

from glassnet.data.cue import percent
from glassnet.report.page.story import called
from glassnet.report.page.tags import Markup, bullets, joined, table, tag

if TYPE_CHECKING:
    from glassnet.data.auditing import Audit
    from glassnet.data.scanning import Scan

CALM = "Nothing beside the subject was found to tell the classes apart well enough."
CLASSES = 40


def data_section(scan: "Scan | None") -> Markup:
    """Counts, what to know, and what each cue alone tells of the label; nothing where nobody looked."""
    if scan is None:
        return Markup()
    rows = [(called(name), f"{count:,}") for name, count in zip(scan.classes, scan.counts, strict=True)][:CLASSES]
    return joined(
        [
            tag("h3", "What the pictures give away"),
            bullets(scan.sentences) or tag("p", CALM),
            _audit(scan.audit) if scan.audit else Markup(),
            tag(
                "details",
                tag("summary", f"{scan.total:,} pictures in {len(scan.classes):,} classes"),
                table("How many pictures of each class there are.", ("class", "pictures"), rows, numbers=(1,)),
                _left_out(scan),
            ),
        ]
    )


def _audit(found: "Audit") -> Markup:
    alarms = set(found.alarms)
    rows = [
        (cue.name, percent(cue.share), f"{cue.told_interval} %", "enough to be right" if cue in alarms else "")
        for cue in found.cues
        if cue.kind != "file" or cue.is_beyond_doubt
    ]
    rows.append(("the whole picture, made small", percent(found.whole.share), f"{found.whole.told_interval} %", ""))
    rows.append(("always the commonest class", percent(found.baseline), "", "for comparison"))
    caption = (
        f"How often the class was guessed from this alone, by near neighbours, for {found.n:,} pictures in "
        f"{found.parts} parts, each by the others. No network is needed for it, and no look at the subject."
    )
    return table(caption, ("from this alone", "right", "95 % interval", ""), rows, numbers=(1, 2))


def _left_out(scan: "Scan") -> Markup:
    if not scan.skipped:
        return Markup()
    some = [f"{called(name)}: {why}" for name, why in scan.skipped[:10]]
    return joined([tag("p", f"{len(scan.skipped):,} files were left out, such as:"), bullets(some)])
