"""Evidence: letters, numbers, words, vectors, lexicons."""

from __future__ import annotations

import numpy as np
import pytest

from baikonur_align.alignment import induction, lexicon, similarity
from baikonur_align.alignment.words import numbers, romanise, stops, words
from baikonur_align.model import Link


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("Байқоңыр", "baikonyr"),
        ("Назарбаев", "nazarbaev"),
        ("Рогозин", "rogozin"),
        ("Қызылорда", "kyzylorda"),
        ("Шымкент", "shymkent"),
        ("Élévation", "elevation"),
        ("Zürich", "zurich"),
    ],
)
def test_names_look_alike_in_latin_letters(text: str, latin: str) -> None:
    assert romanise(text) == latin


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1 250 млн. және 1,250", ["1250", "1250"]),
        ("371\u00a0000 км, 1957 жылы", ["371000", "1957"]),
        ("169,1 немесе 169.1", ["1691", "1691"]),
        ("6717 км2, H2O", ["6717"]),
        ("сан жоқ", []),
    ],
)
def test_a_number_is_the_same_however_it_is_spelled(text: str, found: list[str]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Ол келді. Кім? «Мен!» деді", 3),
        ("The plan (of 1957.) ended at 3.5 km", 1),
        ("Қазақстан Президенті сапармен барды", 0),
        ("他来了。谁？", 2),
        ("Wait... what?!", 2),
    ],
)
def test_ends_of_sentences_are_counted_by_their_punctuation(text: str, count: int) -> None:
    assert stops(text) == count


def test_words_lose_their_case_and_their_endings() -> None:
    assert words("Ғарышкерлердің 2 КЕМЕСІ") == ["ғарышк", "кемесі"]


def cosine(source: list[str], target: list[str], *mt: list[str]) -> np.ndarray:
    evidence = similarity.compare(source, target, "kk", "en", *mt)
    return np.asarray(evidence.cosines(slice(0, len(source)), slice(0, len(target))))


@pytest.mark.parametrize(
    ("kazakh", "right", "wrong"),
    [
        (
            "Назарбаев Байқоңырға барды.",
            "Nazarbayev went to Baikonur.",
            "They talked for a long time.",
        ),
        (
            "Онда 371 000 адам тұрады.",
            "It is home to 371,000 people.",
            "It is home to 12,000 people.",
        ),
        (
            "Университет кітапханасы ашылды.",
            "The university library opened.",
            "The match ended in a draw.",
        ),
    ],
)
def test_names_numbers_and_known_words_speak_for_a_pair(
    kazakh: str, right: str, wrong: str
) -> None:
    filler = ["Күн шықты.", "Ол үйге қайтты.", "Жаңбыр жауды."]
    found = cosine([kazakh, *filler], [right, wrong, "The sun rose.", "It rained."])
    assert found[0, 0] > found[0, 1] + 0.1


def test_a_translation_speaks_for_a_pair_either_way() -> None:
    source, target = ["u v", "w x", "y z"], ["the red house", "an old song", "seven tall trees"]
    ahead = cosine(source, target, target)
    back = np.asarray(
        similarity.compare(source, target, "kk", "en", None, source).cosines(
            slice(0, 3), slice(0, 3)
        )
    )
    for found in (ahead, back):
        assert (found.argmax(axis=1) == [0, 1, 2]).all()


def test_a_machine_translation_that_babbles_is_hardly_heard() -> None:
    source = [f"Ол {year} жылы кітап жазды." for year in range(1900, 1960, 3)]
    target = [f"In {year} she wrote a book." for year in range(1900, 1960, 3)]
    heard = [
        np.asarray(
            similarity.compare(source, target, "kk", "en", *mt).cosines(slice(20), slice(20))
        )
        for mt in ([], [target[7:] + target[:7]], [["free of the the free"] * 20])
    ]
    silent, wrong, babble = (found.argmax(axis=1) for found in heard)
    assert (silent == np.arange(20)).all()
    assert (babble == np.arange(20)).all()
    assert (wrong != np.arange(20)).any()


@pytest.mark.parametrize(
    ("ahead", "back", "side"), [(["a"], None, "source"), (None, ["a"] * 3, "target")]
)
def test_a_translation_that_is_not_line_for_line_is_refused(
    ahead: list[str] | None, back: list[str] | None, side: str
) -> None:
    with pytest.raises(similarity.WrongLength, match=f"of the {side} has . lines for 2 sentences"):
        similarity.compare(["a", "b"], ["c", "d"], "kk", "en", ahead, back)


def test_runs_are_the_lengths_of_sums_of_neighbours() -> None:
    sentences = ["бір екі", "екі үш", "", "үш төрт бес", "алты", "жеті сегіз"]
    evidence = similarity.compare(sentences, sentences, "xx", "xx")
    rows = evidence.source.rows.toarray()
    for size, run in enumerate(evidence.source.runs, 1):
        sums = [rows[i : i + size].sum(axis=0) for i in range(len(sentences) - size + 1)]
        assert run == pytest.approx([float(s @ s) for s in sums], abs=1e-5)


def test_no_sentence_is_too_long_to_compare() -> None:
    evidence = similarity.compare(["ab " * 400_000], ["ab " * 400_000], "xx", "xx")
    assert evidence.similarity((0,), (0,)) > 0


def test_model_1_finds_who_translates_whom() -> None:
    source = [["kitap", "oku"], ["kitap", "al"], ["su", "al"], ["su", "iş"]] * 2
    target = [["book", "read"], ["book", "take"], ["water", "take"], ["water", "drink"]] * 2
    one, other = lexicon.count(source), lexicon.count(target)
    ahead, _ = induction.tables(one, other, [((i,), (i,), 1.0) for i in range(8)])
    best = ahead.toarray().argmax(axis=1)
    names = list(other.words)
    assert {w: names[best[i]] for w, i in one.words.items()} == {
        "kitap": "book",
        "oku": "read",
        "al": "take",
        "su": "water",
        "iş": "drink",
    }


def test_a_doubtful_bead_teaches_little_unless_a_reviewer_confirmed_it() -> None:
    words = ["kitap", "su"] * 4
    source, target = (
        [f"{w} {w}" for w in words],
        [{"kitap": "book", "su": "water"}[w] for w in words],
    )
    evidence = similarity.compare(source, target, "xx", "yy")
    links = [Link((i,), (i,), 0.2) for i in range(8)]
    doubtful, confirmed = (
        similarity.learned(evidence, links, fixed=fixed) for fixed in ([], links)
    )
    assert 0 < doubtful.similarity((0,), (0,)) < confirmed.similarity((0,), (0,)) / 2


def test_short_texts_teach_themselves_and_long_ones_only_where_they_need_it() -> None:
    asked: list[similarity.Evidence] = []

    def find(evidence: similarity.Evidence) -> list[Link]:
        asked.append(evidence)
        return [Link((i,), (i,), 1.0) for i in range(min(evidence.shape))]

    for size, mt, times in ((3, False, 3), (3, True, 1), (5000, False, 1), (5000, True, 0)):
        asked.clear()
        texts = ["a b"] * size
        evidence = similarity.compare(texts, texts, "xx", "yy", texts if mt else None)
        known = similarity.self_taught(evidence, find)
        assert len(asked) == times
        assert [kind for kind, _ in known.parts].count("learned") == (2 if times else 0)


def test_no_bead_bears_witness_for_itself() -> None:
    one, other = lexicon.count([["a"], ["a"], ["a"]]), lexicon.count([["x"], ["x"], ["z"]])
    linked = [((0,), (0,), 1.0), ((1,), (1,), 1.0)]
    likely = float(induction.tables(one, other, linked)[0][0, 0])
    (ahead, _), _ = induction.induced(one, other, linked, (3, 3))
    by_both, by_other = likely, likely / (2 - likely)  # of how often, and once more for DOUBT
    assert ahead[0, 0] / ahead[2, 0] == pytest.approx(by_other / by_both, rel=1e-5)


def test_a_lexicon_is_the_same_from_either_side() -> None:
    ahead, back = lexicon.load("kk", "en"), lexicon.load("en", "kk")
    assert len(ahead) > 10_000
    assert ("ғарыш", "space") in {(a, b) for a, b, _, _ in ahead}
    assert [(b, a, q, p) for a, b, p, q in ahead] == back
    assert lexicon.load("de", "fr") == []


def test_what_stands_opposite_teaches_words() -> None:
    rng = np.random.default_rng(0)
    pairs = [(f"s{chr(97 + k)}o", f"t{chr(97 + k)}y") for k in range(20)]
    picks = [rng.choice(20, 4, replace=False) for _ in range(60)]
    source = [" ".join(pairs[k][0] for k in pick) for pick in picks]
    target = [" ".join(pairs[k][1] for k in pick) for pick in picks]
    evidence = similarity.compare(source, target, "xx", "yy")
    better = similarity.learned(evidence, [Link((i,), (i,), 1.0) for i in range(40)])
    right = [better.similarity((i,), (i,)) for i in range(40, 60)]
    wrong = [better.similarity((i,), (i - 1,)) for i in range(41, 60)]
    assert np.mean(right) > 0.5 > np.mean(wrong) + 0.3


@pytest.mark.parametrize(
    ("source", "target", "links"),
    [
        (["Бір сөз."], ["One word."], []),
        (["Бір сөз."], ["One word."], [Link((0,), (), 1.0), Link((), (0,), 1.0)]),
        (["…"], ["?!"], [Link((0,), (0,), 1.0)]),
        (["Бір сөз.", "…"], ["?!", "One word."], [Link((0,), (0,), 1.0), Link((1,), (1,), 1.0)]),
        ([], ["One word."], []),
    ],
)
def test_texts_that_teach_nothing_are_learned_from_all_the_same(
    source: list[str], target: list[str], links: list[Link]
) -> None:
    evidence = similarity.compare(source, target, "kk", "en")
    after = similarity.learned(evidence, links)
    assert after.shape == evidence.shape
    assert (after is evidence) == (not any(link.source and link.target for link in links))
