"""Words to translate by document and match band, and every open warning of a corpus."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from time import thread_time

from baikonur_align import checks
from baikonur_align.checks.glossary import Glossary
from baikonur_align.hints.unlike import Unlike
from baikonur_align.model import Pair
from baikonur_align.tm import TranslationMemory, key


@dataclass(frozen=True, slots=True)
class Count:
    """The size of a pair's source.

    ``characters`` are without white space. Of ``words``, ``repeated`` stand in sentences that came
    earlier, in this pair or one counted before, ``matched`` in others that a memory has, ``new`` in
    the rest. ``confirmed`` are words of sentences that a reviewer confirmed.
    """

    pair: str
    sentences: int
    words: int
    characters: int
    repeated: int
    matched: int
    new: int
    confirmed: int


COLUMNS = ("pair", "sentences", "words", "characters", "repeated", "matched", "new", "confirmed")


def count(pairs: Iterable[Pair], memory: TranslationMemory) -> Iterator[Count]:
    """The size of each pair; repetitions are counted over all pairs, in their order."""
    seen: set[str] = set()
    for pair in pairs:
        sizes: Counter[str] = Counter()
        for bead in pair.beads:
            for segment in bead.source:
                words = len(segment.text.split())
                text = key(segment.text)
                band = "repeated" if text in seen else "matched" if memory.find(text) else "new"
                seen.add(text)
                sizes.update({"sentences": 1, "words": words, band: words})
                sizes["characters"] += len("".join(segment.text.split()))
                sizes["confirmed"] += words if bead.status == "confirmed" else 0
        yield Count(pair.id, *(sizes[name] for name in COLUMNS[1:]))


@dataclass(frozen=True, slots=True)
class Warned:
    """An open warning and the sentence where it stands."""

    pair: str
    segment: str
    kind: str
    what: str
    where: str
    source: str
    target: str


def warnings(pairs: Iterable[Pair], glossary: Glossary, unlike: Unlike) -> Iterator[Warned]:
    """The warnings of all beads that no reviewer has dismissed."""
    for pair in pairs:
        langs = pair.source.lang, pair.target.lang
        coded = checks.share_codes(pair)
        for bead in pair.beads:
            found = checks.check(bead, *langs, glossary, coded=coded)
            for finding in (*found, *unlike.check(pair, bead)):
                if not checks.dismissed(finding, bead):
                    yield Warned(
                        pair.id,
                        bead.source[0].id,
                        finding.kind,
                        finding.what,
                        finding.where,
                        " ".join(segment.text for segment in bead.source),
                        " ".join(segment.text for segment in bead.target),
                    )


WarningsOf = Callable[[Pair], Iterable[Warned]]
"""Returns the warnings of a pair."""


@dataclass(frozen=True, slots=True)
class WarnedPart:
    """The warnings of some pairs: how many there are of each kind, and those of the kind wanted.

    ``next`` is the pair to go on from, and how many of its warnings are in this part; None at the
    end.
    """

    kinds: dict[str, int]
    warnings: list[Warned]
    next: tuple[str, int] | None


def some_warnings(
    pairs: Iterable[Pair], of: WarningsOf, kind: str, skip: int, most: int, seconds: float
) -> WarnedPart:
    """Return at most `most` warnings of a kind (empty: of all), the first `skip` left out.

    After so many `seconds` of this thread no further pair is begun; the first always is.
    """
    kinds: Counter[str] = Counter()
    wanted: list[Warned] = []
    until = thread_time() + seconds
    for number, pair in enumerate(pairs):
        if number and (len(wanted) == most or thread_time() > until):
            return WarnedPart(kinds, wanted, (pair.id, 0))
        found = list(of(pair))
        ours = [one for one in found if kind in ("", one.kind)][skip:]
        kinds.update(one.kind for one in found if not skip)  # they were counted with the others
        room = most - len(wanted)
        wanted += ours[:room]
        if len(ours) > room:
            return WarnedPart(kinds, wanted, (pair.id, skip + room))
        skip = 0
    return WarnedPart(kinds, wanted, None)


FIELDS = ("pair", "segment", "kind", "what", "where", "source", "target")


def warnings_tsv(found: Iterable[Warned]) -> Iterator[str]:
    """Warnings as tab-separated values with a header."""
    yield "\t".join(FIELDS) + "\n"
    for one in found:
        yield "\t".join(" ".join(str(getattr(one, field)).split()) for field in FIELDS) + "\n"


def warnings_html(found: Iterable[Warned]) -> Iterator[str]:
    """Warnings as an HTML page with links to their rows on the server that serves the corpus."""
    yield (
        "<!DOCTYPE html>\n<html lang='en'><meta charset='utf-8'><title>Warnings</title>\n"
        "<style>td, th { padding: .3em .6em; text-align: left; vertical-align: top }</style>\n"
        "<h1>Warnings</h1>\n<table><thead><tr><th>Row<th>Check<th>Found<th>Source<th>Target"
        "</thead><tbody>\n"
    )
    for one in found:
        place = html.escape(f"/pairs/{one.pair}#{one.segment}")
        cells = [html.escape(text) for text in (one.kind, one.what, one.source, one.target)]
        link = f"<a href='{place}'>{html.escape(one.pair)} {html.escape(one.segment)}</a>"
        yield f"<tr><td>{link}<td>{'<td>'.join(cells)}\n"
    yield "</tbody></table></html>\n"
