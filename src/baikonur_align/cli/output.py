"""Commands that export, validate, score and search."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from baikonur_align.cli.common import (
    FILE,
    FORMATS,
    STATUSES,
    Progress,
    chosen_pairs,
    corpus_options,
    example,
    existing,
    note,
    open_workbench,
    where_option,
    write_bytes,
    write_whole,
)
from baikonur_align.model import Status

if TYPE_CHECKING:
    from baikonur_align.building.writing_back import Unreviewed
    from baikonur_align.documents import Marking
    from baikonur_align.hints.concordance import Order
    from baikonur_align.workbench import TrainingSet


@click.command(
    epilog=example("baikonur-align export all --format tmx --status confirmed -o corpus.tmx")
)
@click.argument("pairs", nargs=-1, required=True)
@corpus_options
@click.option("--format", "format_", type=click.Choice(FORMATS), required=True)
@click.option(
    "-o", "--output", type=FILE, help="The file; moses writes two [default: standard output]."
)
@click.option(
    "--status",
    multiple=True,
    type=click.Choice(STATUSES),
    help="Only beads of this status; repeat for more.",
)
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    help="Only confirmed beads and those with at least this confidence (machine drafts: estimated "
    "quality).",
)
@click.option(
    "--no-formulas",
    is_flag=True,
    help="For tsv and xlsx: put an apostrophe before texts that would be read as formulas.",
)
@where_option
@click.option("--dropped", type=FILE, help="A TSV file of the beads left out, with the reason.")
@click.option(
    "--clean",
    "cleaned",
    is_flag=True,
    help="For training MT: filtered, without repetitions, train/dev/test and a card in a folder.",
)
@click.option(
    "--max-ratio",
    type=click.FloatRange(min=1),
    default=3.0,
    help="With --clean: largest ratio of the lengths of the sides.",
)
@click.option(
    "--shares",
    type=click.FloatRange(0, 0.5),
    nargs=2,
    default=(0.05, 0.05),
    metavar="DEV TEST",
    help="With --clean: shares of the documents [default: 0.05 0.05].",
)
def export(
    pairs: tuple[str, ...],
    corpus: Path,
    journal: str | None,
    format_: str,
    output: Path | None,
    status: tuple[Status, ...],
    min_confidence: float | None,
    no_formulas: bool,
    where: tuple[str, ...],
    dropped: Path | None,
    cleaned: bool,
    max_ratio: float,
    shares: tuple[float, float],
) -> None:
    """Export PAIRS (or `all`) as they are now, with all edits.

    With --clean, -o is a folder. What each format cannot hold: docs/formats.md.
    """
    from baikonur_align.export import SPREADSHEETS
    from baikonur_align.workbench import CleanOptions, Selection

    if no_formulas and format_ not in SPREADSHEETS:
        raise click.UsageError("--no-formulas is for tsv and xlsx; other formats keep every text")
    bench = open_workbench(existing(corpus), journal)
    chosen = bench.described(chosen_pairs(bench, () if pairs == ("all",) else pairs), where)
    selection = Selection(status or None, min_confidence, no_formulas)
    if cleaned:
        least = CleanOptions().min_confidence if min_confidence is None else min_confidence
        options = CleanOptions(
            max_ratio=max_ratio, min_confidence=least, dev=shares[0], test=shares[1]
        )
        _write_training_set(
            bench.clean(chosen, format_, options, Selection(status or None)), output, dropped
        )
        return
    if dropped:
        write_whole(dropped, bench.dropped(chosen, format_, selection))
    if output is None:
        for chunk in bench.export(chosen, format_, selection):
            sys.stdout.buffer.write(chunk)
        return
    if format_ in ("xlsx", "parquet"):
        data = b"".join(bench.export(chosen, format_, selection))
        write_bytes(output, data)
        if format_ == "parquet":
            card = bench.data_card(chosen, output.name, data, selection)
            write_whole(Path(f"{output}.md"), [card])
        return
    files = bench.export_files(chosen, format_, selection)
    for suffix, text in files.items():
        write_whole(output if len(files) == 1 else Path(f"{output}{suffix}"), text)


def _write_training_set(made: TrainingSet, folder: Path | None, dropped: Path | None) -> None:
    """Write the files of a training set into a folder, and what was left out into `dropped`."""
    if folder is None:
        raise click.UsageError("name the folder of the training set: -o FOLDER")
    if dropped:
        write_whole(dropped, made.dropped)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in made.files.items():
        write_bytes(folder / name, data)
        note(f"{folder / name}: {len(data)} bytes")


@click.command(epilog=example("baikonur-align document report.kk-en -o report.en.docx"))
@click.argument("pair")
@corpus_options
@click.option("-o", "--output", type=FILE, required=True, help="The translated document.")
@click.option(
    "--unreviewed",
    type=click.Choice(["draft", "source"]),
    default="draft",
    show_default=True,
    help="Text of unconfirmed sentences.",
)
@click.option(
    "--mark",
    type=click.Choice(["highlight", "comment"]),
    is_flag=False,
    flag_value="highlight",
    help="Mark unconfirmed sentences: --mark alone highlights them; formats without marks get "
    "\u27e6 \u27e7.",
)
def document(
    pair: str,
    corpus: Path,
    journal: str | None,
    output: Path,
    unreviewed: Unreviewed,
    mark: Marking | None,
) -> None:
    """Write PAIR as a document in the layout of its source, with the reviewers' text.

    Needs the original file, which the corpus keeps in its folder originals.
    """
    bench = open_workbench(existing(corpus), journal)
    done = bench.builder.document(pair, unreviewed=unreviewed, mark=mark)
    suffix = Path(done.name).suffix
    if output.suffix.lower() != suffix.lower():
        raise click.UsageError(f"{done.name} is written as {suffix}: -o {output.stem}{suffix}")
    write_bytes(output, done.data)
    note(f"{output}: {done.summary()}")


@click.command(epilog=example("baikonur-align validate corpus/*.xml"))
@click.argument("files", nargs=-1, required=True, type=FILE)
def validate(files: tuple[Path, ...]) -> None:
    """Check TEI files against the schema and the project's further rules."""
    from baikonur_align import tei

    bad = 0
    for file in files:
        findings = tei.validate(file)
        bad += bool(findings)
        for finding in findings:
            click.echo(f"{file}:{finding.line}: {finding.message}")
    if bad:
        raise click.ClickException(f"{bad} of {len(files)} files are not valid")
    click.echo(f"{len(files)} valid")


@click.command(epilog=example("baikonur-align score --hyp system.txt --ref reference.txt"))
@click.option("--hyp", type=FILE, help="Translations to score, one per line.")
@click.option("--ref", type=FILE, help="References, one per line.")
@click.option("--baseline", type=FILE, help="Other translations to compare --hyp with.")
@click.option("--sentences", is_flag=True, help="Also print one line per sentence.")
@click.option(
    "--alignment",
    nargs=2,
    type=FILE,
    metavar="GOLD GUESS",
    help="Two files in the format of `align`.",
)
@click.option("--corpus", type=FILE, help="Score machine drafts against the reviewers' text.")
@click.option(
    "--journal", envvar="BAIKONUR_ALIGN_JOURNAL", metavar="URL", help="The database of the corpus."
)
@where_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def score(
    hyp: Path | None,
    ref: Path | None,
    baseline: Path | None,
    sentences: bool,
    alignment: tuple[Path, Path] | None,
    corpus: Path | None,
    journal: str | None,
    where: tuple[str, ...],
    as_json: bool,
) -> None:
    """Score translations (BLEU, chrF, chrF++, TER), a corpus's drafts (with HTER), or an alignment.

    With --baseline, each metric is also compared by paired bootstrap resampling (Koehn 2004): p is
    the probability of a difference this large if both systems were equally good.
    """
    import json

    from baikonur_align import workbench

    if hyp and ref:
        report: workbench.Scores = workbench.score_files(hyp, ref, baseline, sentences=sentences)
    elif alignment:
        report = workbench.score_alignment_files(*alignment)
    elif corpus:
        report = open_workbench(existing(corpus), journal).scores(where=where)
    else:
        raise click.UsageError("give --hyp and --ref, or --corpus, or --alignment")
    click.echo(
        json.dumps(report.to_json(), ensure_ascii=False, indent=1) if as_json else str(report)
    )


@click.command(epilog=example("baikonur-align agreement --corpus corpus"))
@corpus_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def agreement(corpus: Path, journal: str | None, as_json: bool) -> None:
    """Print the reviewers' agreement: observed, Krippendorff's alpha, Cohen's kappa.

    The output is tab-separated: one line per pair, one for all pairs and one per reviewer.
    """
    import json

    report = open_workbench(existing(corpus), journal).team.agreement()
    click.echo(
        json.dumps(report.to_json(), ensure_ascii=False, indent=1) if as_json else str(report)
    )


@click.command(epilog=example("baikonur-align concordance кешен --corpus corpus"))
@click.argument("word", nargs=-1, required=True)
@corpus_options
@click.option("--exact", is_flag=True, help="This form only, not all forms of the word.")
@click.option("--regular", is_flag=True, help="WORD is a regular expression.")
@click.option(
    "--meaning",
    is_flag=True,
    help="WORD is a sentence: find sentences with its meaning, in any language.",
)
@click.option(
    "--encode",
    is_flag=True,
    help="With --meaning: first encode the sentences that were not encoded when they were aligned.",
)
@click.option(
    "--opposite", default="", metavar="WORDS", help="Only where the other side has these words."
)
@click.option("--lang", default="", help="Only in this language.")
@click.option("--pair", default="", metavar="PAIR", help="Only in this pair.")
@click.option("--confirmed", is_flag=True, help="Only in confirmed beads.")
@click.option(
    "--order",
    type=click.Choice(["place", "left", "right", "match"]),
    default="place",
    show_default=True,
    help="By place in the corpus, left or right context, or the match.",
)
@where_option
def concordance(
    word: tuple[str, ...],
    corpus: Path,
    journal: str | None,
    exact: bool,
    regular: bool,
    meaning: bool,
    encode: bool,
    opposite: str,
    lang: str,
    pair: str,
    confirmed: bool,
    order: Order,
    where: tuple[str, ...],
) -> None:
    """Print each occurrence of WORD, or of a sequence of words, with its context.

    The output is tab-separated: pair, sentence, left context, word, right context, the other side,
    status.

    Kazakh and English words are found in all their forms, by a list of endings.

    With --meaning the output has the sentences nearest in meaning, with their similarity last. It
    needs a sentence encoder and searches only sentences that have vectors; --encode makes them.
    """
    from baikonur_align import workbench
    from baikonur_align.hints.concordance import row

    if exact + regular + meaning > 1:
        raise click.UsageError("--exact, --regular and --meaning exclude each other")
    if encode and not meaning:
        raise click.UsageError("--encode is for --meaning")
    if meaning and (opposite or order != "place"):
        raise click.UsageError("--meaning finds the nearest first, without --opposite and --order")
    query = workbench.Query(
        " ".join(word),
        "exact" if exact else "regular" if regular else "meaning" if meaning else "stem",
        lang,
        pair,
        ("confirmed",) if confirmed else (),
        opposite,
        order,
    )
    bench = open_workbench(existing(corpus), journal)
    if encode:
        bench.lookup.complete_meanings(Progress())
    for hit in bench.in_described(bench.lookup.find(query), where):
        click.echo(row(hit))
    covered = bench.lookup.meaning_coverage() if meaning else None
    if covered and covered.covered < covered.beads:
        note(f"{covered.covered} of {covered.beads} beads have vectors: --encode adds the others")
