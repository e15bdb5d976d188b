"""What happens to hand-offs without a click: people are told and reminded, and offers lapse."""

import logging
from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from procrastinate.job_context import JobContext

from deals.handoffs import answers, consent, proposals, queries
from deals.handoffs.events import (
    DealHandedOver,
    DealJoined,
    HandOffAgreed,
    HandOffCompleted,
    HandOffNotTaken,
    HandOffOfferCompleted,
    HandOffOffered,
    HandOffOfferEndsSoon,
    HandOffOfferExpired,
    HandOffOfferRecalled,
    HandOffProposalEndsSoon,
    HandOffProposalLapsed,
    HandOffProposalRecalled,
    HandOffProposed,
    HandOffRefused,
    HandOffReturned,
    HandOffStarted,
    HandOffUnplaced,
)
from deals.handoffs.models import HandOff
from deals.handoffs.news import PLACER, tell
from deals.jobs import reviewers_of, submitters_of
from deals.models import Deal
from partners.companies.queries import get_host
from partners.notifications.actions import notify, people_of
from partners.notifications.models import Kind
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Database, Record, Work
from portal.kernel.jobs import handles, queue
from portal.kernel.permissions import ROLE_PERMISSIONS, Role
from portal.kernel.services import Services

logger = logging.getLogger(__name__)

BATCH: Final = 100
CLOCK: Final = "handoffs.keep_time"


@handles(HandOffOffered)
@handles(HandOffOfferEndsSoon)
@handles(HandOffOfferExpired)
@handles(HandOffOfferRecalled)
@handles(HandOffOfferCompleted)
def tell_the_receiver(work: Work, activity: Activity, _services: Services) -> None:
    receiver = activity.owner_company_id
    notify(work, activity, receiver, answerers_of(work, receiver))


@handles(HandOffStarted)
@handles(HandOffNotTaken)
@handles(HandOffUnplaced)
@handles(DealHandedOver)
@handles(DealJoined)
@handles(HandOffCompleted)
@handles(HandOffReturned)
def tell_the_giver(work: Work, activity: Activity, _services: Services) -> None:
    """Tell who registered the deal, and at the host who looks after the giver.

    What the host does with it is told to whoever decides for the giver too.
    """
    deal, host = work.get(Deal, activity.subject_id), get_host(work)
    giver = deal.owner_company_id
    notify(work, activity, giver, {*submitters_of(work, deal), *_deciders(work, activity, giver)})
    notify(work, activity, host.id, reviewers_of(work, deal.owner_company_id))


@handles(HandOffProposed)
@handles(HandOffAgreed)
@handles(HandOffRefused)
@handles(HandOffProposalLapsed)
@handles(HandOffProposalRecalled)
def tell_of_a_proposal(work: Work, activity: Activity, _services: Services) -> None:
    """Tell who answers for the owner; at the host who looks after it, and who proposed it."""
    deal, host = work.get(Deal, activity.subject_id), get_host(work)
    notify(work, activity, deal.owner_company_id, proposals.deciders_of(work, deal))
    proposer = work.get(HandOff, UUID(activity.facts["handoff_id"])).offered_by_id
    still_there = [each for each in people_of(work, host.id) if each == proposer]
    notify(work, activity, host.id, {*reviewers_of(work, deal.owner_company_id), *still_there})


@handles(HandOffProposalEndsSoon)
def remind_of_a_proposal(work: Work, activity: Activity, _services: Services) -> None:
    deal = work.get(Deal, activity.subject_id)
    people = proposals.deciders_of(work, deal)
    notify(work, activity, deal.owner_company_id, people, kind=Kind.REMINDERS)


def _deciders(work: Work, activity: Activity, giver: UUID) -> Sequence[UUID]:
    """Return who of the giver may take back what the host began with its deal."""
    return answerers_of(work, giver) if activity.actor_company_id == get_host(work).id else []


def answerers_of(work: Work, company_id: UUID) -> Sequence[UUID]:
    """Return who of a partner decides what it takes over."""
    roles = (Role.PARTNER_ADMIN, Role.PARTNER_MANAGER, Role.SELLER)
    return [
        each
        for role in roles
        if "deals:hand-off" in ROLE_PERMISSIONS[role]
        for each in people_of(work, company_id, role)
    ]


@queue.periodic(cron="*/5 * * * *")
@queue.task(name="deals.handoffs_keep_time", queue="housekeeping", pass_context=True)
def keep_time_often(context: JobContext, timestamp: int) -> None:
    """Remind, and let lapse, every five minutes, whichever worker gets to it."""
    services: Services = context.additional_context["services"]
    logger.info("hand-offs at %s: %d lapsed", timestamp, keep_time(services.database))


def keep_time(database: Database) -> int:
    """Remind of proposals and offers, and let lapse what ran out; return how many did.

    After an offer whoever is next is asked.
    """
    with database.work(system_actor(CLOCK)) as work:
        for handoff in proposals.proposals_to_remind_of(work, BATCH):
            consent.remind(work, handoff)
        for offer in queries.to_remind(work, BATCH):
            offer.remind_at = None
            tell(work, offer, HandOffOfferEndsSoon(offer.id), PLACER)
    return _let_lapse(database, proposals.lapsed_proposals, consent.lapse) + _let_lapse(
        database, queries.lapsed, answers.expire
    )


def _let_lapse(
    database: Database,
    find: Callable[[Work, int], Sequence[Record]],
    end: Callable[[Work, UUID], bool],
) -> int:
    """End what is found, each by itself: what waits for one lock holds no other."""
    done = 0
    while found := _ids(database, find):
        for record_id in found:
            with database.work(system_actor(CLOCK)) as work:
                done += end(work, record_id)
    return done


def _ids(database: Database, find: Callable[[Work, int], Sequence[Record]]) -> list[UUID]:
    with database.work(system_actor(CLOCK)) as work:
        return [each.id for each in find(work, BATCH)]
