"""Adam and Muon on fp32 master weights in one flat buffer.

Weights, activations and gradients may be in bf16; the optimizer keeps fp32 weights and copies them
to the model after each step. Adam: Kingma and Ba (2015), with beta2 .98 as for the Transformer.
Muon: Jordan et al. (2024), orthogonalised momentum for inner matrices, which needs fewer tokens
for the same loss; embeddings and norms use Adam.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
import torch.distributed as dist
from torch import Tensor, nn

from baikonur_align.tuning.settings import Train

BETAS = (0.9, 0.98)
MOMENTUM = 0.95
NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)  # Jordan's quintic, five rounds of it


def rate_factor(step: int, settings: Train, decay: tuple[int, int] | None) -> float:
    """Factor of the rate: linear warm-up, plateau, inverse square root, linear fall to zero."""
    factor = min(1.0, (step + 1) / settings.warmup)
    factor *= math.sqrt(settings.hold / max(step, settings.hold))
    if decay is not None and step > decay[0]:
        factor *= max(0.0, (decay[1] - step) / (decay[1] - decay[0]))
    return factor


class Optimizer:
    def __init__(self, model: nn.Module, settings: Train, rank: int = 0, workers: int = 1) -> None:
        self.settings, self.rank, self.workers = settings, rank, workers
        self.parameters = list(model.parameters())
        self.master = torch.cat(
            [parameter.detach().float().reshape(-1) for parameter in self.parameters]
        )
        self.mean = torch.zeros_like(self.master)
        self.square = torch.zeros_like(self.master)
        names = [name for name, _ in model.named_parameters()]
        self.groups = self._group(names) if settings.optimizer == "muon" else {}

    def _group(self, names: list[str]) -> dict[tuple[int, int], list[int]]:
        """Inner matrices by shape; those of one shape are orthogonalised together."""
        groups: dict[tuple[int, int], list[int]] = {}
        for index, (name, parameter) in enumerate(zip(names, self.parameters, strict=True)):
            if parameter.dim() == 2 and not name.startswith("embedding"):
                groups.setdefault((parameter.shape[0], parameter.shape[1]), []).append(index)
        return groups

    def views(self, flat: Tensor) -> list[Tensor]:
        parts = torch.split(flat, [parameter.numel() for parameter in self.parameters])
        return [
            x.view(parameter.shape) for x, parameter in zip(parts, self.parameters, strict=True)
        ]

    def step(self, gradient: Tensor, step: int, factor: float) -> None:
        by_muon = {i for group in self.groups.values() for i in group}
        views = list(
            zip(
                *(self.views(x) for x in (gradient, self.master, self.mean, self.square)),
                strict=True,
            )
        )
        for index, (grad, weight, mean, square) in enumerate(views):
            if index not in by_muon:
                self._adam(grad, weight, mean, square, step, factor * self.settings.peak_rate)
        for group in self.groups.values():
            self._muon([views[i][:3] for i in group], factor * self.settings.muon_rate)
        self.publish()

    def _adam(
        self, grad: Tensor, weight: Tensor, mean: Tensor, square: Tensor, step: int, rate: float
    ) -> None:
        mean.lerp_(grad, 1 - BETAS[0])
        square.mul_(BETAS[1]).addcmul_(grad, grad, value=1 - BETAS[1])
        corrected = math.sqrt(1 - BETAS[1] ** (step + 1))
        rate /= 1 - BETAS[0] ** (step + 1)
        weight.addcdiv_(mean, square.sqrt().div_(corrected).add_(1e-9), value=-rate)

    def _muon(self, views: list[tuple[Tensor, ...]], rate: float) -> None:
        for grad, _, mean in views:
            mean.mul_(MOMENTUM).add_(grad)
        nesterov = torch.stack([grad.add(mean, alpha=MOMENTUM) for grad, _, mean in views])
        update = torch.zeros_like(nesterov)
        mine = slice(self.rank, None, self.workers)  # each worker handles a share
        update[mine] = orthogonalise(nesterov[mine].to(self.parameters[0].dtype)).float()
        if self.workers > 1:
            dist.all_reduce(update)
        scale = max(1.0, views[0][1].shape[0] / views[0][1].shape[1]) ** 0.5
        for (_, weight, _), direction in zip(views, update, strict=True):
            weight.mul_(1 - rate * 0.01).add_(direction, alpha=-rate * scale)

    def publish(self) -> None:
        """Copy the master weights to the model's."""
        with torch.no_grad():
            for parameter, weight in zip(self.parameters, self.views(self.master), strict=True):
                parameter.copy_(weight)

    def gather(self) -> Tensor:
        """Return the gradients as one flat fp32 buffer and clear them."""
        flat = torch.cat([_taken(parameter) for parameter in self.parameters])
        for parameter in self.parameters:
            parameter.grad = None
        return flat

    def state(self) -> dict[str, Tensor]:
        return {"master": self.master, "mean": self.mean, "square": self.square}

    def start_from(self, weights: dict[str, Tensor], model: nn.Module) -> None:
        """Set the weights; the moments stay zero."""
        for name, master in named(self, model):
            master.copy_(weights[name])
        self.publish()

    def load(self, state: dict[str, Tensor]) -> None:
        for name, tensor in self.state().items():
            tensor.copy_(state[name])
        self.publish()


def _taken(parameter: nn.Parameter) -> Tensor:
    if parameter.grad is None:
        return torch.zeros(parameter.numel(), device=parameter.device)
    return parameter.grad.float().reshape(-1)


def orthogonalise(stack: Tensor) -> Tensor:
    """Move the singular values of each matrix towards one (Newton-Schulz iteration)."""
    a, b, c = NEWTON_SCHULZ
    tall = stack.shape[1] > stack.shape[2]
    x: Tensor = stack.mT if tall else stack
    x = x / (x.float().norm(dim=(1, 2), keepdim=True) + 1e-7).to(x.dtype)
    for _ in range(5):
        gram = x @ x.mT
        x = a * x + (b * gram + c * (gram @ gram)) @ x
    return x.mT if tall else x


def named(optimizer: Optimizer, model: nn.Module) -> Iterator[tuple[str, Tensor]]:
    """Yield the master weights by name."""
    names = (name for name, _ in model.named_parameters())
    yield from zip(names, optimizer.views(optimizer.master), strict=True)
