"""Random requests to every operation of the API, one after another on the same corpus.

    python bench/fuzz.py [--minutes 10] [--seed 1]

Schemathesis takes the API's own description. Ids of pairs are those of two pairs here, and links
lead from a pair to edits of its beads, so that sequences of requests change something: they
edit, undo, revert, publish and add texts. An answer of 500 or more is an error of the server.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import schemathesis
from flask import Flask
from schemathesis import engine
from schemathesis.config import SchemathesisConfig
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished

from baikonur_align.model import Bead, BlockKind, Pair, Segment, Side
from baikonur_align.web import create_app
from baikonur_align.web.openapi import description
from baikonur_align.web.routes import ENDPOINTS
from baikonur_align.workbench import Workbench

PAIRS = ("first.kk-en", "second.kk-en")
SERVER_ERROR = 500

Json = dict[str, Any]


def make_pair(name: str) -> Pair:
    """Return a pair of twelve short beads."""

    def sentence(lang: str, n: int) -> Segment:
        return Segment(f"{lang}.{n}", f"Sentence {n} of {lang}, with 10 % of it.", n // 4)

    rows = tuple(
        Bead((sentence("kk", n),), (sentence("en", n),), confidence=n / 12) for n in range(1, 13)
    )
    paragraph: BlockKind = "paragraph"
    blocks = (paragraph,) * 4
    sides = [Side(lang, lang, f"{name}.{lang}.txt", "0" * 64, blocks) for lang in ("kk", "en")]
    return Pair(name, "translation", sides[0], sides[1], rows)


def linked_description() -> Json:
    """Return the API's description with real ids, and links from a pair to what changes it."""
    found = description(ENDPOINTS)
    for path, operations in found["paths"].items():
        for operation in operations.values():
            for parameter in operation["parameters"]:
                if parameter["name"] == "pair_id":
                    parameter["schema"] = {"type": "string", "enum": list(PAIRS)}
        if path == "/api/pairs/{pair_id}":
            operations["get"]["responses"]["200"]["links"] = _links(found["paths"])
    return found


def _links(paths: Json) -> Json:
    bead = "$response.body#/beads/0/id"
    other = "$response.body#/beads/1/id"
    bodies: dict[str, Json] = {
        "edits": {"verb": "confirm", "beads": [bead]},
        "undo": {},
        "redo": {},
        "publish": {},
        "undoable": {},
        "find": {"find": "Sentence", "beads": [bead]},
        "realign/plan": {"beads": [bead, other]},
        "revert": {"to": 0, "beads": []},
    }
    out: Json = {}
    for verb, body in bodies.items():
        operation = paths[f"/api/pairs/{{pair_id}}/{verb}"]["post"]["operationId"]
        same = {"pair_id": "$request.path.pair_id"}
        out[verb] = {"operationId": operation, "parameters": same, "requestBody": body}
    return out


def config(seed: int) -> SchemathesisConfig:
    """Return the settings of one pass: sequences of requests, or in each fourth single ones."""
    alone = seed % 4 == 0
    few = {"max-examples": 5, "database": "none", "no-shrink": True}
    many = few | {"max-examples": 100, "mode": "positive" if seed % 2 else "all"}
    return SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "checks": {"enabled": False, "not_a_server_error": {"enabled": True}},
            "generation": few,
            "phases": {
                "coverage": {"enabled": alone},
                "fuzzing": {"enabled": alone},
                "stateful": {
                    "max-steps": 12,
                    "generation": many,
                    "inference": {"algorithms": ["location-headers"]},
                },
            },
        }
    )


def answers(app: Flask, until: float, seed: int) -> Iterator[tuple[str, int, str]]:
    """Yield phase, status and request of each answer until a time; pass after pass."""
    for number in count(seed):
        if time.monotonic() >= until:
            return
        schema = schemathesis.openapi.from_dict(linked_description(), config=config(number))
        schema.app = app
        stream = engine.from_schema(schema).execute()
        for event in stream:
            if isinstance(event, NonFatalError | FatalError):
                yield "engine", SERVER_ERROR, str(event)
            if isinstance(event, ScenarioFinished):
                for case, said in event.recorder.interactions.items():
                    if said.response is not None:
                        asked = event.recorder.cases[case].value.as_curl_command()
                        yield event.phase.value, said.response.status_code, asked
            if time.monotonic() >= until:
                stream.stop()
                return


def main() -> None:
    """Send requests for some minutes; print the answers by status, and the errors."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    statuses, phases, errors = Counter[int](), Counter[str](), list[str]()
    with tempfile.TemporaryDirectory() as folder:
        bench = Workbench(Path(folder) / "corpus")
        for name in PAIRS:
            bench.corpus.write(make_pair(name))
        app = create_app(bench, accounts=False)
        until = time.monotonic() + 60 * given.minutes
        for phase, status, asked in answers(app, until, given.seed):
            statuses[status] += 1
            phases[phase] += 1
            if status >= SERVER_ERROR:
                errors.append(f"{status} {asked}")
        edits = bench.journal.count()
        bench.close()
    print(
        f"{sum(statuses.values())} requests in {given.minutes} minutes: "
        f"{dict(sorted(phases.items()))}"
    )
    print(f"answers by status: {dict(sorted(statuses.items()))}; {edits} edits made")
    print(f"errors of the server: {len(errors)}")
    for error in errors[:20]:
        print(f"  {error}")
    sys.exit(bool(errors))


if __name__ == "__main__":
    main()
