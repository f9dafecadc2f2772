"""Two plain texts of corresponding lines, as Moses and most trainers read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from baikonur_align.export.parallel import linked
from baikonur_align.model import Pair, Problem


class MixedLanguages(Problem):
    """The pairs are not all of the same two languages."""


def files(pairs: Iterable[Pair]) -> dict[str, Iterator[str]]:
    """Return the lines of each language by the suffix of its file: ``.kk``, ``.en``.

    Only beads with both sides that are not rejected. Raises `MixedLanguages`, because lines would
    not correspond.
    """
    kept = list(pairs)
    languages = [lang for pair in kept[:1] for lang in (pair.source.lang, pair.target.lang)]
    for pair in kept:
        if {pair.source.lang, pair.target.lang} != set(languages):
            raise MixedLanguages(
                "{pair} is not in {one} and {other}, the languages of {first}; export them one at "
                "a time",
                pair=pair.id,
                one=languages[0],
                other=languages[1],
                first=kept[0].id,
            )
    return {f".{lang}": _lines(kept, lang) for lang in languages}


def _lines(pairs: Sequence[Pair], lang: str) -> Iterator[str]:
    for pair in pairs:
        for _, bead in linked(pair):
            segments = bead.source if pair.source.lang == lang else bead.target
            # All white space: some readers end a line at U+2028 or a form feed too.
            yield " ".join(" ".join(segment.text for segment in segments).split()) + "\n"
