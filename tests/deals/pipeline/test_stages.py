"""Moving a sale along: who may, how it ends, and what a closed one is good for."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from deals.actions import approve_deal
from deals.models import Deal, Motion
from deals.pipeline.actions import move_stage
from deals.pipeline.presentation import pipeline_of
from deals.pipeline.states import REASONS, Stage, StageReason
from deals.protection.states import ProtectionState
from deals.queries import get_deal
from deals.registration.actions import register_deal
from partners.accounts.models import Account
from portal.kernel.errors import Conflict, Forbidden, Invalid, TransitionRefused
from tests.cast import Cast, a_deal
from tests.conftest import TransactionalDatabase
from tests.deals.protection.conftest import Trade, trade

__all__ = ["trade"]
WAY = (Stage.DEVELOPED, Stage.PROPOSED, Stage.NEGOTIATED)


def move(
    trade: Trade, deal: Deal, *stages: Stage, why: StageReason | None = None, who: str = "alice"
) -> None:
    for stage in stages:
        trade.do(who, deal, lambda work, found, to=stage: move_stage(work, found, to, why, ""))  # type: ignore[misc]


@pytest.mark.parametrize(
    ("end", "why", "protection"),
    [
        (Stage.WON, StageReason.PRICE, ProtectionState.FULFILLED),
        (Stage.LOST, StageReason.COMPETITOR, ProtectionState.RELEASED),
        (Stage.CLOSED_ERROR, StageReason.DUPLICATE, ProtectionState.RELEASED),
    ],
)
def test_an_end_has_a_reason_ends_the_protection_and_is_final(
    trade: Trade,
    cast: Cast,
    database: TransactionalDatabase,
    end: Stage,
    why: StageReason,
    protection: ProtectionState,
) -> None:
    deal = trade.approved()
    move(trade, deal, *WAY)
    with pytest.raises(Invalid) as refusal:
        move(trade, deal, end)
    assert set(refusal.value.fields) == {"stage_reason"}

    move(trade, deal, end, why=why)

    found = trade.now(deal)
    assert (found.stage, found.stage_reason, found.protection) == (end, why, protection)
    assert [span.state for span in trade.spans(deal)] == [protection]
    with database.work(cast.alice) as work:
        shown = pipeline_of(work, get_deal(work, deal.id))
    assert (shown.current, shown.choices, shown.can_correct) == (len(shown.steps) - 1, [], True)
    for stage in Stage:
        with pytest.raises(TransitionRefused):
            move(trade, deal, stage, why=REASONS.get(stage, (None,))[0])


def test_the_database_changes_no_closed_deal(
    trade: Trade, cast: Cast, database: TransactionalDatabase
) -> None:
    deal = trade.approved()
    move(trade, deal, Stage.LOST, why=StageReason.TIMING)

    with database.work(cast.alice) as work:
        work.session.execute(
            sa.update(Deal).where(Deal.id == deal.id).values(progress="A note is no change")
        )
    refused = pytest.raises(TransitionRefused, match="A closed deal is not changed")
    with refused, database.work(cast.alice) as work:
        work.get(Deal, deal.id).value = Decimal(1)


def test_only_what_was_approved_moves_and_only_by_its_own_people(trade: Trade) -> None:
    waiting, approved = trade.register(family="SENSORS"), trade.approved()
    with pytest.raises(TransitionRefused):
        move(trade, waiting, Stage.DEVELOPED)
    for stranger in ("vera", "dana", "audrey"):
        with pytest.raises(Forbidden):
            move(trade, approved, Stage.DEVELOPED, who=stranger)


def test_what_both_sell_the_host_moves_too(
    trade: Trade, cast: Cast, database: TransactionalDatabase
) -> None:
    with database.work(cast.alice) as work:
        account = work.get(Account, trade.account.id)
        deal = register_deal(work, account, a_deal(motion=Motion.CO_SELL))
    trade.do("dana", deal, approve_deal)

    move(trade, deal, Stage.DEVELOPED, who="dana")
    with pytest.raises(Forbidden):
        move(trade, deal, Stage.PROPOSED, who="audrey")

    assert trade.now(deal).stage is Stage.DEVELOPED


def test_a_closed_deal_is_corrected_once_by_a_record_that_points_at_it(
    trade: Trade, cast: Cast, database: TransactionalDatabase
) -> None:
    deal, open_one = trade.approved(), trade.register(family="SENSORS")
    move(trade, deal, Stage.LOST, why=StageReason.TIMING)

    def correct(corrects: Deal) -> Deal:
        with database.work(cast.alice) as work:
            account = work.get(Account, trade.account.id)
            wrong = work.get(Deal, corrects.id)
            return register_deal(work, account, a_deal(corrects=wrong))

    correction = correct(deal)  # no cooling-off stands in its way
    assert correction.corrects_id == deal.id
    assert trade.now(deal).stage is Stage.LOST
    with pytest.raises(Conflict, match="corrected already"):
        correct(deal)
    with pytest.raises(Invalid) as refusal:
        correct(open_one)
    assert set(refusal.value.fields) == {"corrects"}
