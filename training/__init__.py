"""The recipe of the Kazakh-English translation packages; see README.md beside this file."""
