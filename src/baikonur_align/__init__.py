"""Translate documents, align them sentence by sentence, review the result, export and score it.

The public Python API: functions on lists of sentences, and corpora. See docs/python.md.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from baikonur_align.api import (
        AlignmentOptions,
        Bead,
        Corpus,
        Pair,
        Problem,
        Segment,
        align,
        score,
        split,
        translate,
    )

__version__ = "0.2.0"

__all__ = [
    "AlignmentOptions",
    "Bead",
    "Corpus",
    "Pair",
    "Problem",
    "Segment",
    "align",
    "score",
    "split",
    "translate",
]


def __getattr__(name: str) -> Any:
    """Load the API on first use, so that `import baikonur_align` stays light."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from baikonur_align import api

    return getattr(api, name)
