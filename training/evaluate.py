"""Scores of packages on validation sets, with signatures (Post 2018, arXiv:1804.08771)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import ctranslate2
import sentencepiece as spm
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from baikonur_align.translation import engine_of
from baikonur_align.translation.glosses import Glosses, glossed
from baikonur_align.translation.package import read
from training.corpus import DIRECTIONS, read_lines

SETS = ("valid.flores", "valid.tatoeba")
METRICS: dict[str, Callable[[], BLEU | CHRF]] = {
    "BLEU": BLEU,
    "chrF": CHRF,
    "chrF++": lambda: CHRF(word_order=2),
}


@dataclass(frozen=True)
class Score:
    set: str
    direction: str
    metric: str
    value: float
    signature: str


@dataclass(frozen=True)
class Search:
    beam: int = 6
    length_penalty: float = 1.45  # as the program's engine has it
    no_repeat: int = 0
    repetition_penalty: float = 1.0


class Engine:
    """Runs a model folder with CTranslate2 alone, without the program's engine.

    Args:
      glosses: of the model's direction, if sources get them; `mark` is the token before each.

    """

    def __init__(
        self,
        model: Path,
        vocabulary: Path,
        threads: int = 2,
        glosses: Glosses | None = None,
        mark: str = "",
    ) -> None:
        self.pieces = spm.SentencePieceProcessor(model_file=str(vocabulary))
        self.model = ctranslate2.Translator(
            str(model), inter_threads=threads, intra_threads=1, compute_type="int8"
        )
        self.glosses = glosses
        self.mark = mark

    def encode(self, lines: Sequence[str]) -> list[list[str]]:
        def plain(texts: Sequence[str]) -> list[list[str]]:
            found: list[list[str]] = self.pieces.encode(list(texts), out_type=str)
            return found

        return glossed(lines, self.glosses, self.mark, plain) if self.glosses else plain(lines)

    def translate(self, lines: Sequence[str], search: Search) -> list[str]:
        results = self.model.translate_batch(
            self.encode(lines),
            beam_size=search.beam,
            length_penalty=search.length_penalty,
            no_repeat_ngram_size=search.no_repeat,
            repetition_penalty=search.repetition_penalty,
            max_batch_size=2048,
            batch_type="tokens",
            max_decoding_length=200,
        )
        return [self.pieces.decode_pieces(result.hypotheses[0]) for result in results]


def score(
    name: str, direction: str, hypotheses: Sequence[str], references: Sequence[str]
) -> Iterator[Score]:
    for label, make in METRICS.items():
        metric = make()
        result = metric.corpus_score(list(hypotheses), [list(references)])
        yield Score(name, direction, label, round(result.score, 2), str(metric.get_signature()))


def evaluate(packages: Path, data: Path, search: Search, *, bare: bool) -> Iterator[Score]:
    """Yield the scores of the packages on every set in both directions.

    Args:
      packages: the folder that holds both.
      data: the folder of the sets.
      search: of the bare packages; the program's engine has its own.
      bare: without the program's engine, which uses glosses and protects what is not language.

    """
    for source, target in DIRECTIONS:
        folder = packages / f"translate-{source}_{target}"
        if bare:
            alone = Engine(folder / "model", folder / "sentencepiece.model")
            translate = partial(alone.translate, search=search)
        else:
            translate = engine_of([read(folder)], source, target).translate
        for name in SETS:
            lines, references = (read_lines(data / f"{name}.{code}") for code in (source, target))
            yield from score(name, f"{source}-{target}", translate(lines), references)


def rows(scores: Sequence[Score]) -> Iterator[dict[str, object]]:
    yield from (asdict(each) for each in scores)
