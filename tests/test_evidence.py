"""Evidence: Latin letters, numbers, words, vectors, lexicons."""

from __future__ import annotations

import numpy as np
import pytest

from baikonur_align.alignment import induction, lexicon
from baikonur_align.alignment.aligner import learn_words, learning_rounds
from baikonur_align.alignment.features import WrongLength, build_evidence, with_learned_lexicon
from baikonur_align.alignment.options import AlignmentOptions
from baikonur_align.alignment.words import count_sentence_ends, numbers, romanise, words
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
    assert count_sentence_ends(text) == count


def test_words_lose_their_case_and_their_endings() -> None:
    assert words("Ғарышкерлердің 2 КЕМЕСІ") == ["ғарышк", "кемесі"]


KAZAKH_ENGLISH = AlignmentOptions("kk", "en")
NO_BRIDGE = AlignmentOptions()


def cosine(
    source: list[str],
    target: list[str],
    source_mt: list[str] | None = None,
    target_mt: list[str] | None = None,
) -> np.ndarray:
    options = AlignmentOptions(
        "kk", "en", source_translations=source_mt, target_translations=target_mt
    )
    evidence = build_evidence(source, target, options)
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
    back = cosine(source, target, None, source)
    for found in (ahead, back):
        assert (found.argmax(axis=1) == [0, 1, 2]).all()


def test_a_machine_translation_that_babbles_is_hardly_heard() -> None:
    source = [f"Ол {year} жылы кітап жазды." for year in range(1900, 1960, 3)]
    target = [f"In {year} she wrote a book." for year in range(1900, 1960, 3)]
    heard = [
        cosine(source, target, *machine)
        for machine in ([], [target[7:] + target[:7]], [["free of the the free"] * 20])
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
    with pytest.raises(WrongLength, match=f"of the {side} has . lines for 2 sentences"):
        cosine(["a", "b"], ["c", "d"], ahead, back)


def test_runs_are_the_lengths_of_sums_of_neighbours() -> None:
    sentences = ["бір екі", "екі үш", "", "үш төрт бес", "алты", "жеті сегіз"]
    evidence = build_evidence(sentences, sentences, NO_BRIDGE)
    rows = evidence.source.rows.toarray()
    for size, run in enumerate(evidence.source.run_norms, 1):
        sums = [rows[i : i + size].sum(axis=0) for i in range(len(sentences) - size + 1)]
        assert run == pytest.approx([float(total @ total) for total in sums], abs=1e-5)


def test_no_sentence_is_too_long_to_compare() -> None:
    evidence = build_evidence(["ab " * 400_000], ["ab " * 400_000], NO_BRIDGE)
    assert evidence.similarity((0,), (0,)) > 0


def test_model_1_finds_who_translates_whom() -> None:
    source = [["kitap", "oku"], ["kitap", "al"], ["su", "al"], ["su", "iş"]] * 2
    target = [["book", "read"], ["book", "take"], ["water", "take"], ["water", "drink"]] * 2
    one, other = lexicon.count_words(source), lexicon.count_words(target)
    ahead, _ = induction.probability_tables(one, other, [((i,), (i,), 1.0) for i in range(8)])
    best = ahead.toarray().argmax(axis=1)
    names = list(other.words)
    assert {word: names[best[i]] for word, i in one.words.items()} == {
        "kitap": "book",
        "oku": "read",
        "al": "take",
        "su": "water",
        "iş": "drink",
    }


def test_a_doubtful_bead_teaches_little_unless_a_reviewer_confirmed_it() -> None:
    words = ["kitap", "su"] * 4
    source, target = (
        [f"{word} {word}" for word in words],
        [{"kitap": "book", "su": "water"}[word] for word in words],
    )
    evidence = build_evidence(source, target, NO_BRIDGE)
    links = [Link((i,), (i,), 0.2) for i in range(8)]
    doubtful, confirmed = (
        with_learned_lexicon(evidence, links, AlignmentOptions(fixed=fixed))
        for fixed in ([], links)
    )
    assert 0 < doubtful.similarity((0,), (0,)) < confirmed.similarity((0,), (0,)) / 2


@pytest.mark.parametrize(
    ("size", "machine", "rounds"), [(3, False, 3), (3, True, 1), (5000, False, 1), (5000, True, 0)]
)
def test_short_texts_learn_words_and_long_ones_only_without_a_bridge(
    size: int, machine: bool, rounds: int
) -> None:
    texts = ["a b"] * size
    evidence = build_evidence(
        texts, texts, AlignmentOptions(source_translations=texts if machine else None)
    )
    assert learning_rounds(evidence, known=False) == rounds
    assert learning_rounds(evidence, known=True) == max(1, rounds)


def test_learning_adds_both_directions_once() -> None:
    texts = ["bir iki", "uch tort", "besh alty"]
    known = learn_words(build_evidence(texts, texts, NO_BRIDGE))
    assert [kind for kind, _ in known.kinds].count("learned") == 2


def test_a_bead_does_not_confirm_itself() -> None:
    one, other = (
        lexicon.count_words([["a"], ["a"], ["a"]]),
        lexicon.count_words([["x"], ["x"], ["z"]]),
    )
    linked = [((0,), (0,), 1.0), ((1,), (1,), 1.0)]
    likely = float(induction.probability_tables(one, other, linked)[0][0, 0])
    (ahead, _), _ = induction.induced_parts(one, other, linked, (3, 3))
    by_both, by_other = likely, likely / (2 - likely)  # of how often, and once more for DOUBT
    assert ahead[0, 0] / ahead[2, 0] == pytest.approx(by_other / by_both, rel=1e-5)


def test_a_lexicon_is_the_same_from_either_side() -> None:
    ahead, back = lexicon.load("kk", "en"), lexicon.load("en", "kk")
    assert len(ahead) > 10_000
    assert ("ғарыш", "space") in {(source, target) for source, target, _, _ in ahead}
    assert [(target, source, back, there) for source, target, there, back in ahead] == back
    assert lexicon.load("de", "fr") == []


def test_what_stands_opposite_teaches_words() -> None:
    rng = np.random.default_rng(0)
    pairs = [(f"s{chr(97 + k)}o", f"t{chr(97 + k)}y") for k in range(20)]
    picks = [rng.choice(20, 4, replace=False) for _ in range(60)]
    source = [" ".join(pairs[k][0] for k in pick) for pick in picks]
    target = [" ".join(pairs[k][1] for k in pick) for pick in picks]
    evidence = build_evidence(source, target, NO_BRIDGE)
    better = with_learned_lexicon(evidence, [Link((i,), (i,), 1.0) for i in range(40)], NO_BRIDGE)
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
    evidence = build_evidence(source, target, KAZAKH_ENGLISH)
    after = with_learned_lexicon(evidence, links, NO_BRIDGE)
    assert after.shape == evidence.shape
    assert (after is evidence) == (not any(link.source and link.target for link in links))
