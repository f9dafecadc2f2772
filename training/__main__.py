"""`python -m training STEP --data FOLDER --run FOLDER`: one command a step, `all` for all."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from training.config import Config, read_config

STEPS = ("warm", "prepare", "train", "splitter", "backtranslate", "package", "evaluate", "all")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("--data", type=Path, help="folder of line-aligned text, see README.md")
    parser.add_argument(
        "--run", type=Path, default=Path("run"), help="folder of the files of a run"
    )
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("config.toml"))
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="SECTION.KEY=VALUE",
        help="another value for a setting of the config file",
    )
    parser.add_argument(
        "--workers", type=int, default=2, help="training processes, best one a core"
    )
    parser.add_argument(
        "--mix", default="train.npz", help="prepare, train: the prepared file's name"
    )
    parser.add_argument("--until", type=int, default=10_000, help="train: stop after this step")
    parser.add_argument(
        "--decay-from", type=int, help="train: let the rate fall to zero from this step on"
    )
    parser.add_argument(
        "--snapshots", type=int, default=4, help="how many of the last weights to average"
    )
    parser.add_argument("--limit", type=int, help="backtranslate: use this many lines a language")
    parser.add_argument(
        "--packages",
        type=Path,
        help="folder of the packages to write (package) or read (evaluate, warm)",
    )
    parser.add_argument("--version", default="0.1", help="package: its version")
    parser.add_argument("--card", type=Path, help="package: file that becomes its README.md")
    parser.add_argument(
        "--bare",
        action="store_true",
        help="evaluate: the packages without the program's glosses and protection",
    )
    parser.add_argument("--beam", type=int, default=6)
    parser.add_argument("--length-penalty", type=float, default=1.45)
    return parser.parse_args(arguments)


# Each step imports only what it needs: `prepare` needs no torch, `evaluate` no onnx.


def prepare(args: argparse.Namespace, config: Config) -> None:
    from training.prepare import prepare as run

    run(config, args.data, args.run, args.mix)


def warm(args: argparse.Namespace, config: Config) -> None:
    from training.warm import warm_start

    warm_start(config, args.packages / "translate-kk_en", args.run)


def train(args: argparse.Namespace, config: Config) -> None:
    from training.workers import is_worker, run_workers

    if args.workers > 1 and not is_worker():
        command = ["train", *_again(args)]
        if run_workers(args.workers, command):
            raise SystemExit("a worker failed, see its output above; run the step again to resume")
        return
    from baikonur_align.tuning.trainer import Trainer, Until, join_workers, leave_workers

    decay = None if args.decay_from is None else (args.decay_from, args.until)
    worker = join_workers(config.train.dtype)
    trainer = Trainer(config.settings(), args.run, worker, partial(print, flush=True))
    trainer.train(args.run / args.mix, Until(args.until, decay))
    leave_workers(worker)


def _again(args: argparse.Namespace) -> list[str]:
    """The command-line options of a worker process."""
    decay = [] if args.decay_from is None else ["--decay-from", str(args.decay_from)]
    changed = [word for setting in args.set for word in ("--set", setting)]
    return [
        "--run",
        str(args.run),
        "--config",
        str(args.config),
        "--mix",
        args.mix,
        "--until",
        str(args.until),
        *decay,
        *changed,
    ]


def splitter(args: argparse.Namespace, config: Config) -> None:
    from training.splitter import make_splitters

    make_splitters(config, args.data, args.run)


def backtranslate(args: argparse.Namespace, config: Config) -> None:
    from training.backtranslate import backtranslate as run

    run(config, args.data, args.run, args.snapshots, args.limit)


def package(args: argparse.Namespace, config: Config) -> None:
    from training.package import Release, build_packages

    card = args.card.read_text(encoding="utf-8") if args.card else "Of draft quality.\n"
    out = args.packages or args.run / "release"
    build_packages(config, args.run, out, Release(args.version, "draft", card), args.snapshots)


def evaluate(args: argparse.Namespace, config: Config) -> None:
    from training.evaluate import Search, rows
    from training.evaluate import evaluate as run

    del config  # the packages hold all settings
    search = Search(beam=args.beam, length_penalty=args.length_penalty)
    scores = run(args.packages or args.run / "release", args.data, search, bare=args.bare)
    for row in rows(list(scores)):
        print(json.dumps(row, ensure_ascii=False))


def everything(args: argparse.Namespace, config: Config) -> None:
    """All steps: half of the training on parallel text, half with back-translations added."""
    last = args.until
    args.until = last // 2
    for step in (prepare, train, splitter, backtranslate):
        step(args, config)
    args.mix, args.until, args.decay_from = "mix.npz", last, last - last // 6
    for step in (prepare, train, package, evaluate):
        step(args, config)


COMMANDS: dict[str, Callable[[argparse.Namespace, Config], None]] = {
    "warm": warm,
    "prepare": prepare,
    "train": train,
    "splitter": splitter,
    "backtranslate": backtranslate,
    "package": package,
    "evaluate": evaluate,
    "all": everything,
}


def main(arguments: Sequence[str]) -> None:
    args = parse(arguments)
    COMMANDS[args.step](args, read_config(args.config, tuple(args.set)))


if __name__ == "__main__":
    main(sys.argv[1:])
