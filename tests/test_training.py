"""The recipe, run in small: every step once, and a run that is killed and resumed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("TRAINING_DATA", ROOT.parent / "shared" / "data" / "mt"))
PYTHON = os.environ.get("TRAINING_PYTHON", sys.executable)
NEEDS = "import torch, onnx, sentencepiece, ctranslate2, sacrebleu"
TINY = (
    'data.stems=["train"]',
    "vocab.size=1000", "vocab.coverage=0.99", "model.dim=64", "model.heads=2", "model.ff=128",
    "model.encoder_layers=2", "model.decoder_layers=1", "train.batch_tokens=1024",
    "train.warmup=20", "train.valid_every=10", "train.log_seconds=0", "train.save_minutes=0.01",
    "splitter.steps=10",
)  # fmt: skip
LINES = {"train": 2000, "valid": 20, "mono": 200}


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


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first pairs of the training data, in a folder of their own."""
    if not (DATA / "train.kk").exists():
        pytest.skip(f"no training data in {DATA}; TRAINING_DATA names another folder")
    if subprocess.run([PYTHON, "-c", NEEDS], capture_output=True, check=False).returncode:
        pytest.skip(f"{PYTHON} lacks what training/requirements.txt names; set TRAINING_PYTHON")
    folder = tmp_path_factory.mktemp("data")
    for file in DATA.iterdir():
        count = LINES.get(file.name.split(".")[0])
        if count:
            lines = file.read_text(encoding="utf-8").split("\n")[:count]
            (folder / file.name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def prepared(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    run("prepare", "--data", data, "--run", folder, "--set", 'data.sources=[""]')
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
    out = run("all", *places, "--until", 24, "--workers", 2, "--set", 'data.sources=[""]')
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


def test_a_package_can_be_trained_on(prepared: Path, data: Path, tmp_path: Path) -> None:
    first = tmp_path / "first"
    shutil.copytree(prepared, first)
    run("train", "--run", first, "--until", 200, "--workers", 1)
    run("splitter", "--data", data, "--run", first)
    run("package", "--run", first, "--packages", tmp_path / "packages", "--snapshots", 1)
    again = tmp_path / "again"
    shutil.copytree(prepared, again)
    run("warm", "--packages", tmp_path / "packages", "--run", again)
    run("train", "--run", again, "--until", 1, "--workers", 1)
    shutil.copytree(prepared, tmp_path / "cold")
    run("train", "--run", tmp_path / "cold", "--until", 1, "--workers", 1)
    cold, trained, warm = (last_validation(tmp_path / name) for name in ("cold", "first", "again"))
    assert trained < cold - 0.2
    assert abs(warm - trained) < 0.05
