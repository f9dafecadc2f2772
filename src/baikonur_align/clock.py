"""The time as the journal, TEI and the interface record it."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """Return the current time: ISO 8601, UTC, whole seconds (``2026-01-31T09:30:00Z``)."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
