"""Operating a corpus: backup, restore, verify, its history, and its journal's database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

import click

from baikonur_align.cli.common import (
    DATABASE,
    FILE,
    Commands,
    corpus_options,
    example,
    existing,
    note,
    open_workbench,
)


@click.command(epilog=example("baikonur-align backup corpus --output corpus-backup.tar.gz"))
@click.argument("corpus", type=FILE, default="corpus")
@click.option("-o", "--output", type=FILE, required=True, help="The file to write.")
@click.option("--journal", envvar="BAIKONUR_ALIGN_JOURNAL", metavar="URL", help=DATABASE)
def backup(corpus: Path, output: Path, journal: str | None) -> None:
    """Write CORPUS, its journal and everything else in its folder into one file.

    Reviewers can keep working: the backup is a snapshot. Keep it private: it has password hashes.
    """
    from baikonur_align.operating.backup import backup as write

    bench = open_workbench(existing(corpus), journal)
    contents = write(bench.corpus, bench.database, output)
    bench.close()
    click.echo(f"{output}  {len(contents.files)} files, {contents.edits} edits")


@click.command(epilog=example("baikonur-align restore corpus-backup.tar.gz restored"))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("folder", type=FILE)
@click.option("--journal", metavar="URL", help="Restore the journal into this empty database.")
def restore(file: Path, folder: Path, journal: str | None) -> None:
    """Restore the backup FILE into FOLDER, which must be new or empty."""
    from baikonur_align.operating.backup import restore as read

    contents = read(file, folder, journal)
    click.echo(f"{folder}  {len(contents.files)} files, {contents.edits} edits of {contents.made}")


@click.command(epilog=example("baikonur-align verify corpus"))
@click.argument("corpus", type=FILE, default="corpus")
@click.option("--journal", envvar="BAIKONUR_ALIGN_JOURNAL", metavar="URL", help=DATABASE)
def verify(corpus: Path, journal: str | None) -> None:
    """Check the files of CORPUS and its journal; the exit status is 1 if something is wrong.

    Finds gaps in the versions, files that cannot be read, files that do not fit the journal, and
    damage of the journal's own file. Each finding says what to do.
    """
    from baikonur_align.operating.verify import verify as check

    bench = open_workbench(existing(corpus), journal)
    found = list(check(bench.corpus, bench.database, bench.journal))
    for finding in found:
        click.echo(str(finding))
    click.echo(f"{len(bench.corpus.ids())} pairs, {bench.journal.count()} edits", nl=False)
    click.echo(f": {len(found)} findings" if found else ": all is well")
    bench.close()
    sys.exit(bool(found))


@click.group(cls=Commands)
def history() -> None:
    """Export the edits of a corpus."""


@history.command("export", epilog=example("baikonur-align history export --output edits.jsonl"))
@corpus_options
@click.option("-o", "--output", type=click.File("w", "utf-8", lazy=True), default="-")
def history_export(corpus: Path, journal: str | None, output: IO[str]) -> None:
    """Write every edit with its author and time, one JSON object per line."""
    from baikonur_align.operating.export import history_lines

    bench = open_workbench(existing(corpus), journal)
    for line in history_lines(bench.journal):
        output.write(line)
    bench.close()


@click.command(
    epilog=example("baikonur-align migrate corpus --journal postgresql+psycopg://localhost/corpus")
)
@click.argument("corpus", type=FILE, default="corpus")
@click.option("--journal", metavar="URL", required=True, help="The other database.")
@click.option("--back", is_flag=True, help="From that database into the corpus's own SQLite file.")
def migrate(corpus: Path, journal: str, back: bool) -> None:
    """Copy the journal of CORPUS from its SQLite file into another, empty database.

    Stop the servers first. Serve with --journal URL afterwards, and move the SQLite file away.
    """
    from baikonur_align.journal import open_database
    from baikonur_align.journal.transfer import copy_journal
    from baikonur_align.workbench import JOURNAL

    own = existing(corpus) / JOURNAL
    if not back and not own.exists():
        raise click.ClickException(f"there is no journal at {own}")
    databases = [open_database(f"sqlite:///{own}"), open_database(journal)]
    source, target = reversed(databases) if back else databases
    click.echo(f"{copy_journal(source, target)} edits copied")
    for database in databases:
        database.dispose()


@click.group(cls=Commands)
def journal() -> None:
    """Upgrade or adopt the journal of a corpus."""


@journal.command("upgrade", epilog=example("baikonur-align journal upgrade --corpus corpus"))
@corpus_options
def journal_upgrade(corpus: Path, journal: str | None) -> None:
    """Create the tables and columns that this version needs.

    Run it as a database user who may create tables; the servers' user then needs no such right.
    """
    from baikonur_align.journal import open_database
    from baikonur_align.workbench import JOURNAL

    url = journal or f"sqlite:///{existing(corpus) / JOURNAL}"
    open_database(url, upgrade=True).dispose()
    click.echo("the journal is up to date")


@journal.command("adopt", epilog=example("baikonur-align journal adopt --corpus corpus"))
@corpus_options
def journal_adopt(corpus: Path, journal: str | None) -> None:
    """Use another journal for a corpus that is a copy, or whose own journal is lost.

    The journal named by --journal, or the one in the folder, becomes the corpus's own. The
    history of published files starts again.
    """
    bench = open_workbench(existing(corpus), journal)
    bench.review.claim(for_edits=True, anew=True)
    for pair_id in bench.corpus.ids():
        snapshot = bench.review.snapshot(pair_id)
        if snapshot.problem:
            bench.review.adopt(pair_id)
            note(f"{pair_id}  goes on from version {snapshot.version}")
    bench.close()
