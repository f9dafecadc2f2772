"""The command group for glossaries: list, add, export."""

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


@click.group(epilog=example("baikonur-align glossary add terms.tbx --corpus corpus"))
def glossary() -> None:
    """List, add and export the glossaries of a corpus."""


@glossary.command("list")
@corpus_options
def list_(corpus: Path, journal: str | None) -> None:
    """Print file, languages and number of terms of each glossary."""
    bench = open_workbench(existing(corpus), journal)
    found, problem = bench.glossary()
    pairs = set(map(frozenset, bench.review.languages()))
    for each in found.lists:
        fits = "" if frozenset(each.langs) in pairs else "\tno pair has these languages"
        click.echo(f"{each.name}\t{'-'.join(each.langs)}\t{len(each.entries)}{fits}")
    if problem:
        raise click.ClickException(problem)


@glossary.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@corpus_options
def add(files: tuple[Path, ...], corpus: Path, journal: str | None) -> None:
    """Add FILES (.tsv, .csv, .tbx) as glossaries; a file replaces a glossary of the same name.

    A table has a term, its translations separated by semicolons, and notes. Its first line may name
    the languages; otherwise they are detected from the letters of the columns.
    """
    bench = open_workbench(existing(corpus), journal)
    for path in files:
        found = bench.corpus.add_glossary(path.name, path.read_bytes())
        click.echo(f"{found.name}: {len(found.entries)} terms, {' and '.join(found.langs)}")


@glossary.command()
@click.option("--format", "format_", type=click.Choice(["tsv", "csv", "tbx"]), default="tbx")
@corpus_options
@click.option("-o", "--output", type=FILE, help="The file [default: standard output].")
def export(format_: str, corpus: Path, journal: str | None, output: Path | None) -> None:
    """Write all terms as one file."""
    from baikonur_align.checks.term_files import WRITERS

    bench = open_workbench(existing(corpus), journal)
    text = WRITERS[format_](bench.corpus.glossary().lists)
    if output:
        write_whole(output, text)
    else:
        sys.stdout.writelines(text)
