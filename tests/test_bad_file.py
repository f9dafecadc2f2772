"""One bad TEI file is one bad row: all else works, and names it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from baikonur_align.workbench import Workbench
from support import sample
from support.calls import noted

pytestmark = pytest.mark.slow

BAD = {
    "cut.kk-en": "<TEI",
    "empty.kk-en": "",
    "other.kk-en": "<html/>",
}


@pytest.fixture(autouse=True)
def bad_files(bench: Workbench) -> None:
    for name, text in BAD.items():
        bench.corpus.path(name).write_text(text, encoding="utf-8")


def answer(client: FlaskClient, path: str) -> Any:
    found = client.get(path)
    assert found.status_code == 200, found.text
    return found.json


def test_the_list_of_pairs_says_what_is_wrong(client: FlaskClient) -> None:
    rows = {row["id"]: row for row in answer(client, "/api/pairs")["pairs"]}
    assert rows.keys() == {*BAD, "draft.kk-en", "small.kk-en"}
    assert all(f"{name}.xml" in rows[name]["problem"] for name in BAD)
    assert rows["draft.kk-en"]["problem"] == ""


def test_scores_tasks_agreement_and_the_concordance_answer(client: FlaskClient) -> None:
    scores = {row["name"]: row["reason"] for row in answer(client, "/api/scores")["pairs"]}
    assert all(name in scores[name] for name in BAD)
    assert answer(client, "/api/tasks")["tasks"] == []
    assert {row["name"] for row in answer(client, "/api/agreement")["pairs"]} == {
        "draft.kk-en",
        "small.kk-en",
    }
    assert answer(client, "/api/concordance?q=city")["ready"] in (True, False)


def test_the_others_are_exported_and_published(client: FlaskClient, bench: Workbench) -> None:
    assert client.get("/export/all.tmx").status_code == 200
    assert client.post("/api/pairs/draft.kk-en/publish", json={}).status_code == 200
    bench.corpus.write_manifest()
    listed = (bench.corpus.root / "README.md").read_text(encoding="utf-8")
    assert listed.count("cannot be read") == len(BAD)


def test_the_bad_one_itself_is_told(client: FlaskClient) -> None:
    for name in BAD:
        found = client.get(f"/api/pairs/{name}")
        assert found.status_code == 500
        assert f"{name}.xml" in found.json["error"]  # type: ignore[index]


@pytest.mark.parametrize(
    "command",
    [
        ["publish"],
        ["export", "all", "--format", "tsv"],
        ["score", "--corpus", "corpus"],
        ["agreement"],
        ["concordance", "city"],
        ["replace", "city", "town"],
    ],
    ids=lambda command: command[0],
)
def test_commands_do_the_others(bench: Workbench, command: list[str]) -> None:
    bench.close()
    full = [sys.executable, "-m", "baikonur_align", *command]
    done = subprocess.run(
        full, cwd=Path(bench.corpus.root).parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_the_list_is_written_without_reading_files_again(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.corpus.write_manifest()
    read = noted(monkeypatch, bench.corpus, "read")
    bench.corpus.write_manifest()
    assert set(read) == set(BAD)
    bench.corpus.write(bench.corpus.read("small.kk-en"))
    read.clear()
    bench.corpus.write_manifest()
    assert set(read) == {*BAD, "small.kk-en"}


def test_titles_are_no_markup_in_the_list_of_the_corpus(bench: Workbench) -> None:
    pair = sample.draft()
    title = "# <b>A</b> | [title](javascript:alert)\n- of two lines"
    source = replace(pair.source, title=title, sha256="2" * 64)
    bench.corpus.write(replace(pair, id="odd.kk-en", source=source))
    bench.corpus.write_manifest()
    listed = (bench.corpus.root / "README.md").read_text(encoding="utf-8")
    (line,) = (line for line in listed.splitlines() if "2" * 64 in line)
    escaped = r"\# \<b\>A\</b\> \| \[title\]\(javascript:alert\) \- of two lines"
    assert escaped in line
