"""The same source confirmed with another translation elsewhere in the corpus."""

from __future__ import annotations

from baikonur_align.alignment.words import spans
from baikonur_align.checks import Finding
from baikonur_align.hints.reasons import side_text
from baikonur_align.model import Bead

WORDS = 2  # of a source; what one word means, its surroundings decide
SHOWN = 200  # characters told of the other translation

_Key = tuple[tuple[str, str], str]
_Place = tuple[str, str]


class Translations:
    """How each source text of a corpus was translated, by reviewers' word: only confirmed beads count.

    To ask costs a look into a table, so that it can be done for every bead of a page.
    """

    def __init__(self) -> None:
        self._known: dict[_Key, dict[str, dict[_Place, str]]] = {}
        self._placed: dict[_Place, tuple[_Key, str]] = {}

    def add(self, pair: str, langs: tuple[str, str], bead: Bead) -> None:
        """Take in a bead, if it is confirmed and has two sides."""
        self.discard(pair, bead)
        source, target = _plain(bead, "source"), side_text(bead, "target")
        if bead.status == "confirmed" and target and len(spans(source)) >= WORDS:
            key, place, plain = (langs, source), (pair, bead.segments[0].id), _plain(bead, "target")
            self._known.setdefault(key, {}).setdefault(plain, {})[place] = target
            self._placed[place] = key, plain

    def discard(self, pair: str, bead: Bead) -> None:
        """Forget the bead that stands at the place of this one, if any does."""
        place = pair, bead.segments[0].id
        key, plain = self._placed.pop(place, (None, ""))
        if key is not None:
            del self._known[key][plain][place]

    def check(self, pair: str, langs: tuple[str, str], bead: Bead) -> tuple[Finding, ...]:
        """Another translation of what this bead translates; one, however many there are."""
        if not self._placed or not bead.source or not bead.target or bead.status == "rejected":
            return ()
        known = self._known.get((langs, _plain(bead, "source")))
        if not known:
            return ()
        own, here = _plain(bead, "target"), (pair, bead.segments[0].id)
        others = (
            p for plain, places in list(known.items()) if plain != own for p in list(places.items())
        )
        return next(((_told(text, place),) for place, text in others if place != here), ())


def _told(text: str, place: _Place) -> Finding:
    said = " ".join(text.split())
    return Finding(
        "otherwise", said if len(said) <= SHOWN else f"{said[:SHOWN]}…", "target", "#".join(place)
    )


def _plain(bead: Bead, side: str) -> str:
    return " ".join(side_text(bead, side).casefold().split())
