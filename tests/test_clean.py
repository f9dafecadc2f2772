"""Training sets: what is kept, what is left out and why, how documents are divided; Parquet."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from baikonur_align.cli import main
from baikonur_align.export import FORMATS, training_set
from baikonur_align.export.clean import CleanOptions, clean, divided
from baikonur_align.ingest.language import detected
from baikonur_align.model import Bead, InlineCode, Pair, Segment, Side
from support import sample

ENGLISH = "The second sentence of this text is long enough to tell."
KAZAKH = "Осы мәтіннің екінші сөйлемі тілін тануға жететіндей ұзын."


def bead(number: int, source: str, target: str, **more: object) -> Bead:
    sides = [
        (Segment(f"{lang}.{number}", text, 0),) if text else ()
        for lang, text in (("kk", source), ("en", target))
    ]
    return Bead(*sides, **({"confidence": 0.9} | more))  # type: ignore[arg-type]


CASES = [
    (bead(1, KAZAKH, ENGLISH), ""),
    (bead(2, KAZAKH + "!", ENGLISH.upper()), "the same is in doc.kk-en"),
    (bead(3, "Жалғыз.", ""), "it has no counterpart"),
    (bead(4, "Қате.", "Wrong.", status="rejected"), "a reviewer rejected it"),
    (bead(5, "Күмәнді.", "Doubtful.", status="flagged"), "a reviewer flagged it"),
    (bead(6, "Әлсіз.", "Weak.", confidence=0.3), "its confidence is 0.30"),
    (bead(7, "Әлсіз, бірақ.", "Weak, but.", confidence=0.3, status="confirmed"), ""),
    (bead(8, "Baikonur 1955", "Baikonur, 1955"), "both sides are identical"),
    (bead(9, "—", "..."), "a side has no letter or digit"),
    (bead(10, "Иә.", "Yes, " + "indeed " * 6), "the length ratio is 15.3"),
    (bead(11, "а" * 1001, "b" * 1001), "a side has 1001 characters"),
    (bead(12, ENGLISH + " Not Kazakh.", KAZAKH + " Қазақша."), "the source looks like en, not kk"),
    (bead(13, "Аударма.", "Draft.", origin="mt", confidence=None), "machine translation"),
]


def pair(name: str, *beads: Bead, digest: str = "") -> Pair:
    hashes = [hashlib.sha256(f"{digest or name}{lang}".encode()).hexdigest() for lang in "ab"]
    source, target = (
        Side(lang, name, f"{name}.{lang}.txt", one, ("paragraph",))
        for lang, one in zip(("kk", "en"), hashes, strict=True)
    )
    return Pair(f"{name}.kk-en", "translation", source, target, beads)


def test_each_bead_that_is_not_fit_is_left_out_with_its_reason() -> None:
    made = clean([pair("doc", *(one for one, _ in CASES))], detected, CleanOptions(dev=0, test=0))
    whys = {one: why for _, _, one, why in made.dropped}
    kept = {one for listed in made.parts.values() for each in listed for one in each.beads}
    for one, expected in CASES:
        assert (one in kept) == (not expected), one
        assert expected in whys.get(one, "")


def test_documents_are_divided_alike_each_time_and_stay_together() -> None:
    pairs = [pair(f"doc{n}", bead(n, f"Сөйлем {n}.", f"Sentence {n}.")) for n in range(200)]
    options = CleanOptions(dev=0.1, test=0.1)
    parts = divided(pairs, options)
    assert parts == {k: v for p in reversed(pairs) for k, v in divided([p], options).items()}
    assert 8 <= sum(part == "test" for part in parts.values()) <= 35
    other = replace(pairs[0], id="other.kk-en", target=replace(pairs[0].target, sha256="f" * 64))
    joined = divided([*pairs, other], options)
    assert joined["other.kk-en"] == joined["doc0.kk-en"]


def test_a_side_in_the_test_set_is_not_in_the_training_set() -> None:
    pairs = [pair(f"doc{n}", bead(n, "Бірдей сөйлем.", f"Sentence {n}.")) for n in range(50)]
    made = clean(pairs, detected, CleanOptions(dev=0, test=0.2))
    assert made.parts["test"]
    assert not any(each.beads for each in made.parts["train"])
    assert {why for *_, why in made.dropped} == {"its source is in test"}


def test_the_card_has_counts_licences_and_hashes() -> None:
    one = pair("doc", bead(1, "Бір.", "One."))
    one = replace(one, source=replace(one.source, metadata=(("licence", "CC BY 4.0"),)))
    made = training_set(clean([one], detected, CleanOptions(dev=0, test=0)), "moses")
    assert made.files["train.kk"].decode() == "Бір.\n"
    card = made.files["README.md"].decode()
    assert "| train | 1 | 1 | 0 | 1 | 1 |" in card
    assert "| doc.kk-en | CC BY 4.0 | not stated | not stated |" in card
    assert hashlib.sha256(made.files["train.en"]).hexdigest() in card


def test_the_command_writes_a_folder_and_what_was_dropped(tmp_path: Path) -> None:
    sample.corpus(tmp_path / "corpus").close()
    call = ["export", "all", "--corpus", str(tmp_path / "corpus"), "--format", "tsv", "--clean"]
    call += ["-o", str(tmp_path / "set"), "--dropped", str(tmp_path / "dropped.tsv")]
    done = CliRunner().invoke(main, [*call, "--min-confidence", "0", "--shares", "0", "0"])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "set" / "README.md").exists()
    dropped = (tmp_path / "dropped.tsv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(dropped.splitlines(), delimiter="\t"))
    assert rows
    assert all(row["why"] for row in rows)


def test_parquet_has_a_row_a_bead_with_its_codes(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    code = InlineCode(0, 3, "bold", "<b>", "1")
    one = pair("doc", replace(bead(1, "Бір сөз.", "One word."), properties=(("id", "x"),)))
    coded = replace(one.beads[0], source=(replace(one.beads[0].source[0], codes=(code,)),))
    data = b"".join(FORMATS["parquet"].stream([replace(one, beads=(coded,))]))
    (row,) = parquet.read_table(io.BytesIO(data)).to_pylist()
    assert (row["source"], row["target"], row["confidence"]) == ("Бір сөз.", "One word.", 0.9)
    assert row["source_segments"][0]["codes"][0]["kind"] == "bold"
    assert row["properties"] == [("id", "x")]
    path = tmp_path / "corpus"
    sample.corpus(path).close()
    call = ["export", "all", "--corpus", str(path), "--format", "parquet", "-o"]
    done = CliRunner().invoke(main, [*call, str(tmp_path / "all.parquet")])
    assert done.exit_code == 0, done.output
    assert "all.parquet" in (tmp_path / "all.parquet.md").read_text(encoding="utf-8")
