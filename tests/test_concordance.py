"""A word in context: all its forms, both languages, over the corpus as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from baikonur_align.alignment.inflection import MIN_STEM, forms, stem
from baikonur_align.cli import main
from baikonur_align.hints.concordance import BadQuery, Concordance, Order, Query
from baikonur_align.hints.postings import Entry, Postings
from baikonur_align.model import Bead, Segment
from baikonur_align.review.lookup import keys_of
from baikonur_align.web import create_app
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import sample

SAME = [
    ("kk", "қала", "қаланың қалалар қаласы қалада қалаға қаладағы қалаларында"),
    ("kk", "қалаларында", "қала қалалар"),
    ("kk", "мектеп", "мектебі мектептер мектепте мектебіміздің"),
    ("kk", "айлағының", "айлақ айлағы айлақта"),
    ("kk", "Байқоңырдың", "Байқоңыр Байқоңырда"),
    ("kk", "жылдар", "жыл жылы жылға жылғы"),
    ("en", "city", "cities"),
    ("en", "launches", "launch launched launching"),
    ("en", "lease", "leased leases leasing"),
    ("ru", "космодром", "космодрома космодромы"),
]
OTHERS = [
    ("kk", "адам", "адамзат"),
    ("kk", "ғарыш", "ғарышкер"),
    ("kk", "бала", "балық"),
    ("en", "gas", "gate"),
    ("en", "part", "party partial"),
    ("ru", "дом", "домна"),
]


def is_form(word: str, other: str, lang: str) -> bool:
    return re.fullmatch(forms(stem(word, lang), lang), other.casefold()) is not None


@pytest.mark.parametrize(("lang", "word", "found"), SAME)
def test_the_forms_of_a_word_are_found_by_each_other(lang: str, word: str, found: str) -> None:
    assert [form for form in [word, *found.split()] if not is_form(word, form, lang)] == []


@pytest.mark.parametrize(("lang", "word", "others"), OTHERS)
def test_other_words_are_left_out(lang: str, word: str, others: str) -> None:
    assert [other for other in others.split() if is_form(word, other, lang)] == []


@given(
    st.sampled_from(["kk", "en", "ru"]), st.text("абғқнықмептілердуosyegi", min_size=1, max_size=12)
)
def test_a_word_is_a_form_of_itself_and_its_stem_is_not_too_short(lang: str, word: str) -> None:
    assert is_form(word, word, lang)
    assert len(stem(word, lang)) >= min(MIN_STEM, len(word))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    bench = sample.corpus(tmp_path)
    yield bench
    bench.close()


def found(bench: Workbench, text: str, **more: str | tuple[str, ...]) -> list[tuple[str, str, str]]:
    query = Query(text, **more)  # type: ignore[arg-type]
    return [(hit.pair, hit.segment, hit.match) for hit in bench.lookup.find(query)]


def test_a_kazakh_word_is_found_in_all_its_forms_with_both_sides(bench: Workbench) -> None:
    (first, *_) = bench.lookup.find(Query("жылда", pair="small.kk-en"))
    assert (first.match, first.side, first.lang) == ("жылы", "source", "kk")
    assert (first.before, first.after[:9]) == ("Байқоңыр ғарыш айлағы 1955 ", " салынды.")
    assert first.other.startswith("Baikonur was built in 1955.")
    places = found(bench, "жыл")
    assert {match for _, _, match in places} == {"жылы", "жылға", "жылына"}
    assert [pair for pair, _, _ in places] == sorted(pair for pair, _, _ in places)


@pytest.mark.parametrize(
    ("text", "more", "matches"),
    [
        ("ғарыш айлақ", {}, {"ғарыш айлағы"}),
        ("жыл", {"how": "exact"}, set()),
        ("жылы", {"how": "exact"}, {"жылы"}),
        ("called leninsk", {}, {"called Leninsk"}),
        ("Leninsk", {"lang": "kk"}, set()),
        ("city called", {"how": "exact"}, set()),
        ("space", {"statuses": ("confirmed",)}, set()),
        ("nowhere", {}, set()),
    ],
)
def test_words_are_found_one_after_the_other(
    bench: Workbench, text: str, more: dict[str, str | tuple[str, ...]], matches: set[str]
) -> None:
    assert {match for _, _, match in found(bench, text, **more)} == matches


def test_what_reviewers_change_is_found_as_it_stands(bench: Workbench) -> None:
    bead = bench.review.pair("draft.kk-en").beads[7]
    args = {"segment": "en.8", "text": "Spacefarers leave from here.", "confirm": True}
    bench.revise("draft.kk-en", "reword", [bead_id(bead)], args, "reviewer-1")
    assert found(bench, "spacefarer", statuses=("confirmed",)) == [
        ("draft.kk-en", "kk.8", "Spacefarers")
    ]
    assert found(bench, "astronauts") == []
    bench.review.undo("draft.kk-en", "reviewer-1")
    assert found(bench, "spacefarer") == []
    assert found(bench, "astronaut") == [("draft.kk-en", "kk.8", "Astronauts")]


def test_an_expression_is_found_in_both_languages(bench: Workbench) -> None:
    years = {match for _, _, match in found(bench, r"\b(19|20)\d\d\b", how="regular")}
    assert {"1955", "2050"} <= years
    assert found(bench, "^$", how="regular") == []  # an empty match is no hit


@pytest.mark.slow
def test_an_expression_that_backtracks_endlessly_is_stopped() -> None:
    index = Postings(keys_of)
    bead = Bead((Segment("kk.1", "ғ" * 3000, 0),), (Segment("en.1", "a", 0),))
    index.add(Entry.of("long.kk-en", ("kk", "en"), bead))
    with pytest.raises(BadQuery, match="simpler"):
        Concordance(index).find(Query("(ғ+ғ+)+y", "regular"))


def test_words_are_found_however_many_there_are(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only an expression may take too long; the most common word of a large corpus has its hits."""
    monkeypatch.setattr("baikonur_align.hints.concordance.MOST_SECONDS", 0.0)
    assert found(bench, "жыл", opposite="year")
    with pytest.raises(BadQuery, match="simpler"):
        bench.lookup.find(Query("жыл", "regular"))


def test_both_sides_are_searched_at_once(bench: Workbench) -> None:
    alone, both = found(bench, "жыл"), found(bench, "жыл", opposite="year")
    assert both
    assert set(both) < set(alone)
    assert found(bench, "жыл", opposite="zebra") == []


def test_hits_are_ordered_by_their_context(bench: Workbench) -> None:
    def contexts(order: Order) -> list[tuple[str, str, str]]:
        hits = bench.lookup.find(Query("the", "exact", "en", order=order))
        return [(hit.before, hit.match, hit.after) for hit in hits]

    def words(text: str) -> list[str]:
        return re.findall(r"\w+", text.casefold())

    right = [words(after) for _, _, after in contexts("right")]
    left = [words(before)[::-1] for before, _, _ in contexts("left")]
    assert len(right) > 2
    assert right == sorted(right)
    assert left == sorted(left)
    assert [match.casefold() for _, match, _ in contexts("match")] == ["the"] * len(right)


@pytest.mark.parametrize("nothing", ["", "  ", "()", "42"])
def test_a_query_without_a_word_is_refused(bench: Workbench, nothing: str) -> None:
    with pytest.raises(BadQuery, match="enter a word"):
        bench.lookup.find(Query(nothing))


def test_the_concordance_over_http(bench: Workbench) -> None:
    client = create_app(bench, accounts=False).test_client()
    early = client.get("/api/concordance?q=жыл").json
    assert early is not None
    assert early["ready"] or not early["hits"]  # it may be read by now, or not
    bench.lookup.follow()
    answer = client.get("/api/concordance?q=жыл&lang=kk").json
    assert answer is not None
    assert (answer["ready"], answer["total"]) == (True, len(answer["hits"]))
    assert answer["total"] == 8
    assert client.get("/api/concordance?q=жыл&offset=7").json["total"] == 8  # type: ignore[index]
    assert len(client.get("/api/concordance?q=жыл&offset=7").json["hits"]) == 1  # type: ignore[index]
    assert client.get("/api/concordance").status_code == 422
    assert client.get("/api/concordance?q=a&by=magic").status_code == 400
    assert client.get("/api/concordance?q=a&status=odd").status_code == 400
    none = client.get("/api/concordance?q=жыл&status=rejected").json
    assert none is not None
    assert none["total"] == 0
    with client.get("/api/concordance.tsv?q=жыл&lang=kk&order=left") as file:
        names, *rows = file.get_data(as_text=True).splitlines()
    assert (names.split("\t")[0], len(rows)) == ("pair", 8)
    assert client.get("/api/concordance.tsv?q=(&by=regular").status_code == 422
    with client.get("/concordance?q=жыл") as page:
        assert page.status_code == 200


def test_the_concordance_on_the_command_line(bench: Workbench) -> None:
    root = str(bench.corpus.root)
    result = CliRunner().invoke(main, ["concordance", "шаршы", "километр", "--corpus", root])
    assert result.exit_code == 0
    assert [line.split("\t")[:2] for line in result.output.splitlines()] == [
        ["draft.kk-en", "kk.3"],
        ["small.kk-en", "kk.2"],
    ]
    refused = CliRunner().invoke(main, ["concordance", "?", "--corpus", root])
    assert refused.exit_code == 1
    assert "enter a word" in refused.output
