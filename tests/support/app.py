"""A client of the review app over HTTP."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

DRAFT = "/api/pairs/draft.kk-en"
CHANGING = ["/edits", "/undo", "/redo", "/publish"]
PASSWORD = "a long password"


class Reader(FlaskClient):
    """Read every response to its end, as a browser does."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return super().open(*args, **{"buffered": True, **kwargs})


def client_of(app: Flask) -> FlaskClient:
    app.testing = True
    app.test_client_class = Reader
    return app.test_client()


def sign_in(
    client: FlaskClient, name: str, password: str = PASSWORD, **environ: str
) -> TestResponse:
    body = json.dumps({"name": name, "password": password})
    return client.post(
        "/api/session", data=body, content_type="application/json", environ_base=environ
    )


def bead_ids(client: FlaskClient) -> list[str]:
    return [bead["id"] for bead in client.get(DRAFT).json["beads"]]  # type: ignore[index]


def edit(client: FlaskClient, verb: str, beads: list[str], version: int = 0, **args: Any) -> Any:
    return client.post(
        f"{DRAFT}/edits", json={"verb": verb, "beads": beads, "args": args, "version": version}
    )
