"""Edits: the verbs, and how an edit changes the state of a pair.

`build` makes the edit of a verb. The other modules have a family of verbs each; `state` applies
edits without knowing verbs, `lineage` finds the history of a bead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from baikonur_align.edit.coding import place_codes, set_code
from baikonur_align.edit.judging import (
    addition,
    comment,
    dismiss,
    kept,
    omission,
    set_status,
    undismiss,
)
from baikonur_align.edit.lineage import Part, going_back, parts, story
from baikonur_align.edit.linking import merge, move, split, swap, unlink
from baikonur_align.edit.machine import still_machine
from baikonur_align.edit.opinions import agree, decide, disagree
from baikonur_align.edit.parts import Arguments, Refused, Verb, stored
from baikonur_align.edit.search import Hit, Search
from baikonur_align.edit.state import Conflict, State, in_order, invert, place
from baikonur_align.edit.texts import (
    MEMORY,
    accept,
    cut,
    join,
    replace_all,
    restore,
    reword,
    translate,
)
from baikonur_align.model import Bead, Edit

__all__ = [
    "MEMORY",
    "OPINIONS",
    "VERBS",
    "Conflict",
    "Hit",
    "Part",
    "Refused",
    "Search",
    "State",
    "build",
    "going_back",
    "in_order",
    "invert",
    "parts",
    "place",
    "stored",
    "story",
]

VERBS: dict[str, Verb] = {
    "confirm": set_status("confirmed"),
    "reject": set_status("rejected"),
    "flag": set_status("flagged"),
    "reset": set_status("auto"),
    "comment": comment,
    "dismiss": dismiss,
    "undismiss": undismiss,
    "omission": omission,
    "addition": addition,
    "reword": reword,
    "translate": translate,
    "restore": restore,
    "accept": accept,
    "code": set_code,
    "place": place_codes,
    "replace": replace_all,
    "cut": cut,
    "join": join,
    "merge": merge,
    "link": merge,
    "split": split,
    "move": move,
    "swap": swap,
    "unlink": unlink,
    "agree": agree,
    "disagree": disagree,
    "decide": decide,
}

OPINIONS = frozenset({"agree", "disagree", "decide"})
"""Verbs that judge a bead as it is: they make an edit also if nothing changes."""


def build(verb: str, beads: Sequence[Bead], args: Arguments, reviewer: str, time: str) -> Edit:
    """Return the edit of `verb` applied to `beads`.

    Raises `Refused` if the verb is unknown, does not apply to these beads or changes nothing.
    """
    if verb not in VERBS:
        known = ", ".join(sorted(VERBS))
        raise Refused("unknown verb {verb!r}; known are {known}", verb=verb, known=known)
    if not beads:
        raise Refused("name the beads to change")
    before = frozenset(beads)
    changed = still_machine(beads, VERBS[verb](beads, args))
    made = frozenset(kept(bead, beads, reviewer) for bead in changed)
    after = frozenset(bead if bead in before else replace(bead, resp=reviewer) for bead in made)
    if verb in OPINIONS:
        return Edit(before, after, verb, reviewer, time)
    if _content(after) == _content(before):
        raise Refused("nothing would change")
    return Edit(before - after, after - before, verb, reviewer, time)


def _content(beads: Iterable[Bead]) -> set[Bead]:
    """The beads without their authors."""
    return {replace(bead, resp="", origin="reviewer") for bead in beads}
