"""What the commands have in common: how errors end them, the options of a corpus, how progress is shown."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from baikonur_align.model import Problem, Role, Status

if TYPE_CHECKING:
    from baikonur_align.building.pairs import Report
    from baikonur_align.journal.jobs import Step
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


role_option = click.option(
    "--role", type=click.Choice(ROLES), help="[default: as it was, else reviewer]"
)
force_option = click.option("--force", is_flag=True, help="Take the languages at your word.")


def open_workbench(corpus: Path, journal: str | None) -> Workbench:
    from baikonur_align.workbench import Workbench

    return Workbench(corpus, journal)


def existing(corpus: Path) -> Path:
    """The folder, for the commands that make none."""
    if not corpus.is_dir():
        raise click.ClickException(
            f"there is no corpus at {corpus}; make one: baikonur-align build FOLDER"
        )
    return corpus


def example(text: str) -> str:
    return f"\b\nExample:\n  {text}"


def progress(what: str) -> Callable[[int, int], None]:
    """Counts on one line of standard error, where that is a terminal."""

    def show(done: int, total: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{what} {done}/{total}", nl=done == total, err=True)

    return show


def note(message: str) -> None:
    click.echo(message, err=True)


def write_whole(path: Path, text: Iterable[str]) -> None:
    """An error half-way leaves the old file as it was."""
    unfinished = Path(f"{path}.part")
    with unfinished.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(text)
    unfinished.replace(path)


def making() -> Report:
    """The steps of making a pair, each over the one before on a line of standard error."""
    from baikonur_align.building.pairs import silent

    def show(step: Step, done: int, total: int) -> None:
        line = "" if step == "save" else f"{step} {done}/{total}" if total else f"{step} ..."
        click.echo(f"{line}\x1b[K\r", nl=False, err=True)  # what is printed next takes its place

    return show if sys.stderr.isatty() else silent
