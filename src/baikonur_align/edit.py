"""Edits: what each verb makes of some beads, and how an edit changes the state of a pair.

State is a set of beads, an edit swaps some of them. `build` is the only place that knows what a verb
means; `apply` and `invert` are the same for all of them, so there is no undo code. Two edits commute
exactly when neither takes away a bead that the other starts from.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from baikonur_align.model import Bead, Edit, Problem, Segment

Arguments = Mapping[str, Any]
Verb = Callable[[Sequence[Bead], Arguments], list[Bead]]

APART = 500
"""Changed segments that a state keeps apart from the older one it shares; more are merged, which copies."""


class Conflict(Problem):
    """The beads that an edit starts from are no longer there."""


class Refused(Problem):
    """The edit makes no sense on these beads; the message says why."""


def place(segment: Segment) -> tuple[int, ...]:
    """Where a segment stands on its side: ``kk.5.2`` is (5, 2)."""
    return tuple(int(n) for n in segment.id.split(".")[1:])


class State:
    """The beads of a pair, by the segments they hold. A value: `apply` returns another.

    States share the beads of an older one and keep what has changed since apart, so that an edit of a
    large pair does not copy it.
    """

    def __init__(self, beads: Iterable[Bead]) -> None:
        self._base: dict[str, Bead] = {s.id: bead for bead in beads for s in bead.segments}
        self._news: dict[str, Bead | None] = {}  # None: the segment is gone

    def beads(self) -> tuple[Bead, ...]:
        """Each bead once, in no order that means anything (see `in_order`)."""
        return tuple({id(bead): bead for bead in self._all().values()}.values())

    def bead_of(self, segment_id: str) -> Bead | None:
        if segment_id in self._news:
            return self._news[segment_id]
        return self._base.get(segment_id)

    def apply(self, *edits: Edit) -> State:
        """The state after `edits`, one after the other.

        Raises `Conflict` when a bead that an edit starts from is not there.
        """
        after = State(())
        after._base, after._news = self._base, dict(self._news)
        for edit in edits:
            after._swap(edit)
        if len(after._news) > APART:
            after._base, after._news = after._all(), {}
        return after

    def _swap(self, edit: Edit) -> None:
        if any(self.bead_of(bead.segments[0].id) != bead for bead in edit.before):
            raise Conflict("someone changed this meanwhile; look at what is there now and try again")
        self._news |= dict.fromkeys(s.id for bead in edit.before for s in bead.segments)
        self._news |= {s.id: bead for bead in edit.after for s in bead.segments}

    def _all(self) -> dict[str, Bead]:
        now = self._base | self._news
        return {segment: bead for segment, bead in now.items() if bead}


def invert(edit: Edit, version: int, reviewer: str, at: str) -> Edit:
    """The edit that takes back `edit`, which stands at `version` of the journal."""
    verb = "redo" if edit.verb == "undo" else "undo"
    return Edit(edit.after, edit.before, verb, reviewer, at, undoes=version)


def undoable(history: Iterable[tuple[int, Edit]], reviewer: str) -> tuple[list[int], list[int]]:
    """The versions of a reviewer's own edits that can be undone, and redone, the next one last."""
    undo: list[int] = []
    redo: list[int] = []
    for version, edit in history:
        if edit.reviewer != reviewer:
            continue
        if edit.verb == "undo":
            undo.remove(edit.undoes or 0)
            redo.append(version)
        elif edit.verb == "redo":
            redo.remove(edit.undoes or 0)
            undo.append(version)
        else:
            undo.append(version)
            redo.clear()
    return undo, redo


def in_order(beads: Iterable[Bead]) -> tuple[Bead, ...]:
    """Reading order: by first source sentence, a target-only bead after the sentence before it."""
    sourced = sorted((b for b in beads if b.source), key=lambda b: place(b.source[0]))
    loose = sorted((b for b in beads if not b.source), key=lambda b: place(b.target[0]))
    by_target = {place(s): i for i, bead in enumerate(sourced) for s in bead.target}
    ends = sorted([*by_target.items(), *((place(b.target[0]), -1) for b in loose)])
    after: dict[int, list[Bead]] = {}
    waiting = iter(loose)
    last = -1
    for _, index in ends:
        if index == -1:
            after.setdefault(last, []).append(next(waiting))
        else:
            last = index
    out = [*after.get(-1, [])]
    for i, bead in enumerate(sourced):
        out += [bead, *after.get(i, [])]
    return tuple(out)


# --- verbs: the beads that come out of the beads that go in ---------------------------------------


def _ordered(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    return tuple(sorted(segments, key=place))


def _touched(bead: Bead, source: Iterable[Segment], target: Iterable[Segment]) -> list[Bead]:
    """The bead with other segments: unreviewed again, and no longer what the aligner judged.

    Sentences with nothing opposite stand alone, so what is left on one side only falls apart.
    """
    source, target = _ordered(source), _ordered(target)
    fresh = replace(bead, status="auto", confidence=None, origin="reviewer")
    if source and target:
        return [replace(fresh, source=source, target=target)]
    alone = [replace(fresh, source=(s,), target=(), note="") for s in source]
    alone += [replace(fresh, source=(), target=(t,), note="") for t in target]
    if alone:
        alone[0] = replace(alone[0], note=bead.note)
    return alone


def _one(beads: Sequence[Bead]) -> Bead:
    if len(beads) != 1:
        raise Refused("this needs exactly one bead")
    return beads[0]


def _segment(bead: Bead, args: Arguments) -> Segment:
    for segment in bead.segments:
        if segment.id == args.get("segment"):
            return segment
    raise Refused(f"sentence {args.get('segment')!r} is not in this bead")


def _swap_segment(bead: Bead, old: Segment, new: Iterable[Segment]) -> Bead:
    """The bead with `new` in the place of `old`, whichever side that is."""
    new = tuple(new)

    def side(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
        return tuple(n for s in segments for n in (new if s == old else (s,)))

    return replace(bead, source=side(bead.source), target=side(bead.target), origin="reviewer")


def _text(value: object) -> str:
    """A sentence as it may be stored: one line, without what XML has no way to say."""
    if not isinstance(value, str):
        raise Refused("a text is missing")
    line = " ".join(value.split())
    if any(unicodedata.category(c) in {"Cc", "Cs"} or c in "\ufffe\uffff" for c in line):
        raise Refused("the text has control characters; remove them")
    return line


def _set_status(status: str) -> Verb:
    def verb(beads: Sequence[Bead], _args: Arguments) -> list[Bead]:
        return [replace(b, status=status) for b in beads]  # type: ignore[arg-type]

    return verb


def _comment(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    return [replace(_one(beads), note=_text(args.get("text")))]


def _reword(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    bead = _one(beads)
    old = _segment(bead, args)
    text = _text(args.get("text"))
    if not text:
        raise Refused("a sentence can't be empty; unlink it or reject the bead instead")
    changed = _swap_segment(bead, old, [replace(old, text=text)])
    return [replace(changed, status="confirmed" if args.get("confirm") else bead.status)]


def _cut(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """One sentence becomes two. Its draft was of the whole, so neither half keeps it."""
    bead = _one(beads)
    old = _segment(bead, args)
    offset = args.get("offset")
    if not isinstance(offset, int):
        raise Refused("say where to cut: offset is a number of characters")
    parts = _text(old.text[:offset]), _text(old.text[offset:])
    if offset < 0 or not all(parts):
        raise Refused("there is nothing on one side of the cut; put the cursor inside the sentence")
    halves = [Segment(f"{old.id}.{n}", part, old.block) for n, part in enumerate(parts, 1)]
    changed = _swap_segment(bead, old, halves)
    return _touched(changed, changed.source, changed.target)


def _join(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """A sentence and the next one of its side in the same bead become one."""
    bead = _one(beads)
    first = _segment(bead, args)
    side = bead.source if first in bead.source else bead.target
    at = side.index(first)
    if at + 1 == len(side):
        raise Refused("there is no next sentence in this bead; merge the beads first")
    second = side[at + 1]
    drafts = f"{first.draft} {second.draft}" if first.draft and second.draft else ""
    whole = replace(first, text=f"{first.text} {second.text}", draft=drafts)
    return [replace(_swap_segment(_swap_segment(bead, second, []), first, [whole]), status="auto")]


def _merge(beads: Sequence[Bead], _args: Arguments) -> list[Bead]:
    if len(set(beads)) < 2:  # noqa: PLR2004
        raise Refused("merging needs two beads or more")
    source = [s for b in beads for s in b.source]
    target = [s for b in beads for s in b.target]
    if not source or not target:
        raise Refused("all of these are on one side; link a sentence to one of the other side")
    notes = " / ".join(b.note for b in beads if b.note)
    return _touched(replace(beads[0], note=notes), source, target)


def _split(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """The first ``source`` and ``target`` sentences become one bead, the rest another."""
    bead = _one(beads)
    i, j = args.get("source"), args.get("target")
    if not isinstance(i, int) or not isinstance(j, int):
        raise Refused("say how many sentences of each side go into the first bead")
    if not (0 <= i <= len(bead.source) and 0 <= j <= len(bead.target)):
        raise Refused("the bead has fewer sentences than that")
    if i + j in (0, len(bead.segments)):
        raise Refused("there is nothing to split off; cut a sentence in two first")
    rest = replace(bead, note="")
    return _touched(bead, bead.source[:i], bead.target[:j]) + _touched(rest, bead.source[i:], bead.target[j:])


def _move(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """A sentence of the first bead goes into the second."""
    if len(set(beads)) != 2:  # noqa: PLR2004
        raise Refused("moving a sentence needs two beads: where it is and where it goes")
    here, there = beads
    moved = _segment(here, args)

    def without(segments: tuple[Segment, ...]) -> list[Segment]:
        return [s for s in segments if s != moved]

    left = _touched(here, without(here.source), without(here.target)) if len(here.segments) > 1 else []
    if moved in here.source:
        return left + _touched(there, (*there.source, moved), there.target)
    return left + _touched(there, there.source, (*there.target, moved))


def _unlink(beads: Sequence[Bead], _args: Arguments) -> list[Bead]:
    bead = _one(beads)
    if not bead.source or not bead.target:
        raise Refused("this is not linked to anything")
    return _touched(bead, bead.source, ()) + _touched(replace(bead, note=""), (), bead.target)


def _agree(beads: Sequence[Bead], _args: Arguments) -> list[Bead]:
    """A second reviewer thinks as the first: the beads stay as they are."""
    if any(b.status == "auto" for b in beads):
        raise Refused("nobody has judged this yet; confirm or reject it yourself")
    return list(beads)


def _disagree(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """A second reviewer thinks otherwise and says why; the status stays until somebody decides."""
    bead = _one(beads)
    if bead.status not in ("confirmed", "rejected"):
        raise Refused(
            "only what is confirmed or rejected can be disagreed with; confirm or reject it yourself"
        )
    return [replace(bead, note=_noted(bead, args))]


def _decide(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """A lead settles what reviewers disagree about."""
    status = args.get("status")
    if status not in ("confirmed", "rejected"):
        raise Refused("say how it is decided: status is confirmed or rejected")
    return [replace(b, status=status, note=_noted(b, args)) for b in beads]


def _noted(bead: Bead, args: Arguments) -> str:
    """The bead's comments, one more if there is a ``text``."""
    return " / ".join(filter(None, (bead.note, _text(args.get("text", "")))))


VERBS: dict[str, Verb] = {
    "confirm": _set_status("confirmed"),
    "reject": _set_status("rejected"),
    "flag": _set_status("flagged"),
    "reset": _set_status("auto"),
    "comment": _comment,
    "reword": _reword,
    "cut": _cut,
    "join": _join,
    "merge": _merge,
    "link": _merge,
    "split": _split,
    "move": _move,
    "unlink": _unlink,
    "agree": _agree,
    "disagree": _disagree,
    "decide": _decide,
}

OPINIONS = frozenset({"agree", "disagree", "decide"})
"""Verbs that say something of a bead as it stands, so that they count also where nothing changes."""


def build(verb: str, beads: Sequence[Bead], args: Arguments, reviewer: str, at: str) -> Edit:
    """The edit that `verb` makes of `beads`.

    Raises `Refused` when the verb is unknown, makes no sense on these beads or changes nothing.
    """
    if verb not in VERBS:
        raise Refused(f"unknown verb {verb!r}; known are {', '.join(sorted(VERBS))}")
    if not beads:
        raise Refused("name the beads to change")
    before = frozenset(beads)
    made = frozenset(VERBS[verb](beads, args))
    after = made if verb == "agree" else frozenset(replace(b, resp=reviewer) for b in made)
    if verb in OPINIONS:
        return Edit(before, after, verb, reviewer, at)
    if _content(after) == _content(before):
        raise Refused("nothing would change")
    return Edit(before - after, after - before, verb, reviewer, at)


def _content(beads: Iterable[Bead]) -> set[Bead]:
    """The beads without who made them."""
    return {replace(b, resp="", origin="reviewer") for b in beads}
