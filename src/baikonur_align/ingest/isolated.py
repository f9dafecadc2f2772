"""Reading a file in a process of its own, with limits of time and memory.

A library that parses a hostile file may hang or take all memory; here that ends only its process.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable
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
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_run, args=(theirs, memory, read, args), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(seconds):
            raise Unreadable(
                "{name} takes more than {seconds} seconds to read; give it in parts",
                name=name,
                seconds=round(seconds),
            )
        value = ours.recv()
    except EOFError:
        raise _too_large(name) from None
    finally:
        process.kill()
        process.join()
        ours.close()
    if isinstance(value, MemoryError):
        raise _too_large(name)
    if isinstance(value, BaseException):
        raise value
    result: Value = value
    return result


def _too_large(name: str) -> Unreadable:
    return Unreadable("{name} takes too much memory to read; give it in parts", name=name)


def _run(pipe: Connection, memory: int, read: Callable[..., Any], args: tuple[Any, ...]) -> None:
    _limit(memory)
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
