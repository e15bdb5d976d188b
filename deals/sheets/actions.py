"""Bringing a sheet of deals, starting what was tried out, stopping it, registering one row."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from deals import policies
from deals.catalogue.queries import catalogue_errors
from deals.models import Deal, DealKind, Motion
from deals.registration.actions import NewDeal, NewLine, register_deal
from deals.sheets import queries
from deals.sheets.models import DealSheet, SheetState
from deals.sheets.reading import Finding, SheetRow, faults_of, parent_in, registration_of, rows_of
from partners.accounts.models import Account
from partners.companies.business_days import HOST_ZONE
from portal.kernel.actor import system_actor
from portal.kernel.bell import company_audience
from portal.kernel.db import Database, Work
from portal.kernel.errors import KontorError
from portal.kernel.jobs import defer_task
from portal.kernel.policy import ensure
from portal.kernel.words import said

TASK = "deals.register_sheet"
REPEATED = said("A row before this one has the same CRM id.")
ALREADY = said("Your company registered a deal of this CRM id before. It is left out.")


def bring_sheet(work: Work, database: Database, name: str, content: bytes) -> DealSheet:
    """Keep a sheet and say of every row whether it can be registered; nothing is.

    Raises:
        Invalid: it is no sheet of deals.
    """
    ensure(
        policies.can_register(work.actor), said("Registering deals needs the role seller or above.")
    )
    rows, findings = _tried(work, database, rows_of(content))
    sheet = work.add(
        DealSheet(
            owner_company_id=work.actor.company_id,
            person_id=work.actor.id,
            file_name=name[-255:] or "deals.csv",
            state=SheetState.TRIED,
            rows=rows,
            findings=[list(each) for each in sorted(findings)],
            outcomes=[],
        )
    )
    work.flush()
    return sheet


def start_sheet(work: Work, sheet: DealSheet) -> None:
    """Have a job register the rows, one after the other.

    Raises:
        TransitionRefused: it was started or stopped before.
    """
    ensure(policies.can_register(work.actor))
    sheet.enter(SheetState.RUNNING)
    defer_task(work, TASK, queue="events", delay=timedelta(0), sheet_id=str(sheet.id))
    ring(work, sheet)


def stop_sheet(work: Work, sheet: DealSheet) -> None:
    """Go no further; what was registered stays.

    Raises:
        TransitionRefused: it is over already.
    """
    sheet.enter(SheetState.STOPPED)
    sheet.finished_at = work.now
    ring(work, sheet)


def register_next(work: Work, sheet_id: UUID, already: frozenset[str]) -> bool:
    """Register the next row of a sheet, in this transaction alone; return whether to go on.

    `already` are the CRM ids that the company registered. A row that is refused is told and passed
    over; the rest goes on.
    """
    sheet = work.lock(DealSheet, sheet_id)
    row = sheet.next_row
    if sheet.state is not SheetState.RUNNING or row is None:
        return False
    deal, sentence = None, str(ALREADY)
    if row["crm_id"] not in already:
        deal, sentence = _register(work, row)
    sheet.outcomes = [*sheet.outcomes, [row["number"], str(deal.id) if deal else None, sentence]]
    if sheet.next_row is None:
        sheet.enter(SheetState.DONE)
        sheet.finished_at = work.now
    ring(work, sheet)
    return sheet.next_row is not None


def ring(work: Work, sheet: DealSheet) -> None:
    work.ring(f"deal-sheet:{sheet.id}", to=[company_audience(sheet.owner_company_id)])


def _register(work: Work, row: dict[str, Any]) -> tuple[Deal | None, str]:
    account = work.find(Account, UUID(row["account_id"]))
    if account is None:
        return None, str(said("There is no such account, or it is not shared with you."))
    try:
        with work.session.begin_nested():
            deal = register_deal(work, account, _new_deal(row))
    except KontorError as refusal:
        fields = getattr(refusal, "fields", None) or {}
        return None, str(next(iter(fields.values()), refusal.message))
    return deal, deal.number


def _new_deal(row: dict[str, Any]) -> NewDeal:
    return NewDeal(
        motion=Motion(row["motion"]),
        kind=DealKind(row["kind"]),
        territory_code=row["territory"],
        currency=row["currency"],
        expected_close=date.fromisoformat(row["expected_close"]),
        progress=row["progress"],
        lines=(NewLine(row["family"], int(row["quantity"]), Decimal(row["amount"])),),
        crm_id=row["crm_id"],
        parent=parent_in(row),
    )


def _tried(
    work: Work, database: Database, rows: Sequence[SheetRow]
) -> tuple[list[dict[str, Any]], list[Finding]]:
    """Return the rows that can be registered, and of each other one what is wrong."""
    accounts = _accounts_by_name(work, rows)
    already = registered(database, work, [row.values["crm_id"] for row in rows])
    seen: Counter[str] = Counter()
    good, findings = [], []
    for row in rows:
        crm_id, name = row.values["crm_id"], row.values["customer"].lower()
        wrong = faults_of(row)
        if crm_id and seen[crm_id]:
            wrong.append((row.number, "crm_id", REPEATED, crm_id))
        elif crm_id in already:
            wrong.append((row.number, "crm_id", ALREADY, crm_id))
        seen[crm_id] += 1
        wrong += _customer_faults(row, accounts[name])
        wrong += _later_faults(work, row) if not wrong else []
        findings += wrong
        if not wrong:
            good.append(registration_of(row, str(next(iter(accounts[name])))))
    return good, findings


def _accounts_by_name(work: Work, rows: Sequence[SheetRow]) -> defaultdict[str, set[UUID]]:
    names = {row.values["customer"].lower() for row in rows} - {""}
    found: defaultdict[str, set[UUID]] = defaultdict(set)
    for account in queries.customers(work, names):
        for name in {account.name.lower(), (account.domain or "").lower()} & names:
            found[name].add(account.id)
    return found


def _customer_faults(row: SheetRow, accounts: set[UUID]) -> list[Finding]:
    name = row.values["customer"]
    if not name or len(accounts) == 1:
        return []
    none = said("There is no such account, or it is not shared with you.")
    several = said("Several accounts are called this. Write the web domain instead.")
    return [(row.number, "customer", several if accounts else none, name[:80])]


def _later_faults(work: Work, row: SheetRow) -> list[Finding]:
    """Return what only the catalogue and the calendar know of a row that is right in itself."""
    values = row.values
    errors = catalogue_errors(work, values["territory"].upper(), [values["family"].upper()])
    found: list[Finding] = []
    for field, sentence in errors.items():
        column = "family" if field.startswith("lines") else "territory"
        found.append((row.number, column, sentence, values[column][:80]))
    close = values["expected_close"]
    if date.fromisoformat(close) <= work.now.astimezone(HOST_ZONE).date():
        found.append((row.number, "expected_close", said("Choose a day after today."), close))
    return found


def registered(database: Database, work: Work, crm_ids: Sequence[str]) -> frozenset[str]:
    """Return which CRM ids the actor's company registered, whoever of it did."""
    company_id = work.actor.company_id
    if company_id is None:
        return frozenset()
    with database.work(system_actor("deals.sheets")) as look:
        return frozenset(queries.registered_crm_ids(look, company_id, crm_ids))
