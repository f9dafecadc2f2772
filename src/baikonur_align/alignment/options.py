"""The options of an alignment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from baikonur_align.alignment.lexicon import Entry
from baikonur_align.alignment.parameters import MAX_BEAD_SIZE
from baikonur_align.model import Link, Problem

Encode = Callable[[Sequence[str]], NDArray[np.float32]]


class BadOptions(Problem):
    """Options that contradict each other or the texts."""


@dataclass(frozen=True)
class AlignmentOptions:
    """What is known of two texts before they are aligned, and how to align them.

    source_lang, target_lang: ISO 639 codes; they select the bundled lexicon.
    kind: ``translation`` aligns every sentence in reading order; ``comparable`` finds the few pairs
        that two independent texts share.
    source_translations, target_translations: each sentence in the other language, one entry a
        sentence. An entry may hold several translations, separated by spaces or line feeds.
    source_vectors, target_vectors: encoder vectors of the sentences, (n, d) and (m, d), float32.
    encode: the encoder of these vectors, for joined sentences.
    source_blocks, target_blocks: the number of each sentence's block, such as a paragraph.
    fixed: beads that are part of the result; only the text between them is aligned.
    rejected: beads that are not part of the result.
    dictionary: lexicon entries in addition to the bundled ones, from `parse_dictionary`.
    known_translations: texts that translate each other, from which words are learned.
    max_bead_size: sentences on one side of a bead, 1 to `MAX_BEAD_SIZE`.
    """

    source_lang: str = "und"
    target_lang: str = "und"
    kind: Literal["translation", "comparable"] = "translation"
    source_translations: Sequence[str] | None = None
    target_translations: Sequence[str] | None = None
    source_vectors: NDArray[np.float32] | None = None
    target_vectors: NDArray[np.float32] | None = None
    encode: Encode | None = None
    source_blocks: Sequence[int] = ()
    target_blocks: Sequence[int] = ()
    fixed: Sequence[Link] = ()
    rejected: Sequence[Link] = ()
    dictionary: Sequence[Entry] = field(default=(), repr=False)
    known_translations: Sequence[tuple[str, str]] = ()
    max_bead_size: int = MAX_BEAD_SIZE

    def __post_init__(self) -> None:
        """Raise `BadOptions` for a bead size out of range."""
        if not 1 <= self.max_bead_size <= MAX_BEAD_SIZE:
            raise BadOptions(
                "the largest bead has {size} sentences on a side; give 1 to {most}",
                size=self.max_bead_size,
                most=MAX_BEAD_SIZE,
            )
