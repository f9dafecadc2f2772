"""Making pairs on a Dask cluster: workers split, translate and align; this process writes.

Texts and pairs travel over the wire, so that workers need no folder in common with this process.
They need the same version of the program and the same packages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from baikonur_align import __version__, journal, translation
from baikonur_align.building.maker import Engines, Made, PairMaker
from baikonur_align.building.pairs import make_pair
from baikonur_align.building.plan import Task
from baikonur_align.checks.glossary import Glossary
from baikonur_align.model import Pair, Problem

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "local:"
"""Before a number of workers: a cluster on this machine for this build alone."""

RETRIES = 3
"""How often a pair is tried on another worker after its worker died."""

SECONDS = 30
"""How long to wait for a scheduler and its first worker."""


class NoCluster(Problem):
    """There is no such cluster, or its workers cannot make the pairs."""


@contextmanager
def connected(where: str) -> Iterator[Client]:
    """Yield a client of the scheduler at `where` (``tcp://HOST:8786``) or of ``local:N`` workers.

    Raises `NoCluster` if Dask is not installed, nobody answers, or workers differ from this
    process in their versions.
    """
    try:
        import distributed
    except ImportError as error:
        raise NoCluster("--cluster needs Dask: pip install 'baikonur-align[cluster]'") from error
    if where.startswith(LOCAL):
        with (
            _local(where.removeprefix(LOCAL)) as cluster,
            distributed.Client(cluster, set_as_default=False) as client,
        ):
            yield client
        return
    try:
        client = distributed.Client(where, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise NoCluster(
            "no scheduler answers at {where}; start one with `dask scheduler`, and workers with "
            "`dask worker {where}`",
            where=where,
        ) from error
    with client:
        _check_workers(client, where)
        yield client


def make_all(
    client: Client, maker: PairMaker, glossary: Glossary, tasks: Sequence[Task]
) -> Iterator[Made]:
    """Make the pair of each task; yield the outcomes as they come.

    A pair is written by this process alone, once, when its worker has sent it. Raises `NoCluster`
    if the scheduler ends: what was written stays, and the next build goes on from there.
    """
    import distributed

    wanted: dict[Any, Task] = {}
    for task in tasks:
        try:
            done = maker.settled(task, maker.engines.of(task))
        except Problem as problem:
            done = Made(task.pair_id, "refused", str(problem))
        if done:
            yield done
        else:
            future = client.submit(make_on_worker, task, glossary, retries=RETRIES, pure=False)
            wanted[future] = task
    for future in distributed.as_completed(list(wanted), loop=client.loop):
        yield _received(future, wanted.pop(future), maker)


def _received(future: Any, task: Task, maker: PairMaker) -> Made:
    """Write the pair that a worker made, or say why there is none."""
    import distributed

    try:
        return maker.keep(task, future.result())
    except distributed.KilledWorker:
        return Made(
            task.pair_id,
            "refused",
            f"{RETRIES + 1} workers died while they made it; give them more memory",
        )
    except Problem as problem:
        return Made(task.pair_id, "refused", str(problem))
    except (distributed.client.FutureCancelledError, OSError) as error:
        raise NoCluster(
            "the scheduler has ended; the pairs made so far are written: build again to go on"
        ) from error


def make_on_worker(task: Task, glossary: Glossary) -> Pair:
    """Make a pair without a corpus; what engines said is remembered as long as the worker lives."""
    import distributed

    folder = Path(distributed.get_worker().local_directory)
    memory, vectors = _remembered(folder)
    return make_pair(task, Engines(memory, vectors, lambda: glossary).of(task))


@lru_cache(maxsize=1)
def _remembered(folder: Path) -> tuple[journal.Memory, journal.Vectors]:
    database = journal.open_database(f"sqlite:///{folder / 'memory.sqlite'}")
    return journal.Memory(database), journal.Vectors(database)


def _local(count: str) -> Any:
    """A cluster of `count` processes with one thread each on this machine."""
    import distributed

    if not count.isdecimal() or not int(count):
        raise NoCluster("local:N needs a number of workers, such as local:2")
    return distributed.LocalCluster(
        n_workers=int(count), threads_per_worker=1, dashboard_address=None
    )


def versions() -> dict[str, str]:
    """Return the version of the program and, by name, of each package that is used."""
    packages = {package.name: package.version for package in reversed(translation.packages())}
    return {"baikonur-align": __version__, **packages}


def _check_workers(client: Client, where: str) -> None:
    """Raise `NoCluster` unless there is a worker, and all have what this process has."""
    try:
        client.wait_for_workers(1, timeout=SECONDS)
        found = client.run(versions)
    except TimeoutError as error:
        raise NoCluster(
            "the scheduler at {where} has no workers; start some with `dask worker {where}`",
            where=where,
        ) from error
    except ImportError as error:
        raise NoCluster(
            "a worker of {where} cannot load the program: pip install 'baikonur-align[cluster]' "
            "version {version} on each ({cause})",
            where=where,
            version=__version__,
            cause=error,
        ) from error
    here = versions()
    for worker, there in found.items():
        for name, version in here.items():
            if there.get(name) != version:
                raise NoCluster(
                    "the worker {worker} has {name} {there}, this process has {here}: install "
                    "the same on both",
                    worker=worker,
                    name=name,
                    there=there.get(name, "not installed"),
                    here=version,
                )
