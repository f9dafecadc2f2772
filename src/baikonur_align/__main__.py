"""``python -m baikonur_align`` is ``baikonur-align``."""

from baikonur_align.cli import main

main()
