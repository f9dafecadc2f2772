"""A new version of a text: unchanged sentences keep their beads and judgements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baikonur_align import tei
from baikonur_align.accounts.people import BadName
from baikonur_align.building.bridge import Bridge
from baikonur_align.building.plan import BadPlan
from baikonur_align.building.realign import Known
from baikonur_align.building.update import matches, update
from baikonur_align.edit import State, in_order, invert, place
from baikonur_align.model import Bead, Pair
from baikonur_align.wire import bead_id, edit_from_json, edit_to_json
from baikonur_align.workbench import Workbench
from support.sample import ENGLISH, KAZAKH, corpus, draft, translation

pytestmark = pytest.mark.slow

NONE = Bridge(None, None)
TIME = "2026-01-01T00:00:00Z"
NEW = "Қалада алпыс мыңға жуық адам тұрады."


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    bench = corpus(tmp_path / "corpus")
    yield bench
    bench.close()


def written(folder: Path, name: str, sentences: list[str]) -> Path:
    """The sentences as a text: the first is its heading."""
    path = folder / name
    path.write_text(f"{sentences[0]}\n\n{' '.join(sentences[1:])}\n", encoding="utf-8")
    return path


def side(pair: Pair, lang: str) -> list[str]:
    """The sentences of a side in order."""
    found = sorted(
        (
            segment
            for bead in pair.beads
            for segment in bead.segments
            if segment.id.startswith(lang)
        ),
        key=place,
    )
    return [segment.text for segment in found]


def with_text(pair: Pair, text: str) -> Bead:
    return next(
        bead for bead in pair.beads if any(segment.text == text for segment in bead.segments)
    )


def confirm_all(bench: Workbench, pair_id: str) -> None:
    names = [bead_id(bead) for bead in bench.review.pair(pair_id).beads]
    bench.revise(pair_id, "confirm", names, {}, "reviewer-1")


def test_what_is_the_same_stays_confirmed_and_what_is_new_is_translated(
    bench: Workbench, tmp_path: Path
) -> None:
    confirm_all(bench, "draft.kk-en")
    before = bench.review.pair("draft.kk-en")
    file = written(tmp_path, "new.kk.txt", [*KAZAKH[:4], NEW, *KAZAKH[4:]])
    version, edit = bench.builder.update("draft.kk-en", [file], "reviewer-1")
    after = bench.review.pair("draft.kk-en")
    assert version == 2
    assert edit is not None
    assert len(edit.after) == 1
    assert set(before.beads) < set(after.beads)
    new = with_text(after, NEW)
    assert (new.status, new.origin) == ("auto", "mt")
    assert new.target[0].text == new.source[0].draft != ""
    assert side(after, "kk") == [*KAZAKH[:4], NEW, *KAZAKH[4:]]
    assert [bead.status for bead in after.beads].index("auto") == 4, (
        "it stands where the text has it"
    )


def test_a_judged_bead_whose_text_has_changed_is_flagged_with_the_old_text(
    bench: Workbench, tmp_path: Path
) -> None:
    confirm_all(bench, "small.kk-en")
    changed = KAZAKH[4].replace("115", "120")
    file = written(tmp_path, "new.kk.txt", [*KAZAKH[:4], changed, *KAZAKH[5:]])
    bench.builder.update("small.kk-en", [file], "reviewer-1")
    bead = with_text(bench.review.pair("small.kk-en"), changed)
    assert bead.status == "flagged"
    assert bead.note == f"was: {KAZAKH[4]}"
    assert [segment.text for segment in bead.target] == ENGLISH[3:5]
    bench.review.undo("small.kk-en", "reviewer-1")
    assert {bead.status for bead in bench.review.pair("small.kk-en").beads} == {"confirmed"}


def test_a_sentence_that_is_gone_leaves_what_was_opposite_alone(
    bench: Workbench, tmp_path: Path
) -> None:
    confirm_all(bench, "small.kk-en")
    file = written(tmp_path, "new.en.txt", [*ENGLISH[:5], ENGLISH[6]])
    bench.builder.update("small.kk-en", [file], "reviewer-1")
    bead = with_text(bench.review.pair("small.kk-en"), KAZAKH[6])
    assert (bead.target, bead.status) == ((), "flagged")


def test_both_texts_at_once_are_aligned_around_what_stays(bench: Workbench, tmp_path: Path) -> None:
    confirm_all(bench, "small.kk-en")
    english = "Some sixty thousand people live in the city."
    files = [
        written(tmp_path, "new.kk.txt", [*KAZAKH, NEW]),
        written(tmp_path, "new.en.txt", [*ENGLISH, english]),
    ]
    _, edit = bench.builder.update("small.kk-en", files, "reviewer-1")
    assert edit is not None
    assert edit.before == frozenset(), "nothing else is touched"
    pair = bench.review.pair("small.kk-en")
    assert side(pair, "kk")[-1] == NEW
    assert side(pair, "en")[-1] == english


def test_the_published_file_names_the_new_text_and_stays_valid(
    bench: Workbench, tmp_path: Path
) -> None:
    file = written(tmp_path, "newer.kk.txt", [NEW, *KAZAKH[2:]])
    for _ in range(2):
        bench.builder.update("draft.kk-en", [file], "reviewer-1")
    path = bench.corpus.path("draft.kk-en")
    assert not list(tei.validate(path))
    pair = tei.read(path)
    assert (pair.source.name, len(pair.source.sha256)) == ("newer.kk.txt", 64)
    assert pair.source.sha256 != draft().source.sha256
    assert pair.version == bench.review.snapshot("draft.kk-en").version == 1, (
        "the second time nothing is new"
    )


def test_publishing_meanwhile_does_not_bring_the_old_text_back(
    bench: Workbench, tmp_path: Path
) -> None:
    other, stop = Workbench(bench.corpus.root), Event()

    def publish() -> None:
        while not stop.is_set():
            other.review.publish("small.kk-en")

    thread = Thread(target=publish)
    thread.start()
    try:
        for number in range(5):
            file = written(tmp_path, f"v{number}.en.txt", [f"Title {number}", *ENGLISH[1:]])
            bench.builder.update("small.kk-en", [file], "reviewer-1")
            assert bench.corpus.read("small.kk-en").target.name == file.name
    finally:
        stop.set()
        thread.join()
        other.close()
    assert bench.corpus.read("small.kk-en").target.name == "v4.en.txt"


@pytest.mark.parametrize(
    ("name", "sentences", "message"),
    [
        ("new.en.txt", ENGLISH, "machine translation"),
        ("new.ru.txt", ["Город Байконур. Его построили."], "one text in kk"),
    ],
)
def test_a_text_of_the_wrong_side_is_told(
    bench: Workbench, tmp_path: Path, name: str, sentences: list[str], message: str
) -> None:
    with pytest.raises(BadPlan, match=message):
        bench.builder.update("draft.kk-en", [written(tmp_path, name, sentences)], "reviewer-1")


def test_a_name_that_nobody_can_have_is_refused_and_nothing_done(
    bench: Workbench, tmp_path: Path
) -> None:
    file = written(tmp_path, "new.kk.txt", [NEW, *KAZAKH])
    with pytest.raises(BadName):
        bench.builder.update("small.kk-en", [file], "\n")
    assert bench.review.snapshot("small.kk-en").version == 0


def test_sentences_that_reviewers_joined_and_cut_are_known_again(
    bench: Workbench, tmp_path: Path
) -> None:
    pair_id = "small.kk-en"
    bead = with_text(bench.review.pair(pair_id), KAZAKH[1])
    bench.revise(pair_id, "join", [bead_id(bead)], {"segment": "kk.2"}, "reviewer-1")
    bead = with_text(bench.review.pair(pair_id), KAZAKH[3])
    bench.revise(pair_id, "cut", [bead_id(bead)], {"segment": "kk.4", "offset": 13}, "reviewer-1")
    confirm_all(bench, pair_id)
    before = bench.review.pair(pair_id)
    file = written(tmp_path, "new.kk.txt", [*KAZAKH, NEW])
    _, edit = bench.builder.update(pair_id, [file], "reviewer-1")
    assert edit is not None
    assert edit.before == frozenset()
    assert len(bench.review.pair(pair_id).beads) == len(before.beads) + 1


def test_a_build_says_how_a_new_text_gets_into_a_reviewed_pair(
    bench: Workbench, tmp_path: Path
) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    written(texts, "a.kk.txt", KAZAKH)
    list(bench.builder.build(texts, ("kk", "en"), comparable=False))
    confirm_all(bench, "a.kk-en")
    written(texts, "a.kk.txt", KAZAKH[:5])
    (made,) = bench.builder.build(texts, ("kk", "en"), comparable=False)
    assert made.outcome == "kept"
    assert "baikonur-align update a.kk-en" in made.note


sentences = st.lists(
    st.sampled_from([*KAZAKH, *ENGLISH, *(f"{text[:-1]}, иә." for text in KAZAKH)]), max_size=12
)


@settings(max_examples=25, deadline=None)  # each example aligns three times
@given(sentences, sentences, st.booleans())
def test_any_new_version_is_taken_in_and_can_be_undone(
    kk: list[str], en: list[str], machine: bool
) -> None:
    pair = draft() if machine else translation()
    now = pair
    used: set[str] = set()
    for texts in ({0: kk}, {1: en} if not machine else {0: en}, {0: kk}):
        edit = update(now, texts, used, Known(), NONE, "reviewer-1", TIME)
        if edit is None:
            continue
        assert edit_from_json(edit_to_json(edit)) == edit
        state = State(now.beads).apply(edit)
        assert set(state.apply(invert(edit, 1, "reviewer-1", TIME)).beads()) == set(now.beads)
        used |= {segment.id for bead in now.beads for segment in bead.segments}
        now = replace(now, beads=in_order(state.beads()))
        names = [segment.id for bead in now.beads for segment in bead.segments]
        assert len(names) == len(set(names))
        lang, wanted = ("kk", texts[0]) if 0 in texts else ("en", texts[1])
        assert " ".join(side(now, lang)) == " ".join(wanted)
        if now.beads:
            tei.dumps(now)


@given(sentences, sentences)
def test_every_old_sentence_and_every_new_one_is_accounted_for(
    old: list[str], new: list[str]
) -> None:
    segments = [
        replace(draft().beads[0].source[0], id=f"kk.{number}", text=text)
        for number, text in enumerate(old, 1)
    ]
    found = list(matches(segments, new))
    assert [match.old for match in found if match.old] == segments
    assert " ".join(match.text for match in found if match.text is not None) == " ".join(new)
