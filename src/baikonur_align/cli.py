"""The command line: each command reads its options, makes one call, prints what comes back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from baikonur_align import __version__
from baikonur_align.model import Problem, Role, Status

if TYPE_CHECKING:
    from baikonur_align.workbench import Workbench

STATUSES = get_args(Status)
ROLES = get_args(Role)
FORMATS = ["tei", "tmx", "tsv", "jsonl", "moses"]
FILE: click.Path[Path] = click.Path(path_type=Path)


class Commands(click.Group):
    """Turns every `Problem` into one line on standard error and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Problem as problem:
            raise click.ClickException(str(problem)) from problem
        except BrokenPipeError:
            raise  # whoever read our output has seen enough; click ends quietly
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{where}{error.strerror or error}") from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Translate documents, align them sentence by sentence, review the result, export and score it.

    Start with `baikonur-align build FOLDER`, then `baikonur-align serve`.
    """


def corpus_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The corpus folder and its journal, for the commands that work on one."""
    command = click.option(
        "--journal",
        envvar="BAIKONUR_ALIGN_JOURNAL",
        metavar="URL",
        help="The journal's database [default: sqlite, beside the corpus].",
    )(command)
    return click.option(
        "--corpus", type=FILE, default="corpus", show_default=True, help="The corpus folder."
    )(command)


role_option = click.option("--role", type=click.Choice(ROLES), help="[default: as it was, else reviewer]")
force_option = click.option("--force", is_flag=True, help="Take the languages at your word.")


def open_workbench(corpus: Path, journal: str | None) -> Workbench:
    from baikonur_align.workbench import Workbench

    return Workbench(corpus, journal)


def existing(corpus: Path) -> Path:
    """The folder, for the commands that make none."""
    if not corpus.is_dir():
        raise click.ClickException(f"there is no corpus at {corpus}; make one: baikonur-align build FOLDER")
    return corpus


def example(text: str) -> str:
    return f"\b\nExample:\n  {text}"


def progress(what: str) -> Callable[[int, int], None]:
    """Counts on one line of standard error, where that is a terminal."""

    def show(done: int, total: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{what} {done}/{total}", nl=done == total, err=True)

    return show


# --- making a corpus -------------------------------------------------------------------------------


@main.command(epilog=example("baikonur-align build seeds --corpus corpus"))
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@corpus_options
@click.option("--languages", default="kk,en", show_default=True, help="The two languages of the corpus.")
@click.option(
    "--comparable/--no-comparable", default=True, help="Pair every text with every one of the other language."
)
def build(folder: Path, corpus: Path, journal: str | None, languages: str, comparable: bool) -> None:
    """Make a corpus of all texts in FOLDER: plain text, .docx, .odt, .html, .pdf (its paragraphs guessed).

    A file name.kk.lines has been split already: a sentence a line, empty lines between paragraphs.

    name.kk.txt beside name.en.txt is a translation and is aligned; any other text is drafted: split,
    machine-translated, ready to be post-edited. Building again makes what is new or has changed and
    leaves alone what a reviewer has touched.
    """
    first, _, second = languages.partition(",")
    bench = open_workbench(corpus, journal)
    for made in bench.build(folder, (first, second), comparable=comparable):
        click.echo(f"{made.outcome:9} {made.pair_id}{made.note and '  ' + made.note}")
    click.echo(f"{len(bench.corpus.ids())} pairs in {corpus}; review them: baikonur-align serve {corpus}")


@main.command(epilog=example("baikonur-align add report.kk.txt report.en.txt --corpus corpus"))
@click.argument("files", nargs=-1, required=True, type=FILE)
@corpus_options
@click.option("--from", "source", metavar="LANG", help="Language of the first file [default: detected].")
@click.option("--to", "target", metavar="LANG", help="Language of the second file, or to translate into.")
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

    A text may be plain, .docx, .odt, .html or .pdf, whose paragraphs are guessed from its lines. One .tmx
    or .tsv file (two columns, or as exported) has both texts: its units become beads that nobody has judged.
    """
    if len(files) > 2:  # noqa: PLR2004
        raise click.UsageError("name one file, or two")
    bench = open_workbench(corpus, journal)
    made = bench.add(files, source, target, comparable=comparable, force=force)
    click.echo(f"{made.outcome:9} {made.pair_id}{made.note and '  ' + made.note}")


@main.command(epilog=example("baikonur-align update report.kk-en report.kk.txt --corpus corpus"))
@click.argument("pair")
@click.argument("files", nargs=-1, required=True, type=FILE)
@corpus_options
@click.option("--reviewer", default="baikonur-align", show_default=True, help="Whose edit it will be.")
@force_option
def update(
    pair: str, files: tuple[Path, ...], corpus: Path, journal: str | None, reviewer: str, force: bool
) -> None:
    """Take a new version of one of PAIR's texts in, or of both, and publish the pair.

    Sentences that are the same keep their beads, and all that reviewers did to them. A bead that was judged
    and whose text has changed is flagged, with the old text in its note; what is new is translated or
    aligned around the rest. It is one edit, which --reviewer can undo.
    """
    version, edit = open_workbench(existing(corpus), journal).update(pair, files, reviewer, force=force)
    done = f"{len(edit.before)} beads gave way to {len(edit.after)}" if edit else "no sentence has changed"
    click.echo(f"{pair}  version {version}: {done}")


@main.command(epilog=example("baikonur-align serve corpus --port 8000"))
@click.argument("corpus", type=FILE, default="corpus")
@click.option("--host", default="127.0.0.1", show_default=True, help="Another one needs reviewer accounts.")
@click.option("--port", default=8000, show_default=True)
@click.option("--behind-proxy", is_flag=True, help="Believe the X-Forwarded headers of one proxy before it.")
@click.option("--journal", envvar="BAIKONUR_ALIGN_JOURNAL", metavar="URL", help="The journal's database.")
def serve(corpus: Path, host: str, port: int, behind_proxy: bool, journal: str | None) -> None:
    """Serve the review app for CORPUS.

    For a team, let a web server with TLS stand before it, which sets X-Forwarded-For, X-Forwarded-Proto and
    X-Forwarded-Host itself, and serve with --behind-proxy: cookies are then sent over TLS only, and failed
    sign-ins are counted by the visitor's address.
    """
    from baikonur_align import web

    web.serve(open_workbench(existing(corpus), journal), host, port, behind_proxy=behind_proxy)


@main.command(epilog=example("baikonur-align publish --corpus corpus"))
@click.argument("pairs", nargs=-1)
@corpus_options
def publish(pairs: tuple[str, ...], corpus: Path, journal: str | None) -> None:
    """Write what reviewers did into the TEI files of PAIRS (default: all)."""
    bench = open_workbench(existing(corpus), journal)
    for pair_id in pairs or bench.corpus.ids():
        click.echo(f"{pair_id}  version {bench.publish(pair_id)}")


@main.command(epilog=example("baikonur-align realign a.kk-en --corpus corpus --reviewer reviewer-1"))
@click.argument("pair")
@corpus_options
@click.option("--reviewer", default="reviewer-1", show_default=True, help="Who can take it back in the app.")
def realign(pair: str, corpus: Path, journal: str | None, reviewer: str) -> None:
    """Align PAIR again around what reviewers confirmed.

    It is one edit in the journal. What was rejected is not offered again; sentences are taken as
    reviewers split, joined or reworded them.
    """
    from baikonur_align.workbench.realign import Unchanged, regrouped

    bench = open_workbench(existing(corpus), journal)
    try:
        version, edit = bench.realign_all(pair, reviewer)
    except Unchanged as unchanged:
        click.echo(f"{pair}  {unchanged}")
    else:
        new = regrouped(edit)
        click.echo(f"{pair}  version {version}: {new} new beads, {len(edit.after) - new} judged anew")


@main.command(
    epilog=example(
        "baikonur-align replace 'Baikonyr' 'Baikonur' --corpus corpus --apply --reviewer reviewer-1"
    )
)
@click.argument("pattern")
@click.argument("replacement")
@corpus_options
@click.option("--pair", "pairs", multiple=True, metavar="ID", help="Only this pair; repeat for more.")
@click.option("--side", type=click.Choice(["target", "source", "both"]), default="target", show_default=True)
@click.option(
    "--regex", "regular", is_flag=True, help=r"PATTERN is an expression; \1 in REPLACEMENT is its group."
)
@click.option("--case", is_flag=True, help="Capitals matter.")
@click.option("--words", is_flag=True, help="Whole words only.")
@click.option("--apply", is_flag=True, help="Do it; without this it is only shown.")
@click.option("--reviewer", default="reviewer-1", show_default=True, help="Who can take it back in the app.")
def replace(
    pattern: str,
    replacement: str,
    corpus: Path,
    journal: str | None,
    pairs: tuple[str, ...],
    reviewer: str,
    apply: bool,
    **how: Any,
) -> None:
    """Find PATTERN in the sentences of a corpus and put REPLACEMENT there, one edit a pair.

    Prints each sentence before and after, tab-separated.
    """
    bench = open_workbench(existing(corpus), journal)
    search = {"find": pattern, "replacement": replacement, **how}
    for done in bench.replace(pairs or bench.corpus.ids(), search, reviewer, apply=apply):
        for hit in done.hits:
            click.echo(f"{done.pair_id}\t{hit.segment.id}\t{hit.segment.text}\t{hit.text}")
        made = f"version {done.version}" if apply else "nothing is changed; add --apply to do it"
        note(f"{done.pair_id}  {len(done.hits)} sentences: {made}")


# --- the steps, one by one -------------------------------------------------------------------------


@main.command(epilog=example("baikonur-align split text.txt --lang kk"))
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--lang", help="Language of the text [default: detected].")
@force_option
def split(file: Path, lang: str | None, force: bool) -> None:
    """Print a sentence a line, a blank line between blocks."""
    from baikonur_align import workbench

    for line in workbench.split_lines(file, lang, force=force):
        click.echo(line)


@main.command(epilog=example("baikonur-align translate text.txt --from kk --to en"))
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--from", "source", required=True, metavar="LANG")
@click.option("--to", "target", required=True, metavar="LANG")
@force_option
def translate(file: Path, source: str, target: str, force: bool) -> None:
    """Translate line for line; a line may hold several sentences."""
    from baikonur_align import workbench

    for line in workbench.translate_lines(file, source, target, progress("translated"), force=force):
        click.echo(line)


@main.command(epilog=example("baikonur-align align text.kk.txt text.en.txt --from kk --to en"))
@click.argument("source", type=FILE)
@click.argument("target", type=FILE)
@click.option("--from", "source_lang", required=True, metavar="LANG")
@click.option("--to", "target_lang", required=True, metavar="LANG")
@click.option("--src-mt", type=FILE, help="SOURCE in the other language, line for line.")
@click.option("--tgt-mt", type=FILE, help="TARGET in the other language, line for line.")
@click.option("--dictionary", type=FILE, help="Words of your own: source, a tab, target, an entry a line.")
@click.option(
    "--widest", type=click.IntRange(1, 5), help="Sentences on a side of a bead, at most [default: 5]."
)
@click.option("--anchors", type=FILE, help="Beads that stand, as `align` prints them: align between them.")
@click.option("--lines", is_flag=True, help="The files have a sentence a line already.")
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
    widest: int | None,
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
        widest=widest,
        lines=lines,
        comparable=comparable,
        force=force,
        say=note,
    ):
        click.echo(line)


def note(message: str) -> None:
    click.echo(message, err=True)


# --- what comes out --------------------------------------------------------------------------------


@main.command(epilog=example("baikonur-align export all --format tmx --status confirmed -o corpus.tmx"))
@click.argument("pairs", nargs=-1, required=True)
@corpus_options
@click.option("--format", "format_", type=click.Choice(FORMATS), required=True)
@click.option("-o", "--output", type=FILE, help="A file; moses writes two [default: standard output].")
@click.option(
    "--status", multiple=True, type=click.Choice(STATUSES), help="Only such beads; repeat for more."
)
@click.option(
    "--min-confidence", type=click.FloatRange(0, 1), help="Only confirmed beads, and those as sure."
)
@click.option("--dropped", type=FILE, help="A TSV file of what is left out, each with the reason.")
def export(
    pairs: tuple[str, ...],
    corpus: Path,
    journal: str | None,
    format_: str,
    output: Path | None,
    status: tuple[Status, ...],
    min_confidence: float | None,
    dropped: Path | None,
) -> None:
    """Write PAIRS (or `all`) as they stand now, reviewers' work included."""
    from baikonur_align.workbench import Selection

    bench = open_workbench(existing(corpus), journal)
    chosen = bench.corpus.ids() if pairs == ("all",) else pairs
    selection = Selection(status or None, min_confidence)
    if dropped:
        write_whole(dropped, bench.dropped(chosen, format_, selection))
    if output is None:
        for chunk in bench.export(chosen, format_, selection):
            sys.stdout.buffer.write(chunk)
        return
    files = bench.export_files(chosen, format_, selection)
    for suffix, text in files.items():
        write_whole(output if len(files) == 1 else Path(f"{output}{suffix}"), text)


def write_whole(path: Path, text: Iterable[str]) -> None:
    """An error half-way leaves the old file as it was."""
    unfinished = Path(f"{path}.part")
    with unfinished.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(text)
    unfinished.replace(path)


@main.command(epilog=example("baikonur-align validate corpus/*.xml"))
@click.argument("files", nargs=-1, required=True, type=FILE)
def validate(files: tuple[Path, ...]) -> None:
    """Check TEI files against the schema and the rules that a schema can't say."""
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


@main.command(epilog=example("baikonur-align score --hyp system.txt --ref reference.txt"))
@click.option("--hyp", type=FILE, help="Translations to judge, one a line.")
@click.option("--ref", type=FILE, help="The reference, line for line.")
@click.option("--sentences", is_flag=True, help="Also a line a sentence.")
@click.option("--alignment", nargs=2, type=FILE, metavar="GOLD GUESS", help="Two files as `align` prints.")
@click.option("--corpus", type=FILE, help="Machine drafts against the reviewers' text.")
@click.option("--journal", envvar="BAIKONUR_ALIGN_JOURNAL", metavar="URL", help="The corpus's database.")
@click.option("--json", "as_json", is_flag=True, help="Everything, as JSON.")
def score(
    hyp: Path | None,
    ref: Path | None,
    sentences: bool,
    alignment: tuple[Path, Path] | None,
    corpus: Path | None,
    journal: str | None,
    as_json: bool,
) -> None:
    """Score translations (BLEU, chrF, chrF++, TER), a corpus's drafts (with HTER), or an alignment."""
    import json

    from baikonur_align import workbench

    if hyp and ref:
        report: workbench.Scores = workbench.score_files(hyp, ref, sentences=sentences)
    elif alignment:
        report = workbench.score_alignment_files(*alignment)
    elif corpus:
        report = open_workbench(existing(corpus), journal).scores()
    else:
        raise click.UsageError("give --hyp and --ref, or --corpus, or --alignment")
    click.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=1) if as_json else str(report))


@main.command(epilog=example("baikonur-align agreement --corpus corpus"))
@corpus_options
@click.option("--json", "as_json", is_flag=True, help="Everything, as JSON.")
def agreement(corpus: Path, journal: str | None, as_json: bool) -> None:
    """Print how far reviewers agree (observed, Krippendorff's alpha, Cohen's kappa), and what each has done.

    A line a pair and one for all, tab-separated; then a line a reviewer.
    """
    import json

    report = open_workbench(existing(corpus), journal).team.agreement()
    click.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=1) if as_json else str(report))


@main.command(epilog=example("baikonur-align concordance кешен --corpus corpus"))
@click.argument("word", nargs=-1, required=True)
@corpus_options
@click.option("--exact", is_flag=True, help="Exactly so, not in all its forms.")
@click.option("--lang", default="", help="Only in this language.")
@click.option("--pair", default="", metavar="PAIR", help="Only in this pair.")
@click.option("--confirmed", is_flag=True, help="Only in beads that a reviewer confirmed.")
def concordance(
    word: tuple[str, ...],
    corpus: Path,
    journal: str | None,
    exact: bool,
    lang: str,
    pair: str,
    confirmed: bool,
) -> None:
    """Print each place of WORD, or of words one after the other, with its context and the other side.

    A line a place, tab-separated: pair, sentence, what stands before, the word, what stands after, the
    other side. Kazakh and English words are found in all their forms, by a list of endings.
    """
    from baikonur_align import workbench

    query = workbench.Query(" ".join(word), "exact" if exact else "stem", lang, pair, confirmed)
    bench = open_workbench(existing(corpus), journal)
    for hit in bench.concordance(query):
        click.echo(f"{hit.pair}\t{hit.segment}\t{hit.before}\t{hit.match}\t{hit.after}\t{hit.other}")


# --- models and reviewers --------------------------------------------------------------------------


@main.group(cls=Commands)
def models() -> None:
    """The translation packages: which there are, and adding more."""


@models.command("list", epilog=example("baikonur-align models list"))
def models_list() -> None:
    """Print the packages that can be used, ours and those installed with Argos."""
    from baikonur_align import translate

    for row in translate.listing():
        if row["problem"]:
            click.echo(f"broken: {row['problem']}")
            continue
        where = "ships with baikonur-align" if row["shipped"] else row["path"]
        mark = "" if row["used"] else "  (another one is used)"
        size = row["bytes"] / 1e6
        click.echo(f"{row['from']} -> {row['to']}  {row['version']:8} {size:5.0f} MB  {where}{mark}")


@models.command("add", epilog=example("baikonur-align models add translate-de_en.argosmodel"))
@click.argument("path", type=FILE)
@click.option("--from", "source", metavar="LANG", default="", help="For a model that does not say itself.")
@click.option("--to", "target", metavar="LANG", default="", help="For a model that does not say itself.")
def models_add(path: Path, source: str, target: str) -> None:
    """Check a model and install it.

    PATH is an .argosmodel file, which Argos Translate will find too, or a folder with a CTranslate2,
    Marian/OPUS-MT or NLLB-200 model; one that is not converted yet needs `pip install
    'baikonur-align[convert]'`.
    """
    from baikonur_align import translate

    package = translate.add(path, source, target)
    click.echo(f"added {package.from_code} -> {package.to_code} {package.version}")


@models.command("install", epilog=example("baikonur-align models install"))
def models_install() -> None:
    """Install our Kazakh-English packages where Argos Translate finds them."""
    from baikonur_align import translate

    for path in translate.install():
        click.echo(f"installed {path}")


@main.group(cls=Commands)
def reviewer() -> None:
    """The reviewers' accounts, needed when the app listens on more than this machine."""


@reviewer.command("add", epilog=example("baikonur-align reviewer add reviewer-1 --role lead"))
@click.argument("name")
@corpus_options
@role_option
@click.password_option(help="Asked for when not given.")
def reviewer_add(name: str, corpus: Path, journal: str | None, role: Role | None, password: str) -> None:
    """Add an account, or give it another password.

    A reader reads and exports, a reviewer also edits, a lead also publishes, adds texts and assigns them.
    """
    account = open_workbench(corpus, journal).people.add(name, password, role)
    click.echo(f"{name} can sign in as {account.role}")


@reviewer.command("role", epilog=example("baikonur-align reviewer role reviewer-1 lead"))
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
@corpus_options
def reviewer_role(name: str, role: Role, corpus: Path, journal: str | None) -> None:
    """Give an account another role; it holds from the next request on."""
    open_workbench(existing(corpus), journal).people.set_role(name, role)
    click.echo(f"{name} is now {role}")


@reviewer.command("list", epilog=example("baikonur-align reviewer list"))
@corpus_options
def reviewer_list(corpus: Path, journal: str | None) -> None:
    """Print all accounts, each with its role."""
    for account in open_workbench(existing(corpus), journal).people.all():
        click.echo(f"{account.role:8}  {account.name}")


@reviewer.command("remove", epilog=example("baikonur-align reviewer remove reviewer-1"))
@click.argument("name")
@corpus_options
def reviewer_remove(name: str, corpus: Path, journal: str | None) -> None:
    """Remove an account; what the reviewer did stays."""
    open_workbench(existing(corpus), journal).people.remove(name)
    click.echo(f"{name} is removed")
