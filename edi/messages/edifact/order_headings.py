"""Headings and summaries of orders that are as most are, taken whole (see `shorthand`)."""

from collections.abc import Sequence
from functools import lru_cache

from edi.canonical.measures import Money
from edi.messages.edifact import moments
from edi.messages.edifact.audits import decimal
from edi.messages.edifact.drafts import Draft
from edi.messages.edifact.parties import whole_party
from edi.messages.edifact.parts import Dated, Referred
from edi.messages.edifact.shorthand import Good, Shorthand

_GLN = "9"  # 3055, of whose numbers audits warn


def _heading(draft: Draft, turns: Sequence[Good]) -> int:
    """Take a BGM with its dates and references."""
    (
        kind, number, function, dated, on, dated2, on2, dated3, on3,
        refers, reference, refers2, reference2, refers3, reference3,
    ) = turns[0].groups()  # fmt: skip
    draft.kind, draft.number, draft.function = kind or "", number.rstrip(), function or ""
    head = draft.head
    head.dates = (_dated(dated, on),)
    if dated2:
        head.dates += (_dated(dated2, on2),)
    if dated3:
        head.dates += (_dated(dated3, on3),)
    if refers:
        head.references = (Referred(refers, reference.rstrip(), ""),)
    if refers2:
        head.references += (Referred(refers2, reference2.rstrip(), ""),)
    if refers3:
        head.references += (Referred(refers3, reference3.rstrip(), ""),)
    return 1


@lru_cache(maxsize=4096)
def _dated(kind: str, on: str) -> Dated:
    return Dated(kind, moments.usual_day(on), None, None)


def _parties(draft: Draft, turns: Sequence[Good]) -> int:
    """Take NADs; stop at a GLN, whose check digit audits look at."""
    taken = next((at for at, turn in enumerate(turns) if turn[3] == _GLN), len(turns))
    draft.head.parties += tuple([whole_party(turn) for turn in turns[:taken]])
    return taken


def _currency(draft: Draft, turns: Sequence[Good]) -> int:
    if draft.currency:
        return 0
    draft.currency = turns[0][1]
    return 1


def _summary(draft: Draft, turns: Sequence[Good]) -> int:
    """Take an UNS with its sums and the number of lines, unless that is wrong."""
    *sums, count = turns[0].groups()
    if count and decimal(count) != len(draft.lines):
        return 0
    draft.part = draft.summary
    draft.summary.amounts = tuple(
        [
            (kind, Money(decimal(amount), draft.currency))
            for kind, amount in zip(sums[::2], sums[1::2], strict=True)
            if kind
        ]
    )
    return 1


_DATE, _REFERENCE, _AMOUNT = (
    "DTM? 2005 2380=date! (2379=102)!",
    "RFF? 1153 1154!",
    "MOA? 5025 5004!",
)
SHORTHANDS = (
    Shorthand(
        "BGM",
        ("BGM 1001 1004! 1225", _DATE.replace("?", ""), _DATE, _DATE, *[_REFERENCE] * 3),
        _heading,
    ),
    Shorthand("NAD", ("NAD 3035 3039 3055 3036 3036 3042 3042 3164 3229 3251 3207",), _parties),
    Shorthand("CUX", ("CUX (6347=2)! 6345! (6343=9|4)",), _currency),
    Shorthand("UNS", ("UNS (0081=S)", *[_AMOUNT] * 3, "CNT? (6069=2)! 6066!"), _summary),
)
