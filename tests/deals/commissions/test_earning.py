"""Why a deal earns nothing is told by what would have accrued."""

from decimal import Decimal
from uuid import uuid4

import pytest

from deals.commissions.amounts import earned_by, split
from deals.commissions.earning import Nothing, WorkedOut
from deals.models import Motion

OURS, THEIRS = uuid4(), uuid4()


def out(lines: list[tuple[str, str]], percent: int = 100, rate: str = "5") -> WorkedOut:
    named = [(family, Decimal(amount)) for family, amount in lines]
    earned = earned_by(named, Motion.REFERRAL, {(Motion.REFERRAL, None): Decimal(rate)})
    ours, theirs = split(earned, [percent, 100 - percent])
    parts = {OURS: ours, THEIRS: theirs}
    return WorkedOut(
        earned, {each: parts[each] for each in (OURS, THEIRS) if percent or each != OURS}
    )


@pytest.mark.parametrize(
    ("worked", "why"),
    [
        (out([("DRIVES", "100")]), None),
        (out([]), Nothing.NO_LINES),
        (out([("DRIVES", "0"), ("SENSORS", "0")]), Nothing.NO_AMOUNT),
        (out([("DRIVES", "100")], percent=0), Nothing.NO_SHARE),
        (out([("DRIVES", "100")], rate="0"), Nothing.NO_RATE),
        (out([("DRIVES", "0.05")]), Nothing.TOO_LITTLE),
    ],
)
def test_each_reason_is_told_where_it_holds(worked: WorkedOut, why: Nothing | None) -> None:
    assert worked.why_nothing(OURS) is why
