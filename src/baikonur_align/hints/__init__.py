"""Hints for the review of a bead: reasons, word links, earlier translations."""
