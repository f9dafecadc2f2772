"""Training with any number of workers; a killed run can be resumed.

A worker is a process with its own share of each batch. Gradients are averaged by
torch.distributed (gloo on CPUs, nccl on GPUs). Random numbers are functions of the seed and the
step, and a checkpoint holds the rest of the state, so a resumed run has the same loss curve.
"""

from __future__ import annotations

import io
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.distributed as dist

from baikonur_align.translation.weights import Shape, Weights
from baikonur_align.tuning.batches import Batch, make_batch, plan_epoch
from baikonur_align.tuning.model import Translator, loss_sum
from baikonur_align.tuning.optimize import Optimizer, named, rate_factor
from baikonur_align.tuning.samples import Dataset, read_dataset
from baikonur_align.tuning.settings import Settings

LAST = "last.pt"  # the state of a run
VALID = "valid.npz"  # validation samples; a run can do without
FIRST = "weights-0000000.pt"  # the weights of a warm start
START = "start.json"  # the metadata of the package that they come from


@dataclass(frozen=True)
class Worker:
    rank: int
    count: int
    device: torch.device
    dtype: torch.dtype
    parent: int  # the process that started this one; a worker ends with it


@dataclass(frozen=True)
class Until:
    """The last step, and the steps between which the learning rate falls to zero."""

    step: int
    decay: tuple[int, int] | None = None


@dataclass
class Position:
    """The position of a run. `within` counts the batches done of `epoch`."""

    step: int = 0
    epoch: int = 0
    within: int = 0
    tokens: int = 0
    seconds: float = 0.0
    data: str = ""


def join_workers(dtype: str, threads: int | None = None) -> Worker:
    """This process as one of several workers, or as the only one."""
    rank, count = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    gpu = torch.cuda.is_available()
    device = torch.device("cuda", rank) if gpu else torch.device("cpu")
    if threads is None:
        threads = max(1, cores() // count)
    torch.set_num_threads(threads)
    if count > 1 and not dist.is_initialized():
        dist.init_process_group("nccl" if gpu else "gloo")
    return Worker(rank, count, device, getattr(torch, dtype), os.getppid())


def cores() -> int:
    """The processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def leave_workers(worker: Worker) -> None:
    """Wait for the other workers, then close the connection; closing early aborts the others."""
    if worker.count > 1:
        dist.barrier()
        dist.destroy_process_group()


class Trainer:
    """Trains the model of the folder `run`, from its state if it has one.

    Args:
      settings: what is trained, and how.
      run: the folder of the state, the snapshots and the log.
      worker: this process.
      tell: called with each line of the log, which is JSON.

    """

    def __init__(
        self,
        settings: Settings,
        run: Path,
        worker: Worker,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.settings, self.run, self.worker, self.tell = settings, run, worker, tell
        torch.manual_seed(settings.seed)
        model = Translator(settings.shape, settings.vocabulary)
        self.model = model.to(worker.device, worker.dtype)
        self.model.use_dropout(worker.device, worker.dtype)
        self.optimizer = Optimizer(self.model, settings.train, worker.rank, worker.count)
        self.position = Position()
        if (run / LAST).exists():
            self._load(run / LAST)
        elif (run / FIRST).exists():
            self.optimizer.start_from(torch.load(run / FIRST), self.model)
            if (run / START).exists():
                before = json.loads((run / START).read_text(encoding="utf-8"))
                self.position.tokens = before["trained_target_tokens"]

    def train(
        self, data_path: Path, until: Until, progress: Callable[[int, int], None] | None = None
    ) -> None:
        """Train up to `until`; log every minute, save a checkpoint every few minutes.

        `progress` is called with the steps done and their total.
        """
        train = self.settings.train
        data = read_dataset(data_path)
        valid = read_dataset(self.run / VALID) if (self.run / VALID).exists() else None
        log = Log(self.run / "log.jsonl", self.position, self._said, train.log_seconds)
        saved = time.monotonic()
        for batch in self._batches(data, data_path.name, until.step):
            loss, tokens = self._step(batch, until)
            log.add(self.position, loss, tokens)
            if progress:
                progress(self.position.step, until.step)
            if valid and self.position.step % train.valid_every == 0:
                log.write(valid=round(self.valid_loss(valid), 4))
            if time.monotonic() - saved > 60 * train.save_minutes:
                self.save()
                saved = time.monotonic()
        if valid and self.worker.rank == 0:
            log.write(valid=round(self.valid_loss(valid), 4))
        self.save()

    @property
    def _said(self) -> Callable[[str], None] | None:
        """What hears the lines of the log; the first worker alone writes one."""
        return None if self.worker.rank else self.tell

    def _batches(self, data: Dataset, name: str, last: int) -> Iterator[Batch]:
        if self.position.data != name:  # a new file starts a new epoch
            self.position.epoch += bool(self.position.data)
            self.position.within, self.position.data = 0, name
        while True:
            plan = plan_epoch(
                data,
                self.settings.train.batch_tokens,
                self.settings.seed,
                self.position.epoch,
                self.worker.count,
            )
            for samples in plan[self.position.within :]:
                if self.position.step >= last or self._orphaned():
                    return
                yield make_batch(
                    data, samples, self.worker.rank, self.worker.count, self.worker.device
                )
            self.position.epoch, self.position.within = self.position.epoch + 1, 0

    def _orphaned(self) -> bool:
        """Whether the process that started the workers has ended; a single process ignores this."""
        return self.worker.count > 1 and os.getppid() != self.worker.parent

    def _step(self, batch: Batch, until: Until) -> tuple[float, int]:
        position, settings, worker = self.position, self.settings.train, self.worker
        if self.model.dropout:
            self.model.dropout.seed(position.step * worker.count + worker.rank)
        loss, count = loss_sum(
            self.model, batch.source, batch.lengths, batch.target, settings.label_smoothing
        )
        loss.backward()  # type: ignore[no-untyped-call]
        gradient = self.optimizer.gather()
        sums = torch.tensor([loss.item(), count], dtype=torch.float64, device=worker.device)
        if worker.count > 1:
            dist.all_reduce(gradient)
            dist.all_reduce(sums)
        total, tokens = sums.tolist()
        self.optimizer.step(
            gradient / tokens, position.step, rate_factor(position.step, settings, until.decay)
        )
        position.step += 1
        position.within += 1
        position.tokens += int(tokens)
        return total, int(tokens)

    @torch.no_grad()
    def valid_loss(self, valid: Dataset) -> float:
        """Cross entropy per token on the validation pairs, both directions, without smoothing."""
        self.model.eval()
        total, tokens = 0.0, 0
        for samples in plan_epoch(valid, self.settings.train.batch_tokens, 0, 0, 1):
            batch = make_batch(valid, samples, 0, 1, self.worker.device)
            loss, count = loss_sum(self.model, batch.source, batch.lengths, batch.target, 0.0)
            total, tokens = total + loss.item(), tokens + count
        self.model.train()
        return total / tokens

    def save(self) -> None:
        """Write the state to last.pt and the weights to a snapshot for averaging."""
        if self.worker.rank:
            return
        state: dict[str, Any] = {
            "position": vars(self.position),
            "model": asdict(self.settings.shape),
            "optimizer": self.optimizer.state(),
        }
        write_whole(self.run / LAST, state)
        weights = {name: tensor.clone() for name, tensor in named(self.optimizer, self.model)}
        write_whole(self.run / f"weights-{self.position.step:07d}.pt", weights)
        for old in sorted(self.run.glob("weights-*.pt"))[: -self.settings.train.keep_weights]:
            old.unlink()

    def _load(self, path: Path) -> None:
        state = torch.load(path, map_location=self.worker.device)
        shape = replace(Shape(**state["model"]), dropout=self.settings.shape.dropout)
        if shape != self.settings.shape:
            raise ValueError(f"{path} is of a model of another shape: {shape}")
        self.optimizer.load(state["optimizer"])
        self.position = Position(**state["position"])


def write_whole(path: Path, state: object) -> None:
    """Write to a temporary file and rename it, so that a kill leaves the old file or the new.

    Raises OSError if the disk is full, where `torch.save` to a file has an error of its own.
    """
    buffer = io.BytesIO()
    torch.save(state, buffer)
    beside = path.with_suffix(".tmp")
    beside.write_bytes(buffer.getbuffer())
    beside.replace(path)


def start_from(weights: Weights, run: Path) -> None:
    """Write the weights that a new run starts from; its optimizer's moments start at zero."""
    tensors = {name: torch.from_numpy(array) for name, array in weights.items()}
    write_whole(run / FIRST, tensors)


def latest(run: Path, count: int) -> list[Path]:
    """The last snapshots of a run."""
    return sorted(run.glob("weights-*.pt"))[-count:]


def average(paths: Sequence[Path]) -> Weights:
    """The mean of several snapshots of one run (Junczys-Dowmunt et al. 2016, arXiv:1605.04809)."""
    if not paths:
        raise FileNotFoundError("no weights-*.pt in the run folder; train first")
    snapshots = [torch.load(path, map_location="cpu") for path in paths]
    return {
        name: np.mean([weights[name].float().numpy() for weights in snapshots], axis=0)
        for name in snapshots[0]
    }


class Log:
    """Writes lines of JSON: position, target tokens a second, mean loss since the last line.

    `tell` is called with each line; None writes nothing.
    """

    def __init__(
        self, path: Path, position: Position, tell: Callable[[str], None] | None, seconds: float
    ) -> None:
        self.path, self.tell, self.every = path, tell, seconds
        self.position = position
        self.before = position.seconds
        self.began = self.last = time.monotonic()
        self.loss, self.tokens = 0.0, 0

    def add(self, position: Position, loss: float, tokens: int) -> None:
        """Count a step; write a line if the last one is old enough."""
        self.position = position
        self.loss, self.tokens = self.loss + loss, self.tokens + tokens
        position.seconds = self.before + time.monotonic() - self.began
        if time.monotonic() - self.last >= self.every:
            speed = self.tokens / (time.monotonic() - self.last)
            self.write(loss=round(self.loss / self.tokens, 4), speed=round(speed))
            self.loss, self.tokens, self.last = 0.0, 0, time.monotonic()

    def write(self, **values: float) -> None:
        """Write a line with the position and `values`."""
        if self.tell is None:
            return
        position = self.position
        line = {
            "step": position.step,
            "epoch": position.epoch,
            "tokens": position.tokens,
            "seconds": round(position.seconds),
            **values,
        }
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        self.tell(json.dumps(line))
