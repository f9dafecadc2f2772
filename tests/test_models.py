"""Packages added, listed, installed, and refused when they are damaged."""

from __future__ import annotations

import io
import json
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from baikonur_align import translation
from baikonur_align.translation import BrokenPackage, Package, convert, registry
from baikonur_align.translation.machine import Machine
from baikonur_align.translation.package import read
from baikonur_align.translation.tokens import Bpe
from support import tiny_package


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An Argos folder of one's own, and no packages but those the test makes."""
    folder = tmp_path / "argos" / "packages"
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(folder))
    monkeypatch.setattr(registry, "own_folder", lambda: tmp_path / "own")
    monkeypatch.setattr(registry, "SHIPPED", tmp_path / "shipped")
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_package.make(tmp_path_factory.mktemp("made") / "translate-kk_en")


@pytest.fixture
def whole(made: Path, tmp_path: Path) -> Path:
    """A package folder that a test may damage."""
    return Path(shutil.copytree(made, tmp_path / "work" / "translate-kk_en"))


def zipped(folder: Path, file: Path) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder.parent))
    return file


def edit_metadata(folder: Path, **changes: object) -> None:
    data = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    (folder / "metadata.json").write_text(json.dumps(data | changes), encoding="utf-8")


# --- adding and listing ---------------------------------------------------------------------------


def test_an_added_package_is_found_and_translates(home: Path, whole: Path, tmp_path: Path) -> None:
    added = translation.add(zipped(whole, tmp_path / "kk_en.argosmodel"))
    assert added.path == home / "translate-kk_en"
    assert translation.packages() == [added]
    engine = translation.engine("kk", "en")
    assert engine.translate(["Байқоңыр қала."]) == ["Байқоңыр қала."]
    assert engine.tool().name == "translate-kk_en"


def test_stock_argos_sees_the_same_packages(home: Path, whole: Path, tmp_path: Path) -> None:
    from argostranslate import package as argos

    translation.add(zipped(whole, tmp_path / "kk_en.argosmodel"))
    (stock,) = argos.get_installed_packages([home])
    assert (stock.from_code, stock.to_code, stock.package_version) == ("kk", "en", "1.0")
    assert (
        stock.tokenizer.decode(stock.tokenizer.encode("Байқоңыр қала.")).strip() == "Байқоңыр қала."
    )


def test_adding_a_package_again_replaces_it(home: Path, whole: Path, tmp_path: Path) -> None:
    translation.add(zipped(whole, tmp_path / "a.argosmodel"))
    edit_metadata(whole, package_version="1.1")
    translation.add(zipped(whole, tmp_path / "b.argosmodel"))
    assert [package.version for package in translation.packages()] == ["1.1"]
    assert [path.name for path in home.parent.iterdir()] == ["packages"]


def test_shipped_packages_are_installed_where_argos_looks(
    home: Path, made: Path, tmp_path: Path
) -> None:
    shutil.copytree(made, tmp_path / "shipped" / made.name)
    assert translation.install() == [home / "translate-kk_en"]
    assert translation.install() == [home / "translate-kk_en"]
    assert [package.shipped for package in translation.packages()] == [False, True]


def test_the_listing_says_which_package_is_used_and_what_is_wrong(
    home: Path, made: Path, tmp_path: Path
) -> None:
    shutil.copytree(made, tmp_path / "shipped" / made.name)
    shutil.copytree(made, home / "mine")
    edit_metadata(home / "mine", package_version="0.5")
    (home / "junk").mkdir()
    shutil.copytree(made, home / "reverse")
    edit_metadata(home / "reverse", from_code="en", to_code="kk")
    (home / "reverse" / "model" / "model.bin").unlink()
    rows = translation.listing()
    good = {
        (row["from"], row["to"], row["version"], row["shipped"], row["used"])
        for row in rows
        if "from" in row
    }
    assert good == {
        ("en", "kk", "1.0", False, True),
        ("kk", "en", "0.5", False, True),
        ("kk", "en", "1.0", True, False),
    }
    assert [bool(row["problem"]) for row in rows] == [True, False, False, True]
    assert "no metadata.json" in rows[-1]["problem"]
    assert rows[1]["bytes"] > 100_000
    assert json.dumps(rows)


@pytest.mark.parametrize(("older", "newer"), [("1.9", "1.10"), ("1.1", "1.1.1"), ("0.9", "1")])
def test_an_old_copy_of_ours_does_not_hide_a_newer_shipped_one(
    older: str, newer: str, home: Path, made: Path, tmp_path: Path
) -> None:
    for folder, version in ((home / "old", older), (tmp_path / "shipped" / "new", newer)):
        shutil.copytree(made, folder)
        edit_metadata(folder, package_version=version, maker="baikonur-align")
    assert [package.version for package in translation.packages()] == [newer, older]


def test_argos_packages_that_do_not_translate_are_passed_over(home: Path, whole: Path) -> None:
    shutil.copytree(whole, home / "sbd")
    edit_metadata(home / "sbd", type="sbd")
    assert translation.packages() == []
    assert translation.listing() == []


@pytest.mark.slow
def test_old_packages_with_bpe_codes_translate(home: Path, whole: Path) -> None:
    (whole / "sentencepiece.model").unlink()
    (whole / "bpe.model").write_text("#version: 0.2\nқ а\nқа л\nқал а</w>\n", encoding="utf-8")
    vocabulary = ["<unk>", "<s>", "</s>", "қала", "қал@@", "а", "."]
    tiny_package.save_copier(whole / "model", vocabulary)
    package = read(whole)
    assert package
    assert Machine(package).translate(["қала. қала қала"]) == ["қала. қала қала"]


@pytest.mark.parametrize("version", ["#version: 0.2\n", "#version: 0.1\n", ""])
@pytest.mark.parametrize("text", ["қаланың қалалары", "a  қ, <қала> & қалала-а", "ааа аааа"])
def test_bpe_codes_split_words_as_stock_argos_does(
    whole: Path, tmp_path: Path, version: str, text: str
) -> None:
    from argostranslate.tokenizer import BPETokenizer

    codes = tmp_path / "bpe.model"
    codes.write_text(
        f"{version}қ а\nқа л\nа а\nл а\nл а</w>\nа </w>\nқа ла\nқ а\n", encoding="utf-8"
    )
    package = read(whole)
    assert package
    ours, stock = Bpe(codes, package), BPETokenizer(codes, "kk", "en")
    assert ours.encode([text]) == [stock.encode(text)]
    assert ours.decode(ours.encode([text])) == [stock.decode(stock.encode(text))]


@pytest.mark.slow
@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"XDG_DATA_HOME": "argos-data"},
        {"ARGOS_PACKAGES_DIR": "argos-own"},
        {"SNAP_USER_DATA": "argos-snap-data", "SNAP": "argos-snap"},
    ],
    ids=lambda variables: "+".join(variables) or "usual",
)
@pytest.mark.parametrize("settings", ['{"ARGOS_PACKAGES_DIR": "FILED"}', "{"])
def test_packages_are_where_stock_argos_keeps_them(
    tmp_path: Path, variables: dict[str, str], settings: str
) -> None:
    places = {name: str(tmp_path / folder) for name, folder in variables.items()}
    home = Path(places.get("SNAP_USER_DATA", tmp_path))
    for made in ("packages", "content_snap_packages/one"):
        (tmp_path / "argos-snap" / "snap_custom" / made).mkdir(parents=True)
    file = home / ".config" / "argos-translate" / "settings.json"
    file.parent.mkdir(parents=True)
    file.write_text(settings.replace("FILED", str(tmp_path / "filed")), encoding="utf-8")
    script = (
        "from argostranslate import settings; from pathlib import Path;"
        "from baikonur_align.translation.registry import argos_folders;"
        "stock = [Path(settings.package_data_dir), *map(Path, settings.package_dirs)];"
        "assert list(dict.fromkeys(stock)) == argos_folders(), (stock, argos_folders())"
    )
    environment = {"PATH": "/usr/bin", "HOME": str(tmp_path), **places}
    subprocess.run([sys.executable, "-c", script], check=True, env=environment)


# --- larger models --------------------------------------------------------------------------------


def ct2_folder(made: Path, folder: Path) -> Path:
    """A CTranslate2 folder as converters leave it, with the tokenizer beside the weights."""
    shutil.copytree(made / "model", folder)
    shutil.copyfile(made / "sentencepiece.model", folder / "sentencepiece.model")
    return folder


def test_a_ctranslate2_folder_becomes_a_package_told_its_languages(
    home: Path, made: Path, tmp_path: Path
) -> None:
    added = translation.add(ct2_folder(made, tmp_path / "many-languages"), "kk", "en")
    assert added.path == tmp_path / "own" / "translate-kk_en"
    assert (added.source_prefix, added.source_suffix, added.target_prefix) == (
        "__kk__",
        "",
        "__en__",
    )
    assert translation.packages() == [added]
    assert translation.engine("kk", "en").translate(["Байқоңыр қала."]) == ["Байқоңыр қала."]
    assert not home.exists()


def test_a_larger_model_is_preferred_to_the_shipped_one(
    home: Path, made: Path, tmp_path: Path
) -> None:
    shutil.copytree(made, tmp_path / "shipped" / made.name)
    edit_metadata(tmp_path / "shipped" / made.name, package_version="9.0")
    added = translation.add(ct2_folder(made, tmp_path / "large"), "kk", "en")
    assert [package.path for package in translation.packages()] == [
        added.path,
        tmp_path / "shipped" / made.name,
    ]


def test_an_unpacked_package_is_added_as_it_is(home: Path, whole: Path) -> None:
    assert translation.add(whole).path == home / "translate-kk_en"
    assert whole.is_dir()


def marian_of(tokens: list[str], folder: Path) -> Path:
    """A converted OPUS-MT folder: a tokenizer for each side, no end-of-sentence token added."""
    folder.mkdir()
    tokenizer = tiny_package.train_tokenizer()
    own = [tokenizer.id_to_piece(i) for i in range(tokenizer.get_piece_size())]
    own = [token for token in own if token not in tiny_package.SPECIAL]
    tiny_package.save_copier(folder, [*own, *tokens])
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(
        json.dumps(config | {"add_source_eos": False}), encoding="utf-8"
    )
    for side in ("source.spm", "target.spm"):
        (folder / side).write_bytes(tokenizer.serialized_model_proto())
    return folder


@pytest.mark.parametrize(
    ("tokens", "prefix"),
    [([], ""), ([">>kaz_Cyrl<<", ">>tat<<"], ">>kaz_Cyrl<<"), ([">>kaz<<"], ">>kaz<<")],
)
def test_an_opus_mt_folder_is_told_the_end_and_its_target(
    tokens: list[str], prefix: str, home: Path, tmp_path: Path
) -> None:
    added = translation.add(marian_of(tokens, tmp_path / "opus"), "en", "kk")
    assert (added.source_prefix, added.source_suffix, added.target_prefix) == (prefix, "</s>", "")
    assert translation.engine("en", "kk").translate(["Baikonur is a city."]) == [
        "Baikonur is a city."
    ]


def test_a_t5_folder_is_told_its_target_and_its_licence_is_shown(
    home: Path, tmp_path: Path
) -> None:
    folder = marian_of(["<2kk>", "<2en>"], tmp_path / "madlad")
    (folder / "source.spm").rename(folder / "spiece.model")
    (folder / "target.spm").unlink()
    (folder / "README.md").write_text("---\nlicense: apache-2.0\n---\n", encoding="utf-8")
    added = translation.add(folder, "en", "kk")
    assert (added.source_prefix, added.source_suffix) == ("<2kk>", "</s>")
    (row,) = translation.listing()
    assert row["licence"] == "apache-2.0"


@pytest.mark.parametrize(
    ("languages", "says"),
    [(("", ""), "--from kk --to en"), (("kk", "de"), "does not know the language 'de'")],
)
def test_a_folder_needs_languages_that_its_model_knows(
    languages: tuple[str, str], says: str, home: Path, made: Path, tmp_path: Path
) -> None:
    with pytest.raises(translation.CannotConvert, match=says):
        translation.add(ct2_folder(made, tmp_path / "model"), *languages)
    with pytest.raises(
        translation.CannotConvert, match=says.replace("language 'de'", "language 'kk'")
    ):
        translation.add(marian_of([">>tat<<"], tmp_path / "opus"), *languages[::-1])
    assert translation.packages() == []


@pytest.mark.parametrize(
    ("config", "says"),
    [
        (None, "says nothing"),
        ("[]", "says nothing"),
        ("{", "says nothing"),
        ('{"model_type": "bert"}', "says bert"),
    ],
)
def test_a_folder_of_another_kind_is_refused(
    config: str | None, says: str, home: Path, made: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    with pytest.raises(translation.CannotConvert, match="has no tokenizer"):
        translation.add(folder, "kk", "en")
    shutil.copyfile(made / "sentencepiece.model", folder / "sentencepiece.model")
    if config is not None:
        (folder / "config.json").write_text(config, encoding="utf-8")
    with pytest.raises(translation.CannotConvert, match=says):
        translation.add(folder, "kk", "en")


def nllb_folder(folder: Path) -> Path:
    """An NLLB-200 of one thin layer with random weights, as Hugging Face keeps them."""
    import sentencepiece

    torch = pytest.importorskip("torch", reason="needs the convert extra")
    transformers = pytest.importorskip("transformers", reason="needs the convert extra")
    folder.mkdir()
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(tiny_package.TEXT), model_writer=model, vocab_size=120,
        model_type="bpe",
        character_coverage=1.0, minloglevel=2,
    )  # fmt: skip
    (folder / "sentencepiece.bpe.model").write_bytes(model.getvalue())
    says = {
        "tokenizer_class": "NllbTokenizer",
        "additional_special_tokens": ["kaz_Cyrl", "eng_Latn"],
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(says), encoding="utf-8")
    tokenizer = transformers.AutoTokenizer.from_pretrained(
        str(folder), src_lang="kaz_Cyrl", tgt_lang="eng_Latn"
    )
    tokenizer.save_pretrained(folder)
    torch.manual_seed(1)
    sizes = dict.fromkeys(("encoder_layers", "decoder_layers"), 1)
    sizes |= dict.fromkeys(("encoder_attention_heads", "decoder_attention_heads"), 2)
    sizes |= dict.fromkeys(("encoder_ffn_dim", "decoder_ffn_dim"), 32)
    config = transformers.M2M100Config(
        vocab_size=len(tokenizer), d_model=16, init_std=1.0, decoder_start_token_id=2, **sizes
    )
    transformers.M2M100ForConditionalGeneration(config).save_pretrained(folder)
    return folder


@pytest.mark.filterwarnings("ignore")  # of libraries that are not ours
def test_an_nllb_folder_is_converted_and_says_what_transformers_says(
    home: Path, tmp_path: Path
) -> None:
    transformers = pytest.importorskip("transformers", reason="needs the convert extra")
    folder = nllb_folder(tmp_path / "nllb")
    added = translation.add(folder, "kk", "en")
    assert (added.source_prefix, added.source_suffix, added.target_prefix) == (
        "kaz_Cyrl",
        "</s>",
        "eng_Latn",
    )
    sentence = "Байқоңыр — қала."
    tokenizer = transformers.AutoTokenizer.from_pretrained(
        str(folder), src_lang="kaz_Cyrl", tgt_lang="eng_Latn"
    )
    machine = Machine(added)
    (tokens,) = machine.decoder.encoded([sentence])
    assert tokens == tokenizer.convert_ids_to_tokens(tokenizer(sentence)["input_ids"])
    options = {"beam_size": 1, "max_decoding_length": 8}
    (ours,) = machine.decoder.translator.translate_batch([tokens], [["eng_Latn"]], **options)
    model = transformers.M2M100ForConditionalGeneration.from_pretrained(folder)
    language = tokenizer.convert_tokens_to_ids("eng_Latn")
    theirs = model.generate(
        **tokenizer(sentence, return_tensors="pt"),
        forced_bos_token_id=language,
        num_beams=1,
        max_new_tokens=8,
    )
    first = ours.hypotheses[0][:5]  # later on, random weights part company with themselves in int8
    assert first == tokenizer.convert_ids_to_tokens(theirs[0][1:6])
    (said,) = translation.engine("kk", "en").translate([sentence])
    assert "eng_Latn" not in said


def t5_folder(folder: Path) -> Path:
    """A T5 with the tokens of MADLAD-400, thin, with random weights, as Hugging Face keeps them."""
    import sentencepiece

    torch = pytest.importorskip("torch", reason="needs the convert extra")
    transformers = pytest.importorskip("transformers", reason="needs the convert extra")
    folder.mkdir()
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(tiny_package.TEXT), model_writer=model, vocab_size=160,
        hard_vocab_limit=False, character_coverage=1.0, user_defined_symbols=["<2en>", "<2kk>"],
        minloglevel=2,
    )  # fmt: skip
    (folder / "spiece.model").write_bytes(model.getvalue())
    says = {"tokenizer_class": "T5Tokenizer", "extra_ids": 0, "pad_token": "<s>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(says), encoding="utf-8")
    tokenizer = transformers.AutoTokenizer.from_pretrained(str(folder))
    tokenizer.save_pretrained(folder)
    torch.manual_seed(1)
    config = transformers.T5Config(
        vocab_size=len(tokenizer), d_model=16, d_kv=8, d_ff=32, num_layers=1, num_heads=2,
        feed_forward_proj="gated-gelu", tie_word_embeddings=False, initializer_factor=4.0,
        decoder_start_token_id=0, pad_token_id=1, eos_token_id=2,
    )  # fmt: skip
    transformers.T5ForConditionalGeneration(config).save_pretrained(folder)
    return folder


@pytest.mark.filterwarnings("ignore")  # of libraries that are not ours
def test_a_t5_folder_is_converted_and_says_what_transformers_says(
    home: Path, tmp_path: Path
) -> None:
    transformers = pytest.importorskip("transformers", reason="needs the convert extra")
    folder = t5_folder(tmp_path / "madlad")
    added = translation.add(folder, "kk", "en")
    assert (added.source_prefix, added.source_suffix, added.target_prefix) == (
        "<2en>",
        "</s>",
        "",
    )
    sentence = "Байқоңыр — қала."
    tokenizer = transformers.AutoTokenizer.from_pretrained(str(folder))
    machine = Machine(added)
    (tokens,) = machine.decoder.encoded([sentence])
    told = tokenizer(f"<2en> {sentence}", return_tensors="pt")
    assert tokens == tokenizer.convert_ids_to_tokens(told["input_ids"][0])
    options = {"beam_size": 1, "max_decoding_length": 8}
    (ours,) = machine.decoder.translator.translate_batch([tokens], **options)
    model = transformers.T5ForConditionalGeneration.from_pretrained(folder)
    theirs = model.generate(**told, num_beams=1, max_new_tokens=8)
    first = ours.hypotheses[0][:4]  # later on, random weights part company with themselves in int8
    assert first == tokenizer.convert_ids_to_tokens(theirs[0][1:5])
    said = translation.engine("kk", "en").translate([sentence, "", "Қала 1955 жылы салынды."])
    assert len(said) == len(("a sentence", "an empty one", "another"))
    assert said[1] == ""
    assert "<2en>" not in "".join(said)


def test_without_the_extra_a_folder_that_needs_it_says_how_to_get_it(
    home: Path, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "nllb"
    folder.mkdir()
    shutil.copyfile(made / "sentencepiece.model", folder / "sentencepiece.bpe.model")
    (folder / "config.json").write_text('{"model_type": "m2m_100"}', encoding="utf-8")
    monkeypatch.setattr(convert, "find_spec", lambda _: None)
    with pytest.raises(translation.CannotConvert, match=r"pip install 'baikonur-align\[convert\]'"):
        translation.add(folder, "kk", "en")


# --- damaged packages -----------------------------------------------------------------------------


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def other_vocabulary(folder: Path) -> None:
    vocabulary = folder / "model" / "shared_vocabulary.json"
    tokens = json.loads(vocabulary.read_text(encoding="utf-8"))
    vocabulary.write_text(
        json.dumps([f"x{number}" for number in range(len(tokens))]), encoding="utf-8"
    )


def short_vocabulary(folder: Path) -> None:
    vocabulary = folder / "model" / "shared_vocabulary.json"
    vocabulary.write_text(
        json.dumps(json.loads(vocabulary.read_text(encoding="utf-8"))[:-9]), encoding="utf-8"
    )


def bpe_of_garbage(folder: Path) -> None:
    (folder / "sentencepiece.model").unlink()
    (folder / "bpe.model").write_text("one two three four\n", encoding="utf-8")


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "no weights": (
        lambda folder: (folder / "model" / "model.bin").unlink(),
        "model.bin is missing",
    ),
    "half the weights": (
        lambda folder: truncate(folder / "model" / "model.bin"),
        "model.bin cannot be loaded",
    ),
    "no byte of weights": (
        lambda folder: (folder / "model" / "model.bin").write_bytes(b""),
        "model.bin cannot be loaded",
    ),
    "weights of noise": (
        lambda folder: (folder / "model" / "model.bin").write_bytes(b"\xff" * 5000),
        "cannot be loaded",
    ),
    "weights of text": (
        lambda folder: (folder / "model" / "model.bin").write_bytes(b"<html>" * 99),
        "cannot be loaded",
    ),
    "no vocabulary": (
        lambda folder: (folder / "model" / "shared_vocabulary.json").unlink(),
        "cannot be loaded",
    ),
    "vocabulary not JSON": (
        lambda folder: truncate(folder / "model" / "shared_vocabulary.json"),
        "not a list of tokens",
    ),
    "another's vocabulary": (other_vocabulary, "have different vocabularies"),
    "short vocabulary": (short_vocabulary, "the model a different number"),
    "no tokenizer": (
        lambda folder: (folder / "sentencepiece.model").unlink(),
        r"no sentencepiece\.model",
    ),
    "half a tokenizer": (
        lambda folder: truncate(folder / "sentencepiece.model"),
        "not a SentencePiece model",
    ),
    "empty tokenizer": (
        lambda folder: (folder / "sentencepiece.model").write_bytes(b""),
        "not a SentencePiece model",
    ),
    "no BPE codes": (bpe_of_garbage, "no BPE codes"),
    "no metadata": (
        lambda folder: (folder / "metadata.json").unlink(),
        "must hold one folder with a metadata.json",
    ),
    "metadata not JSON": (
        lambda folder: truncate(folder / "metadata.json"),
        "metadata.json cannot be read",
    ),
    "metadata a list": (
        lambda folder: (folder / "metadata.json").write_text("[1]"),
        "is not a JSON object",
    ),
    "metadata in bytes": (
        lambda folder: (folder / "metadata.json").write_bytes(b"\xff\xfe{"),
        "cannot be read",
    ),
    "no languages": (lambda folder: edit_metadata(folder, from_code=None), "has no from_code"),
    "unknown prefix": (
        lambda folder: edit_metadata(folder, target_prefix="__de__"),
        "lacks the target_prefix",
    ),
    "wrong checksum": (
        lambda folder: edit_metadata(folder, sha256={"model/model.bin": "0" * 64}),
        "wrong checksum",
    ),
    "file vouched for gone": (
        lambda folder: edit_metadata(folder, sha256={"model/x": "0" * 64}),
        "model/x is missing",
    ),
    "not for translation": (
        lambda folder: edit_metadata(folder, type="sbd"),
        "not one that translates",
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_package_is_refused_in_one_clear_line(
    damage: str, home: Path, whole: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    inflict, says = DAMAGE[damage]
    inflict(whole)
    with pytest.raises(BrokenPackage, match=says) as refused:
        translation.add(zipped(whole, tmp_path / "bad.argosmodel"))
    assert "\n" not in str(refused.value)
    assert translation.packages() == []
    assert not list(home.parent.glob(".baikonur-*"))


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_package_damaged_after_it_was_installed_is_reported(
    damage: str, home: Path, whole: Path
) -> None:
    DAMAGE[damage][0](whole)
    shutil.copytree(whole, home / whole.name)
    with pytest.raises((BrokenPackage, translation.NoModel)) as refused:
        translation.engine("kk", "en").translate(["қала"])
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not a complete .argosmodel"),
        (b"<html>404</html>", "not a complete .argosmodel"),
        (None, "does not exist"),
    ],
)
def test_a_file_that_is_no_package_is_refused(
    content: bytes | None, says: str, home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "bad.argosmodel"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BrokenPackage, match=says):
        translation.add(file)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_refused(share: float, home: Path, whole: Path, tmp_path: Path) -> None:
    file = zipped(whole, tmp_path / "kk_en.argosmodel")
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * share)])
    with pytest.raises(BrokenPackage, match=r"not a complete \.argosmodel"):
        translation.add(file)


@pytest.mark.parametrize("share", [0.2, 0.4, 0.6, 0.8])
def test_a_file_with_a_changed_byte_is_refused(
    share: float, home: Path, whole: Path, tmp_path: Path
) -> None:
    file = zipped(whole, tmp_path / "kk_en.argosmodel")
    data = bytearray(file.read_bytes())
    data[int(len(data) * share)] ^= 0xFF
    file.write_bytes(data)
    with pytest.raises(BrokenPackage):
        translation.add(file)
    assert translation.packages() == []


@pytest.mark.parametrize(
    "name", ["../evil", "/evil", "translate-kk_en/../../evil", "C:/evil", "..\\evil", "link"]
)
def test_a_file_that_would_land_outside_is_refused(
    name: str, home: Path, whole: Path, tmp_path: Path
) -> None:
    file = zipped(whole, tmp_path / "kk_en.argosmodel")
    member = zipfile.ZipInfo(name)
    if name == "link":
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(member, "/etc/passwd")
    before = {path for path in tmp_path.rglob("*") if "argos" not in path.parts}
    with pytest.raises(BrokenPackage, match="would be written outside"):
        translation.add(file)
    assert {path for path in tmp_path.rglob("*") if "argos" not in path.parts} == before
    assert translation.packages() == []


def test_where_nothing_can_be_written_the_error_says_so(
    home: Path, whole: Path, tmp_path: Path
) -> None:
    home.parent.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(registry.CannotInstall, match="cannot write to"):
        translation.add(zipped(whole, tmp_path / "kk_en.argosmodel"))


def test_without_any_package_the_error_says_how_to_get_one(home: Path) -> None:
    with pytest.raises(translation.NoModel, match=r"baikonur-align models add FILE\.argosmodel"):
        translation.engine("kk", "en")


def test_a_package_is_a_value(whole: Path) -> None:
    assert read(whole) == read(whole)
    assert isinstance(hash(read(whole)), int)
    assert isinstance(read(whole), Package)
