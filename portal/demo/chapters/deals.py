"""Deals in every state, each brought there by the people who would do it."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from deals.actions import (
    answer_question,
    approve_deal,
    ask_for_information,
    reject_deal,
    start_review,
    withdraw_deal,
)
from deals.approval.award import BESIDE_OTHERS
from deals.approval.models import Approver
from deals.commissions.actions import set_rates
from deals.disputes.actions import investigate, open_dispute
from deals.models import Deal, DealKind, Motion
from deals.pipeline.actions import move_stage
from deals.pipeline.states import Stage, StageReason
from deals.programme.actions import NewStep, set_programme
from deals.programme.models import DEFAULTS
from deals.protection.extending import ask_extension
from deals.pulse.jobs import keep_time as begin_pulses
from deals.queries import get_deal
from deals.registration.actions import NewDeal, NewLine, register_deal
from deals.review.waiting import put_on_wait_list
from partners.accounts.models import Account
from portal.demo.world import World
from portal.kernel.db import Work


def register_deals(world: World) -> None:
    """Six weeks of registrations; the newest wait for a decision today."""
    world.at(39, 10, 0)
    with world.work("adam") as work:
        desk = NewStep("EUR", Decimal(500_000), Approver.DEAL_DESK)
        set_programme(work, DEFAULTS, {}, [desk])
        set_rates(work, {(Motion.RESELL, "CABINETS"): Decimal("2.5")})

    world.at(38, 9, 12)
    approved = register(world, "alice", "Orchid Biotech", "DRIVES", 400, "310000", "SE")
    world.at(37, 15, 40)
    decide(world, "dana", approved)
    early = _early(world)
    world.at(34, 9, 0)
    begin_pulses(world.database)  # two of them stand still since

    world.at(30, 10, 5)
    second = register(world, "charlie", "Mercato Retail Group", "SENSORS", 90, "77200", "PL")
    world.at(29, 9, 30)
    decide(world, "dana", second)

    world.at(24, 13, 22)
    declined = register(world, "bob", "Castellan Insurance", "CABINETS", 12, "48900", "DE-N")
    world.at(23, 16, 2)
    with world.work("dana") as work:
        deal = get_deal(work, declined)
        reject_deal(work, deal, "Castellan has a running tender with a fixed supplier until March.")

    world.at(16, 11, 48)
    withdrawn = register(world, "charlie", "Tessera Ceramics", "GATEWAYS", 45, "39750", "PL")
    world.at(15, 8, 15)
    with world.work("charlie") as work:
        withdraw_deal(work, get_deal(work, withdrawn))

    _pipeline(world, approved)
    _ends(world, *early)
    _contested(world, declined)
    _waiting(world)


def _pipeline(world: World, deal_id: UUID) -> None:
    """Move one sale along; it is being negotiated today."""
    for days_ago, stage in (
        (31, Stage.DEVELOPED),
        (22, Stage.PROPOSED),
        (5, Stage.NEGOTIATED),
    ):
        world.at(days_ago, 14, 10)
        with world.work("alice") as work:
            move_stage(work, get_deal(work, deal_id), stage, None, "")


def _early(world: World) -> tuple[UUID, UUID, UUID]:
    """Approve what is to be won, lost and extended, and what is near its end today."""
    world.at(36, 10, 30)
    won = register(world, "charlie", "Mercato Retail Group", "CABINETS", 14, "38200", "PL")
    lost = register(world, "bob", "Orchid Biotech", "CABINETS", 60, "21900", "SE")
    ending = register(world, "bob", "Orchid Biotech", "SENSORS", 120, "54300", "SE")
    asking = register(world, "charlie", "Mercato Retail Group", "DRIVES", 30, "66000", "PL")
    world.at(35, 9, 5)
    for deal_id in (won, lost):
        decide(world, "dana", deal_id)
    with world.work("dana") as work:
        approve_deal(work, get_deal(work, ending), window_days=41)
        approve_deal(work, get_deal(work, asking), BESIDE_OTHERS, window_days=44)
    return won, lost, asking


def _ends(world: World, won: UUID, lost: UUID, asking: UUID) -> None:
    """Tell of a win and a loss, and ask the host for more time."""
    _close(world, "charlie", won, Stage.WON, StageReason.DELIVERY, 11)
    _close(world, "bob", lost, Stage.LOST, StageReason.COMPETITOR, 9)
    world.at(2, 8, 40)
    with world.work("charlie") as work:
        evidence = "The frame contract is with their board; it decides in the middle of next month."
        ask_extension(work, get_deal(work, asking), evidence)


def _contested(world: World, declined: UUID) -> None:
    """Let a partner dispute that it was declined, and one wait for its turn."""
    world.at(4, 9, 50)
    with world.work("bob") as work:
        claim = "Their purchasing wrote on 2 November that the tender was withdrawn."
        open_dispute(work, get_deal(work, declined), claim)
    waits = register(world, "bob", "Castellan Insurance", "SENSORS", 80, "36400", "DE-N")
    world.at(3, 10, 20)
    with world.work("dana") as work:
        put_on_wait_list(work, get_deal(work, waits))
    with world.work("dora") as work:
        investigate(work, get_deal(work, declined))


def _close(
    world: World, who: str, deal_id: UUID, end: Stage, reason: StageReason, days_ago: int
) -> None:
    """Move a sale to its end, a day for each stage before it."""
    stages = [Stage.DEVELOPED, Stage.PROPOSED, Stage.NEGOTIATED, end]
    for day, stage in enumerate(stages if end is Stage.WON else [end]):
        world.at(days_ago - day, 15, 20)
        with world.work(who) as work:
            why = reason if stage is end else None
            move_stage(work, get_deal(work, deal_id), stage, why, "")


def _waiting(world: World) -> None:
    """Put on the desks what waits today."""
    world.at(3, 14, 2)
    asked = register(world, "bob", "Fjord Rail", "DRIVES", 1200, "940000", "NO-E")
    world.at(2, 9, 12)
    with world.work("dana") as work:
        ask_for_information(
            work, get_deal(work, asked), "Which entity signs? Fjord Rail AS or the holding?"
        )

    world.at(2, 10, 31)
    answered = register(world, "alice", "Castellan Insurance", "GATEWAYS", 60, "128500", "DE-N")
    world.at(1, 11, 0)
    with world.work("dana") as work:
        ask_for_information(work, get_deal(work, answered), "Is the survey of hall 2 done?")
    world.at(1, 15, 45)
    with world.work("alice") as work:
        answer_question(work, get_deal(work, answered), "Yes, on 4 November; report attached.")

    world.at(1, 16, 20)
    in_review = register(world, "alice", "Brightwater Foods", "GATEWAYS", 32, "62400", "DE-N")
    world.at(0, 6, 10)
    with world.work("dana") as work:
        start_review(work, get_deal(work, in_review))
    world.at(0, 6, 30)
    register(world, "nina", "Solano Energy", "SENSORS", 210, "48900", "EE")
    world.at(0, 6, 45)
    register(world, "charlie", "Brightwater Foods", "GATEWAYS", 28, "41000", "DE-N")


def register(
    world: World, who: str, account: str, family: str, quantity: int, amount: str, territory: str
) -> UUID:
    with world.work(who) as work:
        customer = work.one(sa.select(Account).where(Account.name == account))
        deal = register_deal(
            work,
            customer,
            NewDeal(
                motion=Motion.RESELL,
                kind=DealKind.NET_NEW,
                territory_code=territory,
                currency="EUR",
                expected_close=(work.now + timedelta(days=75)).date(),
                progress="Site survey done, budget offer sent, decision maker met twice.",
                lines=(NewLine(family, quantity, Decimal(amount)),),
            ),
        )
        return deal.id


def brightwater_deal(work: Work) -> Deal:
    """Return what Alice registered for Brightwater, of which people talk and to which they add."""
    return work.one(
        sa.select(Deal).where(
            Deal.customer_name == "Brightwater Foods", Deal.submitter_name == "Alice Arndt"
        )
    )


def decide(world: World, who: str, deal_id: UUID) -> None:
    with world.work(who) as work:
        approve_deal(work, get_deal(work, deal_id))
