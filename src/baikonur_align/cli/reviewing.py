"""Commands that review: the app, and edits to whole pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from baikonur_align.cli.common import (
    DATABASE,
    FILE,
    chosen_pairs,
    cluster_option,
    corpus_options,
    example,
    existing,
    note,
    open_workbench,
)

if TYPE_CHECKING:
    from baikonur_align.journal import Numbered
    from baikonur_align.model import Problem
    from baikonur_align.workbench import Workbench


@click.command(epilog=example("baikonur-align serve corpus --port 8000"))
@click.argument("corpus", type=FILE, default="corpus")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen on; one that other machines reach requires accounts.",
)
@click.option("--port", default=8000, show_default=True)
@click.option("--behind-proxy", is_flag=True, help="Trust the X-Forwarded headers of one proxy.")
@click.option(
    "--sign-on-header",
    default="",
    metavar="NAME",
    help="The header in which the proxy gives the name of the signed-in account.",
)
@click.option("--journal", envvar="BAIKONUR_ALIGN_JOURNAL", metavar="URL", help=DATABASE)
def serve(
    corpus: Path,
    host: str,
    port: int,
    behind_proxy: bool,
    sign_on_header: str,
    journal: str | None,
) -> None:
    """Serve the review app for CORPUS.

    For a team, put a web server with TLS in front of it that sets X-Forwarded-For,
    X-Forwarded-Proto and X-Forwarded-Host, and use --behind-proxy: cookies are then sent over TLS
    only, and failed sign-ins are counted by the visitor's address. If it also signs people in, name
    the header that holds the account's name with --sign-on-header.
    """
    from baikonur_align import web

    bench = open_workbench(existing(corpus), journal)
    web.serve(bench, host, port, behind_proxy=behind_proxy, sign_on_header=sign_on_header)


@click.command(epilog=example("baikonur-align publish --corpus corpus"))
@click.argument("pairs", nargs=-1)
@corpus_options
def publish(pairs: tuple[str, ...], corpus: Path, journal: str | None) -> None:
    """Write the reviewers' edits into the TEI files of PAIRS (default: all)."""
    bench = open_workbench(existing(corpus), journal)
    for pair_id in chosen_pairs(bench, pairs):
        click.echo(f"{pair_id}  version {bench.review.publish(pair_id)}")
        bench.audit.add("publish", "command line", pair_id)


@click.command(
    epilog=example("baikonur-align realign a.kk-en --corpus corpus --reviewer reviewer-1")
)
@click.argument("pairs", nargs=-1, required=True, metavar="PAIR...")
@corpus_options
@click.option("--reviewer", default="reviewer-1", show_default=True, help="The author of the edit.")
@cluster_option
def realign(
    pairs: tuple[str, ...], corpus: Path, journal: str | None, reviewer: str, cluster: str | None
) -> None:
    """Realign each PAIR around the confirmed beads; `all` is each pair of the corpus.

    The realignment of a pair is one edit, which --reviewer can undo. Rejected beads are not
    proposed again. Sentences are used as the reviewers split, joined or reworded them.
    """
    from baikonur_align.building.realign import Unchanged, regrouping
    from baikonur_align.model import Problem

    bench = open_workbench(existing(corpus), journal)
    chosen = chosen_pairs(bench, () if pairs == ("all",) else pairs)
    refused = 0
    with _realigning(bench, cluster) as realign_each:
        for pair, outcome in realign_each(chosen, reviewer):
            if isinstance(outcome, Problem):
                if len(chosen) == 1 and not isinstance(outcome, Unchanged):
                    raise outcome
                refused += not isinstance(outcome, Unchanged)
                click.echo(f"{pair}  {outcome}")
                continue
            version, edit = outcome
            new = len(regrouping(edit).after)
            click.echo(
                f"{pair}  version {version}: {new} new beads, {len(edit.after) - new} with a new "
                "confidence"
            )
    if refused:
        raise click.ClickException(f"{refused} pairs were not aligned again; see above")


@contextmanager
def _realigning(
    bench: Workbench, cluster: str | None
) -> Iterator[Callable[[Sequence[str], str], Iterator[tuple[str, Numbered | Problem]]]]:
    """Yield what aligns many pairs again: a cluster, or this process."""
    if not cluster:
        yield bench.builder.realign_each
        return
    from baikonur_align import run_cluster

    with run_cluster.connected(cluster) as client:
        yield partial(run_cluster.realign_each, client, bench.builder, bench.glossary()[0])


@click.command(
    epilog=example(
        "baikonur-align replace 'Baikonyr' 'Baikonur' --corpus corpus --apply --reviewer reviewer-1"
    )
)
@click.argument("pattern")
@click.argument("replacement")
@corpus_options
@click.option(
    "--pair", "pairs", multiple=True, metavar="ID", help="Only in this pair; repeat for more."
)
@click.option(
    "--side", type=click.Choice(["target", "source", "both"]), default="target", show_default=True
)
@click.option(
    "--regex",
    "regular",
    is_flag=True,
    help=r"PATTERN is a regular expression; \1 in REPLACEMENT is its group.",
)
@click.option("--case", is_flag=True, help="Match case.")
@click.option("--words", is_flag=True, help="Whole words only.")
@click.option(
    "--apply", is_flag=True, help="Make the edits; without this option they are only listed."
)
@click.option("--reviewer", default="reviewer-1", show_default=True, help="The author of the edit.")
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
    """Replace PATTERN with REPLACEMENT in the sentences of a corpus, one edit for each pair.

    The output is tab-separated: pair, sentence id, old text, new text.
    """
    bench = open_workbench(existing(corpus), journal)
    search = {"find": pattern, "replacement": replacement, **how}
    for done in bench.replacer.replace(chosen_pairs(bench, pairs), search, reviewer, apply=apply):
        for hit in done.hits:
            click.echo(f"{done.pair_id}\t{hit.segment.id}\t{hit.segment.text}\t{hit.text}")
        made = (
            f"version {done.version}"
            if apply
            else "nothing is changed; add --apply to make the edits"
        )
        note(f"{done.pair_id}  {len(done.hits)} sentences: {made}")
