"""What happens to leads without anybody's click: people are told, offers lapse, deals are found."""

import logging
from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from procrastinate.job_context import JobContext

from deals.events import DealRegistered
from deals.jobs import reviewers_of
from deals.leads import actions, lateness, placing, queries
from deals.leads.events import (
    LeadContactDueSoon,
    LeadContacted,
    LeadContactLate,
    LeadConverted,
    LeadGivenUp,
    LeadOfferAccepted,
    LeadOfferDeclined,
    LeadOffered,
    LeadOfferExpired,
    LeadOfferRecalled,
    LeadUnplaced,
)
from deals.leads.models import Lead, LeadOffer
from deals.models import Deal
from partners.accounts.models import Account
from partners.companies.queries import get_host
from partners.notifications.actions import notify, people_of
from partners.notifications.models import Kind
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Database, Work
from portal.kernel.jobs import handles, queue
from portal.kernel.permissions import Role
from portal.kernel.services import Services

logger = logging.getLogger(__name__)

BATCH: Final = 100


@handles(LeadOffered)
@handles(LeadOfferRecalled)
@handles(LeadOfferExpired)
def tell_the_partner(work: Work, activity: Activity, _services: Services) -> None:
    partner = activity.owner_company_id
    notify(work, activity, partner, leads_people_of(work, partner))


@handles(LeadOfferAccepted)
@handles(LeadOfferDeclined)
@handles(LeadContacted)
@handles(LeadConverted)
@handles(LeadGivenUp)
def tell_the_host(work: Work, activity: Activity, _services: Services) -> None:
    host = get_host(work)
    notify(work, activity, host.id, reviewers_of(work, activity.owner_company_id))


@handles(LeadContactDueSoon)
def remind_the_holder(work: Work, activity: Activity, _services: Services) -> None:
    """Remind whoever accepted it; if that was a machine, or they left, all who work on leads."""
    offer = work.get(LeadOffer, activity.subject_id)
    people = leads_people_of(work, offer.owner_company_id)
    accepted = [each for each in people if each == offer.answered_by_id]
    notify(work, activity, offer.owner_company_id, accepted or people, kind=Kind.REMINDERS)


@handles(LeadContactLate)
def tell_the_host_it_is_late(work: Work, activity: Activity, _services: Services) -> None:
    people = reviewers_of(work, activity.owner_company_id)
    notify(work, activity, get_host(work).id, people, kind=Kind.REMINDERS)


@handles(LeadUnplaced)
def tell_the_desk(work: Work, activity: Activity, _services: Services) -> None:
    host = get_host(work)
    desk = people_of(work, host.id, Role.DEAL_DESK)
    notify(work, activity, host.id, desk, also_its_author=True)


@handles(DealRegistered)
def convert_the_lead(work: Work, activity: Activity, _services: Services) -> None:
    """Link a registration with the lead that it came from: the earliest that was accepted.

    One that was registered from its lead is linked already.
    """
    deal = work.get(Deal, activity.subject_id)
    if queries.find_source(work, deal.id) is not None:
        return
    account = work.get(Account, deal.account_id)
    held = queries.held_by(
        work, deal.owner_company_id, account.domain, account.name, deal.submitted_at
    )
    if held:
        actions.convert(work, held[0], deal)


def leads_people_of(work: Work, partner_id: UUID) -> Sequence[UUID]:
    """Return who of a partner answers offers."""
    admins, managers, sellers = (
        people_of(work, partner_id, role)
        for role in (Role.PARTNER_ADMIN, Role.PARTNER_MANAGER, Role.SELLER)
    )
    return [*admins, *managers, *sellers]


@queue.periodic(cron="*/5 * * * *")
@queue.task(name="deals.leads_keep_time", queue="housekeeping", pass_context=True)
def keep_time_often(context: JobContext, timestamp: int) -> None:
    """Let offers lapse and remind every five minutes, whichever worker gets to it."""
    services: Services = context.additional_context["services"]
    lapsed = keep_time(services.database)
    reminded, late = watch_contacts(services.database)
    logger.info(
        "leads at %s: %d lapsed, %d reminded of, %d late", timestamp, lapsed, reminded, late
    )


def keep_time(database: Database) -> int:
    """Say which offers ran out, and ask whoever is next; return how many lapsed."""
    done = 0
    while True:
        with database.work(system_actor("leads.keep_time")) as work:
            found = queries.lapsed(work, BATCH)
            for offer in found:
                placing.expire(work, offer)
        if not found:
            return done
        done += len(found)


def watch_contacts(database: Database) -> tuple[int, int]:
    """Remind of first contacts that near, and tell of those that are late; return how many."""
    return (
        _each(database, queries.contacts_due_soon, lateness.remind),
        _each(database, queries.contacts_late, lateness.tell_late),
    )


def _each(
    database: Database,
    find: Callable[[Work, int], Sequence[Lead]],
    step: Callable[[Work, Lead], None],
) -> int:
    """Take a step with each that is found, some at a time; once it was taken, it is not found."""
    done = 0
    while True:
        with database.work(system_actor("leads.watch_contacts")) as work:
            found = find(work, BATCH)
            for lead in found:
                step(work, lead)
        if not found:
            return done
        done += len(found)
