"""Makes packages from folders of larger models.

Accepted are CTranslate2, Marian/OPUS-MT, NLLB-200, M2M-100 and T5/MADLAD-400 folders. A package has
``metadata.json``, ``model/`` and a tokenizer. The language tokens of multilingual models are stored
in the metadata.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Collection, Mapping
from importlib.util import find_spec
from pathlib import Path

from baikonur_align.model import Problem
from baikonur_align.translation.decoder import vocabulary
from baikonur_align.translation.package import METADATA, TOKENIZERS

QUANTIZATION = "int8"  # a quarter of the size of float32, and the fastest type on CPUs
FAMILIES = ("marian", "m2m_100", "t5")  # `model_type` of Hugging Face; NLLB-200 is m2m_100
LICENCE = re.compile(r"^license:[ \t]*[\"']?([\w. -]+?)[\"']?[ \t]*$", re.MULTILINE)
END = "</s>"  # closes a source sentence of both families, whose converted models do not add it

# ISO 639 codes, as Argos uses them, to the FLORES-200 codes of NLLB.
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
    """A folder of which no package can be made; the message says what is missing."""


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
        raise CannotConvert(
            "name the languages that {folder} translates: --from kk --to en", folder=model
        )
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
        "license": licence_of(model),
        **_tokens(package, source, target),
    }
    (package / METADATA).write_text(
        json.dumps(metadata, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    return package


def licence_of(model: Path) -> str:
    """The licence that the model card of a folder states (`license:` in README.md), else empty."""
    try:
        card = (model / "README.md").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
    found = LICENCE.search(card)
    return found.group(1) if found else ""


def _copy_tokenizers(model: Path, package: Path) -> None:
    names = {name: name for name in TOKENIZERS} | {
        "sentencepiece.bpe.model": "sentencepiece.model",
        "spiece.model": "sentencepiece.model",
    }
    found = [name for name in names if (model / name).is_file()]
    if not found:
        raise CannotConvert(
            "{folder} has no tokenizer: put sentencepiece.model, or source.spm and target.spm,"
            " into it",
            folder=model,
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
            "{folder} is not a CTranslate2, Marian, NLLB or T5 folder: its config.json says "
            "{family}",
            folder=model,
            family=family or "nothing",
        )
    _convert(model, place)


def _config(folder: Path) -> Mapping[str, object]:
    """The folder's config.json; empty if it is missing, as in older models, or damaged."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return config if isinstance(config, dict) else {}


def _convert(model: Path, place: Path) -> None:
    if not find_spec("torch") or not find_spec("transformers"):
        raise CannotConvert(
            "converting {folder} needs more: pip install 'baikonur-align[convert]'", folder=model
        )
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # the folder holds all files that are needed
    from ctranslate2.converters import TransformersConverter

    try:
        TransformersConverter(str(model)).convert(str(place), quantization=QUANTIZATION)
    except Exception as error:  # the two libraries raise errors of many types for a damaged folder
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise CannotConvert(
            "{folder} cannot be converted: {reason}", folder=model, reason=reason
        ) from error


def _tokens(package: Path, source: str, target: str) -> dict[str, str]:
    """The language tokens around each sentence, chosen by the vocabulary of the model."""
    source_tokens = frozenset(vocabulary(package / "model", "source"))
    target_tokens = frozenset(vocabulary(package / "model", "target"))
    end = "" if _config(package / "model").get("add_source_eos") else END
    if any(token in source_tokens for token in ("__en__", FLORES["en"], "__ru__", FLORES["ru"])):
        return {
            "source_prefix": _language(source, source_tokens),
            "source_suffix": end,
            "target_prefix": _language(target, target_tokens),
        }
    if f"<2{target}>" in source_tokens:  # T5 models such as MADLAD-400
        return {"source_prefix": f"<2{target}>", "source_suffix": end}
    if any(token.startswith(">>") and token.endswith("<<") for token in source_tokens):
        return {"source_prefix": _marian_target(target, source_tokens), "source_suffix": end}
    return {"source_suffix": end} if (package / "source.spm").is_file() else {}


def _language(code: str, tokens: Collection[str]) -> str:
    """The token of a language: ``kaz_Cyrl`` in NLLB, ``__kk__`` in M2M-100."""
    for token in (FLORES.get(code, code), f"__{code}__"):
        if token in tokens:
            return token
    raise CannotConvert(
        "the model does not know the language {code!r}: give its own name for it (kaz_Cyrl)",
        code=code,
    )


def _marian_target(code: str, tokens: Collection[str]) -> str:
    """The target token of multilingual OPUS-MT models: ``>>kaz_Cyrl<<`` or ``>>kaz<<``."""
    flores = FLORES.get(code, code)
    for name in (code, flores, flores[:3]):
        if f">>{name}<<" in tokens:
            return f">>{name}<<"
    raise CannotConvert(
        "the model does not know the language {code!r}: give its own name for it (kaz_Cyrl)",
        code=code,
    )
