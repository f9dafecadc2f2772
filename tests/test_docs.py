"""What the documents name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support import ROOT

DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
TESTS = {
    name
    for file in (ROOT / "tests").glob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
}


def test_every_test_that_a_document_names_exists() -> None:
    named = {
        name
        for document in DOCUMENTS
        for name in re.findall(r"`(test_\w+)`", document.read_text(encoding="utf-8"))
    }
    assert named
    assert named - TESTS == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_links_to_is_there(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []
