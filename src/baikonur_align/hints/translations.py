"""Find the same source confirmed with another translation elsewhere in the corpus."""

from __future__ import annotations

from baikonur_align.alignment.words import spans
from baikonur_align.checks import Finding
from baikonur_align.model import Bead, Where

WORDS = 2  # least words of a source; one word has many translations
SHOWN = 200  # characters shown of the other translation

_Key = tuple[tuple[str, str], str]
_Place = tuple[str, str]


class Translations:
    """The confirmed translations of each source text of a corpus.

    A check is one look-up, cheap enough for every bead of a page.
    """

    def __init__(self) -> None:
        self._known: dict[_Key, dict[str, dict[_Place, str]]] = {}
        self._placed: dict[_Place, tuple[_Key, str]] = {}

    def add(self, pair: str, langs: tuple[str, str], bead: Bead) -> None:
        """Index a bead if it is confirmed and has two sides."""
        self.discard(pair, bead)
        source, target = _plain(bead, "source"), bead.text("target", "\n")
        if bead.status == "confirmed" and target and len(spans(source)) >= WORDS:
            key, place, plain = (langs, source), (pair, bead.segments[0].id), _plain(bead, "target")
            self._known.setdefault(key, {}).setdefault(plain, {})[place] = target
            self._placed[place] = key, plain

    def discard(self, pair: str, bead: Bead) -> None:
        """Remove the bead that has the same first segment, if any."""
        place = pair, bead.segments[0].id
        key, plain = self._placed.pop(place, (None, ""))
        if key is not None:
            del self._known[key][plain][place]

    def check(self, pair: str, langs: tuple[str, str], bead: Bead) -> tuple[Finding, ...]:
        """Return one finding if the source of the bead is confirmed with another translation."""
        if not self._placed or not bead.source or not bead.target or bead.status == "rejected":
            return ()
        known = self._known.get((langs, _plain(bead, "source")))
        if not known:
            return ()
        own, here = _plain(bead, "target"), (pair, bead.segments[0].id)
        others = (
            item
            for plain, places in list(known.items())
            if plain != own
            for item in list(places.items())
        )
        return next(((_told(text, place),) for place, text in others if place != here), ())


def _told(text: str, place: _Place) -> Finding:
    said = " ".join(text.split())
    return Finding(
        "otherwise", said if len(said) <= SHOWN else f"{said[:SHOWN]}…", "target", "#".join(place)
    )


def _plain(bead: Bead, side: Where) -> str:
    return " ".join(bead.text(side).casefold().split())
