"""Sheets at work: row after row, each in a transaction of its own, in the name of who started it.

A worker that dies leaves what it committed; the next one goes on after it.
"""

import logging
from typing import TYPE_CHECKING
from uuid import UUID

import sqlalchemy as sa
from procrastinate.job_context import JobContext

from deals.sheets.actions import TASK, register_next, stop_sheet
from deals.sheets.models import DealSheet, SheetState
from deals.sheets.queries import registered_crm_ids, wait_for_sheets
from partners.people.models import Membership
from partners.signin.actors import find_actor
from portal.kernel.actor import Actor, system_actor
from portal.kernel.db import Database, Work
from portal.kernel.jobs import Backoff, queue

if TYPE_CHECKING:
    from portal.kernel.services import Services

logger = logging.getLogger(__name__)


@queue.task(name=TASK, queue="events", retry=Backoff(), pass_context=True)
def register_sheet(context: JobContext, sheet_id: str) -> None:
    services: Services = context.additional_context["services"]
    go_through(services.database, UUID(sheet_id))
    logger.info("went through sheet %s", sheet_id)


def go_through(database: Database, sheet_id: UUID) -> None:
    """Register the rows that are left, unless whoever started it may not any more."""
    with database.work(system_actor(TASK)) as work:
        sheet = work.get(DealSheet, sheet_id)
        actor = _actor_of(work, sheet)
        if sheet.state is SheetState.RUNNING and not _may(actor):
            stop_sheet(work, sheet)
            return
    while actor is not None and _step(database, actor, sheet_id):
        pass


def _step(database: Database, actor: Actor, sheet_id: UUID) -> bool:
    with database.work(actor) as work:
        assert actor.company_id is not None  # noqa: S101 - found by its membership
        wait_for_sheets(work, actor.company_id)
        row = work.get(DealSheet, sheet_id).next_row
        if row is None:
            return False
        with database.work(system_actor(TASK)) as look:
            already = registered_crm_ids(look, actor.company_id, [row["crm_id"]])
        return register_next(work, sheet_id, frozenset(already))


def _may(actor: Actor | None) -> bool:
    return actor is not None and actor.has_permission("deals:register")


def _actor_of(work: Work, sheet: DealSheet) -> Actor | None:
    membership = sa.select(Membership.id).where(
        Membership.person_id == sheet.person_id,
        Membership.owner_company_id == sheet.owner_company_id,
    )
    membership_id = work.session.scalars(membership).first()
    return find_actor(work, sheet.person_id, membership_id) if membership_id else None
