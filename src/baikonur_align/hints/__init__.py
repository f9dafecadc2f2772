"""What helps a reviewer judge a bead: reasons, words that belong together, earlier translations."""
