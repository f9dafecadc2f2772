"""The public Python API, by the script of its documentation and by its errors."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import baikonur_align
from baikonur_align import AlignmentOptions, Corpus, align, split
from baikonur_align.api import NoCorpus
from baikonur_align.edit import Conflict, Refused
from support import ROOT, sample

PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_the_examples_of_the_page_are_one_script_that_prints_what_is_shown(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus", ignore=shutil.ignore_patterns("journal*"))
    script = "\n".join(blocks("python"))
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    assert run.stdout.splitlines() == "".join(blocks("text")).splitlines()


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, baikonur_align; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    assert {"numpy", "lxml", "sqlalchemy", "flask", "ctranslate2"} & set(loaded) == set()


def test_every_public_name_is_there_and_no_other() -> None:
    assert all(getattr(baikonur_align, name) for name in baikonur_align.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = baikonur_align.nothing


def test_paragraphs_and_white_space_split_into_sentences() -> None:
    assert split("One. Two.\n\nThree\n", "en") == ["One.", "Two.", "Three"]
    assert split(" \n", "kk") == []


def test_every_sentence_is_in_one_bead_also_where_a_side_is_empty() -> None:
    options = AlignmentOptions("kk", "en")
    beads = align(["Бір.", "Екі."], [], options, machine_translation=False)
    assert [[segment.id for segment in bead.segments] for bead in beads] == [["kk.1"], ["kk.2"]]


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoCorpus, match="there is no corpus at"):
        Corpus(tmp_path / "missing")
    with Corpus(tmp_path / "new", create=True) as corpus:
        assert corpus.ids() == []


def test_edits_are_those_of_the_app(tmp_path: Path) -> None:
    sample.corpus(tmp_path).close()
    with Corpus(tmp_path) as corpus:
        old = corpus["draft.kk-en"].beads[0]
        assert corpus.confirm("draft.kk-en", old, "reviewer-1") == 1
        with pytest.raises(Conflict):
            corpus.confirm("draft.kk-en", old, "reviewer-2")
        with pytest.raises(Refused, match="of yours to undo"):
            corpus.undo("draft.kk-en", "reviewer-2")
        assert corpus.undo("draft.kk-en", "reviewer-1") == 2
        assert corpus["draft.kk-en"].beads[0] == old
        assert corpus.redo("draft.kk-en", "reviewer-1") == 3
        assert corpus.publish("draft.kk-en") == 3
        confirmed = {summary.id: summary.confirmed for summary in corpus.summaries()}
        assert confirmed == {"draft.kk-en": 1, "small.kk-en": 0}
        assert "reviewed" in str(corpus.scores("draft.kk-en"))
