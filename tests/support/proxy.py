"""A proxy before PostgreSQL's socket whose connections can fall silent, as a network's do."""

from __future__ import annotations

import select
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from threading import Event, Thread

import sqlalchemy as sa


@contextmanager
def proxied(url: str) -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield a URL by way of TCP, and a function that silences the connections open by then."""
    address = sa.make_url(url)
    upstream = f"{address.query['host']}/.s.PGSQL.5432"
    silences: list[Event] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        Thread(target=_accept, args=(listener, upstream, silences), daemon=True).start()
        port = listener.getsockname()[1]
        through = address.set(host="127.0.0.1", port=port, query={})

        def silence() -> None:
            for one in silences:
                one.set()

        yield through.render_as_string(hide_password=False), silence


def _accept(listener: socket.socket, upstream: str, silences: list[Event]) -> None:
    with suppress(OSError):  # until the listener is closed
        while True:
            client, _ = listener.accept()
            server = socket.socket(socket.AF_UNIX)
            server.connect(upstream)
            silences.append(Event())
            Thread(target=_forward, args=(client, server, silences[-1]), daemon=True).start()


def _forward(client: socket.socket, server: socket.socket, silent: Event) -> None:
    """Pass on what comes from either end until one of them is closed; forget it once silent."""
    to = {client: server, server: client}
    with client, server, suppress(OSError):
        while True:
            for source in select.select(list(to), [], [])[0]:
                data = source.recv(2**16)
                if not data:
                    return
                if not silent.is_set():
                    to[source].sendall(data)
