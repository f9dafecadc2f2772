"""What helps a reviewer judge a bead: words that belong together, reasons, earlier translations."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from baikonur_align.hints.concordance import Concordance, Query
from baikonur_align.hints.earlier import TranslationIndex, similarity
from baikonur_align.hints.postings import Entry, Postings
from baikonur_align.hints.reasons import reasons
from baikonur_align.hints.word_links import word_links
from baikonur_align.model import Bead, Segment, Status
from baikonur_align.review.lookup import INDEX, keys_of
from baikonur_align.web import create_app
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import sample

pytestmark = pytest.mark.slow

KK_EN = "kk", "en"


def bead(
    source: str, target: str, number: int = 1, status: Status = "auto", draft: str = ""
) -> Bead:
    left = (Segment(f"kk.{number}", source, 0, draft),) if source else ()
    right = (Segment(f"en.{number}", target, 0),) if target else ()
    return Bead(left, right, status, resp="reviewer-1" if status == "confirmed" else "")


def linked(source: str, target: str, langs: tuple[str, str] = KK_EN) -> list[str]:
    found = word_links(source, target, *langs)
    return [f"{source[slice(*link.source)]}={target[slice(*link.target)]}" for link in found]


LINKS = [
    ("Байқоңыр айлағы", "The Baikonur Cosmodrome", "Байқоңыр=Baikonur айлағы=Cosmodrome"),
    (
        "Ақысы 115 миллион доллар.",
        "It is 115 million dollars.",
        "115=115 миллион=million доллар=dollars",
    ),
    ("Халқы 1,250,000 адам.", "It has 1 250 000 people.", "Халқы=people 1,250,000=1 250 000"),
    ("2005 жылы, 2005 рет", "In 2005, 2005 times", "2005=2005 2005=2005"),
    (
        "Қала Ленинск деп аталған.",
        "The city was called Leninsk.",
        "Қала=city Ленинск=Leninsk деп=called",
    ),
    ("Шарт", "", ""),
    ("", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("source", "target", "links"), LINKS)
def test_words_that_belong_together_are_linked(source: str, target: str, links: str) -> None:
    assert " ".join(linked(source, target)) == links


def test_links_are_the_same_the_other_way_round() -> None:
    there = word_links("Шарт 2050 жылға дейін", "The treaty until 2050", *KK_EN)
    back = word_links("The treaty until 2050", "Шарт 2050 жылға дейін", "en", "kk")
    assert {(link.kind, link.source, link.target) for link in there} >= {
        (link.kind, link.target, link.source) for link in back
    }


def test_without_a_lexicon_numbers_and_names_are_still_linked() -> None:
    assert linked("Im Jahr 1955 kam Nasarbajew.", "In 1955 Nasarbajew came.", ("de", "en")) == [
        "1955=1955",
        "Nasarbajew=Nasarbajew",
    ]


@given(
    st.text(alphabet="аәбқ АБҚ 15., xyX🚀İ", max_size=40),
    st.text(alphabet="ab AB 15., құі", max_size=40),
)
def test_every_link_is_of_whole_words_and_each_source_word_has_one(
    source: str, target: str
) -> None:
    found = word_links(source, target, *KK_EN)
    assert len({link.source for link in found}) == len(found)
    for link in found:
        assert source[slice(*link.source)].strip() == source[slice(*link.source)] != ""
        assert target[slice(*link.target)].strip() == target[slice(*link.target)] != ""


def test_reasons_are_of_the_texts_as_they_stand() -> None:
    pair = sample.translation()
    wrong, right = pair.beads[3], replace(pair.beads[3], target=pair.beads[3].target[:1])
    source, target = (side[0].text for side in (right.source, right.target))
    found = reasons(right, pair.beads[:3], KK_EN, word_links(source, target, *KK_EN))
    assert found is not None
    assert (found.agree, found.missing, found.matched, found.words) == (("115",), (), 4, 5)
    assert found.length == pytest.approx(len(target) / (0.96 * len(source)))
    assert found.similarity > 0.2
    both = reasons(wrong, pair.beads[:3], KK_EN, ())
    assert both is not None
    assert both.length > found.length
    assert reasons(pair.beads[4], pair.beads, KK_EN, ()) is None


def test_a_neighbour_that_fits_better_is_named() -> None:
    pair = sample.translation()
    first, second = pair.beads[2], pair.beads[5]
    crossed = replace(first, target=second.target), replace(second, target=first.target)
    found = reasons(crossed[0], [crossed[1], *pair.beads[:2]], KK_EN, ())
    assert found is not None
    assert found.rival is not None
    assert found.rival.segment in {"en.3", "kk.6"}
    assert found.rival.similarity > found.similarity


def indexed(*beads: Bead) -> Postings:
    """An index in memory of a pair of these beads."""
    index = Postings(keys_of)
    for each in beads:
        index.add(Entry.of("old.kk-en", KK_EN, each))
    return index


def remembering(*beads: Bead) -> TranslationIndex:
    return TranslationIndex(indexed(*beads))


def asked(
    memory: TranslationIndex, text: str, langs: tuple[str, str] = KK_EN
) -> list[tuple[str, int]]:
    return [
        (match.target, match.percent)
        for match in memory.find(text, langs, 3, but=("new.kk-en", "kk.1"))
    ]


OLD = [
    bead(
        "Қала 1995 жылға дейін Ленинск деп аталған.", "Until 1995 it was Leninsk.", 1, "confirmed"
    ),
    bead(
        "Қала 1994 жылға дейін Ленинск деп аталған.", "Until 1994 it was Leninsk.", 2, "confirmed"
    ),
    bead("Мұнда көп адам тұрады.", "Many live here.", 3, "confirmed"),
    bead("Мұнда аз адам тұрады.", "Few live here.", 4),
    bead("42", "42", 5, "confirmed"),
]


def test_the_same_text_comes_first_and_only_what_was_confirmed_comes() -> None:
    memory = remembering(*OLD)
    assert asked(memory, OLD[0].source[0].text)[0] == ("Until 1995 it was Leninsk.", 100)
    assert 80 < asked(memory, OLD[0].source[0].text)[1][1] < 100
    assert [target for target, _ in asked(memory, "Мұнда аз адам тұрады.")] == ["Many live here."]
    assert asked(memory, "42") == [("42", 100)]
    assert asked(memory, "Шарт бойынша кешен жалға берілген.") == []
    assert asked(memory, "") == []


def test_a_translation_serves_in_the_other_direction_and_in_no_other_language() -> None:
    memory = remembering(*OLD)
    assert asked(memory, "Many live here.", ("en", "kk")) == [("Мұнда көп адам тұрады.", 100)]
    assert asked(memory, OLD[2].source[0].text, ("kk", "ru")) == []


def test_a_bead_does_not_remember_itself_and_what_is_forgotten_is_gone() -> None:
    index = indexed(*OLD)
    memory, text = TranslationIndex(index), OLD[2].source[0].text
    assert memory.find(text, KK_EN, 3, but=("old.kk-en", "kk.3")) == []
    index.discard("old.kk-en", "kk.3")
    assert asked(memory, text) == []


@given(st.text(max_size=30), st.text(max_size=30))
def test_similarity_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    assert similarity(one, one) == 1
    assert 0 <= similarity(one, other) == similarity(other, one) <= 1


# --- in a corpus ----------------------------------------------------------------------------------


def source_only(entry: Entry) -> list[str]:
    return [entry.source]


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 9), st.integers(1, 3)), max_size=60))
def test_an_index_has_the_beads_that_were_added_last(
    changes: list[tuple[bool, int, int]],
) -> None:
    postings = Postings(source_only, spare=5)
    there: dict[str, str] = {}
    for added, number, word in changes:
        entry = Entry.of("pair", KK_EN, bead(f"word{word}", "", number))
        with postings.writing():
            if added:
                postings.add(entry)
                there[entry.segment] = f"word{word}"
            else:
                postings.discard("pair", entry.segment)
                there.pop(entry.segment, None)
    found = {one.segment: key for key in postings.keys("") for one in postings.having(key, 10)}
    assert found == there == {e.segment: e.text("source") for e in postings.entries([])}


def test_an_index_does_not_grow_with_edits() -> None:
    postings = Postings(lambda entry: entry.source.split(), spare=50)
    for turn in range(500):
        status: Status = "confirmed" if turn % 2 else "auto"
        with postings.writing():
            postings.add(Entry.of("pair", KK_EN, bead("same words", "", 1, status)))
            postings.add(Entry.of("pair", KK_EN, bead(f"text {turn}", "", 2)))
    counts = postings.frequencies(["same", "text"])
    assert counts["same"] <= 2
    assert counts["text"] <= 60


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_an_index_gives_a_text_back_as_it_was(text: str) -> None:
    postings = Postings(lambda entry: [entry.source])
    with postings.writing():
        postings.add(Entry.of("pair", KK_EN, bead(text, text, 1)))
    (found,) = postings.having(text, 1)
    assert (found.source, found.target) == (text, text)


def test_an_index_in_a_file_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    file = tmp_path / "index.sqlite"
    first = Postings(keys_of, file)
    with first.writing():
        for each in OLD:
            first.add(Entry.of("old.kk-en", KK_EN, each))
        first.mark("old.kk-en", "1.2", 3)
    second = Postings(keys_of, file)  # of another process, while the first is there
    assert second.indexed() == {"old.kk-en": ("1.2", 3)}
    assert asked(TranslationIndex(second), OLD[2].source[0].text)[0] == ("Many live here.", 100)
    second.close()
    first.close()


def test_a_change_that_fails_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    index = Postings(keys_of, tmp_path / "index.sqlite")

    def fail() -> None:
        with index.writing():
            index.add(Entry.of("old.kk-en", KK_EN, OLD[0]))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(index.entries([])) == []
    with index.writing():
        index.add(Entry.of("old.kk-en", KK_EN, OLD[0]))
    assert len(list(index.entries([]))) == 1
    index.close()


@pytest.mark.parametrize("damage", [b"no database", b""])
def test_an_index_that_is_damaged_is_made_anew(bench: Workbench, damage: bytes) -> None:
    (bench.corpus.root / INDEX).write_bytes(damage)
    bench.lookup.follow()
    assert len(bench.lookup.concordance.find(Query("city")).hits) == 2


def test_a_frequent_word_is_found_in_the_first_beads_only_and_that_is_told() -> None:
    beads = [bead(f"Қала {number}", f"City {number}", number) for number in range(1, 31)]
    concordance = Concordance(indexed(*beads))
    some, every = concordance.find(Query("қала"), most=10), concordance.find(Query("қала"))
    assert (len(some.hits), some.complete) == (10, False)
    assert (len(every.hits), every.complete) == (30, True)
    assert concordance.find(Query("қала"), most=30).complete


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    bench = sample.corpus(tmp_path)
    yield bench
    bench.close()


def hints(client: FlaskClient, pair: str, name: str) -> dict[str, Any]:
    answer = client.get(f"/api/pairs/{pair}/beads/{name}/hints")
    assert answer.status_code == 200
    assert isinstance(answer.json, dict)
    return answer.json


def test_what_is_confirmed_helps_elsewhere_and_no_more_once_that_is_taken_back(
    bench: Workbench,
) -> None:
    client = create_app(bench, accounts=False).test_client()
    draft, other = (
        bench.review.pair("draft.kk-en").beads[6],
        bench.review.pair("small.kk-en").beads[5],
    )
    bench.revise("draft.kk-en", "confirm", [bead_id(draft)], {}, "reviewer-1")
    bench.lookup.follow()
    found = hints(client, "small.kk-en", bead_id(other))
    (match,) = found["memory"]
    assert (match["target"], match["percent"]) == (draft.target[0].text, 100)
    assert (match["pair"], match["segment"], match["reviewer"]) == (
        "draft.kk-en",
        "kk.7",
        "reviewer-1",
    )
    assert found["reasons"]["agree"] == ["1995"]
    bench.review.undo("draft.kk-en", "reviewer-1")
    bench.lookup.follow()
    assert hints(client, "small.kk-en", bead_id(other))["memory"] == []


def test_what_was_confirmed_is_kept_in_mind_when_it_is_published(bench: Workbench) -> None:
    draft, other = (
        bench.review.pair("draft.kk-en").beads[6],
        bench.review.pair("small.kk-en").beads[5],
    )
    bench.lookup.follow()
    bench.revise("draft.kk-en", "confirm", [bead_id(draft)], {}, "reviewer-1")
    bench.review.publish("draft.kk-en")
    bench.lookup.follow()
    assert [
        match.percent for match in bench.lookup.hints("small.kk-en", bead_id(other)).memory or ()
    ] == [100]
    (bench.corpus.root / "draft.kk-en.xml").unlink()
    bench.lookup.follow()
    assert bench.lookup.hints("small.kk-en", bead_id(other)).memory == ()


def test_asking_reads_the_corpus_in_the_background(bench: Workbench) -> None:
    name = bead_id(bench.review.pair("small.kk-en").beads[0])
    assert bench.lookup.hints("small.kk-en", name).memory in (None, ())
    until = time.monotonic() + 20
    while not bench.lookup.ready and time.monotonic() < until:
        time.sleep(0.01)
    assert bench.lookup.hints("small.kk-en", name).memory == ()


def test_closing_waits_for_the_update_that_runs(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, failed = threading.Event(), threading.Event(), list[object]()
    original = bench.review.versions

    def slow() -> Any:
        begun.set()
        go_on.wait(20)
        return original()

    monkeypatch.setattr(bench.review, "versions", slow)
    monkeypatch.setattr(threading, "excepthook", failed.append)
    bench.lookup.refresh()
    assert begun.wait(20)
    bench.lookup.refresh()
    closing = threading.Thread(target=bench.lookup.close)
    closing.start()
    go_on.set()
    closing.join(20)
    assert not closing.is_alive()
    assert failed == []


def test_hints_of_a_bead_that_is_gone_or_never_was_are_refused(bench: Workbench) -> None:
    client = create_app(bench, accounts=False).test_client()
    name = bead_id(bench.review.pair("draft.kk-en").beads[0])
    bench.revise("draft.kk-en", "flag", [name], {}, "reviewer-1")
    assert client.get(f"/api/pairs/draft.kk-en/beads/{name}/hints").status_code == 409
    assert client.get("/api/pairs/draft.kk-en/beads/@/hints").status_code == 409
    assert client.get("/api/pairs/none.kk-en/beads/kk.1@0/hints").status_code == 404


def test_every_bead_of_the_sample_has_hints(bench: Workbench) -> None:
    client = create_app(bench, accounts=False).test_client()
    for pair_id in bench.corpus.ids():
        for each in bench.review.pair(pair_id).beads:
            found = hints(client, pair_id, bead_id(each))
            assert (found["reasons"] is None) == (not each.source or not each.target)
