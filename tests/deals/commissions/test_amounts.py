"""What lines earn: the whole is rounded once, half to even, and no minor unit is lost."""

from decimal import ROUND_HALF_EVEN, Decimal

from hypothesis import given
from hypothesis import strategies as st

from deals.commissions.amounts import MINOR_UNIT, Earned, Rates, earned_by, split
from deals.models import Motion

CABLES, DRIVES = "CABLES", "DRIVES"
AMOUNTS = st.decimals(0, 10**9, places=2)
SHARES = st.decimals(0, 100, places=2)


def amounts(lines: list[tuple[str, str]], rate: str) -> list[Decimal]:
    rates: Rates = {(Motion.REFERRAL, None): Decimal(rate)}
    found = earned_by([(family, Decimal(base)) for family, base in lines], Motion.REFERRAL, rates)
    return [each.amount for each in found]


def test_half_a_cent_goes_to_the_even_one() -> None:
    assert amounts([(DRIVES, "0.10")], "5") == [Decimal("0.00")]
    assert amounts([(DRIVES, "0.30")], "5") == [Decimal("0.02")]


def test_what_rounding_lines_loses_is_in_the_largest_one() -> None:
    found = amounts([(CABLES, "0.33"), (DRIVES, "9.99"), (CABLES, "0.33")], "10")

    assert found == [Decimal("0.03"), Decimal("1.00"), Decimal("0.03")]
    assert sum(found) == Decimal("1.06")  # 10.65 at 10 per cent is 1.065


def test_a_family_has_its_own_rate_and_others_that_of_the_motion() -> None:
    rates: Rates = {(Motion.RESELL, DRIVES): Decimal("2.5"), (Motion.CO_SELL, None): Decimal(8)}
    lines = [(DRIVES, Decimal(1000)), (CABLES, Decimal(1000))]

    by_motion = {
        motion: [each.per_cent for each in earned_by(lines, motion, rates)] for motion in Motion
    }

    assert by_motion == {
        Motion.RESELL: [Decimal("2.5"), 0],
        Motion.REFERRAL: [5, 5],
        Motion.CO_SELL: [8, 8],
    }


@given(st.lists(st.tuples(st.sampled_from([CABLES, DRIVES]), AMOUNTS), min_size=1), SHARES)
def test_lines_add_up_to_the_whole_rounded_once(
    lines: list[tuple[str, Decimal]], rate: Decimal
) -> None:
    found = earned_by(lines, Motion.CO_SELL, {(Motion.CO_SELL, None): rate})

    exact = sum((base * rate / 100 for _family, base in lines), Decimal(0))
    assert sum(each.amount for each in found) == exact.quantize(MINOR_UNIT, ROUND_HALF_EVEN)


@given(
    st.lists(AMOUNTS, min_size=1, max_size=5),
    st.sampled_from([(100,), (50, 50), (34, 33, 33), (0, 100), (1, 1, 98), (67, 23, 10)]),
)
def test_shares_add_up_to_each_line(amounts: list[Decimal], shares: tuple[int, ...]) -> None:
    lines = [Earned(DRIVES, amount, Decimal(100), amount) for amount in amounts]

    parts = split(lines, shares)

    for at, line in enumerate(lines):
        assert sum(part[at].amount for part in parts) == line.amount
        assert all(part[at].amount >= 0 for part in parts)
