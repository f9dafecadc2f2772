"""The recipe of the Kazakh-English translation packages; see README.md beside this file.

It shares the model and the trainer with the program, whose source stands beside it.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
