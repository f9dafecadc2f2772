"""How the server of HTTP receives requests and hands them to its threads.

Files of the page have threads of their own, so that they are sent while all others wait for the
database. A body is received up to the limit of its endpoint, and a large one only from somebody
who is signed in: nothing is spooled for strangers.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Mapping
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import ThreadedTaskDispatcher

FILE_THREADS = 2
"""Threads for what needs no database."""

FILES = ("/static/",)

Known = Callable[[Mapping[str, str]], bool]
"""Whether a request with these headers (``COOKIE``, ``AUTHORIZATION``) is signed in."""


class Lanes:
    """A dispatcher with two sets of threads: for files, and for all else."""

    def __init__(self, threads: int) -> None:
        self._files, self._others = ThreadedTaskDispatcher(), ThreadedTaskDispatcher()
        self._files.set_thread_count(FILE_THREADS)
        self._others.set_thread_count(threads)

    def add_task(self, channel: HTTPChannel) -> None:
        """Queue a channel whose first request is complete."""
        path = getattr(channel.requests[0], "path", "")
        lane = self._files if path.startswith(FILES) else self._others
        lane.add_task(channel)

    def shutdown(self, cancel_pending: bool = True, timeout: int = 5) -> bool:
        """End the threads, as waitress asks for it."""
        self._files.shutdown(cancel_pending, timeout)
        return bool(self._others.shutdown(cancel_pending, timeout))


def channel_class(limit: int, large: Collection[str], known: Known) -> type[HTTPChannel]:
    """Return a class of connections whose bodies have at most `limit` bytes.

    Paths in `large` may have as many as the server's own limit if their sender is `known`.
    """

    class Parser(HTTPRequestParser):  # type: ignore[misc]
        def parse_header(self, header_plus: bytes) -> None:
            super().parse_header(header_plus)
            if not (self.path in large and known(self.headers)):
                self.adj: Any = copy.copy(self.adj)
                self.adj.max_request_body_size = limit

    class Channel(HTTPChannel):  # type: ignore[misc]
        parser_class = Parser

        def send_continue(self) -> None:
            """Ask for the body, unless it is refused already."""
            if self.request.error is None:
                super().send_continue()

    return Channel
