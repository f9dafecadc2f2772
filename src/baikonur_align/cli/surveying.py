"""Commands that count the words of a corpus and list its warnings."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from baikonur_align.cli.common import (
    FILE,
    corpus_options,
    example,
    existing,
    open_workbench,
    write_whole,
)


@click.command(epilog=example("baikonur-align count all --tm memory.tmx"))
@click.argument("pairs", nargs=-1, required=True)
@corpus_options
@click.option("--tm", "memories", multiple=True, type=FILE, help="A .tmx file; repeat for more.")
def count(
    pairs: tuple[str, ...], corpus: Path, journal: str | None, memories: tuple[Path, ...]
) -> None:
    """Print the words of PAIRS (or `all`) by match band, tab-separated.

    Repeated words are in sentences that came earlier, matched words in sentences that a --tm memory
    has, new words in the others. Confirmed words are in beads that a reviewer confirmed.
    """
    from baikonur_align.building.counting import COLUMNS, count
    from baikonur_align.tm import TranslationMemory

    bench = open_workbench(existing(corpus), journal)
    chosen = bench.corpus.ids() if pairs == ("all",) else pairs
    memory = TranslationMemory()
    named = bench.review.names(chosen) if memories else {}
    for langs in dict.fromkeys((name.source_lang, name.target_lang) for name in named.values()):
        for path in memories:
            memory.add_file(path, *langs)
    click.echo("\t".join(COLUMNS))
    for size in count(bench.review.pairs(chosen), memory):
        click.echo("\t".join(str(getattr(size, column)) for column in COLUMNS))


@click.command(epilog=example("baikonur-align check all --format html -o warnings.html"))
@click.argument("pairs", nargs=-1, required=True)
@corpus_options
@click.option("--format", "format_", type=click.Choice(["tsv", "html"]), default="tsv")
@click.option("-o", "--output", type=FILE, help="The file [default: standard output].")
def check(
    pairs: tuple[str, ...], corpus: Path, journal: str | None, format_: str, output: Path | None
) -> None:
    """List every open warning of PAIRS (or `all`), each with its row."""
    from baikonur_align.building.counting import warnings, warnings_html, warnings_tsv

    bench = open_workbench(existing(corpus), journal)
    chosen = bench.corpus.ids() if pairs == ("all",) else pairs
    found = warnings(bench.review.pairs(chosen), bench.glossary()[0], bench.lookup.unlike)
    text = warnings_html(found) if format_ == "html" else warnings_tsv(found)
    if output:
        write_whole(output, text)
    else:
        sys.stdout.writelines(text)
