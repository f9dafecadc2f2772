"""Writing the ``teiHeader``: the description of the pair."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from baikonur_align.model import Pair, Remark, Side, Tool
from baikonur_align.tei.markup import block, leaf
from baikonur_align.tei.metadata import availability, metadata_lines
from baikonur_align.tei.names import KINDS, MACHINE, ORIGINS, STATUSES, ncname

_RIGHTS = (
    "The rights in the texts remain with their authors and publishers, named in the source "
    "description; "
    "ask them before you publish. Machine translations and drafts were made by a program. "
    "No rights are claimed in the alignment."
)
_SEGMENTATION = (
    "Each sentence is an s element within the block that it was read in; no sentence crosses a "
    "block. "
    "Its n is its place in the text; a sentence cut in two became n.1 and n.2. The texts carry no "
    "markers: what corresponds is said in standOff, by a link between sentences, or between joins "
    "of "
    "several; a ptr is a sentence with nothing opposite, and where that is confirmed an omission "
    "(of the "
    "source) or an addition (in the target). A cert is a probability, a resp the last reviewer."
)
_DRAFT_QUALITY = (
    "The cert of a draft is the estimated probability that the draft needs little editing: a "
    "sentence "
    "chrF of 40 or more against a translation by a person. The cert of a link or ptr is the "
    "probability "
    "that the alignment is right."
)
# TEI P5, att.version of application: up to four numbers, each with letters behind.
_VERSION = re.compile(r"\d+[a-z]*\d*(\.\d+[a-z]*\d*){0,3}", re.ASCII)


def people(pair: Pair) -> list[str]:
    """Return everyone named in beads and changes, except the program, sorted."""
    names = {bead.resp for bead in pair.beads} | {change.who for change in pair.changes}
    names |= {dismissal.resp for bead in pair.beads for dismissal in bead.dismissed}
    return sorted(names - {"", MACHINE})


def resp_id(name: str) -> str:
    return ncname("resp", name)


def header(pair: Pair, prefix: str) -> Iterator[str]:
    """Yield the lines of the header. `prefix` goes before each id in a corpus of several pairs."""
    return block(
        "teiHeader",
        _file_desc(pair, prefix),
        _encoding_desc(pair, prefix),
        _profile_desc(pair, prefix),
        _revision_desc(pair, prefix),
    )


def corpus_header() -> Iterator[str]:
    """Yield the header of a corpus; the details are in the headers of the pairs."""
    return block(
        "teiHeader",
        block(
            "fileDesc",
            block("titleStmt", [leaf("title", "Aligned texts")]),
            block("publicationStmt", [leaf("p", _RIGHTS)]),
            block("sourceDesc", [leaf("p", "The sources are named in the header of each pair.")]),
        ),
    )


def _file_desc(pair: Pair, prefix: str) -> Iterator[str]:
    return block(
        "fileDesc",
        block(
            "titleStmt",
            [leaf("title", f"{pair.source.title} = {pair.target.title}")],
            _resp(pair, prefix),
        ),
        block("editionStmt", [leaf("edition", f"After {pair.version} edits", n=str(pair.version))]),
        block("extent", _measures(pair)),
        block(
            "publicationStmt",
            [
                leaf("authority", "Whoever keeps this corpus"),
                leaf("idno", pair.id, type="pair"),
                *([leaf("idno", pair.journal, type="journal")] if pair.journal else []),
            ],
            availability(pair.metadata, _RIGHTS),
        ),
        block(
            "sourceDesc",
            _bibl(pair.source, f"{prefix}source-text"),
            _bibl(pair.target, f"{prefix}target-text"),
        ),
    )


def _resp(pair: Pair, prefix: str) -> Iterator[str]:
    machine = [
        leaf("resp", "segmentation, machine translation and alignment"),
        leaf("name", MACHINE),
    ]
    yield from block("respStmt", machine, xml_id=prefix + resp_id(MACHINE))
    for name in people(pair):
        lines = [leaf("resp", "review"), leaf("name", name)]
        yield from block("respStmt", lines, xml_id=prefix + resp_id(name))


def _measures(pair: Pair) -> Iterator[str]:
    for side, count in (
        (pair.source, sum(len(bead.source) for bead in pair.beads)),
        (pair.target, sum(len(bead.target) for bead in pair.beads)),
    ):
        yield leaf(
            "measure",
            f"{count} sentences",
            unit="sentence",
            quantity=str(count),
            xml_lang=side.lang,
        )
    count = len(pair.beads)
    yield leaf("measure", f"{count} beads", unit="bead", quantity=str(count))


def _bibl(side: Side, xml_id: str) -> Iterator[str]:
    lines = [leaf("title", side.title, xml_lang=side.lang), leaf("idno", side.name, type="file")]
    if side.sha256:
        lines.append(leaf("idno", side.sha256, type="sha256"))
    else:
        lines.append(
            leaf("note", "Machine-made: there is no source of this text but the other one.")
        )
    metadata = metadata_lines(side.metadata)
    return block("bibl", lines, metadata, map(_remark, side.remarks), xml_id=xml_id)


def _remark(remark: Remark) -> str:
    return leaf(
        "note",
        remark.what,
        type="import",
        subtype=remark.kind,
        n=str(remark.count),
        cert="" if remark.certainty is None else repr(float(remark.certainty)),
    )


def _encoding_desc(pair: Pair, prefix: str) -> Iterator[str]:
    project = (
        "Two texts side by side, sentence by sentence, aligned by program and corrected by "
        "reviewers."
    )
    rated = any(
        segment.draft_quality is not None for bead in pair.beads for segment in bead.segments
    )
    practice = (_SEGMENTATION, _DRAFT_QUALITY) if rated else (_SEGMENTATION,)
    return block(
        "encodingDesc",
        block("projectDesc", [leaf("p", project)]),
        block("editorialDecl", block("segmentation", [leaf("p", text) for text in practice])),
        block(
            "classDecl",
            _taxonomy(prefix, "kind", KINDS.items()),
            _taxonomy(prefix, "status", STATUSES.items()),
            _taxonomy(prefix, "origin", ORIGINS.items()),
        ),
        _app_info(pair),
    )


def _taxonomy(prefix: str, name: str, table: Iterable[tuple[str, str]]) -> Iterator[str]:
    categories = (
        block("category", [leaf("catDesc", what)], xml_id=f"{prefix}{name}-{key}")
        for key, what in table
    )
    return block("taxonomy", *categories, xml_id=f"{prefix}{name}-taxonomy")


def _app_info(pair: Pair) -> Iterator[str]:
    if pair.tools:
        yield from block("appInfo", *map(_application, pair.tools))


def _application(tool: Tool) -> Iterator[str]:
    """Yield a tool; labels hold name and version in full, because TEI restricts the attributes."""
    number = _VERSION.match(tool.version)
    labels = [leaf("label", getattr(tool, key), type=key) for key in ("role", "name", "version")]
    if tool.note:
        labels.append(leaf("p", tool.note))
    return block(
        "application", labels, ident=ncname("app", tool.name), version=number[0] if number else "0"
    )


def _profile_desc(pair: Pair, prefix: str) -> Iterator[str]:
    return block(
        "profileDesc",
        block(
            "langUsage",
            [
                leaf("language", "the source text", ident=pair.source.lang),
                leaf("language", "the target text", ident=pair.target.lang),
            ],
        ),
        block(
            "textClass",
            [leaf("catRef", scheme=f"#{prefix}kind-taxonomy", target=f"#{prefix}kind-{pair.kind}")],
        ),
    )


def _revision_desc(pair: Pair, prefix: str) -> Iterator[str]:
    if pair.changes:
        yield from block(
            "revisionDesc",
            (
                leaf(
                    "change",
                    change.what,
                    who=f"#{prefix}{resp_id(change.who)}" if change.who else "",
                    when=change.at,
                )
                for change in pair.changes
            ),
        )
