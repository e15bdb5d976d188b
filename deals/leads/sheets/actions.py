"""Bringing a sheet of leads, starting what was tried out, stopping it, taking in one row."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import IO, Final
from uuid import UUID

from deals.leads import policies
from deals.leads.actions import take_in
from deals.leads.entry import place_errors
from deals.leads.sheets import queries
from deals.leads.sheets.models import LeadSheet, LeadSheetRow, RowState
from deals.leads.sheets.reading import LEADS, MOST_BYTES, MOST_ROWS, key_of, new_lead, read_row
from deals.sheets.models import SheetState
from partners.accounts.imports.reading import Row, opened
from partners.accounts.imports.workbooks import Unreadable
from portal.kernel.actor import system_actor
from portal.kernel.bell import company_audience
from portal.kernel.db import Database, Work
from portal.kernel.errors import Invalid, KontorError
from portal.kernel.jobs import defer_task
from portal.kernel.policy import ensure
from portal.kernel.words import said

TASK: Final = "deals.take_in_leads"
CHOOSE: Final = said("Choose a CSV or Excel file (XLSX) of up to 1 MB.")
REPEATED: Final = said("A row before this one has the same e-mail address and product family.")
ALREADY: Final = said(
    "A lead with this e-mail address and product family is there already. It is left out."
)
LONGEST_SOURCE: Final = 80
_AT_ONCE: Final = 100
_CHUNK: Final = 64 * 1024


def bring_sheet(
    work: Work, database: Database, name: str, file: IO[bytes], source: str = ""
) -> LeadSheet:
    """Keep a sheet and say of every row whether it can be taken in; nothing is.

    `source` is where the leads come from, for rows that do not say so themselves.

    Raises:
        Invalid: it is no sheet of leads.
    """
    ensure(policies.can_route(work.actor))
    _check(file, source)
    sheet = work.add(
        LeadSheet(
            owner_company_id=work.actor.company_id,
            person_id=work.actor.id,
            file_name=name[-255:] or "leads.csv",
            source=source.strip(),
            state=SheetState.TRIED,
        )
    )
    work.flush()
    try:
        with opened(iter(lambda: file.read(_CHUNK), b""), LEADS) as table:
            _Trial(work, database, sheet).go(table.rows)
    except Unreadable as refusal:
        raise Invalid(fields={"file": refusal.message}) from refusal
    return sheet


def start_sheet(work: Work, sheet: LeadSheet) -> None:
    """Have a job take in the rows, one after the other.

    Raises:
        TransitionRefused: it was started or stopped before.
    """
    ensure(policies.can_route(work.actor))
    sheet.enter(SheetState.RUNNING)
    defer_task(work, TASK, queue="events", delay=timedelta(0), sheet_id=str(sheet.id))
    ring(work, sheet)


def stop_sheet(work: Work, sheet: LeadSheet) -> None:
    """Go no further; what was taken in stays.

    Raises:
        TransitionRefused: it is over already.
    """
    sheet.enter(SheetState.STOPPED)
    sheet.finished_at = work.now
    ring(work, sheet)


def take_in_next(work: Work, database: Database, sheet_id: UUID) -> bool:
    """Take in the next row of a sheet, in this transaction alone; return whether to go on.

    A row that is refused is told and passed over; the rest goes on.
    """
    sheet = work.lock(LeadSheet, sheet_id)
    if sheet.state is not SheetState.RUNNING:
        return False
    row = queries.next_row(work, sheet_id)
    if row is None:
        sheet.enter(SheetState.DONE)
        sheet.finished_at = work.now
    else:
        _take_in(work, database, sheet, row)
    ring(work, sheet)
    return row is not None


def ring(work: Work, sheet: LeadSheet) -> None:
    work.ring(f"lead-sheet:{sheet.id}", to=[company_audience(sheet.owner_company_id)])


class _Trial:
    """One way through a sheet, some rows at a time: what a row needs to know of others is asked."""

    def __init__(self, work: Work, database: Database, sheet: LeadSheet) -> None:
        self._work, self._database, self._sheet = work, database, sheet
        self._catalogue: dict[tuple[str, str, str], dict[str, str]] = {}

    def go(self, rows: Iterator[Row]) -> None:
        while batch := list(islice(rows, _AT_ONCE)):
            self._sheet.rows += len(batch)
            if self._sheet.rows > MOST_ROWS:
                raise _refused_for_its_length()
            self._keep(batch)
        if not self._sheet.rows:
            raise _refused_for_its_length()

    def _keep(self, batch: Sequence[Row]) -> None:
        read = [(row, *read_row(row.values, self._sheet.source)) for row in batch]
        keys = [key_of(values) for _, values, _ in read]
        before = queries.keys_before(self._work, self._sheet.id, keys)
        there = known_leads(self._database, self._sheet.owner_company_id, keys)
        for (row, values, findings), key in zip(read, keys, strict=True):
            kept = self._row(row, values, key)
            for finding in findings:
                kept.tell(*finding)
            told = {column for column, *_ in findings}
            for column, sentence in self._of_catalogue(values).items():
                if column not in told:
                    kept.tell(column, sentence, row.values.get(column, "")[:80])
            if key and key in before:
                kept.tell("email", REPEATED, values["email"][:80])
            elif key in there:
                kept.tell("email", ALREADY, values["email"][:80])
                kept.lead_id = there[key]
            kept.state = RowState.FAULTY if kept.findings else RowState.READY
            if kept.state is RowState.READY:
                self._sheet.ready += 1
                before.add(key)
            self._work.add(kept)
        self._work.flush()

    def _row(self, row: Row, values: dict[str, str], key: str) -> LeadSheetRow:
        return LeadSheetRow(
            owner_company_id=self._sheet.owner_company_id,
            sheet_id=self._sheet.id,
            number=row.number,
            values=values,
            key=key,
            findings=[],
        )

    def _of_catalogue(self, values: dict[str, str]) -> dict[str, str]:
        named = values["country"], values["territory"], values["family"]
        if named not in self._catalogue:
            self._catalogue[named] = place_errors(self._work, *named)
        return self._catalogue[named]


def known_leads(database: Database, owner: UUID, keys: Sequence[str]) -> dict[str, UUID]:
    """Return by key the leads that are there already, whoever looks after who holds them."""
    emails = {key.rpartition(" ")[0] for key in keys if key}
    with database.work(system_actor(TASK)) as look:
        found = queries.leads_of(look, owner, emails) if emails else {}
    return {f"{email} {family}"[:280]: lead_id for (email, family), lead_id in found.items()}


def _take_in(work: Work, database: Database, sheet: LeadSheet, row: LeadSheetRow) -> None:
    there = known_leads(database, sheet.owner_company_id, [row.key]).get(row.key)
    if there is None:
        try:
            with work.session.begin_nested():
                row.lead_id = take_in(work, new_lead(row.values)).id
        except KontorError as refusal:
            fields = getattr(refusal, "fields", None) or {}
            row.tell(*next(iter(fields.items()), ("", refusal.message)))
    else:
        row.tell("email", ALREADY, row.values["email"][:80])
    is_taken = there is None and row.lead_id is not None
    row.enter(RowState.TAKEN_IN if is_taken else RowState.LEFT_OUT)
    row.lead_id = row.lead_id or there
    sheet.taken_in += is_taken
    sheet.left_out += not is_taken


def _check(file: IO[bytes], source: str) -> None:
    size = file.seek(0, 2)
    file.seek(0)
    if not 1 <= size <= MOST_BYTES:
        raise Invalid(fields={"file": CHOOSE})
    if len(source.strip()) > LONGEST_SOURCE:
        most = said("Use at most %(most)s characters.", most=LONGEST_SOURCE)
        raise Invalid(fields={"source": most})


def _refused_for_its_length() -> Invalid:
    return Invalid(
        fields={"file": said("A sheet holds between 1 and %(most)s leads.", most=MOST_ROWS)}
    )
