"""Training with any number of workers; a killed run can be resumed.

A worker is a process with its own share of each batch. Gradients are averaged by
torch.distributed (gloo on CPUs, nccl on GPUs). Random numbers are functions of the seed and the
step, and a checkpoint holds the rest of the state, so a resumed run has the same loss curve.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist

from training import config
from training.batches import Batch, make_batch, plan_epoch
from training.model import Translator, loss_sum
from training.optimize import Optimizer, named, rate_factor
from training.prepare import Dataset, read_dataset

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
        threads = max(1, len(os.sched_getaffinity(0)) // count)
    torch.set_num_threads(threads)
    if count > 1 and not dist.is_initialized():
        dist.init_process_group("nccl" if gpu else "gloo")
    return Worker(rank, count, device, getattr(torch, dtype), os.getppid())


def leave_workers(worker: Worker) -> None:
    """Wait for the other workers, then close the connection; closing early aborts the others."""
    if worker.count > 1:
        dist.barrier()
        dist.destroy_process_group()


class Trainer:
    def __init__(self, settings: config.Config, run: Path, worker: Worker) -> None:
        self.config, self.run, self.worker = settings, run, worker
        torch.manual_seed(settings.data.seed)
        model = Translator(settings.model, settings.vocab.size)
        self.model = model.to(worker.device, worker.dtype)
        self.model.use_dropout(worker.device, worker.dtype)
        self.optimizer = Optimizer(self.model, settings.train, worker.rank, worker.count)
        self.position = Position()
        if (run / "last.pt").exists():
            self._load(run / "last.pt")
        elif (run / FIRST).exists():
            self.optimizer.start_from(torch.load(run / FIRST), self.model)
            before = json.loads((run / START).read_text(encoding="utf-8"))
            self.position.tokens = before["trained_target_tokens"]

    def train(self, data_path: Path, until: Until) -> None:
        """Train up to `until`; log every minute, save a checkpoint every few minutes."""
        data, valid = read_dataset(data_path), read_dataset(self.run / "valid.npz")
        seconds = self.config.train.log_seconds
        log = Log(self.run / "log.jsonl", self.position, self.worker.rank > 0, seconds)
        saved = time.monotonic()
        for batch in self._batches(data, data_path.name, until.step):
            loss, tokens = self._step(batch, until)
            log.add(self.position, loss, tokens)
            if self.position.step % self.config.train.valid_every == 0:
                log.write(valid=round(self.valid_loss(valid), 4))
            if time.monotonic() - saved > 60 * self.config.train.save_minutes:
                self.save()
                saved = time.monotonic()
        if self.worker.rank == 0:
            log.write(valid=round(self.valid_loss(valid), 4))
        self.save()

    def _batches(self, data: Dataset, name: str, last: int) -> Iterator[Batch]:
        settings = self.config.train
        if self.position.data != name:  # a new file starts a new epoch
            self.position.epoch += bool(self.position.data)
            self.position.within, self.position.data = 0, name
        while True:
            plan = plan_epoch(
                data,
                settings.batch_tokens,
                self.config.data.seed,
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
        position, settings, worker = self.position, self.config.train, self.worker
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
        for samples in plan_epoch(valid, self.config.train.batch_tokens, 0, 0, 1):
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
            "model": vars(self.config.model),
            "optimizer": self.optimizer.state(),
        }
        write_whole(self.run / "last.pt", state)
        weights = {name: tensor.clone() for name, tensor in named(self.optimizer, self.model)}
        write_whole(self.run / f"weights-{self.position.step:07d}.pt", weights)
        for old in sorted(self.run.glob("weights-*.pt"))[: -self.config.train.keep_weights]:
            old.unlink()

    def _load(self, path: Path) -> None:
        state = torch.load(path, map_location=self.worker.device)
        shape = replace(config.Model(**state["model"]), dropout=self.config.model.dropout)
        if shape != self.config.model:
            raise ValueError(f"{path} is of a model of another shape: {shape}")
        self.optimizer.load(state["optimizer"])
        self.position = Position(**state["position"])


def write_whole(path: Path, state: object) -> None:
    """Write to a temporary file and rename it, so that a kill leaves the old file or the new."""
    beside = path.with_suffix(".tmp")
    torch.save(state, beside)
    beside.replace(path)


class Log:
    """Writes lines of JSON: position, target tokens a second, mean loss since the last line."""

    def __init__(self, path: Path, position: Position, quiet: bool, seconds: float) -> None:
        self.path, self.quiet, self.every = path, quiet, seconds
        self.position = position
        self.before = position.seconds
        self.began = self.last = time.monotonic()
        self.loss, self.tokens = 0.0, 0

    def add(self, position: Position, loss: float, tokens: int) -> None:
        self.position = position
        self.loss, self.tokens = self.loss + loss, self.tokens + tokens
        position.seconds = self.before + time.monotonic() - self.began
        if time.monotonic() - self.last >= self.every:
            speed = self.tokens / (time.monotonic() - self.last)
            self.write(loss=round(self.loss / self.tokens, 4), speed=round(speed))
            self.loss, self.tokens, self.last = 0.0, 0, time.monotonic()

    def write(self, **values: float) -> None:
        if self.quiet:
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
        print(json.dumps(line), flush=True)
