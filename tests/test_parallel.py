"""Pairs made side by side: the same corpus as one process makes, and workers that die."""

from __future__ import annotations

import os
import re
import signal
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from baikonur_align.building.plan import plan
from baikonur_align.cli import main
from baikonur_align.ingest import read_bytes
from baikonur_align.run_builds import WorkerLost, cores, make_all, processes
from support.sample import ENGLISH, KAZAKH

pytestmark = pytest.mark.slow


def texts(folder: Path) -> Path:
    """Three pairs of texts and one text on its own."""
    folder.mkdir()
    for number in range(3):
        for lang, sentences in (("kk", KAZAKH), ("en", ENGLISH)):
            text = " ".join(sentences[number:]) + "\n"
            (folder / f"{number}.{lang}.txt").write_text(text, encoding="utf-8")
    (folder / "alone.kk.txt").write_text(" ".join(KAZAKH) + "\n", encoding="utf-8")
    return folder


def built(folder: Path, corpus: Path, jobs: int) -> dict[str, bytes]:
    """Build a corpus; each file of it without the time of the build."""
    args = ["build", str(folder), "--corpus", str(corpus), "--jobs", str(jobs), "--no-comparable"]
    result = CliRunner().invoke(main, args)
    assert result.exit_code == 0, result.output
    return {
        path.name: re.sub(rb'when="[^"]*"', b"", path.read_bytes()) for path in corpus.glob("*.*ml")
    }


def test_several_processes_make_the_corpus_that_one_makes(tmp_path: Path) -> None:
    folder = texts(tmp_path / "texts")
    one = built(folder, tmp_path / "one", 1)
    assert len(one) == 4
    assert built(folder, tmp_path / "two", 2) == one
    assert built(folder, tmp_path / "two", 2) == one  # a second build changes nothing


class Killing(ProcessPoolExecutor):
    """Kills a worker as soon as there is one, as the system does when memory is short."""

    def submit(self, *args: Any, **kwargs: Any) -> Future[Any]:
        future = super().submit(*args, **kwargs)
        os.kill(next(iter(self._processes)), signal.SIGKILL)
        return future


def test_a_killed_process_ends_the_build_with_what_to_do(tmp_path: Path) -> None:
    document = read_bytes(" ".join(KAZAKH).encode(), "a.kk.txt", "kk")
    tasks = plan([document], ("kk", "en"), comparable=False)
    with Killing(1) as pool, pytest.raises(WorkerLost, match="--jobs 1"):
        list(make_all(pool, tmp_path, None, tasks))


def test_a_pair_that_cannot_be_made_is_refused_and_not_the_end(tmp_path: Path) -> None:
    tongue = read_bytes(b"Hetta er ein tekstur.", "a.fo.txt", "fo")
    tasks = plan([tongue], ("fo", "kk"), comparable=False)
    (tmp_path / "a.fo-kk.xml").write_text("<broken")
    with processes(1) as pool:
        (made,) = make_all(pool, tmp_path, None, tasks)
    assert made.outcome == "refused"


def test_there_is_at_least_one_core() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
