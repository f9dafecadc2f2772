"""Annotation of translations, alignment against a gold on the page, and neural metrics."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from baikonur_align.evaluation import breakdown, systems
from baikonur_align.evaluation.agreement import interval_alpha
from baikonur_align.evaluation.alignment import format as format_links
from baikonur_align.evaluation.alignment import links
from baikonur_align.evaluation.evaluate import Options, evaluate
from baikonur_align.evaluation.neural import FOLDERS, PROGRAM
from baikonur_align.evaluation.tables import tables
from baikonur_align.evaluation.testset import from_lines
from baikonur_align.model import Pair
from baikonur_align.web import create_app
from baikonur_align.workbench import Workbench
from support import sample
from support.app import client_of

PAIR = "large.kk-en"
ADDRESS = f"/api/pairs/{PAIR}/annotation"
ERROR = {"start": 0, "end": 4, "category": "accuracy", "severity": "major"}


@pytest.fixture
def annotated(tmp_path: Path) -> tuple[Workbench, FlaskClient]:
    bench = sample.corpus(tmp_path / "corpus", sample.large(30))
    return bench, client_of(create_app(bench, accounts=False))


def beads(bench: Workbench) -> list[str]:
    return [bead.segments[0].id for bead in bench.review.pair(PAIR).beads if bead.target]


def post(client: FlaskClient, address: str, **sent: Any) -> Any:
    return client.post(address, json=sent).json


def test_annotation_is_off_until_it_is_turned_on(
    annotated: tuple[Workbench, FlaskClient],
) -> None:
    bench, client = annotated
    segment = beads(bench)[0]
    refused = client.post(ADDRESS, json={"segment": segment, "errors": [ERROR]})
    assert refused.status_code == 409
    assert "a lead turns it on" in post(client, ADDRESS, segment=segment)["error"]
    assert post(client, "/api/annotations", enabled=True)["enabled"]
    kept = post(client, ADDRESS, segment=segment, errors=[ERROR], rating=70)
    assert (kept["errors"], kept["rating"]) == ([ERROR], 70)
    assert client.get(ADDRESS, query_string={"segment": segment}).json == kept
    other = client.get(ADDRESS, query_string={"segment": segment, "reviewer": "reviewer-2"})
    assert other.json["errors"] == []  # type: ignore[index]
    bench.close()


def test_an_annotation_is_of_the_text_that_it_was_made_of(
    annotated: tuple[Workbench, FlaskClient],
) -> None:
    bench, client = annotated
    post(client, "/api/annotations", enabled=True)
    segment = beads(bench)[0]
    long = client.post(ADDRESS, json={"segment": segment, "errors": [{**ERROR, "end": 9999}]})
    assert long.status_code == 422
    assert client.post(ADDRESS, json={"segment": segment, "rating": 101}).status_code == 400
    assert client.post(ADDRESS, json={"segment": "no.1"}).status_code == 422
    post(client, ADDRESS, segment=segment, errors=[ERROR])
    bead = bench.review.pair(PAIR).beads[0]
    name = client.get(f"/api/pairs/{PAIR}").json["beads"][0]["id"]  # type: ignore[index]
    texts = {"segment": bead.target[0].id, "text": "Another text."}
    bench.review.revise(PAIR, "reword", [name], texts, "reviewer-1")
    assert client.get(ADDRESS, query_string={"segment": segment}).json["errors"] == []  # type: ignore[index]
    bench.close()


def test_annotations_are_added_up_with_the_agreement_of_annotators(
    annotated: tuple[Workbench, FlaskClient],
) -> None:
    bench, client = annotated
    post(client, "/api/annotations", enabled=True)
    first, second, third = beads(bench)[:3]
    for who, ratings in {"anna": (90, 40, 10), "berik": (80, 50, 10)}.items():
        for segment, rating in zip((first, second, third), ratings, strict=True):
            errors = [ERROR] if rating < 50 else []
            sent = {"segment": segment, "errors": errors, "rating": rating, "reviewer": who}
            post(client, ADDRESS, **sent)
    report: Any = client.get("/api/annotations").json
    totals = {one["who"]: one for one in report["errors"]}
    assert (totals["anna"]["errors"], totals["berik"]["errors"]) == (2, 1)
    assert totals["anna"]["penalty"] == pytest.approx(100 * 10 / totals["anna"]["words"])
    assert {one["who"]: one["mean"] for one in report["ratings"]} == {
        "anna": pytest.approx(140 / 3),
        "berik": pytest.approx(140 / 3),
    }
    assert report["agreement"]["ratings"] > 0.9
    assert report["agreement"]["errors"] < 1
    lines = client.get("/api/annotations.tsv").text.splitlines()
    assert len(lines) == 1 + 6 + 3
    assert lines[0].split("\t")[:4] == ["kind", "pair", "segment", "annotator"]
    assert {len(line.split("\t")) for line in lines} == {11}
    bench.close()


def test_alpha_of_intervals_is_that_of_the_published_example() -> None:
    """Krippendorff (2011), section E: alpha is 0.849."""
    judged = {
        "A": "1 2 3 3 2 1 4 1 2 . . .",
        "B": "1 2 3 3 2 2 4 1 2 5 . 3",
        "C": ". 3 3 3 2 3 4 2 2 5 1 .",
        "D": "1 2 3 3 2 4 4 1 2 5 1 .",
    }
    units = [
        {who: float(value) for who, value in zip(judged, column, strict=True) if value != "."}
        for column in zip(*(line.split() for line in judged.values()), strict=True)
    ]
    assert interval_alpha(units) == pytest.approx(0.849, abs=5e-4)
    assert interval_alpha([{"A": 1.0, "B": 1.0}]) is None


@pytest.mark.slow
def test_translations_are_compared_blindly(annotated: tuple[Workbench, FlaskClient]) -> None:
    bench, client = annotated
    post(client, "/api/annotations", enabled=True)
    references = [f"This is sentence number {number} ." for number in range(20)]
    test_set = from_lines(references, references, name="news", langs=("en", "en"))
    good = systems.uploaded(test_set, "good", references)
    bad = systems.uploaded(test_set, "bad", [f"{line} not" for line in references])
    result = evaluate(test_set, [good, bad], Options(resamples=50, tests=()))
    bench.evaluations._keeper.add(result["id"], result, "news", "reviewer-1", "2026-01-01")  # noqa: SLF001
    address = f"/api/evaluations/{result['id']}/blind"
    for who in ("anna", "berik"):
        shown: Any = client.get(address, query_string={"reviewer": who}).json
        sides = set()
        while shown["line"] is not None:
            assert "good" not in shown
            better = "right" if shown["left"].endswith("not") else "left"
            sides.add(better)
            sent = {"line": shown["line"], "better": better, "reviewer": who}
            shown = post(client, address, **sent)
        assert shown["done"] == shown["total"] == 20
        assert sides == {"left", "right"}
    report: Any = client.get("/api/annotations").json
    (wins,) = report["rankings"]
    assert (wins["first"], wins["first_better"], wins["second_better"]) == ("good", 40, 0)
    assert client.post(address, json={"line": 99, "better": "tie"}).status_code == 422
    bench.close()


def test_a_pairs_alignment_is_scored_against_a_gold(
    annotated: tuple[Workbench, FlaskClient],
) -> None:
    bench, client = annotated
    pair: Pair = bench.review.pair(PAIR)
    gold = "\n".join(format_links(links(pair)))
    address = f"/api/pairs/{PAIR}/alignment-score"
    assert post(client, address, gold=gold)["strict"]["f1"] == 1
    worse = gold.splitlines()[1:]
    assert post(client, address, gold="\n".join(worse))["strict"]["precision"] < 1
    assert "write a bead as" in post(client, address, gold="nonsense")["error"]
    bench.close()


def test_words_are_scored_by_their_frequency() -> None:
    references = ["the cat saw the dog"] * 9 + ["the rare word"]
    test_set = from_lines(references, name="news", langs=("en", "en"))
    same = systems.uploaded(test_set, "same", references)
    common = systems.uploaded(test_set, "common", [*references[:9], "the other thing"])
    found = {one.name: one for one in breakdown.by_frequency(test_set, [same, common])}
    assert {name: one.words for name, one in found.items()} == {"1": 2, "5-9": 27, "10-99": 19}
    assert all(one.scores["same"] == 100 for one in found.values())
    assert found["1"].scores["common"] == 0
    assert found["10-99"].scores["common"] == 100
    made = evaluate(test_set, [same, common], Options(resamples=50, tests=()))
    assert "by-frequency" in {table.name for table in tables(made)}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("metric", "program", "says"),
    [
        ("COMET", False, PROGRAM),
        ("COMET", True, FOLDERS["COMET"]),
        ("xCOMET", True, FOLDERS["xCOMET"]),
    ],
)
def test_comet_says_what_it_lacks(metric: str, program: bool, says: str, tmp_path: Path) -> None:
    (tmp_path / "ref").write_text("A sentence.\n" * 12, encoding="utf-8")
    folder = tmp_path / "bin"
    folder.mkdir()
    if program:  # it is found, but must not be run
        (folder / PROGRAM).write_text("#!/bin/sh\nexit 9\n", encoding="utf-8")
        (folder / PROGRAM).chmod(0o755)
    files = ["--ref", "ref", "--hyp", "ref", "--metric", metric]
    done = subprocess.run(
        [sys.executable, "-m", "baikonur_align", "evaluate", *files],
        cwd=tmp_path,
        env={**os.environ, "PATH": str(folder), FOLDERS[metric]: ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
