"""Translate documents, align them sentence by sentence, review the result, export and score it."""

__version__ = "0.1.0"
