"""A pre-norm Transformer (Vaswani et al. 2017, arXiv:1706.03762; pre-norm: Xiong et al. 2020,
arXiv:2002.04745) that CTranslate2 can express: deep encoder, shallow decoder (Kasai et al. 2021,
arXiv:2006.10369), one embedding for both sides and the output (Press and Wolf 2017).

Three choices save memory traffic on a CPU: linear layers have no bias, dropout takes slices of one
precomputed mask, and the loss computes its gradient a few rows at a time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from baikonur_align.translation.weights import POSITIONS, Shape, sinusoids

FAR = -1e4  # added to the score of a masked position; finite in bf16
ROWS = 512  # rows of the output layer at a time: 8 MB of logits in bf16, which fit the cache


class Dropout:
    """Dropout by slices of one mask; `seed` selects the slices of a step."""

    SIZE = 1 << 24

    def __init__(self, rate: float, dtype: torch.dtype, device: torch.device) -> None:
        generator = torch.Generator().manual_seed(1)
        keep = torch.rand(self.SIZE, generator=generator) >= rate
        self.mask = (keep / (1 - rate)).to(device, dtype)
        self.offsets = torch.Generator()

    def seed(self, seed: int) -> None:
        self.offsets.manual_seed(seed)

    def like(self, x: Tensor) -> Tensor:
        start = int(torch.randint(self.SIZE - x.numel(), (), generator=self.offsets))
        return self.mask[start : start + x.numel()].view(x.shape)


class Attention(nn.Module):
    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.scale = (dim // heads) ** -0.5
        self.norm = nn.LayerNorm(dim)
        self.query = nn.Linear(dim, dim, bias=False)
        self.key = nn.Linear(dim, dim, bias=False)
        self.value = nn.Linear(dim, dim, bias=False)
        self.out = nn.Linear(dim, dim, bias=False)

    def forward(self, x: Tensor, memory: Tensor | None, mask: Tensor) -> Tensor:
        """Attend to `memory`, or to x itself; `mask` is added to the scores."""
        x = self.norm(x)
        memory = x if memory is None else memory
        query, key, value = (
            self._split(layer(side))
            for layer, side in ((self.query, x), (self.key, memory), (self.value, memory))
        )
        # The backward pass of the fused kernel is far slower for short rows on a CPU.
        weights = torch.softmax(query * self.scale @ key.mT + mask, dim=-1)
        out: Tensor = self.out((weights @ value).transpose(1, 2).reshape(x.shape))
        return out

    def _split(self, x: Tensor) -> Tensor:
        return x.view(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)


class FeedForward(nn.Module):
    def __init__(self, dim: int, ff: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.up = nn.Linear(dim, ff, bias=False)
        self.down = nn.Linear(ff, dim, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.down(torch.relu(self.up(self.norm(x))))
        return out


Add = Callable[[Tensor, Tensor], Tensor]


class EncoderLayer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.own = Attention(shape.dim, shape.heads)
        self.feed = FeedForward(shape.dim, shape.ff)

    def forward(self, x: Tensor, mask: Tensor, add: Add) -> Tensor:
        x = add(x, self.own(x, None, mask))
        return add(x, self.feed(x))


class DecoderLayer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.own = Attention(shape.dim, shape.heads)
        self.cross = Attention(shape.dim, shape.heads)
        self.feed = FeedForward(shape.dim, shape.ff)

    def forward(self, x: Tensor, before: Tensor, memory: Tensor, mask: Tensor, add: Add) -> Tensor:
        x = add(x, self.own(x, None, before))
        x = add(x, self.cross(x, memory, mask))
        return add(x, self.feed(x))


class Translator(nn.Module):
    positions: Tensor

    def __init__(self, shape: Shape, vocabulary: int) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(vocabulary, shape.dim)
        self.encoder = nn.ModuleList(EncoderLayer(shape) for _ in range(shape.encoder_layers))
        self.decoder = nn.ModuleList(DecoderLayer(shape) for _ in range(shape.decoder_layers))
        self.encoder_norm = nn.LayerNorm(shape.dim)
        self.decoder_norm = nn.LayerNorm(shape.dim)
        positions = torch.from_numpy(sinusoids(POSITIONS, shape.dim))
        self.register_buffer("positions", positions, persistent=False)
        self.dropout: Dropout | None = None
        self._initialise()

    def _initialise(self) -> None:
        for parameter in self.parameters():
            if parameter.dim() == 2:
                nn.init.xavier_uniform_(parameter)
        nn.init.normal_(self.embedding.weight, std=self.shape.dim**-0.5)

    def use_dropout(self, device: torch.device, dtype: torch.dtype) -> None:
        if self.shape.dropout:
            self.dropout = Dropout(self.shape.dropout, dtype, device)

    def forward(self, source: Tensor, lengths: Tensor, target: Tensor) -> Tensor:
        """The decoder's last state at each position of `target`, input of the output layer."""
        mask = self._padding(source, lengths)
        x = self._embed(source)
        for layer in self.encoder:
            x = layer(x, mask, self._add)
        memory = self.encoder_norm(x)
        x = self._embed(target)
        size = target.shape[1]
        before = torch.full((size, size), FAR, dtype=x.dtype, device=x.device).triu(1)
        for layer in self.decoder:
            x = layer(x, before, memory, mask, self._add)
        out: Tensor = self.decoder_norm(x)
        return out

    def _padding(self, source: Tensor, lengths: Tensor) -> Tensor:
        seen = torch.arange(source.shape[1], device=source.device) < lengths[:, None]
        mask = torch.zeros_like(seen, dtype=self.positions.dtype)
        return mask.masked_fill(~seen, FAR)[:, None, None, :]

    def _embed(self, ids: Tensor) -> Tensor:
        x: Tensor = self.embedding(ids) * math.sqrt(self.shape.dim) + self.positions[: ids.shape[1]]
        return x * self.dropout.like(x) if self.training and self.dropout else x

    def _add(self, x: Tensor, update: Tensor) -> Tensor:
        if self.training and self.dropout:
            return torch.addcmul(x, update, self.dropout.like(update))
        return x + update


class SmoothedLoss(torch.autograd.Function):
    """Cross entropy with label smoothing, summed over the rows whose gold is not negative.

    The output layer, the softmax and both gradients are computed for ROWS rows at a time, so
    the logits of a whole batch (rows x vocabulary) never leave the cache.
    """

    @staticmethod
    def forward(ctx: Any, state: Tensor, weight: Tensor, gold: Tensor, smooth: float) -> Tensor:
        total = state.new_zeros((), dtype=torch.float32)
        grad_state = torch.empty_like(state)
        grad_weight = torch.zeros_like(weight, dtype=torch.float32)
        spread = smooth / weight.shape[0]
        for start in range(0, len(state), ROWS):
            rows = slice(start, start + ROWS)
            real = (gold[rows] >= 0)[:, None]
            answer = gold[rows].clamp(min=0)[:, None]
            logits = (state[rows] @ weight.T).float()
            norm = logits.logsumexp(1, keepdim=True)
            row_loss = norm - (1 - smooth) * logits.gather(1, answer) - spread * logits.sum(1, True)
            total += (row_loss * real).sum()
            grad = logits.sub_(norm).exp_().sub_(spread)
            grad.scatter_add_(1, answer, torch.full_like(norm, smooth - 1))
            grad = grad.mul_(real).to(state.dtype)
            grad_state[rows] = grad @ weight
            grad_weight += grad.T @ state[rows]
        ctx.save_for_backward(grad_state, grad_weight.to(weight.dtype))
        return total

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, Tensor, None, None]:
        grad_state, grad_weight = ctx.saved_tensors
        scale = grads[0].to(grad_state.dtype)
        return grad_state * scale, grad_weight * scale, None, None


def loss_sum(
    model: Translator, source: Tensor, lengths: Tensor, target: Tensor, smooth: float
) -> tuple[Tensor, int]:
    """The summed loss of a batch and its count of target tokens; padding of a target is -1."""
    state = model(source, lengths, target[:, :-1].clamp(min=0))
    gold = target[:, 1:].reshape(-1)
    loss: Tensor = SmoothedLoss.apply(  # type: ignore[no-untyped-call]
        state.reshape(len(gold), -1), model.embedding.weight, gold, smooth
    )
    return loss, int((gold >= 0).sum())
