"""Making pairs: from texts to a corpus."""

from __future__ import annotations

from pathlib import Path

import click

from baikonur_align.cli.common import (
    FILE,
    corpus_options,
    example,
    existing,
    force_option,
    making,
    open_workbench,
)


@click.command(epilog=example("baikonur-align build seeds --corpus corpus"))
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@corpus_options
@click.option(
    "--languages", default="kk,en", show_default=True, help="The two languages of the corpus."
)
@click.option(
    "--comparable/--no-comparable",
    default=True,
    help="Pair every text with every one of the other language.",
)
def build(
    folder: Path, corpus: Path, journal: str | None, languages: str, comparable: bool
) -> None:
    """Make a corpus of all texts in FOLDER: plain text, .docx, .odt, .html, .pdf (its paragraphs guessed).

    A file name.kk.lines has been split already: a sentence a line, empty lines between paragraphs.

    name.kk.txt beside name.en.txt is a translation and is aligned; any other text is drafted: split,
    machine-translated, ready to be post-edited. Building again makes what is new or has changed and
    leaves alone what a reviewer has touched.
    """
    first, _, second = languages.partition(",")
    bench = open_workbench(corpus, journal)
    for made in bench.builder.build(
        folder, (first, second), comparable=comparable, report=making()
    ):
        click.echo(f"{made.outcome:9} {made.pair_id}{made.note and '  ' + made.note}")
    click.echo(
        f"{len(bench.corpus.ids())} pairs in {corpus}; review them: baikonur-align serve {corpus}"
    )


@click.command(epilog=example("baikonur-align add report.kk.txt report.en.txt --corpus corpus"))
@click.argument("files", nargs=-1, required=True, type=FILE)
@corpus_options
@click.option(
    "--from", "source", metavar="LANG", help="Language of the first file [default: detected]."
)
@click.option(
    "--to", "target", metavar="LANG", help="Language of the second file, or to translate into."
)
@click.option("--comparable", is_flag=True, help="The two are no translations of each other.")
@force_option
def add(
    files: tuple[Path, ...],
    corpus: Path,
    journal: str | None,
    source: str | None,
    target: str | None,
    comparable: bool,
    force: bool,
) -> None:
    """Add one text (it is drafted) or two (they are aligned) to a corpus.

    A text may be plain, .docx, .odt, .html or .pdf, whose paragraphs are guessed from its lines. One .tmx,
    .xlf, .tsv (two columns, or as exported) or .xml (parallel TEI) file has both texts: what is linked in it
    becomes beads that nobody has judged.
    """
    if len(files) > 2:  # noqa: PLR2004
        raise click.UsageError("name one file, or two")
    bench = open_workbench(corpus, journal)
    made = bench.builder.add(
        files, source, target, comparable=comparable, force=force, report=making()
    )
    click.echo(f"{made.outcome:9} {made.pair_id}{made.note and '  ' + made.note}")


@click.command(epilog=example("baikonur-align update report.kk-en report.kk.txt --corpus corpus"))
@click.argument("pair")
@click.argument("files", nargs=-1, required=True, type=FILE)
@corpus_options
@click.option(
    "--reviewer", default="baikonur-align", show_default=True, help="Whose edit it will be."
)
@force_option
def update(
    pair: str,
    files: tuple[Path, ...],
    corpus: Path,
    journal: str | None,
    reviewer: str,
    force: bool,
) -> None:
    """Take a new version of one of PAIR's texts in, or of both, and publish the pair.

    Sentences that are the same keep their beads, and all that reviewers did to them. A bead that was judged
    and whose text has changed is flagged, with the old text in its note; what is new is translated or
    aligned around the rest. It is one edit, which --reviewer can undo.
    """
    version, edit = open_workbench(existing(corpus), journal).builder.update(
        pair, files, reviewer, force=force
    )
    done = (
        f"{len(edit.before)} beads gave way to {len(edit.after)}"
        if edit
        else "no sentence has changed"
    )
    click.echo(f"{pair}  version {version}: {done}")
