"""Evaluation: scores of translations and alignments, agreement of reviewers, reports."""
