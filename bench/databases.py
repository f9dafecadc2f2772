"""How long an edit takes with the journal in PostgreSQL, beside SQLite: taken in turns.

    python bench/databases.py [--edits 300]

The server of PostgreSQL is one of the benchmark's own, with fsync as SQLite has it, on a socket of
this machine. Requests go to the app without a network, so that the databases are compared.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles

from flask.testing import FlaskClient
from serve import PAIR, make_pair

from baikonur_align.web import create_app
from baikonur_align.workbench import Workbench

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from support.postgresql import running

BEADS = 1000


def prepared(folder: Path, url: str | None) -> tuple[Workbench, FlaskClient, list[str]]:
    """Return a workbench, a client that is signed in, and the ids of the pair's beads."""
    bench = Workbench(folder, url)
    bench.corpus.write(make_pair(BEADS))
    bench.accounts.add("reviewer-1", "a long password")
    client = create_app(bench, accounts=True).test_client()
    client.post("/api/session", json={"name": "reviewer-1", "password": "a long password"})
    beads = client.get(f"/api/pairs/{PAIR}").get_json()["beads"]
    return bench, client, [bead["id"] for bead in beads]


def edit(client: FlaskClient, bead: str) -> float:
    """Confirm a bead; the seconds that it took."""
    begun = time.perf_counter()
    answer = client.post(f"/api/pairs/{PAIR}/edits", json={"verb": "confirm", "beads": [bead]})
    took = time.perf_counter() - begun
    assert answer.status_code == 200, answer.text
    return took


def main() -> None:
    """Print median and 95th percentile of both, and their ratio."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--edits", type=int, default=300)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name, running(fsync=True) as url:
        benches = {
            "SQLite": prepared(Path(name) / "sqlite", None),
            "PostgreSQL": prepared(Path(name) / "postgresql", url),
        }
        took: dict[str, list[float]] = {database: [] for database in benches}
        for number in range(given.edits):
            for database, (_, client, beads) in benches.items():
                took[database].append(edit(client, beads[number]))
        for bench, _, _ in benches.values():
            bench.close()
    cuts = {database: quantiles(times, n=100) for database, times in took.items()}
    for database, cut in cuts.items():
        print(
            f"{database}: median {1000 * cut[49]:.1f} ms, 95th percentile {1000 * cut[94]:.1f} ms"
        )
    print(f"ratio of the 95th percentiles: {cuts['PostgreSQL'][94] / cuts['SQLite'][94]:.2f}")


if __name__ == "__main__":
    main()
