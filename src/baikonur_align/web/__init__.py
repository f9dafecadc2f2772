"""The review app: pages and their JSON over HTTP. The only module that knows Flask."""

from __future__ import annotations

import _thread
import errno
import faulthandler
import logging
import mimetypes
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event, Thread, current_thread, main_thread
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from baikonur_align.journal import JournalMismatch
from baikonur_align.model import Problem
from baikonur_align.web import adding, guard, observing, routes
from baikonur_align.web.endpoints import LARGEST, MAX_REQUEST
from baikonur_align.workbench import Workbench

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""The addresses that only this machine reaches, where no sign-in is asked for."""

THREADS = 32
"""Requests at once: they wait for the database more than they compute. Writers hold 25 of them."""

BUFFERED = 128 * 1024 * 1024
"""Bytes of an answer that wait, in a file, for a slow reader: a large pair holds up no thread."""

CONNECTIONS = 1000
"""Open connections: slow clients hold no thread, only one of these."""

IDLE_SECONDS = 60
"""A connection that says nothing for so long is closed."""

SWITCH_SECONDS = 0.001
"""How long a thread computes while others wait: a search holds up each step of an edit so long.

With 0.005, Python's own, and with 0.0002 edits take longer (`bench/serve.py`).
"""

FINISH_SECONDS = 20
"""How long requests may take to end when the server is asked to."""

METRICS = "METRICS"
"""The app's setting with its `observing.Metrics`."""

LOG = logging.getLogger(__name__)

LAST_PORT = 2**16 - 1


class Number(IntegerConverter):
    """A number in a path: one that the database could not hold names nothing."""

    def __init__(self, rules: Map) -> None:
        super().__init__(rules, max=LARGEST)


class CannotServe(Problem):
    """The app can't be served there; the message says what to change."""


def front_end() -> Path:
    """Return the folder of the page's files: in an installed package, or beside ``src``."""
    installed = Path(__file__).parent / "static"
    return installed if installed.is_dir() else Path(__file__).resolve().parents[3] / "web"


def create_app(
    workbench: Workbench,
    *,
    accounts: bool,
    behind_proxy: bool = False,
    sign_on_header: str = "",
) -> Flask:
    """Return the app. With `accounts` each request needs a sign-in; without, a local host name.

    `behind_proxy` believes the ``X-Forwarded-`` headers of one proxy (For, Proto, Host), which must
    set them. `sign_on_header` names the header by which it says who has signed in there.
    """
    mimetypes.add_type(
        "text/javascript", ".js"
    )  # some systems' tables say otherwise, and browsers mind
    app = Flask(__name__, static_folder=front_end(), static_url_path="/static")
    app.url_map.converters["int"] = Number
    app.config.update(MAX_CONTENT_LENGTH=MAX_REQUEST)
    if behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    app.config[guard.ACCOUNTS] = accounts
    app.config[guard.SIGN_ON] = sign_on_header
    app.config[METRICS] = observing.install(app, workbench)
    hosts = None if accounts else LOOPBACK
    guard.install(app, workbench, routes.ROLES, accounts=accounts, hosts=hosts)
    routes.install(app, workbench)
    return app


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  (whoever started the server waits for this line)


def serve(
    workbench: Workbench,
    host: str,
    port: int,
    *,
    behind_proxy: bool = False,
    sign_on_header: str = "",
    ready: Callable[[str], None] = _say,
) -> None:
    """Serve until interrupted; `ready` is told the address once it answers.

    Raises `CannotServe` when the port is taken, when others can reach `host`, themselves or through
    a proxy, and there are no accounts, and for a `sign_on_header` without a proxy that sets it.
    """
    import waitress

    from baikonur_align.web.lanes import Lanes, channel_class

    if sys.__stderr__:
        faulthandler.enable(sys.__stderr__)  # a crash within a library leaves a trace in the log
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue of requests is no news
    accounts = _needs_accounts(workbench, host, behind_proxy, sign_on_header)
    _check_journal(workbench)
    workbench.corpus.sweep()
    sys.setswitchinterval(SWITCH_SECONDS)
    app = create_app(
        workbench, accounts=accounts, behind_proxy=behind_proxy, sign_on_header=sign_on_header
    )
    with _listen(host, port) as listener:
        server = waitress.create_server(
            app,
            sockets=[listener],
            _dispatcher=Lanes(THREADS, routes.is_heavy),
            outbuf_high_watermark=BUFFERED,
            clear_untrusted_proxy_headers=False,  # the guard refuses them, so that it is told
            max_request_body_size=adding.MAX_UPLOAD + MAX_REQUEST,
            connection_limit=CONNECTIONS,
            channel_timeout=IDLE_SECONDS,
            asyncore_use_poll=True,  # select() takes file numbers up to 1023 only
        )
        known = partial(guard.is_known, app, workbench)
        server.channel_class = channel_class(MAX_REQUEST + 1, routes.LARGE, known)
        port = listener.getsockname()[1]  # port 0 asks the system for a free one
        workbench.journal.feed.start(on_job=workbench.jobs.added.set)
        ready(f"Review at http://{f'[{host}]' if ':' in host else host}:{port} (Ctrl+C ends it)")
        with workbench.supervisor(), _ending(server, app.config[METRICS]):
            server.run()
    workbench.close()


def _needs_accounts(
    workbench: Workbench,
    host: str,
    behind_proxy: bool,
    sign_on_header: str,
) -> bool:
    """Whether reviewers must sign in, because others can reach the server.

    Raises `CannotServe` if they must and there is no account, and for a header without a proxy.
    """
    if sign_on_header and not behind_proxy:
        raise CannotServe(
            "only a proxy may say who has signed in: give --behind-proxy with --sign-on-header, "
            "and let the proxy set the header itself"
        )
    accounts = behind_proxy or host not in LOOPBACK
    if accounts and not workbench.accounts.all():
        raise CannotServe(
            "others can reach this server, so reviewers must sign in: make an account first with "
            "baikonur-align reviewer add NAME, or serve on 127.0.0.1 without a proxy"
        )
    if host not in LOOPBACK and not behind_proxy:
        LOG.warning(
            "passwords and texts leave this machine without TLS: put a web server with TLS before "
            "it, see docs/operate.md"
        )
    return accounts


def _check_journal(workbench: Workbench) -> None:
    """Raise `CannotServe` if the journal is that of another corpus; else it is this one's."""
    edited, ids = workbench.journal.pairs(), workbench.corpus.ids()
    if edited and ids and edited.isdisjoint(ids):
        raise CannotServe(
            "the journal has edits of other pairs only ({pair}): it belongs to another corpus; "
            "each corpus needs a database of its own",
            pair=min(edited),
        )
    try:
        workbench.review.claim()
    except JournalMismatch as problem:
        raise CannotServe(problem.template, **problem.values) from problem


@contextmanager
def _ending(server: Any, metrics: observing.Metrics) -> Iterator[None]:
    """End on SIGTERM as on Ctrl+C: take no new connections, answer what was asked, then stop."""
    finished = Event()

    def finish() -> None:
        server.accepting = False
        begun = time.monotonic()
        while metrics.active and time.monotonic() - begun < FINISH_SECONDS:
            time.sleep(0.05)
        time.sleep(0.2)  # for the last answers to leave
        finished.set()
        _thread.interrupt_main(signal.SIGTERM)  # a shell's "&" has the process ignore SIGINT

    def stop(_signal: int, _frame: object) -> None:
        if finished.is_set():
            raise KeyboardInterrupt
        Thread(target=finish, daemon=True).start()

    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _listen(host: str, port: int) -> socket.socket:
    """Raises `CannotServe`."""
    if not 0 <= port <= LAST_PORT:
        raise CannotServe(f"{port} is no port; they go from 1 to {LAST_PORT}")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise CannotServe(_why(error, host, port)) from error


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is taken, perhaps by another baikonur-align; choose one with --port"
    return f"{host}:{port} can't be listened on: {error.strerror or error}"
