"""What happens to grants without anybody's click: people are told, and time and states go on."""

import logging
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from procrastinate.job_context import JobContext

from partners.accounts.models import REMINDED, AccountShareGrant, GrantState
from partners.companies.events import (
    PartnerOffboardingStarted,
    PartnerResumed,
    PartnerSuspended,
)
from partners.companies.queries import get_host
from partners.notifications.actions import notify, people_of
from partners.people.queries import channel_manager_of
from partners.sharing import queries
from partners.sharing.actions import expire_grant, remind_of_end, resume_grant, suspend_grant
from partners.sharing.events import (
    ShareChanged,
    ShareEnded,
    ShareEndsSoon,
    ShareExpired,
    ShareOfferAccepted,
    ShareOfferDeclined,
    ShareOffered,
    ShareRenewed,
    ShareRequestDeclined,
    ShareRequested,
    ShareRequestGranted,
    ShareRequestWithdrawn,
)
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Database, Work
from portal.kernel.jobs import handles, queue
from portal.kernel.permissions import Role
from portal.kernel.services import Services

logger = logging.getLogger(__name__)

BATCH: Final = 500


@handles(ShareOffered)
@handles(ShareChanged)
@handles(ShareRenewed)
@handles(ShareEnded)
def tell_who_holds_it(work: Work, activity: Activity, _services: Services) -> None:
    """Tell the other side what was offered, changed, renewed or ended."""
    grant = work.get(AccountShareGrant, activity.subject_id)
    _tell(work, activity, grant.grantee_company_id, grant.owner_company_id)


@handles(ShareOfferAccepted)
@handles(ShareOfferDeclined)
@handles(ShareEndsSoon)
def tell_who_gave_it(work: Work, activity: Activity, _services: Services) -> None:
    """Tell the grantor what became of an offer, and that a grant is going to end."""
    grant = work.get(AccountShareGrant, activity.subject_id)
    _tell(work, activity, grant.owner_company_id, grant.grantee_company_id)


@handles(ShareExpired)
def tell_both_sides(work: Work, activity: Activity, _services: Services) -> None:
    grant = work.get(AccountShareGrant, activity.subject_id)
    _tell(work, activity, grant.owner_company_id, grant.grantee_company_id)
    _tell(work, activity, grant.grantee_company_id, grant.owner_company_id)


@handles(ShareRequested)
@handles(ShareRequestWithdrawn)
def tell_who_answers(work: Work, activity: Activity, _services: Services) -> None:
    _tell(work, activity, get_host(work).id, activity.owner_company_id)


@handles(ShareRequestGranted)
@handles(ShareRequestDeclined)
def tell_who_asked(work: Work, activity: Activity, _services: Services) -> None:
    owner = activity.owner_company_id
    notify(work, activity, owner, people_of(work, owner, Role.PARTNER_ADMIN))


@handles(ShareOfferAccepted)
def rest_what_was_accepted(work: Work, activity: Activity, _services: Services) -> None:
    """Let a grant rest at once that was accepted while its grantor is shut out."""
    grant = work.lock(AccountShareGrant, activity.subject_id)
    if grant.state is GrantState.ACTIVE and _resting(work, [grant]):
        suspend_grant(work, grant)


@handles(PartnerSuspended)
@handles(PartnerResumed)
@handles(PartnerOffboardingStarted)
def settle_grants_of(work: Work, activity: Activity, _services: Services) -> None:
    """Let a partner's grants rest while it is shut out, and open those again that may be."""
    settle_with_relationships(work, activity.owner_company_id)


def settle_with_relationships(work: Work, partner_id: UUID) -> None:
    """Bring the grants a partner gave or holds in line with what both sides are to the host."""
    for grant in _resting(work, queries.grants_between(work, partner_id, GrantState.ACTIVE)):
        suspend_grant(work, grant)
    suspended = queries.grants_between(work, partner_id, GrantState.SUSPENDED)
    still_resting = {grant.id for grant in _resting(work, suspended)}
    for grant in suspended:
        if grant.id not in still_resting:
            resume_grant(work, grant)


def _resting(work: Work, grants: Iterable[AccountShareGrant]) -> list[AccountShareGrant]:
    found = list(grants)
    sides = {side for each in found for side in (each.owner_company_id, each.grantee_company_id)}
    shut_out = queries.shut_out_among(work, sides)
    return [each for each in found if {each.owner_company_id, each.grantee_company_id} & shut_out]


@queue.periodic(cron="*/10 * * * *")
@queue.task(name="sharing.keep_time", queue="housekeeping", pass_context=True)
def keep_time_often(context: JobContext, timestamp: int) -> None:
    """End and remind every ten minutes, whichever worker gets to it."""
    services: Services = context.additional_context["services"]
    ended, reminded = keep_time(services.database)
    logger.info("time of grants at %s: %d ended, %d reminders", timestamp, ended, reminded)


def keep_time(database: Database) -> tuple[int, int]:
    """End what has run out and remind of what ends soon; return how many of each.

    In parts, each a transaction; two at once pass over each other's rows.
    """
    ended = reminded = 0
    while part := _end_some(database):
        ended += part
    while part := _remind_some(database):
        reminded += part
    return ended, reminded


def _end_some(database: Database) -> int:
    with database.work(system_actor("sharing.keep_time")) as work:
        found = queries.grants_run_out(work, BATCH)
        for grant in found:
            expire_grant(work, grant)
        return len(found)


def _remind_some(database: Database) -> int:
    """Send each grant's nearest reminder: what a pause of the worker missed is not made up for."""
    with database.work(system_actor("sharing.keep_time")) as work:
        for days in REMINDED:
            found = queries.grants_to_remind(work, days, BATCH)
            for grant in found:
                remind_of_end(work, grant, days)
            if found:
                return len(found)
    return 0


def _tell(work: Work, activity: Activity, company_id: UUID, other_id: UUID) -> None:
    """Tell who sees to sharing: a partner's admins; at the host who looks after the other side."""
    host = get_host(work)
    if company_id != host.id:
        people = people_of(work, company_id, Role.PARTNER_ADMIN)
    else:
        manager = channel_manager_of(work, other_id)
        people = [manager] if manager else people_of(work, host.id, Role.PROGRAMME_ADMIN)
    notify(work, activity, company_id, people)
