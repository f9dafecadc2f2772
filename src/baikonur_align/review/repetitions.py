"""Repetitions: sentences of a draft that are filled when one of them is confirmed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from baikonur_align.edit import MEMORY, State
from baikonur_align.model import Bead, Edit, Pair
from baikonur_align.review.placing import retargeted

REPETITION = "repetition 100"
"""The value of that property where the same sentence was confirmed elsewhere in the text."""

LEAST_LETTERS = 2
"""Sentences with fewer letters are not filled: list numbers and signs."""


Places = Mapping[str, tuple[str, ...]]
"""The first segments of the beads that have a source text, for texts of several beads."""


def places(pair: Pair) -> Places:
    """Return where each text that a draft has several times stands."""
    if pair.kind != "draft":
        return {}
    found: dict[str, list[str]] = {}
    for bead in pair.beads:
        if bead.source and sum(map(str.isalpha, text := key(bead))) >= LEAST_LETTERS:
            found.setdefault(text, []).append(bead.source[0].id)
    return {text: tuple(ids) for text, ids in found.items() if len(ids) > 1}


def key(bead: Bead) -> str:
    """Return the source of a bead as repetitions are compared: without differences of space."""
    return " ".join(bead.text("source").split())


def filled(edit: Edit, state: State, known: Places, pair: Callable[[], Pair]) -> Edit:
    """Return `edit`, and where it confirms a bead the same sentences filled with its target.

    Those that a person has written or judged stay. `state` and `pair` are as before the edit.
    """
    if edit.undoes is not None or not known:
        return edit
    ours = {segment.id for bead in edit.before | edit.after for segment in bead.segments}
    before, after = set(edit.before), set(edit.after)
    for bead in sorted(edit.after, key=lambda bead: bead.segments[0].id):
        if bead.status != "confirmed" or not bead.target:
            continue
        for other in _open(bead, state, known):
            if not ours & {segment.id for segment in other.segments}:
                ours |= {segment.id for segment in other.segments}
                new = _as(bead, other, pair())
                if new.target[0].text != other.text("target"):
                    before.add(other)
                    after.add(new)
    return replace(edit, before=frozenset(before), after=frozenset(after))


def _open(bead: Bead, state: State, known: Places) -> Iterator[Bead]:
    """Yield the beads with the same source whose target no person has written or judged."""
    text = key(bead)
    for name in known.get(text, ()):
        other = state.bead_of(name)
        if (
            other
            and other.status == "auto"
            and len(other.target) <= 1
            and (other.origin in ("mt", "memory") or not other.target)
            and key(other) == text
        ):
            yield other


def _as(bead: Bead, other: Bead, pair: Pair) -> Bead:
    kept = tuple(item for item in other.properties if item[0] != MEMORY)
    target = retargeted(pair, other, bead.text("target"))
    return replace(
        other,
        target=(target,),
        confidence=None,
        origin="memory",
        dismissed=(),
        properties=(*kept, (MEMORY, REPETITION)),
    )
