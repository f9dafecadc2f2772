"""How long the concordance takes for an answer over a large corpus.

    python bench/concordance.py [--beads 100000]

Indexes made-up beads, whose words are as frequent as in a text (Zipf's law) and in Kazakh have
endings, and measures each kind of search: the time until the first page of hits is there, the least
of three runs, in seconds of processor time, so that other work on the machine counts little.
"""

from __future__ import annotations

import argparse
import random
import time
from itertools import accumulate, product

from baikonur_align.hints.concordance import Concordance, Matching, Order, Query
from baikonur_align.hints.postings import Entry, Postings
from baikonur_align.model import Bead, Segment
from baikonur_align.review.lookup import MOST_BEADS, keys_of

WORDS = 20_000
LENGTH = 14
ENDINGS = ["", "", "лар", "дың", "да", "ға", "лары", "ларында"]


def vocabulary(consonants: str, vowels: str, dice: random.Random) -> list[str]:
    """Words of three or four syllables, the most frequent first."""
    syllables = [one + two for one, two in product(consonants, vowels)]
    words = {"".join(dice.choices(syllables, k=3 + number % 2)) for number in range(2 * WORDS)}
    return dice.sample(sorted(words), WORDS)


def sentences(words: list[str], endings: list[str], number: int, dice: random.Random) -> list[str]:
    """Sentences of words by Zipf's law."""
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    drawn = iter(dice.choices(words, cum_weights=weights, k=number * LENGTH))
    return [
        " ".join(next(drawn) + dice.choice(endings) for _ in range(LENGTH)) for _ in range(number)
    ]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--beads", type=int, default=100_000)
    beads = options.parse_args().beads
    dice = random.Random(1)  # noqa: S311
    kazakh = vocabulary("бдзқлмнрстш", "аоыұ", dice)
    english = vocabulary("bdfgklmnprst", "aeiou", dice)
    sides = sentences(kazakh, ENDINGS, beads, dice), sentences(english, [""], beads, dice)
    index = Postings(keys_of)
    concordance = Concordance(index)
    start = time.process_time()
    for number, (source, target) in enumerate(zip(*sides, strict=True), 1):
        bead = Bead(
            (Segment(f"kk.{number}", source, number // 5),),
            (Segment(f"en.{number}", target, number // 5),),
        )
        index.add(Entry.of("bench.kk-en", ("kk", "en"), bead))
    print(f"{beads} beads indexed in {time.process_time() - start:.1f} s")
    print("first answer (s)  hits     search")
    ordinary, common, rare = 200, 0, 5000
    asked: list[tuple[str, str, Matching, str]] = [
        ("a rare word, all forms", kazakh[rare], "stem", ""),
        ("an ordinary word, all forms", kazakh[ordinary], "stem", ""),
        ("an ordinary word, exact", english[ordinary], "exact", ""),
        ("two ordinary words", f"{kazakh[1]} {kazakh[2]}", "stem", ""),
        ("an ordinary word, and one opposite", kazakh[ordinary], "stem", english[common]),
        ("the most common word", english[common], "stem", ""),
        ("a regular expression", rf"\b{kazakh[ordinary][:3]}\w+да\b", "regular", ""),
    ]
    orders: list[Order] = ["place", "left", "right"]
    for (name, text, how, opposite), order in product(asked, orders):
        took, found = [], 0
        for _ in range(3):
            start = time.process_time()
            hits = concordance.find(
                Query(text, how, opposite=opposite, order=order), MOST_BEADS
            ).hits
            took.append(time.process_time() - start)
            found = len(hits)
        print(f"{min(took):8.3f} {found:13}     {name}, by {order}")


if __name__ == "__main__":
    main()
