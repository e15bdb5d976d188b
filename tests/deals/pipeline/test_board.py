"""The pipeline on one page: sums by stage, month and currency, of what its reader sees."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from deals.actions import approve_deal
from deals.models import Deal
from deals.pipeline.actions import move_stage
from deals.pipeline.board import MOST_CARDS, Board, board_of
from deals.pipeline.states import Stage, StageReason
from deals.queries import get_deal
from deals.registration.actions import NewLine, register_deal
from partners.accounts.models import Account
from tests.cast import Cast, a_deal

TODAY = date(2026, 11, 22)
DECEMBER, MARCH = date(2026, 12, 9), date(2027, 3, 31)


class Pipeline:
    """Approved deals on customers of their own, moved along as far as a test wants."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.customers = 0

    def deal(
        self,
        value: int,
        *stages: Stage,
        by: str = "alice",
        currency: str = "EUR",
        close: date = MARCH,
        why: StageReason | None = None,
    ) -> Deal:
        self.customers += 1
        account = self.cast.account(f"Customer {self.customers}")
        self.cast.share(account, "luebeck" if by == "alice" else "danzig")
        lines = (NewLine("DRIVES", 1, Decimal(value)),)
        with self.cast.database.work(self.cast.actor(by)) as work:
            new = a_deal(currency=currency, expected_close=close, lines=lines)
            deal = register_deal(work, work.get(Account, account.id), new)
        with self.cast.database.work(self.cast.actor("dana")) as work:
            approve_deal(work, get_deal(work, deal.id))
        for stage in stages:
            with self.cast.database.work(self.cast.actor(by)) as work:
                move_stage(work, get_deal(work, deal.id), stage, why, "")
        return deal


@pytest.fixture
def pipeline(cast: Cast) -> Pipeline:
    return Pipeline(cast)


def board(cast: Cast, who: str, today: date = TODAY) -> Board:
    with cast.database.work(cast.actor(who)) as work:
        return board_of(work, today)


def test_each_side_adds_up_what_it_sees_and_no_two_currencies(
    cast: Cast, pipeline: Pipeline
) -> None:
    pipeline.deal(1000)
    pipeline.deal(3000, Stage.DEVELOPED, close=DECEMBER)
    pipeline.deal(500, Stage.DEVELOPED, currency="USD")
    pipeline.deal(70_000, by="charlie")

    own, rival, host = (board(cast, who) for who in ("alice", "charlie", "dana"))

    assert [(each.deals, each.totals) for each in own.columns] == [
        (1, {"EUR": Decimal(1000)}),
        (2, {"EUR": Decimal(3000), "USD": Decimal(500)}),
        (0, {}),
        (0, {}),
    ]
    assert [each.deals for each in rival.columns] == [1, 0, 0, 0]
    assert rival.columns[0].totals == {"EUR": Decimal(70_000)}
    assert host.columns[0].totals == {"EUR": Decimal(71_000)}
    assert [card.is_anothers for card in host.columns[0].cards] == [True, True]
    assert [card.is_anothers for card in own.columns[0].cards] == [False]


def test_the_forecast_counts_each_stage_with_its_share_in_its_month(
    cast: Cast, pipeline: Pipeline
) -> None:
    pipeline.deal(1000, close=DECEMBER)
    pipeline.deal(1000, Stage.DEVELOPED, Stage.PROPOSED, close=DECEMBER + timedelta(days=7))
    pipeline.deal(400, Stage.DEVELOPED, currency="USD")

    found = board(cast, "alice").months

    assert [tuple(each) for each in found] == [
        (date(2026, 12, 1), False, "EUR", 2, 2000, 600),
        (date(2027, 3, 1), False, "USD", 1, 400, 100),
    ]
    assert [each.is_past for each in board(cast, "alice", MARCH).months] == [True, False]


def test_a_deal_is_late_the_day_after_it_was_expected(cast: Cast, pipeline: Pipeline) -> None:
    pipeline.deal(1000, close=DECEMBER)

    on_the_day, after = (
        board(cast, "alice", day) for day in (DECEMBER, DECEMBER + timedelta(days=1))
    )

    assert [card.is_overdue for card in on_the_day.columns[0].cards] == [False]
    assert [card.is_overdue for card in after.columns[0].cards] == [True]


def test_what_was_won_and_lost_is_counted_with_its_reasons_for_three_months(
    cast: Cast, pipeline: Pipeline
) -> None:
    way = (Stage.DEVELOPED, Stage.PROPOSED, Stage.NEGOTIATED)
    pipeline.deal(1000, *way, Stage.WON, why=StageReason.PRICE)
    pipeline.deal(700, Stage.LOST, why=StageReason.COMPETITOR)
    pipeline.deal(300, Stage.LOST, why=StageReason.COMPETITOR)

    won, lost = board(cast, "alice").ended

    assert (won.deals, won.totals) == (1, {"EUR": Decimal(1000)})
    assert (lost.deals, lost.totals) == (2, {"EUR": Decimal(1000)})
    assert [(str(reason), count) for reason, count in lost.reasons] == [("A competitor", 2)]
    assert board(cast, "alice").win_rate == 33
    assert board(cast, "charlie").is_empty


def test_a_column_shows_the_next_to_close_and_counts_them_all(
    cast: Cast, pipeline: Pipeline
) -> None:
    for day in range(MOST_CARDS + 2):
        pipeline.deal(100, close=MARCH - timedelta(days=day))

    column = board(cast, "alice").columns[0]

    shown = [card.deal.expected_close for card in column.cards]
    assert column.deals == MOST_CARDS + 2
    assert shown == [MARCH - timedelta(days=day) for day in range(MOST_CARDS + 1, 1, -1)]


def test_registrations_that_are_not_approved_are_no_pipeline(cast: Cast) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    cast.deal(account)

    assert board(cast, "alice").is_empty
