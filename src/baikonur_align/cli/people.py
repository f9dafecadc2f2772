"""Commands for the reviewers' accounts."""

from __future__ import annotations

from pathlib import Path

import click

from baikonur_align.cli.common import (
    ROLES,
    Commands,
    corpus_options,
    example,
    existing,
    open_workbench,
    role_option,
)
from baikonur_align.model import Role

BY_COMMAND = "command line"
"""Who did it, in the audit log: someone with a shell on the server."""


@click.group(cls=Commands)
def reviewer() -> None:
    """Manage reviewers' accounts, which are required if other machines can reach the app."""


@reviewer.command("add", epilog=example("baikonur-align reviewer add reviewer-1 --role lead"))
@click.argument("name")
@corpus_options
@role_option
@click.password_option(help="The password [default: the command asks for it].")
def reviewer_add(
    name: str, corpus: Path, journal: str | None, role: Role | None, password: str
) -> None:
    """Add an account, or change its password.

    A reader reads and exports. A reviewer also edits. A lead also publishes, adds texts and
    assigns them.
    """
    bench = open_workbench(corpus, journal)
    account = bench.accounts.add(name, password, role)
    bench.audit.add(f"account: {account.role}", BY_COMMAND, account.name)
    click.echo(f"{name} can sign in as {account.role}")


@reviewer.command("role", epilog=example("baikonur-align reviewer role reviewer-1 lead"))
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
@corpus_options
def reviewer_role(name: str, role: Role, corpus: Path, journal: str | None) -> None:
    """Change the role of an account; it applies from the next request."""
    bench = open_workbench(existing(corpus), journal)
    bench.accounts.set_role(name, role)
    bench.audit.add(f"role: {role}", BY_COMMAND, name)
    click.echo(f"{name} is now {role}")


@reviewer.command("list", epilog=example("baikonur-align reviewer list"))
@corpus_options
def reviewer_list(corpus: Path, journal: str | None) -> None:
    """Print all accounts and their roles."""
    for account in open_workbench(existing(corpus), journal).accounts.all():
        click.echo(f"{account.role:8}  {account.name}")


@reviewer.command("unlock", epilog=example("baikonur-align reviewer unlock reviewer-1"))
@click.argument("name")
@corpus_options
def reviewer_unlock(name: str, corpus: Path, journal: str | None) -> None:
    """Let an account sign in again at once after too many wrong passwords."""
    bench = open_workbench(existing(corpus), journal)
    bench.accounts.unlock(name)
    bench.audit.add("unlock", BY_COMMAND, name)
    click.echo(f"{name} can sign in again")


@reviewer.command("remove", epilog=example("baikonur-align reviewer remove reviewer-1"))
@click.argument("name")
@corpus_options
def reviewer_remove(name: str, corpus: Path, journal: str | None) -> None:
    """Remove an account; the reviewer's edits stay."""
    bench = open_workbench(existing(corpus), journal)
    bench.accounts.remove(name)
    bench.audit.add("account removed", BY_COMMAND, name)
    click.echo(f"{name} is removed")
