"""Tuning on the confirmed beads of a corpus: what is learned, what is not, and what is refused."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from baikonur_align.cli import main
from baikonur_align.model import Bead, Pair, Segment
from baikonur_align.translation import registry
from baikonur_align.translation.decoder import vocabulary
from baikonur_align.translation.registry import SHIPPED
from baikonur_align.translation.weights import OtherArchitecture, read_weights, write_model
from baikonur_align.tuning import tune
from baikonur_align.tuning.examples import FEWEST, confirmed, divided, general, rehearsal
from baikonur_align.tuning.verdict import Verdict, changes, overall
from support import manual, tiny_package

PYTHON = os.environ.get("TRAINING_PYTHON", sys.executable)
NEEDS = "import torch, baikonur_align.cli"
PASSES = "2"
MODEL = SHIPPED / "translate-kk_en" / "model"
pytestmark = pytest.mark.skipif(not SHIPPED.is_dir(), reason="the shipped packages are not built")


# --- what is trained on ---------------------------------------------------------------------------


def test_only_confirmed_translations_are_trained_on() -> None:
    texts = manual.sentences(4)
    drafts = manual.pair(texts[:1], "auto")
    flagged = manual.pair(texts[1:2], "flagged")
    turned = manual.pair([(en, kk) for kk, en in texts[2:3]], langs=("en", "kk"))
    russian = manual.pair(texts[3:], langs=("kk", "ru"))
    found = confirmed([drafts, flagged, turned, russian])
    assert [example.texts for example in found] == [texts[2]]


def test_equal_beads_count_once_and_one_side_is_no_translation() -> None:
    (kazakh, english), other = manual.sentences(2)
    twice = manual.pair([(kazakh, english), (kazakh.upper(), english), (other[0], other[0])])
    omission = Bead((Segment("kk.9", other[0], 0),), (), "confirmed")
    assert len(confirmed([replace(twice, beads=(*twice.beads, omission))])) == 1


def test_no_sentence_of_a_held_back_bead_is_trained_on() -> None:
    texts = manual.sentences(320)
    pair = manual.pair(texts)
    joined = [
        replace(one, source=one.source + two.source, target=one.target + two.target)
        for one, two in zip(pair.beads, pair.beads[1:], strict=False)
    ]
    found = divided(confirmed([replace(pair, beads=(*pair.beads, *joined))]))
    trained = {key for example in found.training for key in example.sentence_keys}
    assert found.held_back
    assert all(trained.isdisjoint(example.sentence_keys) for example in found.held_back)


def test_a_growing_corpus_keeps_its_test() -> None:
    few, many = (divided(confirmed([manual.pair(manual.sentences(n))])) for n in (150, 300))
    assert set(few.held_back) < set(many.held_back)
    assert 20 <= len(few.held_back) <= 40


def test_the_general_sentences_are_whole_and_none_is_both_trained_on_and_tested() -> None:
    both = [*general(), *rehearsal(0)]
    assert min(len(general()), len(rehearsal(0))) > 150
    assert all(len(side.strip()) > 10 for example in both for side in example.texts)
    for side in (0, 1):
        assert len({example.keys[side] for example in both}) == len(both)


def test_a_large_corpus_does_not_drown_the_general_sentences() -> None:
    assert 0.2 < len(rehearsal(5000)) / 5000 < 0.3


# --- what is decided ------------------------------------------------------------------------------

TEXTS = manual.sentences(60)
WANTED = {"kk-en": [english for _, english in TEXTS], "en-kk": [kazakh for kazakh, _ in TEXTS]}
POOR = {
    direction: [line[: len(line) // 2] for line in lines] for direction, lines in WANTED.items()
}


def verdict(held_back: dict[str, list[str]], general_after: dict[str, list[str]]) -> Verdict:
    return Verdict(
        tuple(changes(POOR, held_back, WANTED)),
        overall(POOR, held_back, WANTED),
        tuple(changes(WANTED, general_after, WANTED)),
        share=0.25,
    )


def test_better_beads_and_the_same_general_text_are_accepted() -> None:
    found = verdict(WANTED, WANTED)
    assert (found.better, found.keeps_general) == (True, True)
    assert found.both.chrf.p_value < 0.05


def test_general_text_that_gets_worse_is_told() -> None:
    found = verdict(WANTED, {**WANTED, "en-kk": POOR["en-kk"]})
    assert (found.better, found.keeps_general) == (True, False)
    assert any("general text would lose" in line for line in found.lines())


def test_a_gain_in_one_direction_does_not_pay_for_a_loss_in_the_other() -> None:
    worse = [line[: len(line) // 3] for line in WANTED["en-kk"]]
    assert not verdict({**WANTED, "en-kk": worse}, WANTED).better


def test_a_change_of_one_sentence_in_sixty_may_be_chance() -> None:
    one = {direction: [WANTED[direction][0], *lines[1:]] for direction, lines in POOR.items()}
    assert not verdict(one, WANTED).better


# --- weights --------------------------------------------------------------------------------------


def test_weights_that_are_read_and_written_again_are_the_same(tmp_path: Path) -> None:
    shape, weights = read_weights(MODEL / "model.bin")
    assert (shape.dim, shape.encoder_layers, shape.decoder_layers) == (256, 6, 2)
    write_model(weights, shape, vocabulary(MODEL, "source"), ">>en<<", tmp_path)
    again_shape, again = read_weights(tmp_path / "model.bin")
    assert again_shape == shape
    assert again.keys() == weights.keys()
    for name, array in weights.items():
        assert np.abs(again[name] - array).max() <= np.abs(array).max() / 127, name


def test_a_model_of_another_architecture_is_told(tmp_path: Path) -> None:
    tiny_package.make(tmp_path / "package")
    with pytest.raises(OtherArchitecture, match="another architecture"):
        read_weights(tmp_path / "package" / "model" / "model.bin")


# --- what is refused ------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed packages, none of Argos, and torch said to be installed."""
    monkeypatch.setattr(registry, "own_folder", lambda: tmp_path / "own")
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "argos"))
    monkeypatch.setattr(tune, "find_spec", lambda _: True)
    return tmp_path / "own"


def refused(corpus: Path) -> str:
    result = CliRunner().invoke(main, ["models", "tune", "--corpus", str(corpus)])
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert result.output.count("\n") == 1
    return result.output


@pytest.mark.parametrize(
    "pair",
    [
        manual.pair(manual.sentences(FEWEST - 1)),
        manual.pair(manual.sentences(200), "auto"),
        manual.pair(manual.sentences(200), langs=("kk", "ru")),
    ],
    ids=["few", "unconfirmed", "Russian"],
)
def test_too_few_confirmed_beads_in_our_languages(own: Path, tmp_path: Path, pair: Pair) -> None:
    assert "confirm more" in refused(manual.corpus(tmp_path / "corpus", pair))


def test_without_torch_the_command_that_installs_it_is_told(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tune, "find_spec", lambda _: None)
    corpus = manual.corpus(tmp_path / "corpus", manual.pair(manual.sentences(200)))
    assert "pip install 'baikonur-align[train]'" in refused(corpus)


@pytest.mark.parametrize(
    ("metadata", "said"),
    [({}, "is not one of baikonur-align"), ({"maker": "baikonur-align"}, "another architecture")],
)
def test_packages_that_are_not_ours_or_of_another_kind(
    own: Path, tmp_path: Path, metadata: dict[str, str], said: str
) -> None:
    newest = {"package_version": "9", **metadata}
    for source, target in (("kk", "en"), ("en", "kk")):
        tiny_package.make(own / f"{source}_{target}", source, target, **newest)
    corpus = manual.corpus(tmp_path / "corpus", manual.pair(manual.sentences(200)))
    assert said in refused(corpus)


def test_two_tunings_of_a_corpus_at_once(own: Path, tmp_path: Path) -> None:
    corpus = manual.corpus(tmp_path / "corpus", manual.pair(manual.sentences(200)))
    with tune.alone(corpus / ".tuning"):
        assert "another tuning" in refused(corpus)


def test_a_full_disk_is_told_with_what_to_do(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tune, "replace_file", full)
    corpus = manual.corpus(tmp_path / "corpus", manual.pair(manual.sentences(200)))
    assert "No space left on device" in (said := refused(corpus))
    assert "goes on where it stopped" in said


def test_nothing_to_revert(own: Path) -> None:
    result = CliRunner().invoke(main, ["models", "revert"])
    assert (result.exit_code, result.output) == (1, "Error: no tuned package is installed\n")


# --- a whole run ----------------------------------------------------------------------------------


def started(corpus: Path, home: Path) -> subprocess.Popen[str]:
    folders = {"XDG_DATA_HOME": str(home), "ARGOS_PACKAGES_DIR": str(home / "argos")}
    options = ["--corpus", str(corpus), "--passes", PASSES]
    return subprocess.Popen(
        [PYTHON, "-m", "baikonur_align", "models", "tune", *options],
        env={**os.environ, **folders}, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def killed_when(there: Path, corpus: Path, home: Path) -> None:
    """Run until a file is there, then `kill -9`."""
    process = started(corpus, home)
    while process.poll() is None and not there.exists():
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    _, errors = process.communicate()
    assert process.returncode == -signal.SIGKILL, errors
    assert there.exists()


def figures(report: str) -> Iterator[tuple[float, float]]:
    """The chrF before and after of each line that has one: both directions, both; general text."""
    for before, after in re.findall(r"chrF +([\d.]+) -> +([\d.]+)", report):
        yield float(before), float(after)


@pytest.mark.slow
def test_tuning_survives_kills_and_helps_with_what_was_held_back(tmp_path: Path) -> None:
    if subprocess.run([PYTHON, "-c", NEEDS], capture_output=True, check=False).returncode:
        pytest.skip(f"{PYTHON} has no torch; TRAINING_PYTHON names another Python")
    corpus = manual.corpus(tmp_path / "corpus", manual.pair(manual.sentences(200)))
    run, home = corpus / ".tuning", tmp_path / "home"
    made: dict[str, int] = {}
    for step in ("begun.json", "last.pt", "base-general.json", "version.json"):
        killed_when(run / step, corpus, home)
        assert all((run / name).stat().st_mtime_ns == at for name, at in made.items())
        if step.endswith(".json"):
            made[step] = (run / step).stat().st_mtime_ns
    process = started(corpus, home)
    report, errors = process.communicate()
    assert process.returncode == 0, errors
    *held_back, kk_en, en_kk = figures(report)
    assert all(after > before + 1.5 for before, after in held_back)
    assert all(after > before - 0.6 for before, after in (kk_en, en_kk))  # rounded to one digit
    assert "Installed as version" in report
    assert not run.exists()
    _reverted(home)


def _reverted(home: Path) -> None:
    env = {**os.environ, "XDG_DATA_HOME": str(home), "ARGOS_PACKAGES_DIR": str(home / "argos")}

    def models(command: str) -> str:
        words = [PYTHON, "-m", "baikonur_align", "models", command]
        return subprocess.run(words, env=env, text=True, capture_output=True, check=True).stdout

    tuned = re.compile(r"^(?:kk -> en|en -> kk)  \d+\.\d+\.1 (?!.*another)", re.MULTILINE)
    assert len(tuned.findall(models("list"))) == len(("kk -> en", "en -> kk"))
    assert "removed version" in models("revert")
    assert not tuned.findall(models("list"))
