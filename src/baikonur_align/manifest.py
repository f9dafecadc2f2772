"""The list of a corpus as files for readers: ``README.md``, and of many pairs ``pairs.tsv``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from baikonur_align.model import Problem
from baikonur_align.summary import BeadCounts, Row

MANY = 1000
"""A corpus of more pairs has its list in a table of its own; nobody reads it in a page."""

NEWEST = 50
"""Pairs of such a corpus that its README names: those that changed last."""

Rows = Mapping[str, Row | Problem]
"""The rows by id, in the order of the list, or why a file cannot be read."""

COLUMNS = (
    *("pair", "kind", "languages", "source_title", "target_title"),
    *("source_sentences", "target_sentences", "beads", "linked", "confirmed", "rejected"),
    *("version", "changed", "source_file", "source_sha256", "target_file", "target_sha256"),
)

_ABOUT = """\
# The corpus

Made by `baikonur-align build`; one TEI file for each pair. A *draft* is a text with its
machine translation, to be post-edited. A *comparable* pair is two independent texts on
one subject. A *translation* has two texts by people. Only confirmed beads have been
checked by a person.
"""

_HEAD = """\
| pair | kind | languages | sentences | beads | linked | confirmed | rejected | version |
|---|---|---|---|---|---|---|---|---|"""

_TOTALS = """\
| kind | languages | pairs | sentences | beads | linked | confirmed | rejected |
|---|---|---|---|---|---|---|---|"""


def readme(rows: Rows) -> str:
    """Return a Markdown list of the pairs: kind, size, review progress, source files.

    Of more than `MANY` pairs it has sums, the pairs that changed last and bad files.
    """
    if len(rows) > MANY:
        return "\n".join(_short(rows)) + "\n"
    lines = [_ABOUT, _HEAD]
    sources: dict[str, str] = {}
    for pair_id, row in rows.items():
        lines.append(_line(pair_id, row))
        if isinstance(row, Row):
            sources |= {
                sha: f"{_escaped(name)}: {_escaped(title)}" for sha, name, title in row.sources
            }
    lines += ["", "## Sources", ""]
    lines += [
        f"- {what} (SHA-256 `{sha}`)" for sha, what in sorted(sources.items(), key=lambda i: i[1])
    ]
    return "\n".join(lines) + "\n"


def table(rows: Rows) -> Iterator[str]:
    """Yield the lines of a tab-separated table of the pairs that can be read; `COLUMNS` first."""
    yield "\t".join(COLUMNS) + "\n"
    for row in rows.values():
        if isinstance(row, Row):
            yield "\t".join(" ".join(str(cell).split()) for cell in _cells(row)) + "\n"


def _cells(row: Row) -> Iterator[object]:
    yield from (row.id, row.kind, _languages(row), row.source_title, row.target_title)
    yield from (row.source_sentences, row.target_sentences, *_counts(row), row.version)
    yield row.last_change.at if row.last_change else ""
    files = [*row.sources, ("", "", ""), ("", "", "")][:2]  # a machine translation has none
    yield from (cell for sha, name, _ in files for cell in (name, sha))


def _short(rows: Rows) -> Iterator[str]:
    good = [row for row in rows.values() if isinstance(row, Row)]
    yield _ABOUT
    yield f"{len(rows)} pairs; `pairs.tsv` lists them all.\n"
    yield _TOTALS
    sums: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in good:
        sums[row.kind, _languages(row)].append(row)
    for (kind, languages), some in sorted(sums.items()):
        sizes = [sum(row.source_sentences for row in some), sum(r.target_sentences for r in some)]
        counts = [sum(column) for column in zip(*map(_counts, some), strict=True)]
        cells = [kind, languages, len(some), f"{sizes[0]} / {sizes[1]}", *counts]
        yield f"| {' | '.join(map(str, cells))} |"
    newest = sorted(good, key=lambda row: row.last_change.at if row.last_change else "")
    yield f"\n## The {NEWEST} that changed last\n"
    yield _HEAD
    for row in newest[: -NEWEST - 1 : -1]:
        yield _line(row.id, row)
    bad = [(pair_id, row) for pair_id, row in rows.items() if not isinstance(row, Row)]
    if bad:
        yield "\n## Files that cannot be read\n"
        yield _HEAD
        yield from (_line(pair_id, row) for pair_id, row in bad)


def _counts(row: BeadCounts) -> tuple[int, int, int, int]:
    return row.beads, row.linked, row.confirmed, row.rejected


def _languages(row: Row) -> str:
    return f"{row.source_lang}-{row.target_lang}"


def _line(pair_id: str, row: Row | Problem) -> str:
    if not isinstance(row, Row):
        return f"| {pair_id} | cannot be read: {_escaped(str(row))} | | | | | | | |"
    sizes = f"{row.source_sentences} / {row.target_sentences}"
    cells = [f"[{row.id}]({row.id}.xml)", row.kind, _languages(row), sizes, *_counts(row)]
    return f"| {' | '.join(map(str, [*cells, row.version]))} |"


_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~-])")


def _escaped(text: str) -> str:
    """Return text as Markdown shows it: a title is no markup and stays on its line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
