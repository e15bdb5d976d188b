"""Setting the numbers of the programme, its approvals, and the host's holidays."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final, NamedTuple

from deals.approval.models import ApprovalStep, Approver
from deals.approval.queries import steps_of
from deals.programme import policies, queries
from deals.programme.events import ProgrammeChanged
from deals.programme.models import DEFAULTS, Programme, Terms
from partners.companies.models import Holiday
from partners.companies.queries import holidays_of
from portal.kernel.bell import company_audience
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.policy import ensure
from portal.kernel.words import said

LONGEST: Final = 730
"""Days that any of the numbers may be at most."""
WHOLE: Final = 100
"""Per cent."""
MOST_REMINDERS: Final = 6
LESS_THAN_BEFORE: Final = said("A later stage weighs at least as much as the one before it.")
_MEANWHILE: Final = said("Somebody else changed this meanwhile. Look at it again.")

constraint_means("uq_programmes_owner_company_id", lambda: Conflict(_MEANWHILE))
constraint_means("uq_holidays_owner_company_id_day", lambda: Conflict(_MEANWHILE))


class NewStep(NamedTuple):
    """From an amount in a currency (ISO 4217) on, one person more approves."""

    currency: str
    from_amount: Decimal
    approver: Approver


def set_programme(
    work: Work,
    terms: Terms,
    holidays: Mapping[date, str],
    steps: Iterable[NewStep],
    version: int = 0,
) -> Programme:
    """Say what is promised from now on; what was promised before stands.

    Raises:
        Forbidden: it takes the programme's admin.
        Invalid: a number that is out of range.
        StaleVersion: somebody else changed them meanwhile.
    """
    ensure(policies.can_set(work.actor), said("This needs the role programme admin."))
    _check(terms)
    programme = queries.find_programme(work)
    before = asdict(programme.terms if programme else DEFAULTS)
    if programme is None:
        programme = work.add(Programme(owner_company_id=work.actor.company_id))
    else:
        work.expect_version(programme, version)
    programme.set(terms)
    _set_holidays(work, holidays)
    approvals = _set_steps(work, set(steps))
    work.flush()
    after = asdict(terms) | {"approvals": approvals}
    work.record(ProgrammeChanged(programme.id), subject=programme, before=before, after=after)
    work.ring("deals", to=[company_audience(programme.owner_company_id)])
    return programme


def _set_holidays(work: Work, wanted: Mapping[date, str]) -> None:
    known = {each.day: each for each in holidays_of(work)}
    for day in known.keys() - wanted.keys():
        work.session.delete(known[day])
    for day in wanted.keys() - known.keys():
        work.add(Holiday(owner_company_id=work.actor.company_id, day=day, name=wanted[day]))


def _set_steps(work: Work, wanted: set[NewStep]) -> list[str]:
    known = {
        NewStep(each.currency, each.from_amount, each.approver): each for each in steps_of(work)
    }
    for step in known.keys() - wanted:
        work.session.delete(known[step])
    for step in wanted - known.keys():
        work.add(ApprovalStep(owner_company_id=work.actor.company_id, **step._asdict()))
    return [f"{step.from_amount} {step.currency} {step.approver}" for step in sorted(wanted)]


def _check(terms: Terms) -> None:
    refused = {}
    for each in fields(Terms):
        value = getattr(terms, each.name)
        least, most = _bounds(each.name)
        if isinstance(value, int) and not least <= value <= most:
            refused[each.name] = said(
                "Enter a number from %(least)s to %(most)s.", least=least, most=most
            )
    if not 0 < terms.first_warning < terms.second_warning < 100:  # noqa: PLR2004 - per cent
        refused["second_warning"] = said("Choose more than for the first, and less than 100.")
    for before, after in pairwise(terms.weights):
        if terms.weights[before] > terms.weights[after]:
            refused.setdefault(f"weight_{after.value.lower()}", LESS_THAN_BEFORE)
    if any(not 0 < days <= LONGEST for days in terms.reminders) or (
        len(terms.reminders) > MOST_REMINDERS
    ):
        refused["reminders"] = said("Name up to %(most)s numbers of days.", most=MOST_REMINDERS)
    if refused:
        raise Invalid(fields=refused)


def _bounds(name: str) -> tuple[int, int]:
    if name.startswith("weight_"):
        return 0, WHOLE
    return (0 if name == "cooling_off_days" else 1), LONGEST
