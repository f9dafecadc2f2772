"""The README's commands do what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from baikonur_align.cli import main
from support import ROOT, papers
from support.sample import KAZAKH

LINES = 10
"""Below this `evaluate` gives no figure."""

TEXTS = {
    "report.kk.txt": "Байқоңыр ғарыш айлағы 1955 жылы салынды. Оның аумағы 6717 шаршы километр.\n",
    "report.en.txt": "The Baikonur cosmodrome was built in 1955. Its area is 6717 square "
    "kilometres.\n",
    "system.txt": "The cosmodrome was built in 1955.\n" * LINES,
    "other.txt": "Baikonur cosmodrome is built in 1955 year.\n" * LINES,
    "reference.txt": "The Baikonur cosmodrome was built in 1955.\n" * LINES,
    "gold.align": "[0]:[0]\n[1]:[1]\n",
    "guess.align": "[0]:[0]:0.97\n[1]:[]:0.5\n[]:[1]:0.5\n",
}
BLOCKS = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines()]


def test_the_readme_shows_how_to_start_and_a_picture_first() -> None:
    first_screen = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:14]
    text = "\n".join(first_screen)
    assert "make demo" in text
    assert "make test" in text
    assert all((ROOT / image).exists() for image in re.findall(r"!\[.*?\]\((.*?)\)", text))
    assert "![" in text


@pytest.mark.slow
def test_each_command_of_the_readme_runs_in_its_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "letter.docx").write_bytes(
        papers.word(("Heading 1", "Хат"), ("Normal", " ".join(KAZAKH)))
    )
    ran = 0
    for command in COMMANDS:
        words = shlex.split(command)
        assert words[0] == "baikonur-align"
        if words[1] == "serve":  # runs until it is stopped: tests/test_browser.py
            continue
        args = [
            str(found)
            for word in words[1:]
            for found in (sorted(tmp_path.glob(word)) if "*" in word else [word])
        ]
        if "build" in args:
            args.append("--no-comparable")
        result = CliRunner().invoke(main, args, input="a password\na password\n")
        assert result.exit_code == 0, f"{command}\n{result.output}"
        ran += 1
    assert ran >= 12
