"""What workers of a cluster do beside whole pairs: parts of large texts, realignments, evaluations.

Each result is compared with that of one process.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import distributed
import pytest
from click.testing import CliRunner

from baikonur_align import run_cluster, translation
from baikonur_align.building import parts
from baikonur_align.building.plan import task
from baikonur_align.checks.glossary import NONE
from baikonur_align.cli import main
from baikonur_align.ingest import read_bytes
from baikonur_align.model import Bead
from baikonur_align.run_cluster import NoCluster, connected
from baikonur_align.translation import Package
from baikonur_align.workbench import Workbench
from support.cluster import built, scheduler, worker
from support.sample import ENGLISH, KAZAKH

pytestmark = pytest.mark.slow

PARAGRAPHS = 12

GLOSSARY = "kk\ten\nғарыш айлағы\tspaceport\n"

MEMORY = """\
<tmx version="1.4"><header srclang="kk" segtype="sentence" adminlang="en" datatype="plaintext"
 creationtool="t" creationtoolversion="1" o-tmf="t"/><body><tu>
<tuv xml:lang="kk"><seg>{}</seg></tuv><tuv xml:lang="en"><seg>As a memory has it.</seg></tuv>
</tu></body></tmx>
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler with two workers."""
    folder = tmp_path_factory.mktemp("cluster")
    with (
        scheduler(folder) as (address, _),
        worker(address, folder / "one"),
        worker(address, folder / "two"),
    ):
        yield address


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A long translation, and a long text to be drafted."""
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, lang, sentences in (
        ("long", "kk", KAZAKH),
        ("long", "en", ENGLISH),
        ("alone", "kk", KAZAKH[::-1]),
    ):
        paragraphs = (f"{number}. {' '.join(sentences)}" for number in range(PARAGRAPHS))
        (folder / f"{name}.{lang}.txt").write_text("\n\n".join(paragraphs), encoding="utf-8")
    return folder


def corpus_of(folder: Path) -> Path:
    """A folder for a corpus with a glossary and a translation memory."""
    (folder / "tm").mkdir(parents=True)
    (folder / "tm" / "known.tmx").write_text(MEMORY.format(KAZAKH[0]), encoding="utf-8")
    (folder / "glossary.tsv").write_text(GLOSSARY, encoding="utf-8")
    return folder


def test_a_large_document_is_translated_in_parts_with_the_same_result(
    texts: Path, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = built(texts, corpus_of(tmp_path / "one"), "--jobs", "1")
    assert any("As a memory has it." in data.decode() for data in one.values())
    monkeypatch.setattr(parts, "LETTERS", 400)
    tasks: list[str] = []
    original = distributed.Client.submit

    def note(client: distributed.Client, function: Any, *args: Any, **more: Any) -> Any:
        tasks.append(function.__name__)
        return original(client, function, *args, **more)

    monkeypatch.setattr(distributed.Client, "submit", note)
    assert built(texts, corpus_of(tmp_path / "many"), "--cluster", address) == one
    assert tasks.count("make_on_worker") == 2
    assert tasks.count("translate_on_worker") > PARAGRAPHS


def test_parts_are_whole_blocks_of_large_documents_only(
    texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = read_bytes((texts / "long.kk.txt").read_bytes(), "long.kk.txt", "kk")
    wanted = task(document, None, "en", "draft")
    assert parts.parts_of(wanted) == []
    monkeypatch.setattr(parts, "LETTERS", 1000)
    found = parts.parts_of(wanted)
    assert len(found) > 2
    assert sum((part.document.blocks for part in found), ()) == document.blocks
    assert parts.parts_of(replace(wanted, by_hand=True)) == []


def unaligned(texts: Path, root: Path) -> Path:
    """A corpus of two pairs whose sentences have lost their links."""
    built(texts, root, "--jobs", "1")
    (root / "alone.kk-en.xml").unlink()
    with_links = Workbench(root)
    pair = with_links.corpus.read("long.kk-en")
    segments = [(bead.source, bead.target) for bead in pair.beads]
    beads = (
        *(Bead((one,), ()) for source, _ in segments for one in source),
        *(Bead((), (one,)) for _, target in segments for one in target),
    )
    for name in ("one.kk-en", "two.kk-en"):
        with_links.corpus.write(replace(pair, id=name, beads=beads))
    (root / "long.kk-en.xml").unlink()
    with_links.close()
    return root


def realigned(root: Path, *options: str) -> dict[str, frozenset[Bead]]:
    """The beads of the edit that realigns each pair of a corpus."""
    args = ["realign", "all", "--corpus", str(root), "--reviewer", "lead-1", *options]
    result = CliRunner().invoke(main, args)
    assert result.exit_code == 0, result.output
    assert "version 1: " in result.output
    bench = Workbench(root)
    found = {}
    for pair_id in bench.corpus.ids():
        ((version, edit),) = bench.review.edits(pair_id)
        assert (version, edit.reviewer, edit.verb) == (1, "lead-1", "realign")
        found[pair_id] = edit.after
    bench.close()
    return found


def test_workers_realign_as_one_process_does(texts: Path, address: str, tmp_path: Path) -> None:
    for path in texts.iterdir():  # shorter: the parts are tested above
        path.write_text("\n\n".join(path.read_text().split("\n\n")[:2]), encoding="utf-8")
    here = unaligned(texts, tmp_path / "here")
    shutil.copytree(here, tmp_path / "there", ignore=shutil.ignore_patterns("journal.*"))
    one = realigned(here)
    assert one.keys() == {"one.kk-en", "two.kk-en"}
    assert any(bead.source and bead.target for bead in one["one.kk-en"])
    assert realigned(tmp_path / "there", "--cluster", address) == one


def test_workers_translate_what_is_evaluated(address: str, tmp_path: Path) -> None:
    lines = [f"{number}. {KAZAKH[number % len(KAZAKH)]}" for number in range(70)]
    said = [f"{number}. {ENGLISH[number % len(ENGLISH)]}" for number in range(70)]
    (tmp_path / "src.txt").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "ref.txt").write_text("\n".join(said), encoding="utf-8")
    args = ["evaluate", "--src", str(tmp_path / "src.txt"), "--ref", str(tmp_path / "ref.txt")]
    args += ["--from", "kk", "--to", "en", "--package", "all", "--metric", "chrF"]
    args += ["--trials", "100", "--json"]
    found = []
    for more in ([], ["--cluster", address]):
        result = CliRunner().invoke(main, [*args, *more])
        assert result.exit_code == 0, result.output
        found.append(json.loads(result.stdout))
    assert found[0]["scores"] == found[1]["scores"]
    assert found[0]["id"] == found[1]["id"]  # of all the translations


def killed_once(function: Callable[..., Any], flag: Path) -> Callable[..., Any]:
    """A function that ends its worker the first time, and then works."""

    def run(*args: Any) -> Any:
        if not flag.exists():
            flag.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args)

    run.__name__ = function.__name__
    return run


def test_a_worker_that_is_killed_in_each_step_does_not_change_the_corpus(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = built(texts, tmp_path / "one", "--jobs", "1")
    monkeypatch.setattr(parts, "LETTERS", 1000)
    steps = ("translate_on_worker", "make_on_worker")
    for name in steps:
        step = killed_once(getattr(run_cluster, name), tmp_path / name)
        monkeypatch.setattr(run_cluster, name, step)
    assert built(texts, tmp_path / "many", "--cluster", "local:2") == one
    assert all((tmp_path / name).exists() for name in steps)


def test_a_text_that_ends_each_worker_is_refused_and_named(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(run_cluster, "make_on_worker", die)
    (texts / "alone.kk.txt").unlink()
    args = ["build", str(texts), "--corpus", str(tmp_path / "corpus"), "--cluster", "local:1"]
    result = CliRunner().invoke(main, args)
    assert result.exit_code == 1
    assert "refused   long.kk-en  several workers died while making it" in result.output
    assert list((tmp_path / "corpus").glob("*.xml")) == []


def test_a_worker_without_a_package_is_named(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = translation.packages()
    extra = Package(Path("extra"), "kk", "tr", "Kazakh", "Turkish", "1.9")
    monkeypatch.setattr(translation, "packages", lambda: [*known, extra])
    with pytest.raises(NoCluster, match="not installed, this process has 1"), connected(address):
        pass


def test_a_worker_that_does_not_see_the_folder_of_the_encoder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "here"
    with monkeypatch.context() as there:
        there.setenv("BAIKONUR_ALIGN_ENCODER", str(tmp_path / "elsewhere"))
        folder.mkdir()
        with scheduler(folder) as (address, _), worker(address, folder):
            there.setenv("BAIKONUR_ALIGN_ENCODER", "none")
            with (
                pytest.raises(NoCluster, match=r"encoder \(.*elsewhere.*this process has none"),
                connected(address),
            ):
                pass


def test_a_worker_that_comes_later_and_differs_is_named(
    texts: Path, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = read_bytes((texts / "alone.kk.txt").read_bytes(), "alone.kk.txt", "kk")
    bench = Workbench(tmp_path / "corpus")
    with connected(address) as client:
        monkeypatch.setattr(run_cluster, "__version__", "9.9")
        wanted = [task(document, None, "en", "draft")]
        (made,) = run_cluster.make_all(client, bench.builder.maker, NONE, wanted)
    assert made.outcome == "refused"
    assert "this process has 9.9: install the same on both" in made.note
    bench.close()
