"""The steps one by one, on files."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from baikonur_align.cli.common import (
    FILE,
    Progress,
    example,
    force_option,
    form_option,
    note,
)


@click.command(epilog=example("baikonur-align split text.txt --lang kk"))
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--lang", help="Language of the text [default: detected].")
@force_option
@form_option
def split(file: Path, lang: str | None, force: bool, form: str | None) -> None:
    """Print a sentence a line, a blank line between blocks."""
    from baikonur_align import workbench

    for line in workbench.split_lines(file, lang, force=force, form=form):
        click.echo(line)


@click.command(epilog=example("baikonur-align translate text.txt --from kk --to en"))
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--from", "source", required=True, metavar="LANG")
@click.option("--to", "target", required=True, metavar="LANG")
@force_option
def translate(file: Path, source: str, target: str, force: bool) -> None:
    """Translate line for line; a line may hold several sentences."""
    from baikonur_align import workbench

    for line in workbench.translate_lines(
        file, source, target, partial(Progress(), "translate"), force=force
    ):
        click.echo(line)


@click.command(epilog=example("baikonur-align align text.kk.txt text.en.txt --from kk --to en"))
@click.argument("source", type=FILE)
@click.argument("target", type=FILE)
@click.option("--from", "source_lang", required=True, metavar="LANG")
@click.option("--to", "target_lang", required=True, metavar="LANG")
@click.option("--src-mt", type=FILE, help="SOURCE in the other language, line for line.")
@click.option("--tgt-mt", type=FILE, help="TARGET in the other language, line for line.")
@click.option(
    "--dictionary", type=FILE, help="Words of your own: source, a tab, target, an entry a line."
)
@click.option(
    "--max-bead-size",
    "--widest",
    type=click.IntRange(1, 5),
    help="Most sentences on one side of a bead [default: 5].",
)
@click.option(
    "--anchors", type=FILE, help="Beads that stand, as `align` prints them: align between them."
)
@click.option(
    "--lines", is_flag=True, help="The files have a sentence a line; an empty one ends a paragraph."
)
@click.option("--comparable", is_flag=True, help="The texts are no translations of each other.")
@force_option
def align(
    source: Path,
    target: Path,
    source_lang: str,
    target_lang: str,
    src_mt: Path | None,
    tgt_mt: Path | None,
    dictionary: Path | None,
    max_bead_size: int | None,
    anchors: Path | None,
    lines: bool,
    comparable: bool,
    force: bool,
) -> None:
    """Print the beads of two texts: `[0]:[0, 1]:0.97`, 0-based, the confidence last."""
    from baikonur_align import workbench

    langs, mt = (source_lang, target_lang), (src_mt, tgt_mt)
    for line in workbench.align_files(
        (source, target),
        langs,
        mt,
        anchors=anchors,
        dictionary=dictionary,
        max_bead_size=max_bead_size,
        lines=lines,
        comparable=comparable,
        force=force,
        say=note,
    ):
        click.echo(line)
