"""`python -m training.compare --run RUN`: compares our training step with Marian's in transformers.

Both train a model of the same shape on the same batches with one thread, a few seconds by turns.
transformers is not among the recipe's requirements; install it for this comparison.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Callable
from pathlib import Path

import torch

from baikonur_align.tuning.batches import Batch, make_batch, plan_epoch
from baikonur_align.tuning.model import Translator, loss_sum
from baikonur_align.tuning.optimize import Optimizer
from baikonur_align.tuning.samples import read_dataset
from training.config import Config, read_config

Step = Callable[[Batch], None]


def our_step(config: Config) -> Step:
    dtype = getattr(torch, config.train.dtype)
    model = Translator(config.model, config.vocab.size).to(dtype)
    model.use_dropout(torch.device("cpu"), dtype)
    optimizer = Optimizer(model, config.train)

    def step(batch: Batch) -> None:
        loss, count = loss_sum(
            model, batch.source, batch.lengths, batch.target, config.train.label_smoothing
        )
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step(optimizer.gather() / count, 1000, 1.0)

    return step


def marian_step(config: Config, dtype: torch.dtype) -> Step:
    """Marian of transformers with torch's Adam, as its Trainer runs them."""
    from transformers import MarianConfig, MarianMTModel

    shape = config.model
    sides = {
        f"{side}_{name}": value
        for side, layers in (("encoder", shape.encoder_layers), ("decoder", shape.decoder_layers))
        for name, value in (
            ("layers", layers),
            ("attention_heads", shape.heads),
            ("ffn_dim", shape.ff),
        )
    }
    model = MarianMTModel(
        MarianConfig(
            vocab_size=config.vocab.size, d_model=shape.dim, dropout=shape.dropout,
            activation_function="relu", pad_token_id=0, eos_token_id=2,
            decoder_start_token_id=3, **sides,
        )
    ).to(dtype)  # fmt: skip
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4, fused=True)

    def step(batch: Batch) -> None:
        seen = torch.arange(batch.source.shape[1]) < batch.lengths[:, None]
        gold = batch.target[:, 1:].masked_fill(batch.target[:, 1:] < 0, -100)
        decoder = batch.target[:, :-1].clamp(min=0)
        model(batch.source, seen, decoder_input_ids=decoder, labels=gold).loss.backward()
        optimizer.step()
        optimizer.zero_grad()

    return step


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="folder that `prepare` has filled")
    parser.add_argument("--seconds", type=float, default=8.0, help="of each turn")
    parser.add_argument("--turns", type=int, default=3)
    args = parser.parse_args()
    torch.set_num_threads(1)
    config = read_config(Path(__file__).with_name("config.toml"))
    data = read_dataset(args.run / "train.npz")
    plan = plan_epoch(data, config.train.batch_tokens, 1, 0, 1)
    steps = {
        f"ours, {config.train.dtype}, {config.train.optimizer}": our_step(config),
        "Marian of transformers, bfloat16, Adam": marian_step(config, torch.bfloat16),
        "Marian of transformers, float32, Adam": marian_step(config, torch.float32),
    }
    tokens = dict.fromkeys(steps, 0)
    spent = dict.fromkeys(steps, 0.0)
    for turn, (name, step) in itertools.product(range(args.turns + 1), steps.items()):
        began = time.process_time()
        for samples in plan:  # the same batches for all, in each turn
            batch = make_batch(data, samples, 0, 1, torch.device("cpu"))
            step(batch)
            if turn:  # the first builds kernels
                tokens[name] += int((batch.target[:, 1:] >= 0).sum())
            if time.process_time() - began > args.seconds:
                break
        spent[name] += bool(turn) * (time.process_time() - began)
    for name in steps:
        print(f"{name}: {tokens[name] / spent[name]:.0f} target tokens a CPU second")


if __name__ == "__main__":
    main()
