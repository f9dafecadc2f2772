"""A translator over one package: cleans sentences, cuts long ones and removes loops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from baikonur_align.model import Tool
from baikonur_align.translation import text as texts
from baikonur_align.translation.attention import Attention, attention
from baikonur_align.translation.decoder import Decoder
from baikonur_align.translation.package import Package, check_files, digest

Progress = Callable[[int, int], None]

# Decoding options. Stock Argos uses beam 4 and length penalty 0.2, which favours short output.
# docs/models.md, "Decoding", has the measurements behind these values.
DECODING = {"beam_size": 6, "length_penalty": 1.45, "replace_unknowns": True}
# Added for a sentence whose first translation is a loop. Not for all: it forbids the third zero
# of 1,000,000.
AGAIN = {"no_repeat_ngram_size": 3}
LONGEST = 128  # tokens of a piece; the models were trained on sentences up to this length
HYPOTHESES = 4  # alternatives of a sentence; those of the beam cost almost nothing


class Machine:
    """A translator over one package; the weights are loaded on first use.

    Raises `BrokenPackage` if a file is missing or has a wrong checksum.
    """

    def __init__(self, package: Package) -> None:
        check_files(package)
        self.package = package
        self.decoder = Decoder(package)

    @cached_property
    def signature(self) -> str:
        """Identifies everything that decides a translation: model, options and versions."""
        import ctranslate2

        package = self.package
        parts = [
            f"argos:{package.from_code}-{package.to_code}",
            f"version:{package.version}",
            f"model:{digest(package)[:16]}",
            *(f"{name}:{value}" for name, value in DECODING.items()),
            f"again:{AGAIN['no_repeat_ngram_size']}",
            f"longest:{LONGEST}",
            f"ct2:{ctranslate2.__version__}",
        ]
        return "|".join(parts)

    def tool(self) -> Tool:
        """The entry in a pair's list of tools."""
        return Tool("translator", self.package.name, self.package.version, self.signature)

    def translate(self, sentences: Sequence[str], progress: Progress | None = None) -> list[str]:
        """One translation for each sentence, in order; text without letters is returned as it is.

        Equal sentences are translated once. Sentences longer than `LONGEST` tokens are cut at
        punctuation or spaces and joined again. A translation that loops is decoded again with
        repetition forbidden, then shortened. If the model returns nothing, the source is returned.

        Raises:
          BrokenPackage: the package's model or tokenizer does not load.

        """
        return [said[0] for said in self._said(sentences, 1, progress)]

    def alternatives(
        self, sentences: Sequence[str], progress: Progress | None = None
    ) -> list[list[str]]:
        """Up to `HYPOTHESES` different translations of each sentence, that of `translate` first.

        Empty and looping hypotheses are left out, except in first place.

        Raises:
          BrokenPackage: the package's model or tokenizer does not load.

        """
        return self._said(sentences, HYPOTHESES, progress)

    def attention(self, pairs: Sequence[tuple[str, str]]) -> list[Attention | None]:
        """What the model attends to while it says each of these translations of a sentence.

        Raises:
          BrokenPackage: the package's model or tokenizer does not load.

        """
        return attention(self.decoder, pairs)

    def _said(
        self, sentences: Sequence[str], count: int, progress: Progress | None
    ) -> list[list[str]]:
        cleaned = [texts.clean(sentence) for sentence in sentences]
        wanted = [sentence for sentence in dict.fromkeys(cleaned) if texts.says_something(sentence)]
        cut = {sentence: texts.pieces(sentence, self._fits) for sentence in wanted}
        every = list(dict.fromkeys(piece for parts in cut.values() for piece in parts))

        def report(done: int) -> None:
            if progress:
                progress(len(sentences) * done // max(1, len(every)), len(sentences))

        said = self._pieces(every, count, report)
        whole = {
            sentence: _whole(sentence, parts, [said[part] for part in parts])
            for sentence, parts in cut.items()
        }
        if not every:
            report(1)
        return [whole.get(sentence, [sentence]) for sentence in cleaned]

    def _fits(self, text: str) -> bool:
        if len(text) < LONGEST:  # no token is shorter than a character, bar the bytes of a rare one
            return True
        return len(self.decoder.tokenizer.encode([text])[0]) <= LONGEST

    def _pieces(
        self, pieces: Sequence[str], count: int, report: Callable[[int], None]
    ) -> dict[str, list[str]]:
        options = DECODING | {"num_hypotheses": count}
        said = dict(self.decoder.decoded(pieces, options, report)) if pieces else {}
        loops = [piece for piece in pieces if texts.degenerate(piece, said[piece][0])]
        for piece, (best, *others) in self.decoder.decoded(loops, options | AGAIN, lambda _: None):
            said[piece] = [texts.without_loops(best), *others]
        return {
            piece: [best or piece, *filter(None, others)] for piece, (best, *others) in said.items()
        }


def _whole(sentence: str, parts: Sequence[str], said: Sequence[Sequence[str]]) -> list[str]:
    """Return hypotheses of a sentence from those of its parts: the best of each, then the next."""
    best, *others = (
        texts.joined(parts, [found[k] if k < len(found) else found[0] for found in said])
        for k in range(max(map(len, said)))
    )
    if len(parts) > 1 and texts.degenerate(sentence, best):
        best = texts.without_loops(best)
    return list(
        dict.fromkeys([best, *(other for other in others if not texts.degenerate(sentence, other))])
    )
