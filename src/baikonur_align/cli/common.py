"""What the commands share: groups, errors, the options of a corpus, progress."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from baikonur_align.model import Problem, Role, Status

if TYPE_CHECKING:
    from baikonur_align.workbench import Workbench

STATUSES = get_args(Status)
ROLES = get_args(Role)
FORMATS = [
    "tei",
    "tmx",
    "tsv",
    "jsonl",
    "moses",
    "xliff",
    "xliff2",
    "xlsx",
    "html",
    "cesalign",
    "intertext",
    "vertical",
    "parquet",
]
FILE: click.Path[Path] = click.Path(path_type=Path)


class Commands(click.Group):
    """Prints a `Problem` as one line on standard error and exits with 1.

    ``tasks`` are the headings of the help text, each with the names of its commands; without them
    the help lists all commands under one heading.
    """

    tasks: Mapping[str, Sequence[str]] = {}

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. `BrokenPipeError` passes: the reader of our output has seen enough."""
        try:
            return super().invoke(ctx)
        except Problem as problem:
            raise click.ClickException(str(problem)) from problem
        except BrokenPipeError:
            raise
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{where}{error.strerror or error}") from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under the headings of ``tasks``."""
        if not self.tasks:
            super().format_commands(ctx, formatter)
            return
        width = max(map(len, self.commands))
        for task, names in self.tasks.items():
            rows = [
                (name.ljust(width), self.commands[name].get_short_help_str(limit=200))
                for name in names
            ]
            with formatter.section(task):
                formatter.write_dl(rows)


DATABASE = "The database of the edits [default: SQLite in the corpus folder]."
"""What `--journal` names."""


def corpus_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that name the corpus folder and its journal."""
    command = click.option(
        "--journal",
        envvar="BAIKONUR_ALIGN_JOURNAL",
        metavar="URL",
        help=DATABASE,
    )(command)
    return click.option(
        "--corpus", type=FILE, default="corpus", show_default=True, help="The corpus folder."
    )(command)


role_option = click.option(
    "--role", type=click.Choice(ROLES), help="[default: unchanged; a new account is a reviewer]"
)
force_option = click.option("--force", is_flag=True, help="Do not check the language of the text.")

form_option = click.option(
    "--as",
    "form",
    metavar="FORMAT",
    help="Read the file as this format, whatever its name: text, md, html.",
)


where_option = click.option(
    "--where",
    multiple=True,
    metavar="KEY=VALUE",
    help="Only texts with this metadata: genre=law, date=1990..2005; repeat for more.",
)


cluster_option = click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Dask scheduler whose workers do it: tcp://HOST:8786, or local:N for N workers here.",
)


def open_workbench(corpus: Path, journal: str | None) -> Workbench:
    """Open the corpus, or start one in a new folder."""
    from baikonur_align.workbench import Workbench

    return Workbench(corpus, journal)


def chosen_pairs(bench: Workbench, pairs: Sequence[str]) -> Sequence[str]:
    """The pairs that were named; without names all that can be read, the others are told."""
    if pairs:
        return pairs
    ids, problems = bench.readable()
    for pair_id, problem in problems.items():
        note(f"{pair_id}  is left out: {problem}")
    return ids


def existing(corpus: Path) -> Path:
    """Return the corpus folder; end the command if there is none."""
    if not corpus.is_dir():
        raise click.ClickException(
            f"there is no corpus at {corpus}; build one: baikonur-align build FOLDER"
        )
    return corpus


def example(text: str) -> str:
    """Return the end of a help text that shows a command line."""
    return f"\b\nExample:\n  {text}"


class Progress:
    """A bar on standard error for each step of some work; nothing if that is not a terminal.

    Called with the step's name, the units done and their total. A total of 0 is unknown and shows
    no bar.
    """

    def __init__(self) -> None:
        self._step = ""
        self._bar: Any = None

    def __call__(self, step: str, done: int, total: int) -> None:
        if not total or not sys.stderr.isatty():
            return
        if step != self._step or done < self._bar.pos:
            self._step = step
            self._bar = click.progressbar(length=total, label=step, file=sys.stderr)
        if not self._bar.finished:
            self._bar.update(done - self._bar.pos)
            if self._bar.finished:
                self._bar.render_finish()


def note(message: str) -> None:
    """Print a remark on standard error."""
    click.echo(message, err=True)


def write_whole(path: Path, text: Iterable[str]) -> None:
    """Write a file; an error half-way leaves the old file as it was."""
    unfinished = Path(f"{path}.part")
    with unfinished.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(text)
    unfinished.replace(path)


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole: after an error the old file is as it was."""
    unfinished = Path(f"{path}.part")
    unfinished.write_bytes(data)
    unfinished.replace(path)
