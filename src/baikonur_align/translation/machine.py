"""One package as a translator: sentences are cleaned, cut where they are long, and loops mended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from baikonur_align.model import Tool
from baikonur_align.translation import text as texts
from baikonur_align.translation.decoder import Decoder
from baikonur_align.translation.package import Package, check_files, digest

Progress = Callable[[int, int], None]

# What decides a translation, beside the model. Stock Argos has beam 4 and a length penalty of 0.2, which
# favours short ones. On half of FLORES dev, our packages 0.3, chrF kk-en and en-kk: 28.7 and 26.6 with 1.0,
# 29.2 and 27.4 with 1.3, 29.5 and 27.6 with 1.6, which costs .6 BLEU of 7.2 on Tatoeba kk-en; 1.3 costs .1.
DECODING = {"beam_size": 4, "length_penalty": 1.3, "replace_unknowns": True}
# Added when a translation came out as a loop: on 150 sentences of FLORES, 21 of them loops, chrF 16.5 became
# 16.9 kk-en and 13.9 became 14.6 en-kk; cutting the loops alone 16.3 and 13.9. Not for all sentences: it
# would forbid the third zero of 1,000,000.
AGAIN = {"no_repeat_ngram_size": 3}
LONGEST = 128  # tokens of a piece: what our models, and about what Argos's, saw in training
HYPOTHESES = (
    4  # alternatives of a sentence: as many as the beam has, so they cost only their detokenization
)


class Machine:
    """A translator over one package; the weights are loaded when first needed.

    Raises `BrokenPackage` when a file is missing or has a wrong checksum.
    """

    def __init__(self, package: Package) -> None:
        check_files(package)
        self.package = package
        self.decoder = Decoder(package)

    @cached_property
    def signature(self) -> str:
        """Names all that decides a translation, so that what one engine said is not taken for another's."""
        import ctranslate2

        p = self.package
        parts = [
            f"argos:{p.from_code}-{p.to_code}",
            f"version:{p.version}",
            f"model:{digest(p)[:16]}",
            *(f"{name}:{value}" for name, value in DECODING.items()),
            f"again:{AGAIN['no_repeat_ngram_size']}",
            f"longest:{LONGEST}",
            f"ct2:{ctranslate2.__version__}",
        ]
        return "|".join(parts)

    def tool(self) -> Tool:
        """Its entry in a pair's list of tools."""
        return Tool("translator", self.package.name, self.package.version, self.signature)

    def translate(self, sentences: Sequence[str], progress: Progress | None = None) -> list[str]:
        """One translation a sentence, in their order; what has no letter is its own translation.

        Equal sentences are translated once. Longer ones than `LONGEST` are cut at marks or spaces
        and put together again. A translation that loops is tried again, then cut. Where the model
        says nothing the source is left as it is.

        Raises:
          BrokenPackage: the package's model or tokenizer does not load.

        """
        return [said[0] for said in self._said(sentences, 1, progress)]

    def alternatives(
        self, sentences: Sequence[str], progress: Progress | None = None
    ) -> list[list[str]]:
        """What `translate` says of each sentence, and what else the beam found: `HYPOTHESES` at most.

        They differ, and none but the first stands for a model that says nothing, or loops.

        Raises:
          BrokenPackage: the package's model or tokenizer does not load.

        """
        return self._said(sentences, HYPOTHESES, progress)

    def _said(
        self, sentences: Sequence[str], count: int, progress: Progress | None
    ) -> list[list[str]]:
        cleaned = [texts.clean(sentence) for sentence in sentences]
        wanted = [s for s in dict.fromkeys(cleaned) if texts.says_something(s)]
        cut = {sentence: texts.pieces(sentence, self._fits) for sentence in wanted}
        every = list(dict.fromkeys(piece for parts in cut.values() for piece in parts))

        def report(done: int) -> None:
            if progress:
                progress(len(sentences) * done // max(1, len(every)), len(sentences))

        said = self._pieces(every, count, report)
        whole = {s: _whole(s, parts, [said[p] for p in parts]) for s, parts in cut.items()}
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
    """What was said of the parts, put together: the best of each, then the next best, as far as they go."""
    best, *others = (
        texts.joined(parts, [found[k] if k < len(found) else found[0] for found in said])
        for k in range(max(map(len, said)))
    )
    if len(parts) > 1 and texts.degenerate(sentence, best):
        best = texts.without_loops(best)
    return list(
        dict.fromkeys([best, *(other for other in others if not texts.degenerate(sentence, other))])
    )
