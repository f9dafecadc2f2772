"""The described API: the description is the routes', and the app does as described."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from schemathesis import engine
from schemathesis.config import (
    ChecksConfig,
    GenerationConfig,
    PhasesConfig,
    PositiveDataAcceptanceConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
    StatefulPhaseConfig,
)
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished

from baikonur_align.web import create_app
from baikonur_align.web.openapi import REFUSALS
from baikonur_align.web.routes import ENDPOINTS
from baikonur_align.workbench import Workbench
from support import ROOT
from support.app import PASSWORD
from support.browser import ANYWHERE, serving

SENSELESS = ["2xx", "401", "403", "404", "409", "422", "429"]
"""What a request of the right form may be answered: many make no sense on this corpus."""

CONFIG = SchemathesisConfig(
    projects=ProjectsConfig(
        default=ProjectConfig(
            checks=ChecksConfig(
                positive_data_acceptance=PositiveDataAcceptanceConfig(expected_statuses=SENSELESS)
            ),
            generation=GenerationConfig(
                deterministic=True, database="none", max_examples=5, no_shrink=True
            ),
            phases=PhasesConfig(stateful=StatefulPhaseConfig(enabled=False)),
        )
    )
)


def failures(app: Flask) -> Iterator[str]:
    """Failures that schemathesis finds: valid and invalid requests to all operations."""
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app, config=CONFIG)
    for event in engine.from_schema(schema).execute():
        if isinstance(event, NonFatalError | FatalError):
            yield str(event)
        if isinstance(event, ScenarioFinished):
            for case, checks in event.recorder.checks.items():
                asked = event.recorder.cases[case].value.as_curl_command()
                yield from (
                    f"{check.failure_info.failure} {asked}"
                    for check in checks
                    if check.failure_info
                )


@pytest.mark.slow
def test_the_app_does_as_it_is_described(bench: Workbench) -> None:
    assert list(failures(create_app(bench, accounts=False))) == []


def api_rules(app: Flask) -> set[str]:
    """The endpoints of all routes but pages and files."""
    rules = (
        rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(("/api/", "/export/", "/document/"))
    )
    return {rule.endpoint for rule in rules}


def test_every_route_of_the_api_is_described_and_nothing_else(bench: Workbench) -> None:
    app = create_app(bench, accounts=True)
    assert api_rules(app) == {endpoint.name for endpoint in ENDPOINTS}
    document = app.test_client().get("/api/openapi.json")
    assert document.status_code == 401  # like all else where there are accounts


def test_the_description_names_each_path_with_its_methods_and_its_least_role(
    client: FlaskClient,
) -> None:
    paths = client.get("/api/openapi.json").json["paths"]  # type: ignore[index]
    assert set(paths["/api/pairs/{pair_id}/edits"]) == {"post"}
    edit = paths["/api/pairs/{pair_id}/edits"]["post"]
    assert edit["x-least-role"] == "reviewer"
    assert set(edit["responses"]) == {
        "200",
        "400",
        "401",
        "403",
        "404",
        "405",
        "409",
        "413",
        "422",
        "503",
        "507",
    }
    assert paths["/api/pairs/{pair_id}/publish"]["post"]["x-least-role"] == "lead"
    assert "x-least-role" not in paths["/api/session"]["post"]
    codes = {
        int(response)
        for path in paths.values()
        for does in path.values()
        for response in does["responses"]
    }
    assert codes == {200, 202, *REFUSALS}


@pytest.mark.slow
def test_the_script_of_the_documentation_does_what_it_says(
    bench: Workbench, tmp_path: Path
) -> None:
    (script,) = re.findall(
        r"```python\n(.*?)```", (ROOT / "docs" / "api.md").read_text("utf-8"), re.DOTALL
    )
    bench.accounts.add("reviewer-1", PASSWORD)
    with serving(bench.corpus.root, "--host", ANYWHERE) as address:
        command = [sys.executable, "-c", script, address, "reviewer-1", PASSWORD]
        said = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout
    assert said.splitlines() == [
        "signed in as reviewer-1 reviewer",
        "draft.kk-en is now at version 1",
        "small.kk-en is now at version 1",
    ]
    exported = (tmp_path / "confirmed.tmx").read_text(encoding="utf-8")
    assert "Part of it may be paid in kind." in exported  # the least sure bead
    assert bench.review.pair("draft.kk-en").beads[0].resp == "reviewer-1"
