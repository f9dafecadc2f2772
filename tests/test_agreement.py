"""Agreement: figures against worked examples, and judgements derived from edits."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from baikonur_align.edit import State, build, invert
from baikonur_align.evaluation.agreement import alpha, comparable, kappa, observed
from baikonur_align.model import Bead, Edit, Segment
from baikonur_align.review.judgement import Judgements

TIME = "2026-01-01T00:00:00Z"


def units(*rows: str) -> list[dict[str, str]]:
    """Reviewers' labels as rows of one letter a bead, ``.`` where one has not judged."""
    names = [f"reviewer-{number}" for number in range(1, len(rows) + 1)]
    columns = zip(*rows, strict=True)
    return [
        {name: label for name, label in zip(names, column, strict=True) if label != "."}
        for column in columns
    ]


def table(yes_yes: int, yes_no: int, no_yes: int, no_no: int) -> list[dict[str, str]]:
    """Two reviewers' labels from a two by two table."""
    cells = {("y", "y"): yes_yes, ("y", "n"): yes_no, ("n", "y"): no_yes, ("n", "n"): no_no}
    return [
        {"reviewer-1": first, "reviewer-2": second}
        for (first, second), count in cells.items()
        for _ in range(count)
    ]


# Worked by hand: observed share, then chance from the margins, (po - pe) / (1 - pe).
TABLES = [
    ((20, 5, 10, 15), Fraction(35, 50), Fraction(2, 5)),  # pe = (25*30 + 25*20) / 2500 = 1/2
    ((45, 15, 25, 15), Fraction(60, 100), Fraction(3, 23)),  # pe = (60*70 + 40*30) / 10000 = 27/50
    ((25, 35, 5, 35), Fraction(60, 100), Fraction(7, 27)),  # pe = (60*30 + 40*70) / 10000 = 23/50
    ((5, 0, 0, 5), Fraction(1), Fraction(1)),
    ((0, 5, 5, 0), Fraction(0), Fraction(-1)),
]


@pytest.mark.parametrize(("cells", "share", "value"), TABLES)
def test_kappa_of_two_by_two_tables_is_as_worked_by_hand(
    cells: tuple[int, int, int, int], share: Fraction, value: Fraction
) -> None:
    judged = table(*cells)
    assert observed(judged) == float(share)
    assert kappa(judged, "reviewer-1", "reviewer-2") == float(value)
    assert kappa(judged, "reviewer-2", "reviewer-1") == float(value)


# Two reviewers, ten beads, two labels: coincidences 00: 10, 01: 4, 10: 4, 11: 2;
# alpha = 1 - 19 * 4 / (14 * 6) = 2/21.
TWO = units("0100000010", "1110010000")
# Four reviewers, twelve beads, five labels, some missing; the margins are 9 13 10 5 3, which makes
# 40 judgements that can be paired.
FOUR = units("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


@pytest.mark.parametrize(
    ("judged", "share", "value"),
    [
        (TWO, Fraction(6, 10), Fraction(2, 21)),
        # unlike ordered pairs over m - 1: beads 2 and 8: 6/3, bead 6: 12/3, together 8 of 40
        (FOUR, 1 - Fraction(8, 40), 1 - Fraction(8 * 39, 40**2 - 81 - 169 - 100 - 25 - 9)),
        (units("aab", "aab"), Fraction(1), Fraction(1)),
        (units("ab", "ba"), Fraction(0), 1 - Fraction(4 * 3, 4 * 2)),
    ],
)
def test_alpha_is_as_worked_by_hand(
    judged: list[dict[str, str]], share: Fraction, value: Fraction
) -> None:
    assert observed(judged) == pytest.approx(float(share), abs=1e-15)
    assert alpha(judged) == pytest.approx(float(value), abs=1e-15)


def test_a_bead_that_one_has_judged_says_nothing_about_agreement() -> None:
    assert len(comparable(FOUR)) == 11
    assert (observed(units("ab", "..")), alpha(units("ab", ".."))) == (None, None)
    assert kappa(units("ab", ".."), "reviewer-1", "reviewer-2") is None


def test_where_all_say_the_same_of_everything_chance_explains_it_and_no_figure_is_given() -> None:
    same = units("aaa", "aaa")
    assert observed(same) == 1
    assert alpha(same) is None
    assert kappa(same, "reviewer-1", "reviewer-2") is None


# --- judgements -----------------------------------------------------------------------------------

OLD = Bead((Segment("kk.1", "Бір.", 0),), (Segment("en.1", "One.", 0),))


class History:
    """A pair of one bead, edited: each verb by a reviewer, or the undoing of an earlier version."""

    def __init__(self) -> None:
        self.state = State([OLD])
        self.judgements = Judgements()
        self.edits: list[Edit] = []

    @property
    def bead(self) -> Bead:
        (bead,) = self.state.beads()
        return bead

    def do(self, verb: str, reviewer: str, **args: object) -> History:
        return self._take(build(verb, [self.bead], args, reviewer, TIME))

    def take_back(self, version: int) -> History:
        edit = self.edits[version - 1]
        return self._take(invert(edit, version, edit.reviewer, TIME))

    def _take(self, edit: Edit) -> History:
        self.state = self.state.apply(edit)
        self.edits.append(edit)
        self.judgements.take(len(self.edits), edit)
        return self

    def labels(self) -> dict[str, str]:
        return {j.reviewer: j.label for j in self.judgements.of(self.bead).opinions}

    def state_of(self) -> str:
        verdict = self.judgements.of(self.bead)
        return "disputed" if verdict.disputed else "second" if verdict.needs_second else ""


def test_one_judgement_asks_for_a_second_and_a_second_settles_or_disputes_it() -> None:
    one = History().do("confirm", "reviewer-1")
    assert (one.labels(), one.state_of()) == ({"reviewer-1": "confirmed"}, "second")
    agreed = History().do("confirm", "reviewer-1").do("agree", "reviewer-2")
    assert agreed.labels() == {"reviewer-1": "confirmed", "reviewer-2": "confirmed"}
    assert agreed.state_of() == ""
    differing = (
        History().do("confirm", "reviewer-1").do("disagree", "reviewer-2", text="a half is missing")
    )
    assert differing.labels() == {"reviewer-1": "confirmed", "reviewer-2": "rejected"}
    assert differing.state_of() == "disputed"
    assert History().do("confirm", "reviewer-1").do("reject", "reviewer-2").state_of() == "disputed"
    assert (
        History().do("reject", "reviewer-1").do("disagree", "reviewer-2").labels()["reviewer-2"]
        == "confirmed"
    )


def test_the_last_word_of_each_counts_and_a_reset_takes_ones_own_back() -> None:
    history = (
        History().do("confirm", "reviewer-1").do("reject", "reviewer-2").do("confirm", "reviewer-2")
    )
    assert history.labels() == {"reviewer-1": "confirmed", "reviewer-2": "confirmed"}
    history.do("reset", "reviewer-2")
    assert (history.labels(), history.state_of()) == ({"reviewer-1": "confirmed"}, "second")


def test_a_decision_settles_a_dispute_until_somebody_differs_from_it() -> None:
    history = (
        History()
        .do("confirm", "reviewer-1")
        .do("disagree", "reviewer-2")
        .do("decide", "reviewer-3", status="rejected")
    )
    assert (history.bead.status, history.state_of()) == ("rejected", "")
    assert "reviewer-3" not in history.labels()
    assert history.do("agree", "reviewer-2").state_of() == ""
    assert history.do("disagree", "reviewer-1").state_of() == "disputed"


def test_what_was_undone_was_never_thought_and_what_was_redone_was() -> None:
    history = History().do("confirm", "reviewer-1").do("agree", "reviewer-2").take_back(2)
    assert (history.labels(), history.state_of()) == ({"reviewer-1": "confirmed"}, "second")
    history.take_back(3)
    assert history.labels() == {"reviewer-1": "confirmed", "reviewer-2": "confirmed"}
    history.take_back(4)
    assert history.labels() == {"reviewer-1": "confirmed"}
    history.take_back(1)
    assert (history.labels(), history.state_of()) == ({}, "")


def test_a_judgement_is_of_the_words_so_a_comment_leaves_it_and_a_new_text_does_not() -> None:
    history = History().do("confirm", "reviewer-1").do("comment", "reviewer-2", text="a name")
    assert history.labels() == {"reviewer-1": "confirmed"}
    assert history.judgements.people(history.bead) == ["reviewer-1", "reviewer-2"]
    history.do("reword", "reviewer-2", segment="en.1", text="The one.")
    assert history.labels() == {"reviewer-2": "confirmed"}
    history.take_back(3)
    assert history.labels() == {"reviewer-1": "confirmed"}
    assert [edit.verb for edit in history.judgements.edits()] == ["confirm", "comment"]


def test_a_status_that_came_with_the_file_is_the_judgement_of_who_left_it_there() -> None:
    published = replace(OLD, status="confirmed", resp="reviewer-1")
    verdict = Judgements().of(published)
    assert [(j.reviewer, j.label) for j in verdict.opinions] == [("reviewer-1", "confirmed")]
    assert verdict.needs_second
    assert Judgements().of(OLD).opinions == ()
