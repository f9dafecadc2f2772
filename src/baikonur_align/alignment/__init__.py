"""Sentence alignment: evidence, dynamic programming, posteriors, confidence.

`aligner.align` is the entry point and `options.AlignmentOptions` its options. Below them, one
module per task: `words`, `vectors`, `lexicon`, `induction` and `features` make the evidence
(`evidence`); `band`, `scoring`, `viterbi`, `posterior`, `anchors` and `moved` find the beads of
translations; `comparable` finds the pairs of comparable texts; `confidence` and `explain` judge
them.
"""
