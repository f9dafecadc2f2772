"""Larger models on disk as packages: CTranslate2, Marian/OPUS-MT, NLLB-200 and M2M-100 folders.

The engine wants a folder with ``metadata.json``, ``model/`` and a tokenizer. What a model of many
languages must be told (its language tokens) goes into the metadata.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Mapping
from importlib.util import find_spec
from pathlib import Path

from baikonur_align.model import Problem
from baikonur_align.translation.decoder import vocabulary
from baikonur_align.translation.package import METADATA, TOKENIZERS

QUANTIZATION = "int8"  # a quarter of float32's size, and as fast as CPUs go
FAMILIES = ("marian", "m2m_100")  # Hugging Face's model_type; NLLB-200 is of the second
END = "</s>"  # closes a source sentence of both families, whose converted models do not add it

# ISO 639 codes, as Argos has them, in the FLORES-200 codes that NLLB knows languages by.
FLORES = {
    "ar": "arb_Arab", "az": "azj_Latn", "be": "bel_Cyrl", "bg": "bul_Cyrl", "bn": "ben_Beng",
    "ca": "cat_Latn", "cs": "ces_Latn", "da": "dan_Latn", "de": "deu_Latn", "el": "ell_Grek",
    "en": "eng_Latn", "eo": "epo_Latn", "es": "spa_Latn", "et": "est_Latn", "eu": "eus_Latn",
    "fa": "pes_Arab", "fi": "fin_Latn", "fr": "fra_Latn", "ga": "gle_Latn", "gl": "glg_Latn",
    "he": "heb_Hebr", "hi": "hin_Deva", "hu": "hun_Latn", "hy": "hye_Armn", "id": "ind_Latn",
    "it": "ita_Latn", "ja": "jpn_Jpan", "ka": "kat_Geor", "kk": "kaz_Cyrl", "ko": "kor_Hang",
    "ky": "kir_Cyrl", "lt": "lit_Latn", "lv": "lvs_Latn", "mn": "khk_Cyrl", "ms": "zsm_Latn",
    "nb": "nob_Latn", "nl": "nld_Latn", "pl": "pol_Latn", "pt": "por_Latn", "ro": "ron_Latn",
    "ru": "rus_Cyrl", "sk": "slk_Latn", "sl": "slv_Latn", "sq": "als_Latn", "sv": "swe_Latn",
    "tg": "tgk_Cyrl", "th": "tha_Thai", "tk": "tuk_Latn", "tl": "tgl_Latn", "tr": "tur_Latn",
    "tt": "tat_Cyrl", "ug": "uig_Arab", "uk": "ukr_Cyrl", "ur": "urd_Arab", "uz": "uzn_Latn",
    "vi": "vie_Latn", "zh": "zho_Hans",
}  # fmt: skip


class CannotConvert(Problem):
    """A folder that cannot be made a package; the message says what it lacks."""


def package_folder(model: Path, source: str, target: str, room: Path) -> Path:
    """A package for one direction, made below `room` from the model in the folder `model`.

    Args:
      model: a CTranslate2 model with its SentencePiece files, or a Hugging Face folder.
      source: the language to translate from, an ISO 639 code (``kk``).
      target: the language to translate to.
      room: an empty folder on the disk where the package is to live.

    Raises:
      CannotConvert: the folder is of no kind we know, lacks a file or a language, or converting it
        needs the ``convert`` extra.

    """
    if not source or not target:
        raise CannotConvert(f"say which languages {model} is to translate: --from kk --to en")
    package = room / f"translate-{source}_{target}"
    package.mkdir()
    _copy_tokenizers(model, package)
    _place_model(model, package / "model")
    metadata = {
        "package_version": "1.0",
        "argos_version": "1.9",
        "from_code": source,
        "from_name": source,
        "to_code": target,
        "to_name": target,
        "made_from": model.resolve().name,
        **_tokens(package, source, target),
    }
    (package / METADATA).write_text(
        json.dumps(metadata, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    return package


def _copy_tokenizers(model: Path, package: Path) -> None:
    names = {name: name for name in TOKENIZERS} | {"sentencepiece.bpe.model": "sentencepiece.model"}
    found = [name for name in names if (model / name).is_file()]
    if not found:
        raise CannotConvert(
            f"{model} has no tokenizer: put sentencepiece.model, or source.spm and target.spm, into it"
        )
    for name in found:
        shutil.copyfile(model / name, package / names[name])


def _place_model(model: Path, place: Path) -> None:
    if (model / "model.bin").is_file():
        place.mkdir()
        for file in [model / "model.bin", *model.glob("config.json"), *model.glob("*vocabulary.*")]:
            shutil.copyfile(file, place / file.name)
        return
    family = str(_config(model).get("model_type", ""))
    if family not in FAMILIES:
        raise CannotConvert(
            f"{model} is no CTranslate2, Marian or NLLB folder: its config.json says {family or 'nothing'}"
        )
    _convert(model, place)


def _config(folder: Path) -> Mapping[str, object]:
    """The folder's config.json, empty where there is none that can be read (older models have none)."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return config if isinstance(config, dict) else {}


def _convert(model: Path, place: Path) -> None:
    if not find_spec("torch") or not find_spec("transformers"):
        raise CannotConvert(f"converting {model} needs more: pip install 'baikonur-align[convert]'")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # all that is needed is in the folder
    from ctranslate2.converters import TransformersConverter

    try:
        TransformersConverter(str(model)).convert(str(place), quantization=QUANTIZATION)
    except (
        Exception
    ) as error:  # the loaders of two libraries raise what they like on a damaged folder
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise CannotConvert(f"{model} does not convert: {reason}") from error


def _tokens(package: Path, source: str, target: str) -> dict[str, str]:
    """What the model must be told with each sentence, by the tokens that it knows."""
    source_tokens = frozenset(vocabulary(package / "model", "source"))
    target_tokens = frozenset(vocabulary(package / "model", "target"))
    end = "" if _config(package / "model").get("add_source_eos") else END
    if any(token in source_tokens for token in ("__en__", FLORES["en"], "__ru__", FLORES["ru"])):
        return {
            "source_prefix": _language(source, source_tokens),
            "source_suffix": end,
            "target_prefix": _language(target, target_tokens),
        }
    if any(token.startswith(">>") and token.endswith("<<") for token in source_tokens):
        return {"source_prefix": _marian_target(target, source_tokens), "source_suffix": end}
    return {"source_suffix": end} if (package / "source.spm").is_file() else {}


def _language(code: str, tokens: Collection[str]) -> str:
    """``kaz_Cyrl`` in NLLB, ``__kk__`` in M2M-100."""
    for token in (FLORES.get(code, code), f"__{code}__"):
        if token in tokens:
            return token
    raise CannotConvert(
        f"the model does not know the language {code!r}: give its own name for it (kaz_Cyrl)"
    )


def _marian_target(code: str, tokens: Collection[str]) -> str:
    """The target language that OPUS-MT models of many languages are told: ``>>kaz_Cyrl<<``, ``>>kaz<<``."""
    flores = FLORES.get(code, code)
    for name in (code, flores, flores[:3]):
        if f">>{name}<<" in tokens:
            return f">>{name}<<"
    raise CannotConvert(
        f"the model does not know the language {code!r}: give its own name for it (kaz_Cyrl)"
    )
