"""Noting which pairs a part of the program asks another one for."""

from __future__ import annotations

from typing import Any

import pytest


def noted(monkeypatch: pytest.MonkeyPatch, owner: Any, method: str) -> list[str]:
    """Return the list to which each call of `owner.method(pair_id)` adds the id from now on."""
    found: list[str] = []
    original = getattr(owner, method)

    def note(pair_id: str, **how: Any) -> Any:
        found.append(pair_id)
        return original(pair_id, **how)

    monkeypatch.setattr(owner, method, note)
    return found
