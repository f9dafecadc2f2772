"""Comparing systems: test sets, tests, where and why, what people did, and what comes out."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from baikonur_align.checks.glossary import Glossary
from baikonur_align.checks.term_files import parse
from baikonur_align.evaluation import breakdown, systems
from baikonur_align.evaluation.charts import charts
from baikonur_align.evaluation.edits import operations
from baikonur_align.evaluation.effort import IDLE, confidence, days, effort, timed, times
from baikonur_align.evaluation.evaluate import Folder, Options, evaluate
from baikonur_align.evaluation.facts import facts
from baikonur_align.evaluation.page import to_page
from baikonur_align.evaluation.service import below
from baikonur_align.evaluation.significance import PairedComparison, clusters, holm
from baikonur_align.evaluation.tables import tables, to_csv, to_latex, to_markdown
from baikonur_align.evaluation.testset import Choice, TestSet, from_lines, from_pairs
from baikonur_align.evaluation.translation import CannotScore
from baikonur_align.model import Bead, Edit, Segment
from baikonur_align.web import create_app
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import sample
from support.app import client_of
from test_evaluation_parity import sentences, worsened

pytestmark = pytest.mark.slow

REFERENCES = [line or "a b c" for line in sentences(120, 1)]
Json = dict[str, Any]
FAST = Options(resamples=200, trials=200)


@pytest.fixture(scope="module")
def files() -> TestSet:
    return from_lines(REFERENCES, REFERENCES, name="news", langs=("en", "en"))


@pytest.fixture(scope="module")
def compared(files: TestSet) -> Json:
    found = [
        systems.uploaded(files, name, worsened(REFERENCES, index, share))
        for index, (name, share) in enumerate(
            {"good": 0.1, "twin": 0.1, "bad & worse": 0.5}.items()
        )
    ]
    return evaluate(files, found, FAST)


# --- test sets --------------------------------------------------------------------------------


def confirmed(bench: Workbench, pair_id: str) -> None:
    names = [
        bead_id(bead) for bead in bench.review.pair(pair_id).beads if bead.source and bead.target
    ]
    bench.review.revise(pair_id, "confirm", names, {}, "reviewer-1")


def test_translations_and_post_edits_are_kept_apart(bench: Workbench) -> None:
    for pair_id in bench.corpus.ids():
        confirmed(bench, pair_id)
    pairs = [bench.review.pair(pair_id) for pair_id in bench.corpus.ids()]
    edited = from_pairs(pairs, Choice("post-edit", "kk", "en"))
    translated = from_pairs(pairs, Choice("translation", "kk", "en"))
    assert {line.document for line in edited.lines} == {"draft.kk-en"}
    assert {line.document for line in translated.lines} == {"small.kk-en"}
    turned = from_pairs(pairs, Choice("translation", "en", "kk"))
    assert turned.references == [line.source_text for line in translated.lines]
    assert turned.hash != translated.hash
    with pytest.raises(CannotScore, match="no bead"):
        from_pairs(pairs, Choice("post-edit", "en", "kk"))


def test_a_test_set_is_chosen_by_date_and_its_hash_follows_the_texts(bench: Workbench) -> None:
    confirmed(bench, "small.kk-en")
    pairs = [bench.review.pair("small.kk-en")]
    all_ = from_pairs(pairs, Choice("translation", "kk", "en"))
    first = all_.lines[0].segment
    dated = from_pairs(
        pairs,
        Choice("translation", "kk", "en", since="2026-01-02", until="2026-01-03"),
        lambda _pair: {first: "2026-01-03T10:00:00Z"},
    )
    assert [line.segment for line in dated.lines] == [first]
    assert dated.left_out == {"date": len(all_.lines) - 1, "one side is empty": 1}
    assert dated.hash != all_.hash
    assert from_pairs(pairs, Choice("translation", "kk", "en")).hash == all_.hash


def test_systems_that_do_not_fit_are_refused(files: TestSet) -> None:
    with pytest.raises(CannotScore, match="119 a: translation lines but 120 reference lines"):
        systems.uploaded(files, "a", REFERENCES[1:])
    with pytest.raises(CannotScore, match="120 of 120 lines have no draft"):
        systems.draft(files)
    one = systems.uploaded(files, "a", REFERENCES)
    with pytest.raises(CannotScore, match="two systems have the name a"):
        evaluate(files, [one, one], FAST)
    with pytest.raises(CannotScore, match="no metric WER"):
        evaluate(files, [one], replace(FAST, metrics=("WER",)))
    with pytest.raises(CannotScore, match="spBLEU needs its model"):
        evaluate(files, [one], replace(FAST, metrics=("spBLEU",)))


def test_a_memory_does_not_offer_the_line_itself(bench: Workbench) -> None:
    confirmed(bench, "small.kk-en")
    pairs = [bench.review.pair("small.kk-en")]
    test_set = from_pairs(pairs, Choice("translation", "kk", "en"))
    offered = [
        bench.evaluations._corpus.remembered(line, ("kk", "en"))  # noqa: SLF001
        for line in test_set.lines
    ]
    assert all(text != line.reference for text, line in zip(offered, test_set.lines, strict=True))


# --- figures ----------------------------------------------------------------------------------


def test_holm_corrects_from_the_least_p_on() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.9, 0.8]) == [1.0, 1.0]


def test_clusters_end_where_all_above_are_better_than_all_below() -> None:
    def differ(first: str, second: str) -> PairedComparison:
        return PairedComparison("chrF", first, second, 1, 0, 0, "bootstrap", "")

    scores = {"a": 50.0, "b": 49.0, "c": 40.0}
    assert clusters(scores, [differ("a", "c"), differ("b", "c")]) == [("a", "b"), ("c",)]
    assert clusters(scores, [differ("a", "c")]) == [("a", "b", "c")]
    assert clusters(scores, [differ("a", "b"), differ("a", "c")], errors=True)[0] == ("c", "b")


def test_the_better_system_is_found_and_twins_share_a_cluster(compared: Json) -> None:
    assert [sorted(cluster) for cluster in compared["clusters"]["chrF"]] == [
        ["good", "twin"],
        ["bad & worse"],
    ]
    assert compared["warnings"] == []
    assert {comparison["test"] for comparison in compared["comparisons"]} == {
        "bootstrap",
        "randomization",
    }


def test_few_lines_are_warned_of_and_very_few_have_no_figure() -> None:
    for lines, warning, scored in ((99, "few-lines", True), (9, "too-few-lines", False)):
        test_set = from_lines(REFERENCES[:lines], name="x")
        found = evaluate(test_set, [systems.uploaded(test_set, "a", REFERENCES[:lines])], FAST)
        assert warning in found["warnings"]
        assert ("scores" in found) is scored


def test_statistics_are_counted_once(files: TestSet, tmp_path: Path) -> None:
    store = Folder(tmp_path)
    one = systems.uploaded(files, "a", worsened(REFERENCES, 1, 0.2))
    steps: list[str] = []
    tell = lambda step, _done, _total: steps.append(step)  # noqa: E731
    first = evaluate(files, [one], FAST, store, tell=tell)
    assert "count" in steps
    steps.clear()
    other = systems.uploaded(files, "another name", one.hypotheses)
    assert (
        evaluate(files, [other], FAST, store, tell=tell)["scores"][0]["value"]
        == (first["scores"][0]["value"])
    )
    assert "count" not in steps


# --- where and why ----------------------------------------------------------------------------


def test_groups_are_by_length_and_small_ones_have_no_figure(compared: Json) -> None:
    groups = compared["groups"]
    assert [group["name"] for group in groups] == ["1-5", "6-10", "11-20", "21-40", "41+"]
    assert sum(group["lines"] for group in groups) == len(REFERENCES)
    for group in groups:
        for scores in group["scores"].values():
            assert (scores["good"] is None) is (group["lines"] < 10)


def test_numbers_names_terms_and_negation_are_right_or_wrong() -> None:
    sources = [
        "Қалада 115 адам тұрады.",
        "Серік Байсейітов келді.",
        "Ғарыш айлағы үлкен.",
        "Ол келген жоқ.",
    ]
    references = [
        "115 people live in the city.",
        "Serik Baiseitov came.",
        "The cosmodrome is large.",
        "He did not come.",
    ]
    wrong = ["151 people live in the city.", "Serik came.", "The spaceport is large.", "He came."]
    test_set = from_lines(references, sources, name="facts", langs=("kk", "en"))
    found = facts(
        test_set,
        [systems.uploaded(test_set, "r", references), systems.uploaded(test_set, "w", wrong)],
        Glossary([parse("ғарыш айлағы\tcosmodrome\n", "glossary.tsv")]),
    )
    assert {fact.check: (fact.right["r"], fact.right["w"]) for fact in found} == {
        "number": (1, 0),
        "name": (1, 0),
        "term": (1, 0),
        "negation": (1, 0),
    }
    assert {fact.check: fact.wrong["w"] for fact in found}["negation"] == (3,)


def test_n_grams_are_won_and_lost() -> None:
    test_set = from_lines(["the red house", "the red car"], name="x")
    first = systems.uploaded(test_set, "1", ["the red home", "a red car"])
    second = systems.uploaded(test_set, "2", ["the red house", "the blue car"])
    counts = [breakdown.matched(test_set.references, system) for system in (first, second)]
    won, lost = breakdown.ngrams(*counts)
    assert ("house", 0, 1) in [(gram.text, gram.first, gram.second) for gram in won]
    assert ("red car", 1, 0) in [(gram.text, gram.first, gram.second) for gram in lost]
    assert "car" not in {gram.text for gram in (*won, *lost)}


def test_the_worst_and_the_most_different_sentences_come_first(compared: Json) -> None:
    worst = [example["scores"]["bad & worse"] for example in compared["worst"]["bad & worse"]]
    assert worst == sorted(worst)
    spreads = [
        max(example["scores"].values()) - min(example["scores"].values())
        for example in compared["most_different"]
    ]
    assert spreads == sorted(spreads, reverse=True)
    assert (
        compared["most_different"][0]["reference"]
        == (REFERENCES[compared["most_different"][0]["line"]])
    )


# --- what people did --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("draft", "text", "expected"),
    [
        ("a b c", "a b c", (0, 0, 0)),
        ("a b", "a x b y", (2, 0, 0)),
        ("a b c d", "b d", (0, 2, 0)),
        ("a b c", "a x c", (0, 0, 1)),
        ("", "a b", (2, 0, 0)),
        ("a", "", (0, 1, 0)),
        ("c d a b", "a b c d", (0, 0, 4)),  # as short as two insertions and two deletions
    ],
)
def test_edits_are_told_by_kind(draft: str, text: str, expected: tuple[int, ...]) -> None:
    assert tuple(operations([draft.split()], [text.split()])[0]) == expected


def test_effort_has_the_share_of_changed_drafts_and_the_spread_of_hter(bench: Workbench) -> None:
    confirmed(bench, "draft.kk-en")
    pair = bench.review.pair("draft.kk-en")
    (bead,) = [bead for bead in pair.beads if bead.target[0].text.startswith("Many")]
    text = {"segment": bead.target[0].id, "text": "Many people live here."}
    bench.review.revise("draft.kk-en", "reword", [bead_id(bead)], text, "reviewer-1")
    test_set = from_pairs([bench.review.pair("draft.kk-en")], Choice("post-edit", "kk", "en"))
    found = effort(test_set)
    assert found is not None
    assert found.lines - found.unchanged == 1
    assert sum(found.hter_bins) == found.lines
    assert found.hter > 0
    words, _ = found.operations
    assert (words.inserted, words.deleted, words.substituted) != (0, 0, 0)


def edit_at(seconds: int, index: int, who: str = "reviewer-1") -> Edit:
    source, target = Segment(f"kk.{index}", "бір екі", 0), Segment(f"en.{index}", "one two", 0)
    before = Bead((source,), (target,))
    after = replace(before, status="confirmed", resp=who)
    when = f"2026-01-01T10:{seconds // 60:02}:{seconds % 60:02}Z"
    return Edit(frozenset({before}), frozenset({after}), "confirm", who, when)


def test_pauses_are_left_out_of_the_time_of_a_bead() -> None:
    edits = [edit_at(0, 1), edit_at(20, 2), edit_at(50, 3), edit_at(51 + IDLE, 4)]
    found = times(timed(edits))
    assert (found.beads, found.median, found.left_out) == (2, 25.0, 2)
    (day,) = days(timed(edits))
    assert (day.beads, day.words, day.seconds) == (4, 8, 50)
    assert day.words_an_hour == pytest.approx(576)


def test_reliability_is_what_reviewers_made_of_the_aligners_beads(bench: Workbench) -> None:
    confirmed(bench, "small.kk-en")
    pair = bench.review.pair("small.kk-en")
    bins = confidence([pair])
    assert sum(one.beads for one in bins) == sum(
        bool(bead.source and bead.target) for bead in pair.beads
    )
    assert all(one.correct == 1 for one in bins)


# --- what comes out ---------------------------------------------------------------------------


def test_tables_are_csv_markdown_and_latex(compared: Json) -> None:
    found = tables(compared)
    assert {"scores", "comparisons", "clusters", "by-length", "ngrams-1"} <= {
        table.name for table in found
    }
    rows = list(csv.reader(io.StringIO(to_csv(found))))
    assert rows[1] == ["system", "BLEU", "chrF", "chrF++", "TER"]
    assert "| good |" in to_markdown(found)
    latex = to_latex(found)
    assert "bad \\& worse" in latex
    assert latex.count("\\begin{tabular}") == len(found) == latex.count("\\end{tabular}")


def test_charts_are_xml_with_a_title_and_a_description(compared: Json) -> None:
    drawn = charts(compared)
    assert {"scores-1", "scatter-1"} <= drawn.keys()
    for svg in drawn.values():
        root = ET.fromstring(svg)  # noqa: S314  (our own)
        named = [child.tag.rpartition("}")[2] for child in root[:2]]
        assert named == ["title", "desc"]
        assert root[1].text
        assert "style=" not in svg


def test_the_page_stands_alone(compared: Json) -> None:
    page = to_page(compared)
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "bad &amp; worse" in page


def test_floors_fail_a_build(compared: Json) -> None:
    assert below(compared, {"chrF": 1}) == []
    assert any("bad & worse: chrF" in line for line in below(compared, {"chrF": 99}))
    assert below(compared, {"TER": 1000}) == []
    assert below(compared, {"spBLEU": 1}) == ["spBLEU: no figure, so it is not known to reach 1"]


def test_the_command_writes_everything_and_fails_below_a_floor(tmp_path: Path) -> None:
    for name, lines in {"ref": REFERENCES, "a": worsened(REFERENCES, 3, 0.4)}.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "baikonur_align", "evaluate", "--ref", "ref", "--hyp", "a"]
    options = ["--trials", "100", "-o", "out", "--fail-under", "chrF=99"]
    done = subprocess.run(
        [*command, *options], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "is below 99" in done.stderr
    made = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"evaluation.json", "evaluation.html", "tables.tex", "scores-1.svg"} <= made
    json.loads((tmp_path / "out" / "evaluation.json").read_text(encoding="utf-8"))


# --- over HTTP --------------------------------------------------------------------------------


def wanted(**more: object) -> dict[str, object]:
    langs = {"source_lang": "kk", "target_lang": "en"}
    return {"material": "post-edit", **langs, "systems": [{"origin": "draft"}], **more}


def answered(response: TestResponse) -> Any:
    return response.json


def got(client: FlaskClient, address: str) -> Any:
    return answered(client.get(address))


@pytest.fixture
def evaluator(tmp_path: Path) -> tuple[Workbench, FlaskClient]:
    bench = sample.corpus(tmp_path / "corpus", sample.large(120))
    confirmed(bench, "large.kk-en")
    return bench, client_of(create_app(bench, accounts=False))


def test_an_evaluation_is_made_in_the_background_and_has_a_permanent_address(
    evaluator: tuple[Workbench, FlaskClient],
) -> None:
    bench, client = evaluator
    answer = client.post("/api/evaluations", json=wanted())
    assert answer.status_code == 202
    again = client.post("/api/evaluations", json=wanted())
    assert answered(again)["id"] == answered(answer)["id"]
    with bench.supervisor():
        end = time.monotonic() + 120
        while not (kept := got(client, "/api/evaluations")["evaluations"]):
            assert time.monotonic() < end
            time.sleep(0.2)
    name = kept[0]["id"]
    found = got(client, f"/api/evaluations/{name}")
    assert found["evaluation"]["id"] == name
    assert found["evaluation"]["test_set"]["lines"] == 120
    assert client.get(f"/api/evaluations/{name}/tables.tex").text.startswith("\\begin{table}")
    assert client.get(f"/api/evaluations/{name}/page.html").text.startswith("<!doctype html>")
    bench.close()


def test_what_cannot_be_evaluated_is_refused_at_once(
    evaluator: tuple[Workbench, FlaskClient],
) -> None:
    bench, client = evaluator
    cases: list[tuple[dict[str, object], int, str]] = [
        ({"source_lang": "en", "target_lang": "kk"}, 422, "no bead"),
        ({"systems": [{"origin": "package", "name": "no such"}]}, 422, "there is no package"),
        ({"since": "yesterday"}, 422, "is not a date"),
        ({"metrics": ["WER"]}, 422, "there is no metric WER"),
        ({"systems": []}, 400, "systems"),
    ]
    for more, code, says in cases:
        answer = client.post("/api/evaluations", json=wanted(**more))
        assert (answer.status_code, says in answered(answer)["error"]) == (code, True)
    assert client.get("/api/evaluations/none").status_code == 404
    bench.close()


def test_an_evaluation_that_is_cancelled_leaves_nothing(
    evaluator: tuple[Workbench, FlaskClient],
) -> None:
    bench, client = evaluator
    lines = "\n".join(line or "x" for line in sentences(120, 3))
    many = [
        {"origin": "file", "name": f"s{index}", "text": lines + f" {index}"} for index in range(15)
    ]
    number = answered(client.post("/api/evaluations", json=wanted(systems=many)))["id"]
    with bench.supervisor():
        while got(client, f"/api/jobs/{number}")["state"] == "waiting":
            time.sleep(0.05)
        assert client.post(f"/api/jobs/{number}/cancel").status_code == 200
        time.sleep(2)
    assert got(client, "/api/evaluations")["evaluations"] == []
    bench.close()
