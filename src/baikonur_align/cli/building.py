"""Commands that make a corpus: build, add, update."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from baikonur_align.cli.common import (
    FILE,
    Progress,
    cluster_option,
    corpus_options,
    example,
    existing,
    force_option,
    form_option,
    note,
    open_workbench,
)

if TYPE_CHECKING:
    from baikonur_align.building.maker import Made
    from baikonur_align.building.plan import Task
    from baikonur_align.workbench import Workbench


by_hand_option = click.option(
    "--no-mt",
    "by_hand",
    is_flag=True,
    help="Do not translate texts by machine; reviewers write their translations.",
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
    help="Also pair each text with each one of the other language.",
)
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes [default: one per core]."
)
@click.option(
    "--metadata", type=FILE, help="Table that describes the texts [default: FOLDER/metadata.tsv]."
)
@by_hand_option
@cluster_option
def build(
    folder: Path,
    corpus: Path,
    journal: str | None,
    languages: str,
    comparable: bool,
    jobs: int | None,
    metadata: Path | None,
    by_hand: bool,
    cluster: str | None,
) -> None:
    """Build a corpus from the texts in FOLDER.

    Formats: those of `add`, and name.kk.lines with one sentence per line and an empty line
    between paragraphs. A file that cannot be read is named with the reason; the others are built,
    and the exit status is 1.

    name.kk.txt and name.en.txt are translations of each other and are aligned. A text on its own
    becomes a draft: it is split and machine-translated, to be post-edited. A second build makes
    pairs of new and changed texts and does not touch pairs that reviewers have edited.

    A table metadata.tsv (a header line: file, author, date, genre, licence ...) describes the
    texts; each build reads it again.

    Ctrl+C ends the build after the pairs that are being made; the next build continues from there.
    """
    if jobs and cluster:
        raise click.UsageError("--jobs and --cluster exclude each other")
    first, _, second = languages.partition(",")
    bench = open_workbench(corpus, journal)
    refused = 0
    with _several(bench, cluster, jobs) as make_all:
        for made in bench.builder.build(
            folder,
            (first, second),
            comparable=comparable,
            make_all=make_all,
            metadata=metadata,
            by_hand=by_hand,
            report=Progress(),
            apart=True,
        ):
            refused += made.outcome == "refused"
            _print(made)
    click.echo(
        f"{len(bench.corpus.ids())} pairs in {corpus}; review them: baikonur-align serve {corpus}"
    )
    if refused:
        raise click.ClickException(f"{refused} files or pairs were refused; the reasons are above")


@contextmanager
def _several(
    bench: Workbench, cluster: str | None, jobs: int | None
) -> Iterator[Callable[[Sequence[Task]], Iterator[Made]] | None]:
    """Yield what makes many pairs at once: a cluster, or processes; None for a single process."""
    from baikonur_align import run_builds, run_cluster

    jobs = jobs or run_builds.cores()
    if cluster:
        with run_cluster.connected(cluster) as client:
            yield partial(run_cluster.make_all, client, bench.builder.maker, bench.glossary()[0])
    elif jobs == 1:
        yield None
    else:
        with run_builds.processes(jobs) as pool:
            yield partial(run_builds.make_all, pool, bench.corpus.root, bench.journal_url)


def _print(made: Made) -> None:
    """One line for the pair, then its import report, indented, on standard error."""
    click.echo(f"{made.outcome:9} {made.pair_id}{made.note and '  ' + made.note}")
    for report in made.reports:
        for number, line in enumerate(report.lines()):
            note(f"{'    ' if number else '  '}{line}")


@click.command(epilog=example("baikonur-align add report.kk.txt report.en.txt --corpus corpus"))
@click.argument("files", nargs=-1, required=True, type=FILE)
@corpus_options
@click.option(
    "--from", "source", metavar="LANG", help="Language of the first file [default: detected]."
)
@click.option(
    "--to", "target", metavar="LANG", help="Language of the second file, or to translate into."
)
@click.option("--comparable", is_flag=True, help="The texts are not translations of each other.")
@click.option("--metadata", type=FILE, help="A TSV table that describes the texts.")
@click.option(
    "--links", type=FILE, help="A hunalign ladder of two files with one sentence per line."
)
@by_hand_option
@force_option
@form_option
def add(
    files: tuple[Path, ...],
    corpus: Path,
    journal: str | None,
    source: str | None,
    target: str | None,
    comparable: bool,
    force: bool,
    form: str | None,
    metadata: Path | None,
    links: Path | None,
    by_hand: bool,
) -> None:
    """Add a pair to a corpus: one text, which is machine-translated, or two, which are aligned.

    Formats: plain text, .docx, .odt, .pptx, .html, .epub, .md, .rtf, .srt, .vtt, .pdf (paragraphs
    are guessed) and .xml (one text). A .tmx, .xlf, .sdlxliff, .mqxliff, .po, .tsv, .csv, .xlsx or
    .xml (parallel TEI) file has both texts, and so has a Word or HTML table of two columns; the
    units become beads with the status that the file gives them. A workbook without two columns of
    text is one text. Any of these may be gzipped. Two files such as corpus.kk and corpus.en with
    the same number of lines, none empty, are aligned line by line.
    """
    if len(files) > 2:  # noqa: PLR2004
        raise click.UsageError("name one file, or two")
    bench = open_workbench(corpus, journal)
    made = bench.builder.add(
        files,
        source,
        target,
        comparable=comparable,
        force=force,
        form=form,
        metadata=metadata,
        links=links,
        by_hand=by_hand,
        report=Progress(),
        apart=True,
    )
    _print(made)


@click.command(epilog=example("baikonur-align update report.kk-en report.kk.txt --corpus corpus"))
@click.argument("pair")
@click.argument("files", nargs=-1, required=True, type=FILE)
@corpus_options
@click.option(
    "--reviewer", default="baikonur-align", show_default=True, help="The author of the edit."
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
    """Replace the texts of PAIR with new versions, of one side or both, and publish the pair.

    Unchanged sentences keep their beads with all edits. A reviewed bead whose text has changed is
    flagged, and its comment has the old text. New sentences are translated or aligned around the
    rest. The update is one edit, which --reviewer can undo.
    """
    version, edit = open_workbench(existing(corpus), journal).builder.update(
        pair, files, reviewer, force=force, apart=True
    )
    done = (
        f"{len(edit.before)} beads replaced by {len(edit.after)}"
        if edit
        else "no sentence has changed"
    )
    click.echo(f"{pair}  version {version}: {done}")
