"""Scores against values worked out by hand or by sacreBLEU's own command."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baikonur_align.evaluation.translation import (
    NAMES,
    CannotScore,
    compare,
    hter,
    score,
    sentence_scores,
)

HYPOTHESES = [
    "The Baikonur cosmodrome stands in the steppe .",
    "He flew in 1961.",
    "Байқоңыр — қала.",
]
REFERENCES = [
    "The Baikonur cosmodrome lies in a steppe.",
    "He flew in 1961.",
    "Байқоңыр — ғарыш қаласы.",
]


@pytest.mark.slow
def test_every_figure_is_the_one_sacrebleu_prints_with_the_same_signature(tmp_path: Path) -> None:
    (tmp_path / "hyp").write_text("\n".join(HYPOTHESES) + "\n", encoding="utf-8")
    (tmp_path / "ref").write_text("\n".join(REFERENCES) + "\n", encoding="utf-8")
    report = score(HYPOTHESES, REFERENCES)
    for name, options in {
        "BLEU": "bleu",
        "chrF": "chrf",
        "chrF++": "chrf --chrf-word-order 2",
        "TER": "ter",
    }.items():
        command = [
            sys.executable,
            "-m",
            "sacrebleu",
            "ref",
            "-i",
            "hyp",
            "-w",
            "6",
            "-m",
            *options.split(),
        ]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        printed = json.loads(done.stdout)
        assert report[name].value == pytest.approx(printed["score"], abs=1e-5), name
        assert report[name].signature == printed["signature"], name


def test_a_perfect_translation_has_full_marks_and_no_edits() -> None:
    report = score(REFERENCES, REFERENCES)
    assert [round(score.value, 6) for score in report.scores] == [100, 100, 100, 0]
    assert report.lines == 3


def test_the_report_is_json_with_a_signature_beside_each_value() -> None:
    data = json.loads(json.dumps(score(HYPOTHESES, REFERENCES).to_json()))
    assert [score["name"] for score in data["scores"]] == list(NAMES)
    assert all("version:" in score["signature"] for score in data["scores"])
    assert "tok:13a" in data["scores"][0]["signature"]


def test_a_bootstrap_gives_a_margin_and_says_so_in_the_signature() -> None:
    plain, resampled = score(HYPOTHESES, REFERENCES), score(HYPOTHESES, REFERENCES, bootstrap=50)
    assert resampled["chrF"].value == plain["chrF"].value
    assert plain["chrF"].margin is None
    assert resampled["chrF"].margin is not None
    assert resampled["chrF"].margin > 0
    assert "bs:50|seed:" in resampled["chrF"].signature
    assert "±" in str(resampled)


def test_sentences_are_scored_in_their_order() -> None:
    by_name = {score.name: score for score in sentence_scores(HYPOTHESES, REFERENCES)}
    assert list(by_name) == list(NAMES)
    assert by_name["TER"].values[1] == 0
    assert by_name["chrF"].values[1] == pytest.approx(100)
    assert by_name["chrF"].values[0] < 100
    assert "eff:yes" in by_name["BLEU"].signature


@pytest.mark.parametrize(
    ("draft", "post_edit", "percent"),
    [
        ("a b c d", "a b c d", 0),
        ("a b c", "a b c d", 25),  # one insertion, four words
        ("a b c d e", "a b c d", 25),  # one deletion
        ("a x c d", "a b c d", 25),  # one substitution
        ("c d a b", "a b c d", 25),  # a shifted phrase is one edit
        ("A B c d", "a b c d", 0),  # TER's signature says case:lc
        ("", "a b", 100),
        ("x y z w", "a b", 200),
    ],
)
def test_hter_is_edits_over_the_words_of_the_post_edit(
    draft: str, post_edit: str, percent: float
) -> None:
    report, each = hter([draft], [post_edit])
    assert report["HTER"].value == pytest.approx(percent)
    assert each.values == pytest.approx((percent,))
    assert "tok:tercom" in report["HTER"].signature


def test_hter_of_a_corpus_weighs_sentences_by_their_words() -> None:
    report, each = hter(["a b c d", "x"], ["a b c d", "y"])
    assert each.values == (0, 100)
    assert report["HTER"].value == pytest.approx(20)


def test_paired_bootstrap_tells_a_better_system_from_itself() -> None:
    worse = [line.replace("e", "o") for line in REFERENCES] * 10
    better = REFERENCES * 10
    assert all(score.p_value < 0.05 for score in compare(worse, better, better, resamples=100))
    assert all(score.p_value > 0.5 for score in compare(worse, worse, better, resamples=100))
    (bleu, *_) = compare(worse, better, better, resamples=100)
    assert bleu.system > bleu.baseline
    assert "bs:100" in bleu.signature


@pytest.mark.parametrize(
    ("left", "right", "says"),
    [
        (["a"], ["a", "b"], "1 translation lines but 2 reference lines"),
        ([], [], "every reference is empty"),
        (["a"], ["  "], "every reference is empty"),
    ],
)
def test_texts_that_do_not_go_together_are_refused(
    left: list[str], right: list[str], says: str
) -> None:
    for attempt in (score, sentence_scores):
        with pytest.raises(CannotScore, match=says):
            attempt(left, right)


def test_drafts_and_post_edits_are_named_in_the_error() -> None:
    with pytest.raises(CannotScore, match="2 draft lines but 1 post-edit lines"):
        hter(["a", "b"], ["a"])
    with pytest.raises(CannotScore, match="baseline"):
        compare(["a"], ["a", "b"], ["a", "b"])


@pytest.mark.slow
@given(st.lists(st.tuples(st.text(), st.text(min_size=1)), min_size=1, max_size=4))
def test_any_text_is_scored_or_refused(pairs: list[tuple[str, str]]) -> None:
    hypotheses, references = (
        [hypothesis for hypothesis, _ in pairs],
        [reference for _, reference in pairs],
    )
    if not any(reference.strip() for reference in references):
        with pytest.raises(CannotScore):
            score(hypotheses, references)
        return
    report = score(hypotheses, references)
    assert all(0 <= report[name].value <= 100.0001 for name in ("BLEU", "chrF", "chrF++"))
    assert report["TER"].value >= 0


def test_sacrebleu_waits_until_something_is_scored() -> None:
    check = (
        "import sys, baikonur_align.evaluation.translation; sys.exit('sacrebleu' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", check], check=True)
