"""Support code of the tests: sample corpora, documents, packages, clients and browsers."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
