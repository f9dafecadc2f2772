"""Formats of corpora with the texts apart from their alignment: cesAlign, InterText, vertical.

Each gives a file for each text and one with the links. Sentences keep their ids. The cesAlign files
have inline codes, statuses, notes and properties in attributes of our own, which other programs
ignore; the others have no place for them, and none has one for drafts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from baikonur_align.edit import place
from baikonur_align.export.details import codes_text
from baikonur_align.export.moses import MixedLanguages
from baikonur_align.metadata import described
from baikonur_align.model import SIDES, Bead, Pair, Segment, Status
from baikonur_align.tei.markup import block, leaf
from baikonur_align.wire import dumps

Files = dict[str, Iterator[str]]

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
INTERTEXT_STATUS: dict[Status, str] = {"confirmed": "man", "flagged": "plain", "auto": "auto"}
_TOKEN = re.compile(r"\w+(?:[-'’]\w+)*|[^\w\s]")


def cesalign(pairs: Iterable[Pair]) -> Files:
    """OPUS: two documents of sentences and a cesAlign file; rejected beads are left out."""
    kept, langs = _of_two_languages(pairs)
    return {
        f".{langs[0]}.xml": _document(kept, 0, codes=True),
        f".{langs[1]}.xml": _document(kept, 1, codes=True),
        ".ces.xml": _cesalign(kept, langs),
    }


def intertext(pairs: Iterable[Pair]) -> Files:
    """InterText: as cesAlign, with the status of each link; rejected beads are left out."""
    kept, langs = _of_two_languages(pairs)
    return {
        f".{langs[0]}.xml": _document(kept, 0),
        f".{langs[1]}.xml": _document(kept, 1),
        f".{langs[0]}.{langs[1]}.xml": _intertext(kept, langs),
    }


def vertical(pairs: Iterable[Pair]) -> Files:
    """NoSketch Engine and CWB: a token a line, and the numbers of the aligned sentences.

    A line of the alignment has the first and last sentence of each side, from 0, or -1.
    """
    kept, langs = _of_two_languages(pairs)
    return {
        f".{langs[0]}.vert": _vertical(kept, 0),
        f".{langs[1]}.vert": _vertical(kept, 1),
        ".align": _numbers(kept),
    }


def _of_two_languages(pairs: Iterable[Pair]) -> tuple[list[Pair], tuple[str, str]]:
    kept = list(pairs)
    langs = {(pair.source.lang, pair.target.lang) for pair in kept}
    if len(langs) > 1:
        raise MixedLanguages(
            "this format has one pair of languages; export pairs of {langs} separately",
            langs=", ".join("-".join(two) for two in sorted(langs)),
        )
    return kept, next(iter(langs), ("und", "und"))


def _side(pair: Pair, side: int) -> list[Segment]:
    found = (segment for bead in pair.beads for segment in (bead.source, bead.target)[side])
    return sorted(found, key=place)


def _ids(number: int, segments: Sequence[Segment]) -> str:
    return " ".join(f"{number}.{segment.id.partition('.')[2]}" for segment in segments)


def _document(pairs: Sequence[Pair], side: int, *, codes: bool = False) -> Iterator[str]:
    yield DECLARATION
    paragraphs = (
        block(
            "p",
            [
                leaf(
                    "s",
                    segment.text,
                    id=_ids(number, [segment]),
                    codes=codes_text([segment]) if codes else "",
                )
                for segment in run
            ],
            id=f"{number}.p{index}",
        )
        for number, pair in enumerate(pairs, 1)
        for index, run in _paragraphs(_side(pair, side))
    )
    for line in block("text", (line for paragraph in paragraphs for line in paragraph)):
        yield f"{line}\n"


def _paragraphs(segments: Sequence[Segment]) -> Iterator[tuple[int, list[Segment]]]:
    runs: dict[int, list[Segment]] = {}
    for segment in segments:
        runs.setdefault(segment.block, []).append(segment)
    yield from runs.items()


def _kept(pairs: Sequence[Pair]) -> Iterator[tuple[int, Bead]]:
    for number, pair in enumerate(pairs, 1):
        yield from ((number, bead) for bead in pair.beads if bead.status != "rejected")


def _cesalign(pairs: Sequence[Pair], langs: tuple[str, str]) -> Iterator[str]:
    yield DECLARATION
    yield '<!DOCTYPE cesAlign PUBLIC "-//CES//DTD XML cesAlign//EN" "">\n'
    links = (
        leaf(
            "link",
            id=f"SL{count}",
            xtargets=f"{_ids(number, bead.source)};{_ids(number, bead.target)}",
            certainty="" if bead.confidence is None else f"{bead.confidence:.4f}",
            state="" if bead.status == "auto" else bead.status,
            note=bead.note,
            properties=dumps([list(item) for item in bead.properties]) if bead.properties else "",
        )
        for count, (number, bead) in enumerate(_kept(pairs), 1)
    )
    group = block(
        "linkGrp",
        links,
        targType="s",
        fromDoc=f"corpus.{langs[0]}.xml",
        toDoc=f"corpus.{langs[1]}.xml",
    )
    for line in block("cesAlign", group, version="1.0"):
        yield f"{line}\n"


def _intertext(pairs: Sequence[Pair], langs: tuple[str, str]) -> Iterator[str]:
    """InterText writes the ids of ``toDoc`` first."""
    yield DECLARATION
    links = (
        leaf(
            "link",
            type=f"{len(bead.target)}-{len(bead.source)}",
            xtargets=f"{_ids(number, bead.target)};{_ids(number, bead.source)}",
            status=INTERTEXT_STATUS[bead.status],
        )
        for number, bead in _kept(pairs)
    )
    for line in block(
        "linkGrp", links, toDoc=f"corpus.{langs[1]}.xml", fromDoc=f"corpus.{langs[0]}.xml"
    ):
        yield f"{line}\n"


def _vertical(pairs: Sequence[Pair], side: int) -> Iterator[str]:
    for pair in pairs:
        yield f'<doc id="{_attribute(pair.id)}" title="{_attribute(_title(pair, side))}"'
        yield f"{_structure(pair, SIDES[side])}>\n"
        for _, run in _paragraphs(_side(pair, side)):
            yield "<p>\n"
            for segment in run:
                yield f'<s id="{segment.id}">\n'
                yield from _tokens(segment.text)
                yield "</s>\n"
            yield "</p>\n"
        yield "</doc>\n"


def _title(pair: Pair, side: int) -> str:
    return (pair.source, pair.target)[side].title


def _structure(pair: Pair, side: str) -> str:
    """The metadata of a text as attributes, by which a query can choose texts."""
    values: dict[str, list[str]] = {}
    for key, value in described(pair).get(side, ()):
        name = re.sub(r"[^a-z0-9]+", "_", key.lower()).strip("_")
        if name and name not in ("id", "title"):
            values.setdefault(name, []).append(value)
    return "".join(f' {name}="{_attribute("|".join(said))}"' for name, said in values.items())


def _attribute(value: str) -> str:
    return " ".join(value.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").split())


def _tokens(text: str) -> Iterator[str]:
    """Tokens with ``<g/>`` where no space is between them."""
    end = 0
    for found in _TOKEN.finditer(text):
        if end and found.start() == end:
            yield "<g/>\n"
        yield found[0].replace("&", "&amp;").replace("<", "&lt;") + "\n"
        end = found.end()


def _numbers(pairs: Sequence[Pair]) -> Iterator[str]:
    """Sentences count through all pairs; runs that are not continuous get a line each."""
    offset = [0, 0]
    for pair in pairs:
        sides = [_side(pair, side) for side in (0, 1)]
        places = [{segment.id: index for index, segment in enumerate(side)} for side in sides]
        for bead in pair.beads:
            if bead.status == "rejected":
                continue
            ends = [
                _range([places[index][segment.id] + offset[index] for segment in segments])
                for index, segments in enumerate((bead.source, bead.target))
            ]
            yield "\t".join(ends) + "\n"
        offset = [start + len(side) for start, side in zip(offset, sides, strict=True)]


def _range(numbers: Sequence[int]) -> str:
    if not numbers:
        return "-1"
    first, last = min(numbers), max(numbers)
    return str(first) if first == last else f"{first},{last}"
