"""The recipe, run in small: every step once, and each step killed and resumed.

It needs what training/requirements.txt names; TRAINING_PYTHON names a Python that has it.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from support import manual

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
TUNING = ROOT / "src" / "baikonur_align" / "tuning"
PYTHON = os.environ.get("TRAINING_PYTHON", sys.executable)
NEEDS = "import torch, onnx, sentencepiece, ctranslate2, sacrebleu"
TINY = (
    'data.stems=["train"]', 'data.sources=[""]',
    "vocab.size=1000", "vocab.coverage=0.99", "model.dim=64", "model.heads=2", "model.ff=128",
    "model.encoder_layers=2", "model.decoder_layers=1", "train.batch_tokens=1024",
    "train.warmup=20", "train.valid_every=10", "train.log_seconds=0", "train.save_minutes=0.01",
    "splitter.steps=10",
    'train.dtype="float32"',  # a processor without bf16 products takes minutes for a step
)  # fmt: skip
TRAINED = 200  # steps after which the validation loss has fallen


def steps(*arguments: object) -> list[str]:
    sets = [word for setting in TINY for word in ("--set", setting)]
    return [PYTHON, "-m", "training", *map(str, arguments), *sets]


def run(*arguments: object) -> str:
    done = subprocess.run(steps(*arguments), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def losses(folder: Path) -> list[tuple[int, float]]:
    lines = (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()
    return [(line["step"], line["loss"]) for line in map(json.loads, lines) if "loss" in line]


def last_validation(folder: Path) -> float:
    lines = (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()
    return [float(line["valid"]) for line in map(json.loads, lines) if "valid" in line][-1]


Pairs = list[tuple[str, str]]


def written(folder: Path, stem: str, pairs: Pairs) -> None:
    for code, lines in zip(("kk", "en"), zip(*pairs, strict=True), strict=True):
        (folder / f"{stem}.{code}").write_text("\n".join(lines) + "\n", encoding="utf-8")


def general(name: str) -> Pairs:
    """The program's own general sentences with their translations."""
    lines = (TUNING / name).read_text(encoding="utf-8").splitlines()
    return [(kk, en) for kk, en in (line.split("\t") for line in lines)]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of text for the recipe: an invented manual and general sentences."""
    if subprocess.run([PYTHON, "-c", NEEDS], capture_output=True, check=False).returncode:
        pytest.skip(f"{PYTHON} lacks what training/requirements.txt names; set TRAINING_PYTHON")
    folder = tmp_path_factory.mktemp("data")
    pairs, held_back = manual.sentences(320), general("general.tsv")
    written(folder, "train", pairs[:280] + general("rehearsal.tsv"))
    written(folder, "valid.flores", held_back[:20])
    written(folder, "valid.tatoeba", held_back[20:40])
    written(folder, "mono", pairs[280:] + held_back[40:])
    return folder


@pytest.fixture(scope="module")
def prepared(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    run("prepare", "--data", data, "--run", folder)
    return folder


@pytest.fixture(scope="module")
def finished(data: Path, prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder after all steps."""
    folder = tmp_path_factory.mktemp("runs") / "finished"
    shutil.copytree(prepared, folder)
    run("train", "--run", folder, "--until", TRAINED, "--workers", 1)
    for step in ("splitter", "backtranslate", "package"):
        run(step, "--data", data, "--run", folder, "--snapshots", 1)
    return folder


def copies(prepared: Path, tmp_path: Path) -> Iterator[Path]:
    """Two run folders that start from the same prepared data."""
    for name in ("whole", "killed"):
        folder = tmp_path / name
        folder.mkdir()
        for file in ("sp.model", "train.npz", "valid.npz"):
            (folder / file).write_bytes((prepared / file).read_bytes())
        yield folder


def test_a_run_killed_and_resumed_has_the_same_loss_curve(prepared: Path, tmp_path: Path) -> None:
    whole, killed = copies(prepared, tmp_path)
    run("train", "--run", whole, "--until", 30, "--workers", 1)
    first = subprocess.Popen(
        steps("train", "--run", killed, "--until", 30, "--workers", 1),
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while first.poll() is None and not list(killed.glob("weights-*.pt")):
        time.sleep(0.02)
    first.send_signal(signal.SIGKILL)
    first.wait()
    before = losses(killed)
    assert before[-1][0] < 30, "it was too quick to be killed"
    run("train", "--run", killed, "--until", 30, "--workers", 1)
    assert losses(killed)[len(before)][0] > 1, "it started anew"
    assert dict(losses(killed)) == dict(losses(whole))


def test_every_step_works_and_leaves_two_packages_that_translate(
    data: Path, tmp_path: Path
) -> None:
    places = ("--data", data, "--run", tmp_path / "run", "--packages", tmp_path / "packages")
    out = run("all", *places, "--until", 24, "--workers", 2)
    scores = [json.loads(line) for line in out.splitlines() if line.startswith('{"set"')]
    assert {score["direction"] for score in scores} == {"kk-en", "en-kk"}
    assert all("version:" in score["signature"] for score in scores)
    for name in ("translate-kk_en", "translate-en_kk"):
        package = tmp_path / "packages" / name
        assert {file.name for file in package.iterdir()} >= {
            "metadata.json", "model", "sentencepiece.model", "minisbd", "README.md",
        }  # fmt: skip
        size = sum(file.stat().st_size for file in package.rglob("*") if file.is_file())
        assert size < 40e6


@dataclass(frozen=True)
class Step:
    """A step of the recipe, the file after which it is killed, and what it makes."""

    name: str
    killed_at: str
    makes: tuple[str, ...]


STEPS = (
    Step("prepare", "sp.model", ("sp.model", "train.npz", "valid.npz")),
    Step("splitter", "splitter.kk.onnx", ("splitter.kk.onnx", "splitter.en.onnx")),
    Step("backtranslate", "bt/to-kk", ("bt.en", "bt.en.from", "bt.kk", "bt.kk.from")),
    Step("package", "release/translate-kk_en", ("release",)),
)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_a_step_killed_and_run_again_makes_the_same(
    step: Step, data: Path, finished: Path, tmp_path: Path
) -> None:
    killed = tmp_path / "run"
    shutil.copytree(finished, killed)
    for later in STEPS[STEPS.index(step) :]:
        for name in (*later.makes, later.killed_at):
            removed(killed / name)
    places = (step.name, "--data", data, "--run", killed, "--snapshots", 1)
    killed_when(killed / step.killed_at, steps(*places))
    assert contents(killed, step.makes) != contents(finished, step.makes), "it was not killed"
    run(*places)
    made = contents(killed, step.makes)
    assert made == contents(finished, step.makes)
    assert all(made.values()), "an empty file shows nothing"


def removed(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def killed_when(there: Path, command: list[str]) -> None:
    """Run until a file is there, then `kill -9`."""
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while process.poll() is None and not there.exists():
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, "it was too quick to be killed"


def contents(folder: Path, names: tuple[str, ...]) -> dict[str, bytes]:
    """The bytes of each file of these names, or in folders of these names, that is there."""
    found = [file for name in names for file in ((folder / name), *(folder / name).rglob("*"))]
    return {
        str(file.relative_to(folder)): arrays(file) if file.suffix == ".npz" else file.read_bytes()
        for file in found
        if file.is_file()
    }


def arrays(file: Path) -> bytes:
    """What a file of arrays holds; the file itself has the time of writing in it."""
    with np.load(file) as loaded:
        return b"".join(name.encode() + loaded[name].tobytes() for name in loaded.files)


def test_a_package_can_be_trained_on(prepared: Path, finished: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    shutil.copytree(prepared, again)
    run("warm", "--packages", finished / "release", "--run", again)
    run("train", "--run", again, "--until", 1, "--workers", 1)
    shutil.copytree(prepared, tmp_path / "cold")
    run("train", "--run", tmp_path / "cold", "--until", 1, "--workers", 1)
    cold, trained, warm = (
        last_validation(folder) for folder in (tmp_path / "cold", finished, again)
    )
    assert trained < cold - 0.2
    assert abs(warm - trained) < 0.05
