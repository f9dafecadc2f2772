"""What the rules have to know about English, that of Kazakhstan's news in particular."""

from __future__ import annotations

from baikonur_align.segmentation.rules import Rules

# Titles before names, and Latin that always goes on.
NEVER = """
    mr mrs ms messrs mme dr prof gen col lt capt cmdr sgt maj brig adm rep sen gov pres hon rev fr
    supt insp dir acad e.g i.e eg ie cf viz vs v.s approx
"""

# A name or a place may follow in the same sentence, so a capital alone proves nothing.
SELDOM = """
    st mt ft ave blvd rd jr sr inc ltd co corp llc plc bros assn dept univ gmbh jsc
    u.s u.k u.n u.s.a e.u d.c a.m p.m b.c a.d ph.d m.d b.a m.a ll.m
    jan feb apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri
    mln bln bn trln thous sq cu est ext ed eds vol vols op
"""

OFTEN = "etc al km kg cm mm ha hr hrs min mins sec lb lbs oz mph kwh"

# Words, or ends of sentences, unless a number follows.
NUMBERED = (
    "no nos art arts fig figs sec secs ch chap pp p par para eq eqs mar sat sun max tel app ca c"
)

# Russian and Kazakh first names, romanised.
INITIALS = "zh sh shch ch kh yu ya ye yo ts dzh gh ph th"

OPENERS = """
    A An The This That These Those It Its He His She Her They Their We Our I You Your There Here Who
    What When Where Why How Which If Although Though Because Since While As At By For From In On Of
    To With Without After Before During Until Under Over And But Or So Yet Nor Not No However
    Therefore Moreover Meanwhile Furthermore Thus Then Now Today Also According Some Many Most
    Several Each Every Both All Another Other Such Only Even Once Are Is Was Were Do Does Did Have
    Has Had Can Could Would Should Let
"""

RULES = Rules(
    never=frozenset(NEVER.split()),
    seldom=frozenset(SELDOM.split()),
    often=frozenset(OFTEN.split()),
    numbered=frozenset(NUMBERED.split()),
    initials=frozenset(INITIALS.split()),
    openers=frozenset(OPENERS.split()),
)
