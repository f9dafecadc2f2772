"""The time to evaluate five systems on a hundred thousand sentences, with intervals and tests.

    python bench/evaluate.py [SENTENCES [SYSTEMS]]

The text is made up here: words of Zipf's law, sentences of 20 words on average, systems that
replace, leave out, add and move words. The baseline of the same run is sacreBLEU's own code on a
hundredth of the sentences of one system; its time is linear in both.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from itertools import accumulate
from pathlib import Path

from baikonur_align.evaluation.evaluate import Folder, Options, evaluate
from baikonur_align.evaluation.metrics import METRICS, sacre
from baikonur_align.evaluation.systems import System, uploaded
from baikonur_align.evaluation.testset import TestSet, from_lines

SENTENCES, SYSTEMS = 100_000, 5
VOCABULARY = 20_000
SAMPLE = 100  # one sentence in so many is counted by sacreBLEU itself


def made(sentences: int, systems: int) -> tuple[TestSet, list[System]]:
    """Made-up references, and systems of which each is a little worse than the one before."""
    dice = random.Random(1)  # noqa: S311
    words = [
        "".join(dice.choices("абвгдежзиклмнопрстуфхәғқңөұүі", k=2 + number % 9))
        for number in range(VOCABULARY)
    ]
    weights = list(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))
    sizes = [max(1, int(dice.gammavariate(4, 5))) for _ in range(sentences)]
    references = [dice.choices(words, cum_weights=weights, k=size) for size in sizes]
    lines = [" ".join(reference) for reference in references]
    test_set = from_lines(lines, name="made up", langs=("kk", "kk"))
    out = []
    for index in range(systems):
        hypotheses = [worse(reference, 0.3 + 0.02 * index, words, dice) for reference in references]
        out.append(uploaded(test_set, f"system-{index + 1}", hypotheses))
    return test_set, out


def worse(reference: list[str], share: float, words: list[str], dice: random.Random) -> str:
    """A translation with so many of the reference's words wrong, and sometimes a moved phrase."""
    out = list(reference)
    for _ in range(int(len(out) * share)):
        place = dice.randrange(len(out) + 1)
        out[place : place + dice.randrange(3)] = dice.choices(words, k=dice.randrange(2))
    if len(out) > 6 and dice.random() < share:
        phrase = [out.pop(1), out.pop(1)]
        place = dice.randrange(len(out))
        out[place:place] = phrase
    return " ".join(out)


def of_sacrebleu(test_set: TestSet, system: System) -> float:
    """Seconds in which sacreBLEU counts every `SAMPLE`th sentence of a system, one process."""
    hypotheses, references = system.hypotheses[::SAMPLE], test_set.references[::SAMPLE]
    start = time.perf_counter()
    for metric in METRICS.values():
        sacre(metric.sacre_name, **metric.options).corpus_score(hypotheses, [references])
    return time.perf_counter() - start


def main() -> None:
    """Print the times."""
    sentences = int(sys.argv[1]) if len(sys.argv) > 1 else SENTENCES
    systems = int(sys.argv[2]) if len(sys.argv) > 2 else SYSTEMS
    test_set, found = made(sentences, systems)
    words = sum(len(line.split()) for line in test_set.references)
    print(f"{sentences} sentences of {words / sentences:.1f} words, {systems} systems")
    steps: dict[str, float] = {}
    last = [time.perf_counter()]

    def tell(step: str, _done: int, _total: int) -> None:
        now = time.perf_counter()
        steps[step] = steps.get(step, 0.0) + now - last[0]
        last[0] = now

    before = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        store = Folder(Path(folder))
        start = last[0]
        first = evaluate(test_set, found, Options(), store, tell=tell)
        took = time.perf_counter() - start
        start = time.perf_counter()
        again = evaluate(test_set, found, Options(), store)
        repeated = time.perf_counter() - start
    assert first == again
    cpu = sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )
    print(f"CPU of both evaluations {cpu - before:.1f} s")
    parts = ", ".join(f"{step} {seconds:.1f}" for step, seconds in steps.items())
    print(f"evaluated in {took:.1f} s ({parts})")
    print(f"again, statistics kept: {repeated:.1f} s")
    plain = of_sacrebleu(test_set, found[0]) * SAMPLE * systems
    print(f"sacreBLEU, one process, scores alone (from a sample): {plain:.0f} s")
    print(f"ratio {plain / took:.1f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of the main process {peak:.0f} MB")


if __name__ == "__main__":
    main()
