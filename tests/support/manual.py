"""A corpus of confirmed beads: an invented manual whose sentences are put together of parts."""

from __future__ import annotations

import random
from itertools import product
from pathlib import Path

from baikonur_align.model import Bead, Pair, Segment, Side, Status
from baikonur_align.workbench import Workbench

# English and Kazakh, the Kazakh in the form that the sentences need.
PARTS = {
    "pump": "сорғысы", "valve": "қақпақшасы", "filter": "сүзгісі", "cable": "кабелі",
    "sensor": "датчигі", "seal": "тығыздағышы", "bearing": "мойынтірегі", "pipe": "құбыры",
    "switch": "ажыратқышы", "lid": "қақпағы",
}  # fmt: skip
UNITS = {
    "engine": "қозғалтқыштың", "tank": "бактың", "crane": "кранның", "tower": "мұнараның",
    "generator": "генератордың", "compressor": "компрессордың", "lift": "көтергіштің",
    "furnace": "пештің",
}  # fmt: skip
SENTENCES = [
    ("Check the {part} of the {unit} before work.", "Жұмыс алдында {unit} {part}н тексеріңіз."),
    ("The {part} of the {unit} is damaged.", "{unit} {part} зақымдалған."),
    ("Replace the {part} of the {unit} every month.", "{unit} {part}н ай сайын ауыстырыңыз."),
    ("Is the {part} of the {unit} closed?", "{unit} {part} жабық па?"),
]  # fmt: skip


def sentences(count: int) -> list[tuple[str, str]]:
    """Kazakh sentences with their English translations, all different."""
    made = []
    for (english, kazakh), part, unit in product(SENTENCES, PARTS, UNITS):
        said = kazakh.format(part=PARTS[part], unit=UNITS[unit])
        made.append((said[:1].upper() + said[1:], english.format(part=part, unit=unit)))
    random.Random(1).shuffle(made)  # noqa: S311  (no secret)
    return made[:count]


def pair(
    texts: list[tuple[str, str]],
    status: Status = "confirmed",
    langs: tuple[str, str] = ("kk", "en"),
) -> Pair:
    """A pair of one bead a sentence."""
    beads = tuple(
        Bead(
            (Segment(f"{langs[0]}.{number}", one, 0),),
            (Segment(f"{langs[1]}.{number}", other, 0),),
            status,
        )
        for number, (one, other) in enumerate(texts, 1)
    )
    source, target = (
        Side(lang, "Manual", f"manual.{lang}.txt", "", ("paragraph",)) for lang in langs
    )
    return Pair("manual." + "-".join(langs), "translation", source, target, beads)


def corpus(folder: Path, *pairs: Pair) -> Path:
    """A corpus of these pairs."""
    bench = Workbench(folder)
    for each in pairs:
        bench.corpus.write(each)
    bench.close()
    return folder
