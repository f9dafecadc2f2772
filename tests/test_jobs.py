"""Texts added over HTTP: what is read from them, and the jobs that make pairs of them."""

from __future__ import annotations

import http.client
import io
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from baikonur_align.jobs.queue import MOST_JOBS
from baikonur_align.journal import open_database
from baikonur_align.journal.jobs import KEPT, LEASE, TRIES, Job, Jobs, NameHeld, Text
from baikonur_align.tei import validate
from baikonur_align.web import create_app
from baikonur_align.web.adding import MAX_UPLOAD
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import app, papers
from support.sample import small_pair

pytestmark = pytest.mark.slow

KAZAKH = (
    "Байқоңыр ғарыш айлағы 1955 жылы салынды. Оның аумағы 6717 шаршы километр. "
    "Мұнда көп адам тұрады.\n"
)
ENGLISH = (
    "The Baikonur cosmodrome was built in 1955. Its area is 6717 square kilometres. "
    "Many people live here.\n"
)
RUSSIAN = (
    "Космодром Байконур построен в 1955 году. Его площадь 6717 квадратных километров. "
    "Здесь живут люди.\n"
)


def lines(count: int) -> str:
    """Sentences that no two of are the same, so that each is translated for itself."""
    sentence = "{} жылы Байқоңыр ғарыш айлағында {} адам жұмыс істеді, ал қалада {} тұрғын болды.\n"
    return "".join(
        sentence.format(number, number * 7 % 1000, number * 13)
        for number in range(1000, 1000 + count)
    )


LONG = lines(800)  # takes longer than a look at the job, on any machine
UNENDING = lines(5000)  # is never seen to the end


# --- the list of jobs -----------------------------------------------------------------------------


def job(pair: str) -> Job:
    return Job(0, pair, "draft", "kk", "en", "A title", "reviewer-1", "2026-01-01T00:00:00Z")


@pytest.fixture
def jobs(tmp_path: Path) -> Iterator[Jobs]:
    database = open_database(f"sqlite:///{tmp_path / 'journal.sqlite'}")
    yield Jobs(database)
    database.dispose()


TEXTS = [Text("a.txt", "kk", "A", b"\0\xff"), Text("b.txt", "en", "B", b"b")]


def test_a_job_keeps_its_texts_until_it_has_ended(jobs: Jobs) -> None:
    first = jobs.add(job("a.kk-en"), TEXTS)
    assert jobs.texts(first.id) == TEXTS
    assert jobs.claim("w", 0) == jobs.get(first.id)
    assert jobs.end(first.id, "w", "done")
    assert jobs.texts(first.id) == []
    assert [j.state for j in jobs.recent()] == ["done"]
    assert jobs.forget(first.id)
    assert jobs.recent() == []
    assert jobs.add(job("a.kk-en"), TEXTS).id > first.id


def test_two_jobs_never_hold_one_name(jobs: Jobs) -> None:
    first = jobs.add(job("a.kk-en"), TEXTS)
    with pytest.raises(NameHeld):
        jobs.add(job("a.kk-en"), TEXTS)
    assert jobs.cancel(first.id)
    assert jobs.add(job("a.kk-en"), TEXTS)


def test_the_list_shows_what_runs_however_long_it_is(jobs: Jobs) -> None:
    running = jobs.add(job("a.kk-en"), TEXTS).id
    jobs.claim("one", 0)
    for number in range(KEPT + 2):
        other = jobs.add(job(f"{number}.kk-en"), TEXTS)
        jobs.cancel(other.id)
    listed = jobs.recent()
    assert (listed[0].id, listed[0].state) == (running, "running")
    assert len(listed) == KEPT


def test_an_account_has_a_quota_of_jobs(client: FlaskClient, bench: Workbench) -> None:
    for number in range(MOST_JOBS):
        who = replace(job(f"{number}.kk-en"), who="reviewer-1")
        bench.jobs.store.add(who, TEXTS)
    body = {"source": "Бір сөйлем.", "target": "A sentence.", "kind": "translation"}
    body |= {"source_lang": "kk", "target_lang": "en", "reviewer": "reviewer-1"}
    answer = client.post("/api/jobs", json=body | {"name": "more"})
    assert answer.status_code == 429
    assert client.post("/api/jobs", json=body | {"name": "x", "reviewer": "r"}).status_code == 202


def test_one_job_runs_at_a_time_whoever_asks(jobs: Jobs) -> None:
    ids = [jobs.add(job(f"{number}.kk-en"), TEXTS).id for number in range(2)]
    first = jobs.claim("one", 0)
    assert first
    assert first.id == ids[0]
    assert not jobs.is_work(1)
    assert jobs.claim("two", 1) is None
    jobs.end(first.id, "one", "done")
    second = jobs.claim("two", 2)
    assert second
    assert second.id == ids[1]


def test_a_job_whose_worker_gives_no_sign_is_taken_over(jobs: Jobs) -> None:
    number = jobs.add(job("a.kk-en"), TEXTS).id
    assert jobs.claim("one", 0)
    assert jobs.report(number, "one", "translate", 3, 9, LEASE / 2)
    assert jobs.claim("two", LEASE + 1) is None
    taken = jobs.claim("two", LEASE * 2)
    assert taken
    assert (taken.id, taken.step, taken.done) == (number, "read", 0)
    assert not jobs.report(number, "one", "translate", 4, 9, LEASE * 2)
    assert not jobs.end(number, "one", "done")
    assert not jobs.holds(number, "one")
    assert jobs.holds(number, "two")


def test_a_job_that_ends_its_worker_each_time_is_given_up(jobs: Jobs) -> None:
    number = jobs.add(job("a.kk-en"), TEXTS).id
    for attempt in range(TRIES):
        assert jobs.claim(f"w{attempt}", attempt * 2 * LEASE)
    assert jobs.claim("last", TRIES * 2 * LEASE) is None
    assert jobs.get(number).state == "failed"  # type: ignore[union-attr]


def test_a_job_that_was_let_go_waits_again_as_if_never_begun(jobs: Jobs) -> None:
    number = jobs.add(job("a.kk-en"), TEXTS).id
    for attempt in range(TRIES + 1):
        assert jobs.claim(f"w{attempt}", attempt)
        jobs.release(f"w{attempt}")
    assert jobs.get(number) == Job(**{**vars(job("a.kk-en")), "id": number})


def test_what_is_being_written_is_not_cancelled_any_more(jobs: Jobs) -> None:
    number = jobs.add(job("a.kk-en"), TEXTS).id
    jobs.claim("w", 0)
    jobs.report(number, "w", "save", 0, 0, 0)
    assert not jobs.cancel(number)
    assert jobs.end(number, "w", "done")
    assert not jobs.cancel(number)


# --- what is understood, what is refused ----------------------------------------------------------


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    workbench = Workbench(tmp_path / "corpus")
    workbench.corpus.write(small_pair())
    yield workbench
    workbench.close()


@pytest.fixture
def client(bench: Workbench) -> FlaskClient:
    return app.client_of(create_app(bench, accounts=False))


def files(**texts: tuple[str, bytes]) -> dict[str, Any]:
    return {side: (io.BytesIO(data), name) for side, (name, data) in texts.items()}


def test_one_text_is_understood_with_its_language_its_title_and_a_free_name(
    client: FlaskClient,
) -> None:
    sent = files(source=("small.kk.docx", papers.word(("Title", "Айлақ"), ("Normal", KAZAKH))))
    look = client.post("/api/texts", data=sent).get_json()
    (seen,) = look["texts"]
    assert (seen["name"], seen["lang"], seen["title"]) == ("small.kk.docx", "kk", "Айлақ")
    assert (seen["blocks"], seen["sentences"], seen["words"], seen["guessed"]) == (2, 4, 16, False)
    (remark,) = seen["remarks"]
    assert (remark["kind"], remark["what"]) == ("guessed", "the language is kk")
    assert (look["kind"], look["name"]) == ("draft", "small-2")
    assert look["ways"] == {"en": ["kk"], "kk": ["en"]}
    assert {"kk", "en", "ru"} <= set(look["languages"])


def test_two_texts_are_understood_as_a_translation(client: FlaskClient) -> None:
    sent = {"source": KAZAKH, "target": ENGLISH, "target_title": "Mine"}
    look = client.post("/api/texts", json=sent).get_json()
    assert [(text["lang"], text["title"]) for text in look["texts"]][1] == ("en", "Mine")
    assert (look["kind"], look["name"]) == (
        "translation",
        "baikonyr_garysh_ailagy_1955_zhyly_salyndy",
    )


@pytest.mark.parametrize(
    ("sent", "status", "says"),
    [
        ({}, 400, "send a text"),
        ({"target": ENGLISH}, 400, "send a text"),
        ({"source": 5}, 400, "source is not valid"),
        ({"source": " "}, 422, "is empty"),
        ({"source": "%PDF-1.7", "source_name": "a.txt"}, 422, "is a PDF"),
        ({"source": "<html>", "source_name": "x.txt"}, 422, "is HTML"),
        ({"source": "<tmx/>", "source_name": "x.tmx"}, 422, "is in no language"),
        ({"source": "<tmx/>", "source_name": "x.tmx", "target": ENGLISH}, 422, "add it alone"),
    ],
)
def test_what_is_no_text_is_told_in_one_line(
    client: FlaskClient, sent: dict[str, Any], status: int, says: str
) -> None:
    answer = client.post("/api/texts", json=sent)
    assert answer.status_code == status
    assert says in answer.get_json()["error"]
    assert "\n" not in answer.get_json()["error"]


@pytest.mark.parametrize(
    ("sent", "status", "says"),
    [
        ({"source": KAZAKH, "kind": "draft", "target_lang": "kk"}, 422, "name another language"),
        (
            {"source": KAZAKH, "kind": "draft", "target_lang": "xx"},
            422,
            "no model translates kk to xx",
        ),
        ({"source": KAZAKH, "kind": "draft", "target_lang": "../"}, 422, "not a language code"),
        ({"source": RUSSIAN, "kind": "draft", "target_lang": "en"}, 422, "models add FILE"),
        ({"source": KAZAKH, "kind": "translation"}, 422, "needs one text"),
        ({"source": KAZAKH, "target": ENGLISH, "kind": "draft"}, 422, "needs one text"),
        (
            {"source": KAZAKH, "target": KAZAKH, "kind": "translation"},
            422,
            "name another language",
        ),
        ({"source": KAZAKH, "kind": "novel"}, 400, "kind is not valid"),
        (
            {"source": KAZAKH, "kind": "draft", "target_lang": "en", "name": "small"},
            409,
            "choose another name",
        ),
        (
            {"source": KAZAKH, "kind": "draft", "target_lang": "en", "name": "x" * 90},
            422,
            "a shorter one",
        ),
        ({"source": KAZAKH, "kind": "draft", "target_lang": "en", "reviewer": " "}, 422, "name"),
    ],
)
def test_what_can_be_no_pair_is_refused_at_once_and_leaves_nothing(
    client: FlaskClient, sent: dict[str, Any], status: int, says: str
) -> None:
    answer = client.post("/api/jobs", json=sent)
    assert answer.status_code == status
    assert says in answer.get_json()["error"]
    assert client.get("/api/jobs").get_json() == {"jobs": []}


def test_more_than_is_taken_at_once_is_refused_unread(client: FlaskClient) -> None:
    form = "multipart/form-data; boundary=x"
    answer = client.post("/api/texts", data=b"x" * (MAX_UPLOAD + 1), content_type=form)
    assert answer.status_code == 413
    assert "in parts" in answer.get_json()["error"]


def test_a_job_on_the_list_holds_its_name_and_can_be_cancelled_and_forgotten(
    client: FlaskClient,
) -> None:
    sent = {
        "source": KAZAKH,
        "kind": "draft",
        "target_lang": "en",
        "name": "../Жаңа new",
        "source_name": "../a",
    }
    made = client.post("/api/jobs", json=sent)
    assert made.status_code == 202
    assert (made.get_json()["pair"], made.get_json()["state"]) == ("zhana_new.kk-en", "waiting")
    path = f"/api/jobs/{made.get_json()['id']}"
    assert client.post("/api/jobs", json=sent).status_code == 409
    look = client.post("/api/texts", json={**sent, "source_name": "Жаңа new"})
    assert look.get_json()["name"] == "zhana_new-2"
    assert client.post(f"{path}/forget").status_code == 409
    assert client.post(f"{path}/cancel").get_json()["state"] == "cancelled"
    assert client.post(f"{path}/cancel").status_code == 409
    assert client.get(path).get_json()["state"] == "cancelled"
    assert client.post(f"{path}/forget").status_code == 200
    assert client.get(path).status_code == client.post(f"{path}/cancel").status_code == 404


# --- real servers ---------------------------------------------------------------------------------


class Server:
    """A server as a user starts it."""

    def __init__(self, corpus: Path) -> None:
        command = [sys.executable, "-m", "baikonur_align", "serve", str(corpus), "--port", "0"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        found = re.search(r":(\d+)", self.process.stdout.readline())
        assert found
        self.port = int(found[1])

    def ask(self, method: str, path: str, sent: dict[str, Any] | None = None) -> Any:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        body = None if sent is None else json.dumps(sent)
        link.request(method, path, body, {"Content-Type": "application/json"})
        answer = json.loads(link.getresponse().read())
        link.close()
        return answer

    def draft(self, text: str, name: str) -> int:
        sent = {
            "source": text,
            "source_lang": "kk",
            "kind": "draft",
            "target_lang": "en",
            "name": name,
        }
        number: int = self.ask("POST", "/api/jobs", sent)["id"]
        return number

    def wait(self, number: int, wanted: str) -> dict[str, Any]:
        """The job once its state or step is the wanted one and something of it is done."""
        for _ in range(1800):
            now: dict[str, Any] = self.ask("GET", f"/api/jobs/{number}")
            if now["state"] == wanted or (now["step"] == wanted and now["done"]):
                return now
            assert now["state"] in ("waiting", "running"), now
            time.sleep(0.1)
        pytest.fail(f"{wanted} never came: {now}")


@contextmanager
def serving(corpus: Path) -> Iterator[Server]:
    server = Server(corpus)
    try:
        yield server
    finally:
        server.process.terminate()
        server.process.wait()
        if server.process.stdout:
            server.process.stdout.close()


def left(corpus: Path) -> set[str]:
    return {
        path.name
        for path in corpus.iterdir()
        if ".sqlite" not in path.name and path.name not in (".lock", "corpus.json")
    }


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    root = tmp_path / "corpus"
    root.mkdir()
    return root


def test_a_job_whose_server_was_killed_is_begun_again_and_comes_to_its_end(corpus: Path) -> None:
    with serving(corpus) as server:
        number = server.draft(LONG, "long")
        server.wait(number, "translate")
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        assert left(corpus) == set()
    with serving(corpus) as server:
        assert server.wait(number, "done")["pair"] == "long.kk-en"
        pair = server.ask("GET", "/api/pairs/long.kk-en")
    assert len(pair["beads"]) == 800
    assert left(corpus) == {"long.kk-en.xml", "README.md", "originals"}
    assert validate(corpus / "long.kk-en.xml") == []


def test_a_job_that_takes_too_long_is_ended(client: FlaskClient, bench: Workbench) -> None:
    body = {"source": UNENDING, "source_lang": "kk", "kind": "draft", "target_lang": "en"}
    number = client.post("/api/jobs", json=body | {"name": "unending"}).get_json()["id"]
    hurried = "from baikonur_align import run_jobs; from baikonur_align.jobs import worker; "
    hurried += "worker.LONGEST_JOB = 1.0; run_jobs.main()"
    with subprocess.Popen(
        [sys.executable, "-c", hurried, str(bench.corpus.root)], stdin=subprocess.PIPE
    ) as process:
        assert process.wait(120) == 0
    job = client.get(f"/api/jobs/{number}").get_json()
    assert job["state"] == "failed"
    assert "took too long" in job["problem"]


def test_a_cancelled_job_ends_wherever_it_is_and_leaves_nothing(corpus: Path) -> None:
    with serving(corpus) as server:
        number, after = server.draft(UNENDING, "long"), server.draft(KAZAKH, "short")
        server.wait(number, "translate")
        assert server.ask("POST", f"/api/jobs/{number}/cancel", {})["state"] == "cancelled"
        server.wait(after, "done")
        assert server.ask("GET", f"/api/jobs/{number}")["state"] == "cancelled"
    assert left(corpus) == {"short.kk-en.xml", "README.md", "originals"}


def test_two_servers_of_one_corpus_do_each_job_once_and_one_at_a_time(corpus: Path) -> None:
    with serving(corpus) as one, serving(corpus) as two:
        numbers = [one.draft(f"{number} жыл. {KAZAKH}", f"n{number}") for number in range(2)]
        numbers += [two.draft(f"{number} жыл. {KAZAKH}", f"n{number}") for number in range(2, 4)]
        at_once = []
        while (states := [j["state"] for j in one.ask("GET", "/api/jobs")["jobs"]]) != ["done"] * 4:
            assert set(states) <= {"waiting", "running", "done"}
            at_once.append(states.count("running"))
            time.sleep(0.05)
        assert max(at_once) == 1
        assert [two.wait(number, "done")["pair"] for number in numbers]
    assert left(corpus) == {"README.md", "originals"} | {
        f"n{number}.kk-en.xml" for number in range(4)
    }


def test_a_translation_added_over_http_is_aligned_as_on_the_command_line(
    corpus: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.kk.txt").write_text(KAZAKH, encoding="utf-8")
    (tmp_path / "a.en.txt").write_text(ENGLISH, encoding="utf-8")
    with serving(corpus) as server:
        sent = {"source": KAZAKH, "target": ENGLISH, "kind": "translation", "name": "a"}
        server.wait(server.ask("POST", "/api/jobs", sent)["id"], "done")
        beads = server.ask("GET", "/api/pairs/a.kk-en")["beads"]
    bench = Workbench(tmp_path / "other")
    bench.builder.add([tmp_path / "a.kk.txt", tmp_path / "a.en.txt"], None, None, comparable=False)
    assert [bead["id"] for bead in beads] == [
        bead_id(bead) for bead in bench.review.pair("a.kk-en").beads
    ]
    bench.close()
