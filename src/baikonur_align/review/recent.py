"""What was used last: a cache of values with a size, from which the others leave."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """Values by the id of their pair; those that were used least recently leave.

    `most` is the greatest sum of sizes, of which the `least` values used last may be more: a few
    large pairs that reviewers work on stay whatever their size. Threads may share it.
    """

    def __init__(
        self, most: int, least: int = 1, size: Callable[[Value], int] = lambda _: 1
    ) -> None:
        self._most, self._least, self._size = most, least, size
        self._values: OrderedDict[str, Value] = OrderedDict()
        self._sum = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, pair_id: str) -> Value | None:
        """Return the value of a pair, which is now the one used last; None if it has none."""
        with self._lock:
            value = self._values.get(pair_id)
            if value is not None:
                self._values.move_to_end(pair_id)
            return value

    def put(
        self, pair_id: str, value: Value, unless: Callable[[Value], bool] = lambda _: False
    ) -> Value:
        """Keep a value in place of another one, `unless` that one is to stay; return the kept."""
        with self._lock:
            old = self._values.get(pair_id)
            if old is not None and unless(old):
                return old
            self._sum += self._size(value) - (0 if old is None else self._size(old))
            self._values[pair_id] = value
            self._values.move_to_end(pair_id)
            while self._sum > self._most and len(self._values) > self._least:
                self._sum -= self._size(self._values.popitem(last=False)[1])
            return value

    def offer(self, pair_id: str, value: Value) -> None:
        """Keep a value that is new if half of the room is free, so that no other one leaves."""
        with self._lock:
            size = self._size(value)
            if pair_id not in self._values and self._sum + size <= self._most // 2:
                self._values[pair_id] = value
                self._sum += size

    def pop(self, pair_id: str) -> None:
        """Forget the value of a pair."""
        with self._lock:
            value = self._values.pop(pair_id, None)
            self._sum -= 0 if value is None else self._size(value)
