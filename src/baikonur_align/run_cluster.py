"""Work on a Dask cluster: workers split, translate and align; this process writes.

Texts, pairs and edits travel over the wire, so that workers need no folder in common with this
process. They need the same version of the program and the same packages.
"""

from __future__ import annotations

import ctypes
import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from baikonur_align import __version__, encoders, journal, translation
from baikonur_align.accounts.people import clean_name
from baikonur_align.building.builder import Builder
from baikonur_align.building.maker import Engines, Made, PairMaker
from baikonur_align.building.pairs import make_pair
from baikonur_align.building.parts import Noting, Part, Said, parts_of, translate_part
from baikonur_align.building.plan import Task
from baikonur_align.building.realign import Realignment
from baikonur_align.checks.glossary import NONE, Glossary
from baikonur_align.journal import Numbered
from baikonur_align.model import Edit, Pair, Problem
from baikonur_align.tm import TranslationMemory
from baikonur_align.translation import Package, Progress
from baikonur_align.translation.machine import Machine

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "local:"
"""Before a number of workers: a cluster on this machine for this build alone."""

SECONDS = 30
"""How long to wait for a scheduler and its first worker."""


BATCH = 32
"""Sentences that a worker translates at once for an evaluation."""


class NoCluster(Problem):
    """There is no such cluster, or its workers cannot do this work."""


class LostWorkers(Problem):
    """Several workers died with the same work."""


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

    Large documents are translated in parts (`building.parts`). A pair is written by this process
    alone, once, when its worker has sent it. Raises `NoCluster` if the scheduler ends: what was
    written stays, and the next build goes on from there.
    """
    kit = Kit(glossary, versions())
    wanted: dict[Any, Task] = {}
    for task in tasks:
        try:
            done = maker.settled(task, maker.engines.of(task))
        except Problem as problem:
            done = Made(task.pair_id, "refused", str(problem))
        if done:
            yield done
        else:
            wanted[_submitted(client, task, kit, maker)] = task
    for task, result in _received(client, wanted):
        try:
            yield maker.keep(task, _checked(result))
        except Problem as problem:
            yield Made(task.pair_id, "refused", str(problem))


def realign_each(
    client: Client, builder: Builder, glossary: Glossary, pair_ids: Sequence[str], reviewer: str
) -> Iterator[tuple[str, Numbered | Problem]]:
    """Align whole pairs again, as `Builder.realign_each`; yield the outcomes as they come.

    Workers compute the edits, this process writes them. Raises `NoCluster` if the scheduler ends.
    """
    kit = Kit(glossary, versions())
    wanted: dict[Any, str] = {}
    for pair_id in pair_ids:
        try:
            realignment = builder.realignment(pair_id, None, clean_name(reviewer))
        except Problem as problem:
            yield pair_id, problem
        else:
            wanted[_submit(client, realign_on_worker, realignment, kit)] = pair_id
    for pair_id, result in _received(client, wanted):
        try:
            yield pair_id, builder.keep_realigned(pair_id, _checked(result))
        except Problem as problem:
            yield pair_id, problem


class Shared(Machine):
    """A package whose sentences the workers of a cluster translate, `BATCH` at a time."""

    def __init__(self, package: Package, client: Client) -> None:
        super().__init__(package)
        self._client = client

    def translate(self, sentences: Sequence[str], progress: Progress | None = None) -> list[str]:
        """One translation for each sentence. Raises `NoCluster`, and what a worker raises."""
        kit, wanted = Kit(NONE, versions()), {}
        for start in range(0, len(sentences), BATCH):
            part = sentences[start : start + BATCH]
            wanted[_submit(self._client, translate_batch, self.signature, part, kit)] = start
        said: dict[int, list[str]] = {}
        for start, result in _received(self._client, wanted):
            said[start] = _checked(result)
            if progress:
                progress(sum(map(len, said.values())), len(sentences))
        return [text for start in sorted(said) for text in said[start]]


def _submitted(client: Client, task: Task, kit: Kit, maker: PairMaker) -> Any:
    """Send what makes a pair; return the future of the pair."""
    memory = maker.memory_for(task)
    said = [_submit(client, translate_on_worker, part, memory, kit) for part in parts_of(task)]
    return _submit(client, make_on_worker, task, memory, said, kit)


def _submit(client: Client, function: Callable[..., object], *args: object) -> Any:
    return client.submit(function, *args, pure=False)


Named = TypeVar("Named")


def _received(client: Client, wanted: dict[Any, Named]) -> Iterator[tuple[Named, Any]]:
    """Yield what futures were for as they are done, each with its result.

    The result is a `Problem` where a worker had one, or several workers died. Raises `NoCluster` if
    the scheduler ends.
    """
    import distributed

    for future in distributed.as_completed(list(wanted), loop=client.loop):
        try:
            result = future.result()
        except Problem as problem:
            result = problem
        except distributed.KilledWorker:
            result = LostWorkers("several workers died while making it; give them more memory")
        except (distributed.client.FutureCancelledError, OSError) as error:
            if future.status == "error":
                raise  # a worker's own
            raise NoCluster(
                "the scheduler has ended; finished pairs are written: run the same command again "
                "to continue"
            ) from error
        yield wanted.pop(future), result


def _checked(result: Any) -> Any:
    """Return a result. Raises it if it is a `Problem`."""
    if isinstance(result, Problem):
        raise result
    return result


# --- on the workers ---


@dataclass(frozen=True)
class Kit:
    """What a worker needs beside its task: the terms, and the versions that it must have."""

    glossary: Glossary
    versions: Mapping[str, str]

    def engines(self) -> tuple[Engines, Noting]:
        """Return the engines, whose memory is that of the worker and notes what it is asked.

        Raises `NoCluster` if the worker has not what it must have.
        """
        import distributed

        worker = distributed.get_worker()
        _keep_freed_memory()
        _check_versions(worker.address, versions(), self.versions)
        memory, vectors = _remembered(Path(worker.local_directory))
        noting = Noting(memory)
        return Engines(noting, vectors, lambda: self.glossary), noting


M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # malloc.h of glibc
FREED = 32 * 2**20
"""Bytes that a worker keeps for the next array: the most that glibc chooses by itself."""


@lru_cache(maxsize=1)
def _keep_freed_memory() -> None:
    """Undo what Dask's nanny sets by MALLOC_TRIM_THRESHOLD_.

    With it the memory of each larger array goes back to the system and is asked for again, which
    takes a third more processor time (docs/cluster.md).
    """
    if platform.libc_ver()[0] == "glibc":
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(M_TRIM_THRESHOLD, 2 * FREED)
        mallopt(M_MMAP_THRESHOLD, FREED)


def translate_on_worker(part: Part, memory: TranslationMemory | None, kit: Kit) -> Said:
    """Translate a part of a large document; return what its engines said."""
    engines, noting = kit.engines()
    translate_part(part, engines.between, memory)
    return noting.said


def make_on_worker(
    task: Task, memory: TranslationMemory | None, said: Sequence[Said], kit: Kit
) -> Pair:
    """Make a pair without a corpus, with what engines said of the parts of its documents."""
    engines, noting = kit.engines()
    for part in said:
        for signature, translations in part.items():
            noting.put_many(signature, translations)
    return make_pair(task, engines.of(task), memory=memory)


def realign_on_worker(realignment: Realignment, kit: Kit) -> Edit:
    """Compute the edit of a realignment."""
    engines, _ = kit.engines()
    return realignment.edit(engines.between(*realignment.languages))


def translate_batch(signature: str, sentences: Sequence[str], kit: Kit) -> list[str]:
    """Translate sentences with the package of a signature."""
    kit.engines()
    return _machine(signature).translate(sentences)


@lru_cache(maxsize=4)
def _machine(signature: str) -> Machine:
    """Return the installed package of a signature, whose model stays loaded."""
    for package in translation.packages():
        machine = Machine(package)
        if machine.signature == signature:
            return machine
    raise NoCluster("a worker lacks the package {signature}", signature=signature)


@lru_cache(maxsize=1)
def _remembered(folder: Path) -> tuple[journal.Memory, journal.Vectors]:
    """What engines have said on this worker, as long as it lives."""
    database = journal.open_database(f"sqlite:///{folder / 'memory.sqlite'}")
    return journal.Memory(database), journal.Vectors(database)


def _local(count: str) -> Any:
    """A cluster of `count` processes with one thread each on this machine."""
    import distributed

    if not count.isdecimal() or not int(count):
        raise NoCluster("local:N needs a number of workers, such as local:2")
    return distributed.LocalCluster(
        n_workers=int(count), threads_per_worker=1, dashboard_address="127.0.0.1:0"
    )


def versions() -> dict[str, str]:
    """Return the versions of the program and of each package, and which encoder is used."""
    packages = {package.name: package.version for package in reversed(translation.packages())}
    encoder = _encoder(os.environ.get(encoders.VARIABLE, ""))
    return {"baikonur-align": __version__, **packages, "the sentence encoder": encoder}


@lru_cache(maxsize=1)
def _encoder(_variable: str) -> str:
    """Return the name of the encoder that the variable selects, or why there is none."""
    try:
        found = encoders.find_encoder()
    except Problem as problem:
        return f"({problem})"
    return found.name if found else encoders.NONE


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
    for worker, there in found.items():
        _check_versions(worker, there, versions())


def _check_versions(worker: str, there: Mapping[str, str], needed: Mapping[str, str]) -> None:
    """Raise `NoCluster` unless a worker has what the process that builds has."""
    for name, version in needed.items():
        if there.get(name) != version:
            raise NoCluster(
                "the worker {worker} has {name} {there}, this process has {here}: install "
                "the same on both",
                worker=worker,
                name=name,
                there=there.get(name, "not installed"),
                here=version,
            )
