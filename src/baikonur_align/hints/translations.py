"""Find the same source confirmed with another translation elsewhere in the corpus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice

from baikonur_align.alignment.words import plain, spans
from baikonur_align.checks import Finding
from baikonur_align.hints.postings import BadIndex, Entry, Postings
from baikonur_align.model import Bead

WORDS = 2  # least words of a source; one word has many translations
LOOKED_INTO = 200  # most beads with the same source that are compared
SHOWN = 200  # characters shown of the other translation

OTHERWISE = "t:"
"""Before the languages and the source in a key."""


class Translations:
    """Finds the confirmed translations of a source text in a corpus."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings

    def check(
        self, pair: str, langs: tuple[str, str], beads: Sequence[Bead]
    ) -> list[tuple[Finding, ...]]:
        """Return for each bead one finding if its source is confirmed with another translation.

        Without an index that can be read there is none: a pair opens all the same.
        """
        with suppress(BadIndex):
            keys = [_key(langs, bead.text("source")) if _counts(bead) else "" for bead in beads]
            known = self._postings.known([key for key in keys if key])
            return [
                self._found(pair, bead, key) if key in known else ()
                for bead, key in zip(beads, keys, strict=True)
            ]
        return [() for _ in beads]

    def _found(self, pair: str, bead: Bead, key: str) -> tuple[Finding, ...]:
        here = pair, bead.segments[0].id
        own = plain(bead.text("target"))
        others = (
            entry
            for entry in self._postings.having(key, LOOKED_INTO)
            if (entry.pair, entry.segment) != here and plain(entry.text("target")) != own
        )
        return tuple(map(_told, islice(others, 1)))


def _counts(bead: Bead) -> bool:
    return bool(bead.source and bead.target) and bead.status != "rejected"


def keys(entry: Entry) -> Iterator[str]:
    """Yield the key by which a confirmed bead with two sides is found, unless it is one word."""
    source = entry.text("source")
    if entry.status == "confirmed" and entry.target and len(spans(source)) >= WORDS:
        yield _key(entry.langs, source)


def _key(langs: tuple[str, str], source: str) -> str:
    return f"{OTHERWISE}{'-'.join(langs)}:{plain(source)}"


def _told(entry: Entry) -> Finding:
    said = " ".join(entry.text("target", "\n").split())
    return Finding(
        "otherwise",
        said if len(said) <= SHOWN else f"{said[:SHOWN]}…",
        "target",
        f"{entry.pair}#{entry.segment}",
    )
