"""Imports at work: some rows at a time, each some in a transaction of its own.

The page follows by bells. A worker that dies leaves what it committed; the next one goes on after
it. The rows are decided and added in the name of whoever started it, as far as they may now.
"""

import logging
from collections.abc import Iterator
from itertools import islice
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from partners.accounts.imports.actions import ring
from partners.accounts.imports.events import (
    AccountImportFinished,
    AccountImportReceived,
    AccountImportStarted,
)
from partners.accounts.imports.models import AccountImport, ImportState
from partners.accounts.imports.reading import Row, Sheet, opened
from partners.accounts.imports.taking import Decision, Memory, carry_out, checked, decide
from partners.accounts.imports.workbooks import Unreadable
from partners.people.models import Membership
from partners.signin.actors import find_actor
from portal.kernel.activity import Activity
from portal.kernel.actor import Actor
from portal.kernel.bell import company_audience
from portal.kernel.db import Work
from portal.kernel.jobs import handles
from portal.kernel.services import Services
from portal.kernel.words import said

logger = logging.getLogger(__name__)

AT_ONCE: Final = 500
MOST_FINDINGS: Final = 2_000
"""Every one of them is told; a sheet with more is refused as a whole."""
TOO_MANY: Final = said("More than 2,000 rows need attention. Correct the sheet and bring it again.")
NO_LONGER: Final = said("Whoever started it may not add accounts any more.")


@handles(AccountImportReceived)
def try_out(work: Work, activity: Activity, services: Services) -> None:
    """Say of every row what would become of it; nothing is added."""
    _go_through(work, activity, services, ImportState.TRYING)


@handles(AccountImportStarted)
def take_in(work: Work, activity: Activity, services: Services) -> None:
    """Add and change what the trial showed, from where an earlier try came to."""
    _go_through(work, activity, services, ImportState.RUNNING)


def _go_through(work: Work, activity: Activity, services: Services, state: ImportState) -> None:
    record = work.get(AccountImport, UUID(str(activity.facts["import_id"])))
    if record.state is not state:
        return
    actor = _actor_of(work, record)
    if actor is None or not actor.has_permission("accounts:write"):
        record.reason = NO_LONGER
        record.enter(ImportState.STOPPED)
        ring(work, record)
        return
    passage = _Passage(work, services, actor, record.id, state)
    try:
        with opened(services.storage.chunks(record.storage_key)) as sheet:
            passage.go(sheet, past=record.seen if state is ImportState.RUNNING else 0)
    except Unreadable as refusal:
        passage.refuse(refusal.message)


def _actor_of(work: Work, record: AccountImport) -> Actor | None:
    membership = sa.select(Membership.id).where(
        Membership.person_id == record.person_id,
        Membership.owner_company_id == record.owner_company_id,
    )
    membership_id = work.session.scalars(membership).first()
    return find_actor(work, record.person_id, membership_id) if membership_id else None


class _Passage:
    """One way through a sheet, to try it or to take it in."""

    def __init__(
        self, outer: Work, services: Services, actor: Actor, import_id: UUID, state: ImportState
    ) -> None:
        self._outer = outer
        self._database = services.database
        self._actor = actor
        self._id = import_id
        self._state = state
        self._memory = Memory()

    def go(self, sheet: Sheet, past: int) -> None:
        rows = iter(sheet.rows)
        if not past:
            self._begin(sheet)
        for batch in _batches(self._after(rows, past)):
            if not self._step(batch):
                return
            # The transaction that holds this job's receipt is not left idle for longer.
            self._outer.find(AccountImport, self._id)
        self._end()

    def refuse(self, reason: str) -> None:
        with self._database.work(self._actor) as work:
            record = work.lock(AccountImport, self._id)
            if record.state is self._state:
                is_trial = self._state is ImportState.TRYING
                record.enter(ImportState.REFUSED if is_trial else ImportState.STOPPED)
                record.reason, record.finished_at = reason, work.now
                ring(work, record)

    def _after(self, rows: Iterator[Row], past: int) -> Iterator[Row]:
        """Pass over what was done before, and remember whose domains it held."""
        for row in rows:
            if row.number > past:
                yield row
            else:
                customer, findings = checked(row)
                if not findings:
                    self._memory.is_repeated(customer)

    def _begin(self, sheet: Sheet) -> None:
        with self._database.work(self._actor) as work:
            record = work.lock(AccountImport, self._id)
            record.columns, record.ignored = sheet.columns, sheet.ignored
            record.sheet_name, record.other_sheets = sheet.name, list(sheet.others)
            if self._state is ImportState.TRYING:
                record.begin_again()
                record.findings = []

    def _step(self, batch: list[Row]) -> bool:
        """Deal with some rows; return whether to go on."""
        with self._database.work(self._actor) as work:
            record = work.lock(AccountImport, self._id)
            if record.state is not self._state:
                return False
            decisions = decide(work, batch, self._memory)
            if self._state is ImportState.RUNNING:
                carry_out(work, decisions)
                work.ring("accounts", to=[company_audience(record.owner_company_id)])
            else:
                record.findings = [*record.findings, *_told(decisions)]
            for decision in decisions:
                name = decision.outcome.value
                setattr(record, name, getattr(record, name) + 1)
            record.seen = batch[-1].number
            ring(work, record)
            is_too_much = len(record.findings) > MOST_FINDINGS
        if is_too_much:
            self.refuse(TOO_MANY)
        return not is_too_much

    def _end(self) -> None:
        with self._database.work(self._actor) as work:
            record = work.lock(AccountImport, self._id)
            if record.state is not self._state:
                return
            if self._state is ImportState.TRYING:
                record.rows = record.seen - 1 if record.seen else 0
                record.enter(ImportState.TRIED)
            else:
                record.enter(ImportState.DONE)
                record.finished_at = work.now
                work.record(AccountImportFinished(record.id), subject=record)
            ring(work, record)


def _told(decisions: list[Decision]) -> list[list[object]]:
    return [
        [decision.number, found.field, str(found.sentence), found.value]
        for decision in decisions
        for found in decision.findings
    ]


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, AT_ONCE)):
        yield batch
