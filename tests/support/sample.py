"""Small corpora as a build writes them: a draft, two aligned texts, pairs of any size."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import cycle
from pathlib import Path

from baikonur_align.edit import in_order
from baikonur_align.model import Bead, BlockKind, Change, Pair, Segment, Side
from baikonur_align.workbench import Workbench

QUALITIES = (0.9, 0.2, 0.7)
"""Estimated qualities of the sentences of `estimated_draft`, in turn."""

# Kazakh, a machine draft with typical errors, and the kind of block.
DRAFT: list[tuple[str, str, BlockKind]] = [
    ("«Байқоңыр» ғарыш айлағы", "The Baikonur cosmodrome", "heading"),
    (
        "Байқоңыр ғарыш айлағы 1955 жылы салынды.",
        "The Baikonur space was built in 1955.",
        "paragraph",
    ),
    ("Оның аумағы 6717 шаршы километр.", "Its territory is 6717 square kilometres.", "paragraph"),
    (
        "Шарт бойынша кешен Ресей Федерациясына 2050 жылға дейін жалға берілген.",
        "By treaty the complex is rented to Russia until 2050.",
        "paragraph",
    ),
    (
        "Жалдау ақысы жылына 115 миллион доллар.",
        "The rent fee is 115 mln dollars in year.",
        "paragraph",
    ),
    ("Мұнда көп адам тұрады.", "Many people here live.", "item"),
    (
        "Қала 1995 жылға дейін Ленинск деп аталған.",
        "The city was called Leninsk until 1995.",
        "item",
    ),
    ("Ғарышкерлер осы жерден ұшады.", "Astronauts fly from this place.", "paragraph"),
]

KAZAKH = [text for text, _, _ in DRAFT]
ENGLISH = [
    "The Baikonur Cosmodrome",
    "Baikonur was built in 1955. It covers 6717 square kilometres.",
    "Under the treaty the complex is leased to the Russian Federation until 2050.",
    "The rent is 115 million dollars a year.",
    "Part of it may be paid in kind.",
    "Until 1995 the city was called Leninsk.",
    "Cosmonauts fly from here.",
]
# Source and target sentences (from 0) of each bead, and its confidence.
LINKS: list[tuple[list[int], list[int], float]] = [
    ([0], [0], 0.98),
    ([1, 2], [1], 0.81),
    ([3], [2], 0.97),
    ([4], [3, 4], 0.41),
    ([5], [], 0.77),
    ([6], [5], 0.93),
    ([7], [6], 0.55),
]


def draft() -> Pair:
    beads = [
        Bead(
            (Segment(f"kk.{number}", text, number - 1, machine),),
            (Segment(f"en.{number}", machine, number - 1),),
            origin="mt",
        )
        for number, (text, machine, _) in enumerate(DRAFT, 1)
    ]
    kinds: tuple[BlockKind, ...] = tuple(kind for _, _, kind in DRAFT)
    source = Side("kk", "Байқоңыр ғарыш айлағы", "small.kk.txt", "0" * 64, kinds)
    target = Side("en", "The Baikonur cosmodrome", "", "", kinds)
    return Pair("draft.kk-en", "draft", source, target, tuple(beads), changes=(_built(),))


def estimated_draft(pair_id: str) -> Pair:
    """The draft with estimated `QUALITIES` of its sentences."""
    pair = draft()
    beads = (
        replace(bead, source=(replace(bead.source[0], draft_quality=quality),))
        for bead, quality in zip(pair.beads, cycle(QUALITIES), strict=False)
    )
    return replace(pair, id=pair_id, beads=tuple(beads))


def translation() -> Pair:
    machine = [draft for _, draft, _ in DRAFT]
    kk = [
        Segment(f"kk.{number}", text, int(number > 1), machine[number - 1])
        for number, text in enumerate(KAZAKH, 1)
    ]
    en = [Segment(f"en.{number}", text, int(number > 1)) for number, text in enumerate(ENGLISH, 1)]
    beads = [
        Bead(tuple(kk[i] for i in source), tuple(en[j] for j in target), confidence=confidence)
        for source, target, confidence in LINKS
    ]
    kinds: tuple[BlockKind, ...] = ("heading", "paragraph")
    return Pair(
        "small.kk-en",
        "translation",
        Side("kk", "Байқоңыр", "small.kk.txt", "0" * 64, kinds),
        Side("en", "Baikonur", "small.en.txt", "1" * 64, kinds),
        in_order(beads),
        changes=(_built(),),
    )


def large(size: int) -> Pair:
    """A draft of `size` beads."""
    texts = [DRAFT[number % len(DRAFT)] for number in range(size)]
    beads = tuple(
        Bead(
            (Segment(f"kk.{number}", f"{number}. {kk}", number // 5, en),),
            (Segment(f"en.{number}", f"{number}. {en}", number // 5),),
            confidence=(number * 37 % 100) / 100,
            origin="mt",
        )
        for number, (kk, en, _) in enumerate(texts, 1)
    )
    kind: BlockKind = "paragraph"
    blocks = (kind,) * (size // 5 + 1)
    source = Side("kk", "Ұзақ мәтін", "large.kk.txt", "2" * 64, blocks)
    return Pair("large.kk-en", "draft", source, Side("en", "A long text", "", "", blocks), beads)


TITLE = "Ғарыш қызметі туралы заңға өзгерістер мен толықтырулар енгізу туралы "
ARABIC = [
    ("بارلىق ادامدار ازات بولىپ دۇنيەگە كەلەدى.", "All human beings are born free."),
    ("قالا 1995 جىلعا دەيىن لەنينسك دەپ اتالعان.", "The city was called Leninsk until 1995."),
]


def _pair_of(name: str, lang: str, rows: list[tuple[str, str]], titles: tuple[str, str]) -> Pair:
    beads = tuple(
        Bead(
            (Segment(f"{lang}.{number}", source, 0, f"{target} Draft."),),
            (Segment(f"en.{number}", target, 0),),
            confidence=0.7,
        )
        for number, (source, target) in enumerate(rows, 1)
    )
    sides = [
        Side(code, title, f"{code}.txt", "0" * 64, ("paragraph",))
        for code, title in zip((lang, "en"), titles, strict=True)
    ]
    return Pair(name, "translation", sides[0], sides[1], beads)


def very_long() -> Pair:
    """Two texts with long paragraphs, an address and words that cannot be broken, and titles."""
    rows = [
        (" ".join(KAZAKH * 20), " ".join(ENGLISH * 20)),
        ("https://example.org/" + "a" * 400, "https://example.org/" + "a" * 400),
        ("Ә" * 300, "Pneumono" * 40),
    ]
    return _pair_of("long.kk-en", "kk", rows, (TITLE * 3, TITLE * 3))


def right_to_left() -> Pair:
    """Kazakh in Arabic letters beside English."""
    titles = ("ادام قۇقىقتارى", "Human rights")
    return _pair_of("arabic.kk-Arab-en", "kk-Arab", ARABIC, titles)


def corpus(root: Path, *pairs: Pair) -> Workbench:
    """A workbench over a new corpus in `root` with these pairs."""
    workbench = Workbench(root)
    for pair in pairs or (draft(), translation()):
        workbench.corpus.write(pair)
    return workbench


def _built() -> Change:
    return Change("baikonur-align", "2026-01-01T00:00:00Z", "built")


def segment(lang: str, number: int, draft: str = "") -> Segment:
    words = {"kk": "Бұл сөйлемнің нөмірі", "en": "The number of this sentence is"}[lang]
    return Segment(f"{lang}.{number}", f"{words} {number}.", (number - 1) // 5, draft)


def small_pair(pair_id: str = "small.kk-en", sentences: int = 12) -> Pair:
    """A draft pair of one bead a sentence."""
    beads = tuple(
        Bead(
            (segment("kk", number, f"The number of sentence {number}."),),
            (segment("en", number),),
            confidence=0.9,
        )
        for number in range(1, sentences + 1)
    )
    paragraph: BlockKind = "paragraph"
    blocks = (paragraph,) * ((sentences + 4) // 5)
    source = Side("kk", "Сандар", "small.kk.txt", "0" * 64, blocks)
    return Pair(pair_id, "draft", source, Side("en", "Numbers", "", "", blocks), beads)


def random_beads(seed: int) -> list[Bead]:
    """Segments of two sides dealt into beads at random, some cut in two, some crossing."""
    dice = random.Random(seed)  # noqa: S311  (no secret)
    beads: list[Bead] = []
    hands: dict[int, tuple[list[Segment], list[Segment]]] = {}
    for side, lang in enumerate(("kk", "en")):
        for number in range(1, 13):
            places = (
                [f"{lang}.{number}.1", f"{lang}.{number}.2"]
                if dice.random() < 0.2
                else [f"{lang}.{number}"]
            )
            for place in places:
                hands.setdefault(dice.randrange(12), ([], []))[side].append(
                    Segment(place, place, 0)
                )
    for source, target in hands.values():
        if source and target:
            beads.append(Bead(tuple(source), tuple(target)))
        else:
            beads += [Bead((segment,), ()) for segment in source] + [
                Bead((), (segment,)) for segment in target
            ]
    dice.shuffle(beads)
    return beads
