"""Sheets of leads at work: row after row, each in a transaction of its own.

A worker that dies leaves what it committed; the next one goes on after it. Each row is taken in in
the name of who started the sheet, as far as they may now.
"""

import logging
from typing import TYPE_CHECKING
from uuid import UUID

import sqlalchemy as sa
from procrastinate.job_context import JobContext

from deals.leads.policies import can_route
from deals.leads.sheets.actions import TASK, stop_sheet, take_in_next
from deals.leads.sheets.models import LeadSheet
from deals.leads.sheets.queries import delete_expired, wait_for_sheets
from deals.sheets.models import SheetState
from partners.people.models import Membership
from partners.signin.actors import find_actor
from portal.kernel.actor import Actor, system_actor
from portal.kernel.db import Database, Work
from portal.kernel.jobs import Backoff, queue

if TYPE_CHECKING:
    from portal.kernel.services import Services

logger = logging.getLogger(__name__)


@queue.task(name=TASK, queue="events", retry=Backoff(), pass_context=True)
def take_in_sheet(context: JobContext, sheet_id: str) -> None:
    services: Services = context.additional_context["services"]
    go_through(services.database, UUID(sheet_id))
    logger.info("went through sheet of leads %s", sheet_id)


@queue.periodic(cron="41 3 * * *")
@queue.task(name="deals.forget_lead_sheets", queue="housekeeping", pass_context=True)
def forget_sheets_daily(context: JobContext, timestamp: int) -> None:
    services: Services = context.additional_context["services"]
    logger.info("sheets of leads at %s: %d forgotten", timestamp, forget_sheets(services.database))


def forget_sheets(database: Database) -> int:
    """Forget sheets that were kept for their time: they name people who became no leads."""
    with database.work(system_actor("deals.forget_lead_sheets")) as work:
        return delete_expired(work)


def go_through(database: Database, sheet_id: UUID) -> None:
    """Take in the rows that are left, unless whoever started it may not any more."""
    with database.work(system_actor(TASK)) as work:
        sheet = work.get(LeadSheet, sheet_id)
        actor = _actor_of(work, sheet)
        if actor is None or not can_route(actor):
            if sheet.state is SheetState.RUNNING:
                stop_sheet(work, sheet)
            return
    while _step(database, actor, sheet_id):
        pass


def _step(database: Database, actor: Actor, sheet_id: UUID) -> bool:
    with database.work(actor) as work:
        assert actor.company_id is not None  # noqa: S101 - found by its membership
        wait_for_sheets(work, actor.company_id)
        return take_in_next(work, database, sheet_id)


def _actor_of(work: Work, sheet: LeadSheet) -> Actor | None:
    membership = sa.select(Membership.id).where(
        Membership.person_id == sheet.person_id,
        Membership.owner_company_id == sheet.owner_company_id,
    )
    membership_id = work.session.scalars(membership).first()
    return find_actor(work, sheet.person_id, membership_id) if membership_id else None
