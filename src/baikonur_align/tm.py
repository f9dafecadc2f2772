"""Translation memories: exact matches for drafts, with the context of the sentence first.

Translations of similar texts, by the measure of `hints.earlier`, are no drafts: they guide the
choice among the machine's hypotheses.

Units come from TMX and other bilingual files and from the confirmed beads of a corpus. Codes of
the unit's own document are left out; the codes of the new sentence are placed in the match by word
alignment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from baikonur_align.hints.earlier import LEAST, LOOKED_UP, TRIED, similarity, stems
from baikonur_align.ingest import bilingual
from baikonur_align.ingest.files import texts_in
from baikonur_align.model import Pair, Problem


class BadMemory(Problem):
    """A translation memory that cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Match:
    """A translation of the same text. ``in_context``: a sentence beside it was the same too."""

    target: str
    memory: str
    in_context: bool = False


@dataclass(frozen=True, slots=True)
class _Unit:
    target: str
    memory: str
    before: str
    after: str


def key(text: str) -> str:
    """A text as memories compare it: without differences of white space."""
    return " ".join(text.split())


class TranslationMemory:
    """Translations between two languages, found by the source text."""

    def __init__(self) -> None:
        self._units: dict[str, list[_Unit]] = {}
        self._by_stem: dict[str, list[str]] = {}
        self._similar: dict[str, str] = {}

    def __len__(self) -> int:
        return sum(map(len, self._units.values()))

    def add(self, units: Sequence[tuple[str, str]], memory: str) -> None:
        """Add sentences with their translations, in the order of their document."""
        sources = ["", *(key(source) for source, _ in units), ""]
        for number, (_, target) in enumerate(units, 1):
            if sources[number] and target.strip():
                unit = _Unit(target, memory, sources[number - 1], sources[number + 1])
                self._units.setdefault(sources[number], []).append(unit)
        self._by_stem, self._similar = {}, {}

    def part(self, texts: Iterable[str]) -> TranslationMemory:
        """Return a memory of these texts alone, to which more can be added."""
        small = TranslationMemory()
        names = set(map(key, texts))
        small._units = {name: list(self._units[name]) for name in names if name in self._units}
        small._similar = {name: self.similar(name) for name in names - self._units.keys()}
        return small

    def add_file(self, path: Path, source: str, target: str) -> None:
        """Add a TMX file, or another file that holds both texts. Raises `ingest.Unreadable`."""
        if not bilingual.is_bilingual(path.name):
            raise BadMemory("{name} is not a translation memory: give a .tmx file", name=path.name)
        aligned = bilingual.read(path, source, target)
        left, right = aligned.source.blocks, aligned.target.blocks
        units = [
            (
                " ".join(left[i].text for i in link.source),
                " ".join(right[j].text for j in link.target),
            )
            for link in aligned.links
            if link.source and link.target
        ]
        self.add(units, path.name)

    def add_folder(self, folder: Path, source: str, target: str) -> None:
        """Add all bilingual files of a folder."""
        for path in texts_in(folder):
            if bilingual.is_bilingual(path.name):
                self.add_file(path, source, target)

    def add_pairs(self, pairs: Iterable[Pair], source: str, target: str) -> None:
        """Add the confirmed beads of pairs in these languages, either way round."""
        for pair in pairs:
            langs = pair.source.lang, pair.target.lang
            if set(langs) != {source, target}:
                continue
            units = []
            for bead in pair.beads:
                if bead.status == "confirmed":
                    said = [
                        " ".join(segment.text for segment in side)
                        for side in (bead.source, bead.target)
                    ]
                    units.append((said[0], said[1]) if langs[0] == source else (said[1], said[0]))
            self.add(units, pair.id)

    def find(self, text: str, before: str = "", after: str = "") -> Match | None:
        """The best translation of the same text; the last one added where none has its context."""
        units = self._units.get(key(text), ())
        around = key(before), key(after)
        best: tuple[int, _Unit] | None = None
        for unit in units:
            fits = sum(
                mine == kept != ""
                for mine, kept in zip(around, (unit.before, unit.after), strict=True)
            )
            if best is None or fits >= best[0]:
                best = fits, unit
        return Match(best[1].target, best[1].memory, best[0] > 0) if best else None

    def similar(self, text: str) -> str:
        """The translation of the most similar other text; empty if none is similar enough."""
        name = key(text)
        if name not in self._similar:
            found = max(
                ((similarity(name, other), other) for other in self._candidates(name)),
                default=(0.0, ""),
            )
            self._similar[name] = self._units[found[1]][-1].target if found[0] >= LEAST else ""
        return self._similar[name]

    def guide(self, text: str, target: str) -> None:
        """Set the translation of the most similar other text, which is elsewhere."""
        self._similar[key(text)] = target

    def _candidates(self, text: str) -> list[str]:
        """The texts that share the most of the rarest words, `text` itself left out."""
        if not self._by_stem:
            for name in self._units:
                for stem in stems(name):
                    self._by_stem.setdefault(stem, []).append(name)
        index = self._by_stem
        known = sorted((len(index[stem]), stem) for stem in stems(text) if stem in index)
        hits: Counter[str] = Counter()
        for _, stem in known[: 1 + int(LOOKED_UP * len(known))]:
            hits.update(index[stem])
        hits.pop(text, None)
        return sorted(hits, key=lambda name: (-hits[name], name))[:TRIED]
