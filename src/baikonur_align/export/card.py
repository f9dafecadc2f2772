"""The card of a data set: contents, method, terms, hashes of the files."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from baikonur_align import __version__
from baikonur_align.model import SIDES, Pair, Side

_FIGURES = re.compile(r"\d+(?:\.\d+)?")
NOT_STATED = "not stated"


def card(
    parts: Mapping[str, Sequence[Pair]],
    files: Mapping[str, bytes],
    made: str,
    dropped: Iterable[str] = (),
) -> str:
    """A card in Markdown with the front matter that the Hugging Face Hub reads.

    `parts` are the pairs of each part, `files` the contents of the files by name. `made` says how
    beads were chosen, `dropped` are the reasons of those that were not.
    """
    pairs = [pair for listed in parts.values() for pair in listed]
    lines = (
        *_front_matter(pairs, files),
        "# Parallel sentences",
        "",
        f"Exported by baikonur-align {__version__}: {made}.",
        "",
        *_counts(parts),
        *_reasons(dropped),
        *_terms(pairs),
        *_files(files),
    )
    return "\n".join(lines) + "\n"


def _front_matter(pairs: Sequence[Pair], files: Mapping[str, bytes]) -> Iterator[str]:
    langs = sorted({side.lang for pair in pairs for side in (pair.source, pair.target)})
    names = sorted({name.partition(".")[0] for name in files})
    yield "---"
    yield f"language: {json.dumps(langs)}"
    yield "task_categories: [translation]"
    if any(name.endswith(".parquet") for name in files):
        yield "configs:"
        yield "- config_name: default"
        yield "  data_files:"
        for name in names:
            yield f"  - split: {name}"
            yield f"    path: {json.dumps(f'{name}.parquet')}"
    yield "---"
    yield ""


def _counts(parts: Mapping[str, Sequence[Pair]]) -> Iterator[str]:
    yield "| part | documents | pairs of sentences | confirmed | source words | target words |"
    yield "|---|---|---|---|---|---|"
    for part, pairs in parts.items():
        beads = [bead for pair in pairs for bead in pair.beads]
        words = [sum(len(bead.text(side).split()) for bead in beads) for side in SIDES]
        confirmed = sum(bead.status == "confirmed" for bead in beads)
        yield (
            f"| {part} | {sum(bool(pair.beads) for pair in pairs)} | {len(beads)} | {confirmed} "
            f"| {words[0]} | {words[1]} |"
        )
    yield ""


def _reasons(dropped: Iterable[str]) -> Iterator[str]:
    """Return the reasons, without figures and names, with their counts."""
    counts = Counter(
        _FIGURES.sub("N", "the same is in another place" if why.startswith("the same is") else why)
        for why in dropped
    )
    if counts:
        yield "| left out because | |"
        yield "|---|---|"
        yield from (f"| {_cell(why)} | {count} |" for why, count in counts.most_common())
        yield ""


def _terms(pairs: Sequence[Pair]) -> Iterator[str]:
    yield "| pair | licence of the source | of the target | of the alignment |"
    yield "|---|---|---|---|"
    for pair in sorted(pairs, key=lambda pair: pair.id):
        terms = (_stated(pair.source), _stated(pair.target), _said(dict(pair.metadata)))
        yield f"| {pair.id} | {' | '.join(map(_cell, terms))} |"
    yield ""


def _stated(side: Side) -> str:
    return _said(dict(side.metadata)) if side.sha256 else "machine translation"


def _said(known: Mapping[str, str]) -> str:
    said = (known.get(key, "") for key in ("licence", "licence-url", "rights"))
    return ", ".join(filter(None, said)) or NOT_STATED


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _files(files: Mapping[str, bytes]) -> Iterator[str]:
    yield "| file | bytes | SHA-256 |"
    yield "|---|---|---|"
    for name, data in files.items():
        yield f"| {name} | {len(data)} | {hashlib.sha256(data).hexdigest()} |"
