"""The commands: what they print, and the one line they say when they can't."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from baikonur_align.cli import main
from baikonur_align.edit import Search
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import ROOT, sample

SEED = ROOT / "seeds" / "002_78c1e3074b0b4c5c.txt"
PAIR = "small.kk-en"


def run(*args: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], input=stdin)


def said(*args: str | Path, stdin: str | None = None) -> str:
    result = run(*args, stdin=stdin)
    assert result.exit_code == 0, result.output
    return result.stdout


def complaint(*args: str | Path) -> str:
    """The one line that a command ends with when it can't."""
    result = run(*args)
    assert result.exit_code == 1, result.output
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    return result.stderr


COMMANDS = [
    *(
        "add",
        "align",
        "build",
        "export",
        "publish",
        "realign",
        "replace",
        "score",
        "serve",
        "split",
        "translate",
        "update",
        "validate",
    ),
    *(f"models {command}" for command in ("list", "add", "install")),
    *(f"reviewer {command}" for command in ("add", "list", "remove", "role")),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    text = said(*command.split(), "--help")
    assert f"baikonur-align {command}" in text.partition("Example:")[2]


@pytest.mark.slow
def test_split_prints_a_sentence_a_line_and_a_blank_line_between_blocks() -> None:
    lines = said("split", SEED, "--lang", "kk").splitlines()
    assert "Президенті Н. А. Назарбаев" in "\n".join(lines)
    assert "" in lines
    assert "".join("".join(lines).split()) == "".join(SEED.read_text(encoding="utf-8").split())


@pytest.mark.slow
def test_split_and_translate_read_standard_input() -> None:
    text = "Байқоңыр – қала. Ол Қазақстанда.\n"
    assert said("split", "-", "--lang", "kk", stdin=text).splitlines() == [
        "Байқоңыр – қала.",
        "Ол Қазақстанда.",
    ]
    assert (
        len(
            said(
                "translate", "-", "--from", "kk", "--to", "en", stdin=text + "\n" + text
            ).splitlines()
        )
        == 3
    )


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    kk, en = tmp_path / "a.kk", tmp_path / "a.en"
    kk.write_text("Ол 1955 жылы салынды.\nАумағы 6717 шаршы км.\nСоңы.\n", encoding="utf-8")
    en.write_text(
        "It was built in 1955.\nIts area is 6717 square km.\nThe end.\n", encoding="utf-8"
    )
    return kk, en


def beads(output: str) -> list[str]:
    return [line.rpartition(":")[0] for line in output.splitlines()]


@pytest.mark.slow
def test_align_prints_a_bead_a_line(two: tuple[Path, Path]) -> None:
    out = said("align", *two, "--from", "kk", "--to", "en", "--lines")
    assert beads(out) == ["[0]:[0]", "[1]:[1]", "[2]:[2]"]
    assert all(0 <= float(line.rpartition(":")[2]) <= 1 for line in out.splitlines())


@pytest.mark.slow
def test_align_keeps_the_beads_that_stand(two: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "anchors").write_text("# seen by a reviewer\n[0]:[1]\n[2]:[]\n")
    options = ("--from", "kk", "--to", "en", "--lines", "--anchors", tmp_path / "anchors")
    assert {"[0]:[1]", "[2]:[]"} <= set(beads(said("align", *two, *options)))
    (tmp_path / "anchors").write_text("[0]:[7]\n")
    assert "anchors: there is no target sentence 7; they go from 0 to 2" in complaint(
        "align", *two, *options
    )


@pytest.mark.slow
def test_realign_keeps_what_is_confirmed_and_says_how_much_is_new(tmp_path: Path) -> None:
    bench = sample.corpus(tmp_path / "corpus", sample.translation())
    first, *rest = bench.review.pair("small.kk-en").beads
    bench.revise("small.kk-en", "confirm", [bead_id(first)], {}, "reviewer-1")
    bench.revise("small.kk-en", "merge", [bead_id(bead) for bead in rest[1:3]], {}, "reviewer-1")
    command = ("realign", "small.kk-en", "--corpus", tmp_path / "corpus")
    assert "version 3: " in said(*command, "--reviewer", "reviewer-2")
    history = dict(bench.review.edits("small.kk-en"))
    assert (history[3].verb, history[3].reviewer) == ("realign", "reviewer-2")
    assert first.source == bench.review.pair("small.kk-en").beads[0].source
    said(*command)
    assert "no bead changed" in said(*command)
    assert "there is no pair nobody" in complaint("realign", "nobody", *command[2:])
    bench.close()


def test_a_dictionary_of_ones_own_is_heard_and_says_what_it_held(tmp_path: Path) -> None:
    said_in = {"fi": "Kissa nukkuu.\nKoira juoksee.\n", "hu": "Egy kutya fut.\nA macska alszik.\n"}
    for lang, text in said_in.items():
        (tmp_path / lang).write_text(text, encoding="utf-8")
    own = tmp_path / "own.tsv"
    own.write_text(
        "# ours\nkissa\tmacska\nkoira\tkutya\nnukkuu\talszik\njuoksee\tfut\n", encoding="utf-8"
    )
    call = (
        "align",
        tmp_path / "fi",
        tmp_path / "hu",
        "--from",
        "fi",
        "--to",
        "hu",
        "--lines",
        "--force",
    )
    beads = {line.rpartition(":")[0] for line in said(*call, "--dictionary", own).splitlines()}
    assert beads == {"[0]:[1]", "[1]:[0]"}
    assert "own.tsv: 4 pairs of words" in run(*call, "--dictionary", own).stderr
    own.write_text("kissa macska\n", encoding="utf-8")
    assert "own.tsv, line 1 is not an entry" in complaint(*call, "--dictionary", own)
    own.write_text("# nothing yet\n", encoding="utf-8")
    assert "own.tsv has no entries" in complaint(*call, "--dictionary", own)


def test_align_takes_a_translation_for_languages_nobody_has_a_package_for(
    two: tuple[Path, Path],
) -> None:
    kk, en = two
    result = run(
        "align", kk, en, "--from", "br", "--to", "se", "--lines", "--src-mt", en, "--tgt-mt", kk
    )
    assert result.exit_code == 0
    assert [line.rpartition(":")[0] for line in result.stdout.splitlines()] == [
        "[0]:[0]",
        "[1]:[1]",
        "[2]:[2]",
    ]
    assert result.stderr == ""


def test_align_without_any_translation_says_what_it_went_by(two: tuple[Path, Path]) -> None:
    result = run("align", *two, "--from", "br", "--to", "se", "--lines")
    assert result.exit_code == 0
    assert "no translation package between br and se" in result.stderr


def test_a_translation_of_another_length_is_refused(two: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "short").write_text("one line\n")
    assert "line" in complaint(
        "align", *two, "--from", "kk", "--to", "en", "--lines", "--src-mt", tmp_path / "short"
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "file not found"),
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        (bytes(range(256)) * 10, "not text"),
        (bytes(range(0x80, 0x100)), "unknown encoding"),
    ],
)
def test_a_file_that_is_no_text_gets_one_clear_line(
    tmp_path: Path, content: bytes | None, why: str
) -> None:
    path = tmp_path / "bad.txt"
    if content is not None:
        path.write_bytes(content)
    assert why in complaint("split", path, "--lang", "kk")
    assert why in complaint("add", path, "--to", "en", "--corpus", tmp_path / "corpus")


def test_a_text_of_another_language_is_told_and_can_be_forced(tmp_path: Path) -> None:
    english = ROOT / "seeds" / "001_f5f891067bcb8337.txt"
    for command in ("split --lang kk", "translate --from kk --to en"):
        assert "looks like en, not kk" in complaint(*command.split(), english)
    corpus = ("--corpus", tmp_path / "corpus")
    assert "--force" in complaint("add", english, "--from", "kk", "--to", "en", *corpus)
    assert said("split", english, "--lang", "kk", "--force").startswith("Kazakhstan's President")


def test_a_missing_model_says_which_command_gets_it(two: tuple[Path, Path]) -> None:
    assert "models add" in complaint("translate", two[0], "--from", "br", "--to", "se")


def test_commands_on_a_corpus_that_is_not_there_say_how_to_make_one(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    for command in (
        "serve",
        "publish --corpus",
        "score --corpus",
        "export all --format tsv --corpus",
    ):
        assert "baikonur-align build" in complaint(*command.split(), nowhere)
    assert not nowhere.exists()


def test_serving_the_network_needs_reviewer_accounts(workbench: Workbench) -> None:
    assert "reviewer add" in complaint("serve", workbench.corpus.root, "--host", "0.0.0.0")  # noqa: S104


@pytest.mark.slow
def test_reviewers_are_added_listed_promoted_and_removed(workbench: Workbench) -> None:
    corpus = ("--corpus", workbench.corpus.root)
    asked = "secret words\nsecret words\n"
    said("reviewer", "add", "reviewer-1", *corpus, stdin=asked)
    said("reviewer", "add", "reader-1", "--role", "reader", *corpus, stdin=asked)
    assert said("reviewer", "list", *corpus) == "reader    reader-1\nreviewer  reviewer-1\n"
    assert workbench.accounts.check_password("reviewer-1", "secret words")
    assert said("reviewer", "role", "reviewer-1", "lead", *corpus) == "reviewer-1 is now lead\n"
    said("reviewer", "remove", "reader-1", *corpus)
    assert said("reviewer", "list", *corpus) == "lead      reviewer-1\n"
    assert "no reviewer" in complaint("reviewer", "remove", "reader-1", *corpus)
    assert "no reviewer" in complaint("reviewer", "role", "reader-1", "lead", *corpus)


def test_export_writes_a_file_or_two_or_standard_output(
    workbench: Workbench, tmp_path: Path
) -> None:
    corpus = ("--corpus", workbench.corpus.root)
    tsv = said("export", PAIR, "--format", "tsv", *corpus)
    said("export", "all", "--format", "tsv", "-o", tmp_path / "out.tsv", *corpus)
    assert (tmp_path / "out.tsv").read_text(encoding="utf-8") == tsv
    said("export", PAIR, "--format", "moses", "-o", tmp_path / "out", *corpus)
    assert len((tmp_path / "out.kk").read_text(encoding="utf-8").splitlines()) == 12
    assert len((tmp_path / "out.en").read_text(encoding="utf-8").splitlines()) == 12
    dropped = tmp_path / "dropped.tsv"
    none = said(
        "export", PAIR, "--format", "jsonl", "--status", "confirmed", "--dropped", dropped, *corpus
    )
    assert none == ""
    assert dropped.read_text(encoding="utf-8").count("\tits status is auto\n") == 12
    assert "there is no pair" in complaint("export", "nobody", "--format", "tsv", *corpus)


def test_validate_names_file_line_and_fault(workbench: Workbench, tmp_path: Path) -> None:
    good = workbench.corpus.path(PAIR)
    assert said("validate", good) == "1 valid\n"
    bad = tmp_path / "bad.xml"
    bad.write_bytes(good.read_bytes().replace(b'xml:id="kk.3"', b'xml:id="kk.2"'))
    result = run("validate", good, bad)
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{bad}:")
    assert "1 of 2 files" in result.stderr


EVIL = """<!DOCTYPE TEI [<!ENTITY x SYSTEM "file:///etc/passwd">]><TEI xmlns="http://www.tei-c.org/ns/1.0">&x;</TEI>"""


@pytest.mark.parametrize("content", ["", "not xml", "<TEI", "<html/>", EVIL])
def test_unreadable_and_foreign_xml_is_not_valid(tmp_path: Path, content: str) -> None:
    path = tmp_path / "bad.xml"
    path.write_text(content, encoding="utf-8")
    result = run("validate", path)
    assert result.exit_code == 1
    assert "root:" not in result.output
    assert str(path) in result.output


def test_score_prints_figures_with_signatures(tmp_path: Path) -> None:
    (tmp_path / "hyp").write_text("The cat sat on the mat.\nIt is late.\n")
    (tmp_path / "ref").write_text("The cat sat on a mat.\nIt is late.\n")
    text = said("score", "--hyp", tmp_path / "hyp", "--ref", tmp_path / "ref", "--sentences")
    assert "BLEU|nrefs:1|case:mixed" in text
    report = json.loads(
        said("score", "--hyp", tmp_path / "hyp", "--ref", tmp_path / "ref", "--json")
    )
    assert {score["name"] for score in report["scores"]} == {"BLEU", "chrF", "chrF++", "TER"}
    (tmp_path / "hyp").write_text("one\n")
    assert "1 translation lines but 2 reference lines" in complaint(
        "score", "--hyp", tmp_path / "hyp", "--ref", tmp_path / "ref"
    )


@pytest.mark.slow
def test_a_build_shows_its_progress_on_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.kk.txt").write_text(
        "Байқоңыр. Оны 1955 жылы салды.\n", encoding="utf-8"
    )
    ours, theirs = pty.openpty()
    build = ["build", str(tmp_path / "texts"), "--corpus", str(tmp_path / "c"), "--jobs", "1"]
    command = [sys.executable, "-m", "baikonur_align", *build]
    out = subprocess.check_output(command, stderr=theirs, text=True)
    told = os.read(ours, 4096).decode()
    for end in (ours, theirs):
        os.close(end)
    assert "translate" in told
    assert told.count("\n") == 2  # the bar, and the line of the import report
    assert "100%" in told
    assert out.startswith("made      a.kk-en\n")
    assert "\x1b" not in out


def test_score_compares_with_a_baseline(tmp_path: Path) -> None:
    reference = [
        f"The {word} sat on the mat, and it was late." for word in ("cat", "dog", "hen", "fox")
    ] * 10
    for name, lines in {
        "ref": reference,
        "hyp": reference,
        "old": [line.replace("sat on", "say no") for line in reference],
    }.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n")
    files = ("--hyp", tmp_path / "hyp", "--ref", tmp_path / "ref", "--baseline", tmp_path / "old")
    report = json.loads(said("score", *files, "--json"))
    assert [score["name"] for score in report["compared"]] == ["BLEU", "chrF", "chrF++", "TER"]
    assert all(score["p_value"] < 0.05 for score in report["compared"])
    assert "baseline" in said("score", *files)
    (tmp_path / "old").write_text("one\n")
    assert "1 baseline lines but 40 reference lines" in complaint("score", *files)


def test_score_of_an_alignment_and_of_a_corpus(workbench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "gold").write_text("[0]:[0]\n[1]:[1, 2]\n[2]:[]\n")
    (tmp_path / "guess").write_text("[0]:[0]:0.9\n[1]:[1]:0.8\n[2]:[2]:0.1\n")
    report = json.loads(
        said("score", "--alignment", tmp_path / "gold", tmp_path / "guess", "--json")
    )
    assert report["strict"]["recall"] == pytest.approx(1 / 2)
    assert report["lax"]["recall"] == 1
    assert "nothing reviewed yet" in said("score", "--corpus", workbench.corpus.root)


def test_help_answers_in_a_process_of_its_own() -> None:
    out = subprocess.check_output([sys.executable, "-m", "baikonur_align", "--help"], text=True)
    assert "Usage:" in out


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_corpus_without_write_permission_says_so(workbench: Workbench) -> None:
    workbench.corpus.root.chmod(0o500)
    assert "permission" in complaint("add", SEED, "--to", "en", "--corpus", workbench.corpus.root)


def test_replace_shows_what_would_change_and_does_it_when_told_to(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    sample.corpus(corpus).close()
    command = ("replace", r"(\d+) (million|mln)", r"\2 \1", "--regex", "--corpus", corpus)
    shown = run(*command)
    assert [line.split("\t") for line in shown.stdout.splitlines()] == [
        ["draft.kk-en", "en.5", sample.DRAFT[4][1], "The rent fee is mln 115 dollars in year."],
        [PAIR, "en.4", sample.ENGLISH[3], "The rent is million 115 dollars a year."],
    ]
    assert "nothing is changed" in shown.stderr
    assert len(said(*command, "--pair", PAIR).splitlines()) == 1
    done = run(*command, "--pair", PAIR, "--apply", "--reviewer", "reviewer-2")
    assert "version 1" in done.stderr
    bench = Workbench(corpus)
    assert [(edit.verb, edit.reviewer) for _, edit in bench.review.edits(PAIR)] == [
        ("replace", "reviewer-2")
    ]
    bench.review.undo(PAIR, "reviewer-2")
    assert len(bench.replacer.find(PAIR, Search("mill"))) == 1
    bench.close()
    assert "not a valid regular expression" in complaint(
        "replace", "(", "x", "--regex", "--corpus", corpus
    )
