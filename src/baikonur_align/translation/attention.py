"""Which source words a model attends to while it says a given translation (word alignment).

The model is made to say the translation (as a target prefix), so that drafts, matches from a
translation memory and post-edited text can be aligned alike. CTranslate2 returns the attention of
the decoder's last layer, averaged over its heads (Garg et al. 2019 use the layer before it, which
CTranslate2 does not return).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from baikonur_align.translation.decoder import Decoder

Span = tuple[int, int]
Attention = list[tuple[Span, list[tuple[Span, float]]]]
"""For each token of a translation its span, and the spans of source tokens with their weights.

Spans are offsets in code points; weights of a token sum to 1 at most.
"""

BATCH = 32
MAX_TOKENS = 256
"""Longer sentences are not aligned by attention: the model has not seen such."""


def attention(decoder: Decoder, pairs: Sequence[tuple[str, str]]) -> list[Attention | None]:
    """The attention of each pair of a sentence and its translation; None where there is none."""
    sources = decoder.encoded([source for source, _ in pairs])
    targets = decoder.tokenizer.encode_targets([target for _, target in pairs])
    prefix = [decoder.package.target_prefix] if decoder.package.target_prefix else []
    fit = [
        index
        for index, (source, target) in enumerate(zip(sources, targets, strict=True))
        if target and max(len(source), len(target)) <= MAX_TOKENS
    ]
    fit.sort(key=lambda index: len(targets[index]))
    found: list[Attention | None] = [None] * len(pairs)
    lead = 1 if decoder.package.source_prefix else 0
    for start in range(0, len(fit), BATCH):
        chosen = fit[start : start + BATCH]
        results: list[Any] = decoder.translator.translate_batch(
            [sources[index] for index in chosen],
            [prefix + targets[index] for index in chosen],
            beam_size=1,
            max_decoding_length=max(len(prefix) + len(targets[index]) for index in chosen),
            return_attention=True,
        )
        for index, result in zip(chosen, results, strict=True):
            rows = result.attention[0][len(prefix) : len(prefix) + len(targets[index])]
            found[index] = list(_spans(pairs[index], sources[index], targets[index], rows, lead))
    return found


def _spans(
    pair: tuple[str, str],
    source: Sequence[str],
    target: Sequence[str],
    rows: Sequence[Sequence[float]],
    lead: int,
) -> Iterator[tuple[Span, list[tuple[Span, float]]]]:
    places = token_spans(pair[0], source[lead:])
    for span, row in zip(token_spans(pair[1], target), rows, strict=False):
        yield span, list(zip(places, row[lead:], strict=False))


def token_spans(text: str, tokens: Sequence[str]) -> list[Span]:
    """Where each token stands in its text; a tokenizer may have normalised letters of it."""
    spans = []
    start = 0
    for token in tokens:
        said = token.replace("▁", " ").strip()
        if token.startswith("▁"):
            while start < len(text) and text[start].isspace():
                start += 1
        end = min(start + len(said), len(text))
        spans.append((start, end))
        start = end
    return spans
