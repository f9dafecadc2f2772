"""Reading a file in a process of its own, with limits of time and memory.

A library that parses a hostile file may hang or take all memory; here that ends only its process.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from baikonur_align.ingest.decode import Unreadable
from baikonur_align.model import Problem

SECONDS = 120.0
MEMORY = 2 * 1024**3
"""Bytes of address space beyond those that the process begins with."""

Value = TypeVar("Value")

_CONTEXT: Any = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")


def preload(module: str) -> None:
    """Let the processes start with this module imported, where the system can."""
    if sys.platform != "win32":
        _CONTEXT.set_forkserver_preload([module])


def isolated(
    read: Callable[..., Value],
    *args: Any,
    name: str,
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> Value:
    """The value of ``read(*args)``, computed in a new process.

    `read` and its arguments and value must be picklable. Raises what `read` raises, and
    `Unreadable` where it takes more than `seconds` or `memory` bytes, or ends without a word.
    """
    value = next(isolated_each(read, [(name, args)], seconds=seconds, memory=memory))
    if isinstance(value, BaseException):
        raise value
    return value


def isolated_each(
    read: Callable[..., Value],
    calls: Sequence[tuple[str, tuple[Any, ...]]],
    *,
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> Iterator[Value | Exception]:
    """The value of `read` for each of `calls`, a file's name and arguments, or what it raised.

    One process reads file after file; after one that ended it, another goes on. The limits are
    those of `isolated`: `seconds` for each file, `memory` for the process.
    """
    done = 0
    while done < len(calls):
        first = done
        left = [args for _, args in calls[done:]]
        with closing(_run_apart(read, left, seconds, memory)) as values:
            for value in values:
                if isinstance(value, MemoryError) and done > first:
                    break  # it may have room in a process of its own
                done += 1
                yield _told(value, calls[done - 1][0], seconds)
                if isinstance(value, (MemoryError, TimeoutError)):
                    break


def _run_apart(
    read: Callable[..., Value], calls: Sequence[tuple[Any, ...]], seconds: float, memory: int
) -> Generator[Value | Exception, None, None]:
    """Values of a new process; MemoryError when it ended early, TimeoutError when it took long."""
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_run, args=(theirs, memory, read, calls), daemon=True)
    process.start()
    theirs.close()
    try:
        for _ in calls:
            if not ours.poll(seconds):
                yield TimeoutError()
                return
            yield ours.recv()
    except (EOFError, ConnectionResetError):
        yield MemoryError()
    finally:
        process.kill()
        process.join()
        ours.close()


def _told(value: Value | Exception, name: str, seconds: float) -> Value | Exception:
    """The value, with limits that were passed as problems of the file."""
    if isinstance(value, TimeoutError):
        return Unreadable(
            "{name} takes more than {seconds} seconds to read; give it in parts",
            name=name,
            seconds=round(seconds),
        )
    if isinstance(value, MemoryError):
        return Unreadable("{name} takes too much memory to read; give it in parts", name=name)
    return value


def _run(
    pipe: Connection, memory: int, read: Callable[..., Any], calls: Sequence[tuple[Any, ...]]
) -> None:
    _limit(memory)
    for args in calls:
        try:
            value = read(*args)
        except (Problem, MemoryError) as error:
            value = error
        except Exception as error:  # noqa: BLE001  (it is raised again in the other process)
            value = RuntimeError(f"{type(error).__name__}: {error}")
        pipe.send(value)
    pipe.close()


def _limit(memory: int) -> None:
    """Limit the address space, where the system can (not on Windows)."""
    if sys.platform == "win32":
        return
    import resource
    from pathlib import Path

    statm = Path("/proc/self/statm")
    now = int(statm.read_text().split()[0]) * resource.getpagesize() if statm.exists() else 0
    resource.setrlimit(resource.RLIMIT_AS, (now + memory, now + memory))
