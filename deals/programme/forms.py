"""The terms as typed: numbers, a list of days, and a holiday or an approval on each line."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from deals.approval.models import ApprovalStep, Approver
from deals.programme.actions import NewStep
from deals.programme.models import Terms
from deals.registration.models import CURRENCIES
from partners.companies.models import Holiday
from portal.kernel.errors import Invalid
from portal.kernel.words import said

LONGEST_NAME = 80
_PARTS_OF_A_STEP = 3
_LONGEST_AMOUNT = 14


class Wanted(NamedTuple):
    """What a programme admin typed."""

    terms: Terms
    holidays: dict[date, str]
    steps: tuple[NewStep, ...]


def typed_of(
    terms: Terms, holidays: Sequence[Holiday], steps: Sequence[ApprovalStep] = ()
) -> dict[str, str]:
    """Return the fields of a form that says what holds now."""
    typed = {each.name: str(getattr(terms, each.name)) for each in fields(Terms)}
    typed["reminders"] = ", ".join(map(str, terms.reminders))
    typed["holidays"] = "\n".join(f"{each.day.isoformat()} {each.name}" for each in holidays)
    typed["approvals"] = "\n".join(
        f"{each.from_amount.quantize(Decimal(1))} {each.currency} {each.approver}" for each in steps
    )
    return typed


def read_programme(form: Mapping[str, str]) -> Wanted:
    """Read what was typed.

    Raises:
        Invalid: something is no number, no day, or no approval.
    """
    refused: dict[str, str] = {}
    values: dict[str, int | tuple[int, ...]] = {}
    for each in fields(Terms):
        numbers = _numbers(form.get(each.name, ""))
        is_list = each.name == "reminders"
        if numbers is None or (len(numbers) != 1 and not is_list):
            refused[each.name] = said("Enter a whole number.")
        else:
            values[each.name] = tuple(sorted(numbers, reverse=True)) if is_list else numbers[0]
    holidays = _holidays(form.get("holidays", ""), refused)
    steps = _steps(form.get("approvals", ""), refused)
    if refused:
        raise Invalid(fields=refused)
    return Wanted(Terms(**values), holidays, steps)  # type: ignore[arg-type]


def _numbers(text: str) -> list[int] | None:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isdecimal() and len(part) <= 4 for part in parts):  # noqa: PLR2004
        return None
    return [int(part) for part in parts]


def _holidays(text: str, refused: dict[str, str]) -> dict[date, str]:
    found = {}
    for number, line in enumerate(text.splitlines(), start=1):
        day, _, name = line.strip().partition(" ")
        if not day:
            continue
        try:
            found[date.fromisoformat(day)] = name.strip()[:LONGEST_NAME] or day
        except ValueError:
            refused["holidays"] = said(
                "Line %(number)s does not begin with a day, like 2026-12-25.", number=number
            )
    return found


def _steps(text: str, refused: dict[str, str]) -> tuple[NewStep, ...]:
    lines = [line.strip().upper() for line in text.splitlines() if line.strip()]
    steps = {line: _step(line) for line in lines}
    for number, line in enumerate(lines, start=1):
        if steps[line] is None:
            refused["approvals"] = said(
                "Line %(number)s is not an amount, a currency and who approves, like"
                " 250000 EUR DEAL_DESK.",
                number=number,
            )
    return tuple(step for step in steps.values() if step is not None)


def _step(line: str) -> NewStep | None:
    parts = line.split(maxsplit=_PARTS_OF_A_STEP - 1)
    if len(parts) != _PARTS_OF_A_STEP:
        return None
    amount, currency, approver = parts[0], parts[1], "_".join(parts[2].split())
    if not amount.isdecimal() or len(amount) > _LONGEST_AMOUNT:
        return None
    if currency not in CURRENCIES or approver not in set(Approver):
        return None
    return NewStep(currency, Decimal(amount), Approver(approver))
