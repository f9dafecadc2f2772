"""Health, metrics and the structured log of a server."""

from __future__ import annotations

import json
import logging
import time
from collections import Counter
from threading import Lock
from uuid import uuid4

from flask import Flask, Response, g, request

from baikonur_align.web import guard
from baikonur_align.workbench import Workbench

BUCKETS = (0.01, 0.05, 0.1, 0.25, 1.0, 5.0)
"""Upper limits of the histogram of response times, in seconds."""

LOG = logging.getLogger("baikonur_align.requests")


class Metrics:
    """Counts of this process since it started."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._requests = Counter[tuple[str, int]]()
        self._buckets = Counter[float]()
        self._seconds = 0.0
        self.active = 0

    def begin(self) -> None:
        """Count a request that is being answered."""
        with self._lock:
            self.active += 1

    def end(self, endpoint: str, status: int, seconds: float) -> None:
        """Count an answer."""
        with self._lock:
            self.active -= 1
            self._requests[endpoint, status] += 1
            self._seconds += seconds
            self._buckets.update(limit for limit in BUCKETS if seconds <= limit)

    def text(self) -> str:
        """Return the counts in Prometheus' text format."""
        with self._lock:
            total = sum(self._requests.values())
            lines = ["# TYPE baikonur_requests_total counter"]
            lines += [
                f'baikonur_requests_total{{endpoint="{endpoint}",status="{status}"}} {count}'
                for (endpoint, status), count in sorted(self._requests.items())
            ]
            lines.append("# TYPE baikonur_request_seconds histogram")
            lines += [
                f'baikonur_request_seconds_bucket{{le="{limit}"}} {self._buckets[limit]}'
                for limit in BUCKETS
            ]
            lines += [
                f'baikonur_request_seconds_bucket{{le="+Inf"}} {total}',
                f"baikonur_request_seconds_sum {self._seconds:.6f}",
                f"baikonur_request_seconds_count {total}",
                "# TYPE baikonur_requests_active gauge",
                f"baikonur_requests_active {self.active}",
            ]
        return "\n".join(lines) + "\n"


def _line(endpoint: str, status: int, seconds: float) -> str:
    account = guard.account()
    line = {
        "request": g.request_id,
        "method": request.method,
        "endpoint": endpoint,
        "pair": (request.view_args or {}).get("pair_id", ""),
        "status": status,
        "milliseconds": round(1000 * seconds, 1),
        "who": account.name if account else "",
        "address": request.remote_addr,
    }
    return json.dumps(line, ensure_ascii=False)


def install(app: Flask, bench: Workbench) -> Metrics:
    """Count and log the requests of `app`, and answer /healthz and /metrics."""
    metrics = Metrics()

    @app.before_request
    def begin() -> None:
        g.begun, g.request_id = time.perf_counter(), uuid4().hex[:12]
        metrics.begin()

    @app.after_request
    def end(response: Response) -> Response:
        seconds = time.perf_counter() - g.begun
        endpoint = request.endpoint or "none"
        metrics.end(endpoint, response.status_code, seconds)
        response.headers["X-Request-Id"] = g.request_id
        if LOG.isEnabledFor(logging.INFO):
            LOG.info(_line(endpoint, response.status_code, seconds))
        return response

    def healthz() -> Response:
        bench.journal.ping()
        return Response("ok\n", mimetype="text/plain")

    def show() -> Response:
        return Response(metrics.text(), mimetype="text/plain; version=0.0.4")

    app.add_url_rule("/healthz", "observing.healthz", healthz)
    app.add_url_rule("/metrics", "observing.metrics", show)
    return metrics
