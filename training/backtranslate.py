"""Tagged back-translation: machine-made sources for human-written targets.

Sennrich et al. (2016, arXiv:1511.06709); the tag, by which the model tells synthetic text
from real, is that of Caswell et al. (2019, arXiv:1906.06442). Text of one language is
translated by the model as it stands, and the translation becomes the source of a pair whose
target a person wrote.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from baikonur_align.translation.glosses import mark, read_glosses
from baikonur_align.tuning.trainer import average, latest
from training.config import Config
from training.convert import convert
from training.corpus import read_mono
from training.evaluate import Engine, Search
from training.glosses import glosses_file
from training.noise import NUMBER

WORD = re.compile(r"\w+")
LOOP = re.compile(r"(.{2,6})\1\1|\w{32}")  # letters repeated three times, or a very long word
RATIO = 2.5  # most words of one side for each word of the other


def is_sound(source: str, target: str) -> bool:
    """Whether a machine-made source is neither a loop nor a fragment."""
    if LOOP.search(source):
        return False
    words = WORD.findall(source.lower())
    other = WORD.findall(target)
    if len(words) < 3 or not 1 / RATIO < len(words) / max(1, len(other)) < RATIO:
        return False
    pairs = Counter(pairwise(words))
    return max(pairs.values()) <= 2 and len(set(words)) > 0.5 * len(words)


def mend(source: str, target: str) -> str | None:
    """The source with the numbers of the target, or None if they cannot be corrected.

    A pair with different numbers would teach the model not to copy numbers.
    """
    made, wanted = NUMBER.findall(source), NUMBER.findall(target)
    if sorted(made) == sorted(wanted):
        return source
    return NUMBER.sub(wanted[0], source) if len(made) == len(wanted) == 1 else None


def synthetic(made: Sequence[str], genuine: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the usable pairs."""
    for source, target in zip(made, genuine, strict=True):
        mended = mend(source, target)
        if mended is not None and is_sound(mended, target):
            yield mended, target


def backtranslate(
    config: Config,
    data: Path,
    run: Path,
    snapshots: int,
    limit: int | None = None,
    threads: int = 2,
) -> None:
    """Write `bt.en` and `bt.kk` (genuine targets) with `bt.en.from` and `bt.kk.from` beside."""
    weights = average(latest(run, snapshots))
    for target, source in (("en", "kk"), ("kk", "en")):
        model = run / "bt" / f"to-{source}"
        convert(weights, config.model, run / "sp.model", source, model)
        glosses = read_glosses(glosses_file(run, target, source))
        engine = Engine(model, run / "sp.model", threads, glosses, mark(source))
        lines = [mono.text for mono in read_mono(data, target, config.data.mono_left_out)]
        random.Random(config.data.seed).shuffle(lines)
        lines = lines[:limit]
        pairs = list(synthetic(engine.translate(lines, Search(beam=1)), lines))
        # `prepare` looks for the targets, so they come last.
        write_lines(run / f"bt.{target}.from", (made for made, _ in pairs))
        write_lines(run / f"bt.{target}", (line for _, line in pairs))
        print("back-translated to", source, len(pairs), "of", len(lines))


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write a file that appears when it is whole."""
    beside = path.with_name(f"{path.name}.new")
    beside.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    beside.replace(path)
