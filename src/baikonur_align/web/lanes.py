"""How the server of HTTP receives requests and hands them to its threads.

Files of the page have threads of their own, so that they are sent while all others wait for the
database. So have requests that compute for long about whole texts, so that edits do not wait behind
many of them. A body is received up to the limit of its endpoint, and a large one only from somebody
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

HEAVY_THREADS = 2
"""Threads for what computes for long; more of them would slow down all else."""

FILES = ("/static/",)

Known = Callable[[Mapping[str, str]], bool]
"""Whether a request with these headers (``COOKIE``, ``AUTHORIZATION``) is signed in."""

Heavy = Callable[[str, str, str], bool]
"""Whether a request of this method, path and query computes for long."""


class Lanes:
    """A dispatcher with three sets of threads: for files, for heavy requests, and for all else."""

    def __init__(self, threads: int, heavy: Heavy) -> None:
        lanes = [ThreadedTaskDispatcher() for _ in range(3)]
        self._files, self._slow, self._others = lanes
        for lane, count in zip(lanes, (FILE_THREADS, HEAVY_THREADS, threads), strict=True):
            lane.set_thread_count(count)
        self._heavy = heavy

    def add_task(self, channel: HTTPChannel) -> None:
        """Queue a channel whose first request is complete."""
        self._lane_of(channel.requests[0]).add_task(channel)

    def _lane_of(self, request: HTTPRequestParser) -> ThreadedTaskDispatcher:
        path = getattr(request, "path", "")  # what cannot be parsed has none
        if path.startswith(FILES):
            return self._files
        query, method = getattr(request, "query", ""), getattr(request, "command", "")
        return self._slow if self._heavy(method, path, query) else self._others

    def shutdown(self, cancel_pending: bool = True, timeout: int = 5) -> bool:
        """End the threads, as waitress asks for it."""
        self._files.shutdown(cancel_pending, timeout)
        self._slow.shutdown(cancel_pending, timeout)
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
