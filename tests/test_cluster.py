"""Pairs made on a Dask cluster: the corpus that one process makes, also when workers die."""

from __future__ import annotations

import os
import random
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import distributed
import pytest

from baikonur_align import run_cluster
from baikonur_align.building.plan import plan
from baikonur_align.checks.glossary import NONE
from baikonur_align.ingest import read_bytes
from baikonur_align.run_cluster import NoCluster, connected
from baikonur_align.workbench import Workbench
from support.cluster import built, scheduler, worker
from support.sample import ENGLISH, KAZAKH

pytestmark = pytest.mark.slow

PAIRS = 60
FEW = 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty short pairs of texts, no two the same."""
    folder = tmp_path_factory.mktemp("texts")
    for number in range(PAIRS):
        for lang, sentences in (("kk", KAZAKH), ("en", ENGLISH)):
            said = f"{number}. " + " ".join(sentences[number % 3 : number % 3 + 2]) + "\n"
            (folder / f"{number:02}.{lang}.txt").write_text(said, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def undisturbed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The corpus that one process makes."""
    return built(folder, tmp_path_factory.mktemp("one"), "--jobs", "1")


def test_workers_that_are_killed_at_random_do_not_change_the_corpus(
    folder: Path, undisturbed: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(1)  # noqa: S311  (no secret)
    killed: list[int] = []
    over = Event()

    @contextmanager
    def attacked(where: str) -> Iterator[distributed.Client]:
        def attack(client: distributed.Client) -> None:
            while len(killed) < 3 and not over.wait(1):
                workers = client.run(os.getpid, on_error="ignore")
                if workers:
                    killed.append(dice.choice(list(workers.values())))
                    os.kill(killed[-1], signal.SIGKILL)

        with connected(where) as client:
            thread = Thread(target=attack, args=(client,))
            thread.start()
            try:
                yield client
            finally:
                over.set()
                thread.join()

    monkeypatch.setattr(run_cluster, "connected", attacked)
    assert len(undisturbed) == PAIRS
    assert built(folder, tmp_path / "corpus", "--cluster", "local:2") == undisturbed
    assert killed


def test_a_scheduler_with_workers_of_its_own_makes_the_same_corpus(
    folder: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    few, corpus = tmp_path / "few", tmp_path / "corpus"
    few.mkdir()
    for number in range(FEW):
        for path in folder.glob(f"{number:02}.*"):
            shutil.copy(path, few)
    with scheduler(tmp_path) as (address, _), worker(address, tmp_path):
        made = built(few, corpus, "--cluster", address)
        assert made.items() <= undisturbed.items()
        assert len(made) == FEW
        assert built(few, corpus, "--cluster", address) == made  # nothing is left to do


def test_a_scheduler_that_dies_ends_the_build_with_what_to_do(folder: Path, tmp_path: Path) -> None:
    documents = [
        read_bytes(path.read_bytes(), path.name, path.suffixes[0][1:])
        for path in sorted(folder.iterdir())
    ]
    bench = Workbench(tmp_path / "corpus")
    with (
        scheduler(tmp_path) as (address, process),
        worker(address, tmp_path),
        connected(address) as client,
    ):
        tasks = plan(documents, ("kk", "en"), comparable=False)
        made = run_cluster.make_all(client, bench.builder.maker, NONE, tasks)
        assert next(made).outcome == "made"
        process.kill()
        with pytest.raises(NoCluster, match="run the same command again to continue"):
            for _ in made:
                pass
    written = bench.corpus.ids()
    assert 0 < len(written) < PAIRS
    assert all(bench.corpus.read(pair_id).beads for pair_id in written)
    bench.close()


@pytest.mark.parametrize(
    "where", ["local:", "local:0", "local:many", "nowhere", "tcp://127.0.0.1:9"]
)
def test_a_cluster_that_is_not_there_is_named(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_cluster, "SECONDS", 1)
    with pytest.raises(NoCluster, match=r"local:2|no scheduler answers"), connected(where):
        pass


def test_a_scheduler_without_workers_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_cluster, "SECONDS", 1)
    with (
        scheduler(tmp_path) as (address, _),
        pytest.raises(NoCluster, match="has no workers"),
        connected(address),
    ):
        pass


def test_a_worker_of_another_version_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scheduler(tmp_path) as (address, _), worker(address, tmp_path):
        monkeypatch.setattr(run_cluster, "__version__", "9.9")
        with (
            pytest.raises(NoCluster, match=r"has baikonur-align .*this process has 9\.9"),
            connected(address),
        ):
            pass
