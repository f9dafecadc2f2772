"""A part of the list of pairs: what a reader looks for, in an order, from a cursor on."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any, Literal

from baikonur_align.model import Problem, Properties
from baikonur_align.summary import Summary

Order = Literal["title", "attention", "recent", "progress"]

Key = list[Any]
"""The place of a pair in the list: numbers and texts, of which the last is its id."""


class BadCursor(Problem):
    """The cursor is none that the list has given."""


@dataclass(frozen=True)
class PairQuery:
    """What a reader looks for.

    ``text`` is in the id, a title or a language of a pair; ``where`` is one of its metadata, as
    ``genre=law``. The pairs of ``first`` come before others. Pairs without links, which cannot be
    reviewed, come last.
    """

    text: str = ""
    where: str = ""
    order: Order = "title"
    first: Collection[str] = ()


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


def page_of(summaries: Sequence[Summary], query: PairQuery, limit: int, cursor: str) -> PairPage:
    """Return at most `limit` pairs after a cursor, from the start for none.

    Raises `BadCursor`.
    """
    after = _key_of(cursor)
    wanted = " ".join(query.text.split()).casefold()
    matching = [one for one in summaries if _matches(one, wanted, query.where)]
    keyed = sorted(((_key(one, query), one) for one in matching), key=itemgetter(0))
    try:
        rest = [(key, one) for key, one in keyed if after is None or key > after]
    except TypeError as error:
        raise _bad_cursor() from error  # that of another order
    part = rest[:limit]
    return PairPage(
        [one for _, one in part],
        _cursor_of(part[-1][0]) if len(rest) > limit else "",
        len(summaries),
        len(matching),
        sum(one.beads for one in summaries),
        sum(one.confirmed + one.rejected for one in summaries),
        min(filter(_is_open, summaries), key=_urgency, default=None),
        tuple(dict.fromkeys(item for one in summaries for item in one.metadata)),
    )


def _matches(one: Summary, text: str, where: str) -> bool:
    if where and where not in (f"{key}={value}" for key, value in one.metadata):
        return False
    names = one.id, one.source_title, one.target_title, one.source_lang, one.target_lang
    return text in " ".join(names).casefold()


def _is_reviewable(one: Summary) -> bool:
    """Whether there is something to review: links, or a text that is to be translated."""
    return one.linked > 0 or one.kind == "draft"


def _is_open(one: Summary) -> bool:
    return _is_reviewable(one) and one.reviewed < 1


def _urgency(one: Summary) -> tuple[float, float]:
    return -one.attention, one.reviewed


def _key(one: Summary, query: PairQuery) -> Key:
    ranks = [not _is_reviewable(one), one.id not in query.first]
    return [*map(int, ranks), *_ORDERS[query.order](one), one.id]


_LETTERS = dict(zip("ёәғқңөұүһі", "еагкноуухы", strict=True))
"""Cyrillic letters that stand after another one in the alphabet, but not by their code."""


def _collated(text: str) -> list[str]:
    """Return what texts are sorted by: without case, with Kazakh letters in their places."""
    plain = text.casefold()
    return ["".join(f"{_LETTERS[c]}\uffff" if c in _LETTERS else c for c in plain)]


def _since(one: Summary) -> list[float]:
    try:
        at = datetime.fromisoformat(one.last_change.at) if one.last_change else None
    except ValueError:
        at = None
    return [-at.replace(tzinfo=at.tzinfo or UTC).timestamp() if at else 0.0]


_ORDERS: dict[Order, Callable[[Summary], list[Any]]] = {
    "title": lambda one: _collated(one.source_title),
    "attention": lambda one: [-one.attention],
    "recent": _since,
    "progress": lambda one: [one.reviewed],
}


def _cursor_of(key: Key) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def _key_of(cursor: str) -> Key | None:
    if not cursor:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor))
    except (binascii.Error, ValueError) as error:
        raise _bad_cursor() from error
    ranks = isinstance(key, list) and len(key) == PARTS and all(isinstance(i, int) for i in key[:2])
    if not ranks or not isinstance(key[3], str) or not isinstance(key[2], int | float | str):
        raise _bad_cursor()
    return list(key)


PARTS = 4
"""Two ranks, what the order is by, and the id."""


def _bad_cursor() -> BadCursor:
    return BadCursor("this list cannot be continued: ask for it from the start")
