"""Fine-tuning our packages on the confirmed beads of a corpus, and the trainer behind it.

The recipe of the packages (training/ at the top of the repository) shares the model and the
trainer. torch is imported by `model`, `optimize`, `batches` and `trainer` alone.
"""
