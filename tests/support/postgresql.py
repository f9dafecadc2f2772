"""A PostgreSQL server of the tests' own, on a socket in a temporary folder."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

USER = "postgres" if os.geteuid() == 0 else None  # a database server refuses to run as root


def programs() -> Path | None:
    """The folder of the newest PostgreSQL's programs; None if there is none."""
    on_path = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = Path(on_path) if on_path else debian[-1] if debian else None
    return found and found.parent


PROGRAMS = programs()


def run(program: str, *args: str | Path) -> None:
    """Run one of PostgreSQL's programs as a user who may."""
    assert PROGRAMS
    subprocess.run(
        [PROGRAMS / program, *args], check=True, stdout=subprocess.DEVNULL, cwd="/", user=USER
    )


@contextmanager
def running(*, fsync: bool = False) -> Iterator[str]:
    """A server without a port; yields the URL of its database `postgres`."""
    with TemporaryDirectory(prefix="pg") as name:
        folder = Path(name)
        if USER:
            shutil.chown(folder, USER)
        data = folder / "data"
        run("initdb", "-D", data, "-A", "trust", "-U", "reviewers", "-E", "UTF8", "--locale", "C")
        options = f"-k {folder} -c listen_addresses='' -c fsync={'on' if fsync else 'off'}"
        run("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://reviewers@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")


def new_database(server: str, name: str) -> str:
    """Make an empty database; its URL."""
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return server.replace("/postgres?", f"/{name}?")
