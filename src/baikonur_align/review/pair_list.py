"""A part of the list of pairs: what a reader looks for, in an order, from a cursor on."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass

from baikonur_align.journal.lines import Choice, Key, Lines, Order
from baikonur_align.model import Problem, Properties
from baikonur_align.summary import Summary


class BadCursor(Problem):
    """The cursor is none that the list has given."""


@dataclass(frozen=True)
class PairPage:
    """A part of the list, and the cursor of the next one; empty for the last.

    ``total`` counts all pairs and ``matching`` those of the query. ``beads`` and ``reviewed`` are
    sums over all pairs. ``go_on`` is the pair with most to look at, ``metadata`` what pairs have.
    """

    pairs: Sequence[Summary]
    next: str
    total: int
    matching: int
    beads: int
    reviewed: int
    go_on: Summary | None
    metadata: Properties


def choice_of(text: str, where: str, order: Order, reviewer: str) -> Choice:
    """Return the choice of a reader: words, metadata (``genre=law``), an order."""
    key, _, value = where.partition("=")
    words = " ".join(text.split()).casefold()
    return Choice(words, (key, value) if where else None, order, reviewer)


def page_of(lines: Lines, choice: Choice, limit: int, cursor: str) -> PairPage:
    """Return at most `limit` pairs after a cursor, from the start for none. Raises `BadCursor`."""
    found = lines.chosen(choice, limit + 1, _key_of(cursor, choice.order))
    part, sums = found[:limit], lines.sums()
    plain = not choice.text and not choice.where
    return PairPage(
        [one for _, one in part],
        _cursor_of(part[-1][0]) if len(found) > limit else "",
        sums.pairs,
        sums.pairs if plain else lines.count(choice),
        sums.beads,
        sums.judged,
        lines.most_to_look_at(),
        lines.properties(),
    )


def _cursor_of(key: Key) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def _key_of(cursor: str, order: Order) -> Key | None:
    """Return the place that a cursor names. Raises `BadCursor`, also for one of another order."""
    if not cursor:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor))
        json.dumps(key, ensure_ascii=False).encode()  # half characters fit no database
    except (binascii.Error, ValueError, RecursionError) as error:
        raise bad_cursor() from error
    kinds = ({int}, {int}, {str} if order == "title" else {int, float}, {str})
    if not isinstance(key, list) or len(key) != len(kinds):
        raise bad_cursor()
    if not all(type(value) in kind for value, kind in zip(key, kinds, strict=True)):
        raise bad_cursor()
    return key[0], key[1], key[2], key[3]


def bad_cursor() -> BadCursor:
    """Return what is raised for a cursor that no list has given."""
    return BadCursor("this list cannot be continued: request it from the start")
