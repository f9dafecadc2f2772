"""Validation of a file: by the schema, then by the rules that a schema cannot express."""

from __future__ import annotations

from pathlib import Path

from baikonur_align.tei.parse import Finding
from baikonur_align.tei.read import examine


def validate(path: Path) -> list[Finding]:
    """Return the errors of the file at `path`, in the order of its lines; none if it is valid."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return [Finding(1, f"the file can't be read: {error.strerror}")]
    _, findings = examine(data)
    return sorted(findings, key=lambda finding: finding.line)
