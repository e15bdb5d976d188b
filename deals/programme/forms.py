"""The terms as typed: numbers, a list of days, and a holiday on each line."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from deals.programme.models import Terms
from partners.companies.models import Holiday
from portal.kernel.errors import Invalid
from portal.kernel.words import said

LONGEST_NAME = 80


def typed_of(terms: Terms, holidays: list[Holiday]) -> dict[str, str]:
    """Return the fields of a form that says what holds now."""
    typed = {each.name: str(getattr(terms, each.name)) for each in fields(Terms)}
    typed["reminders"] = ", ".join(map(str, terms.reminders))
    typed["holidays"] = "\n".join(f"{each.day.isoformat()} {each.name}" for each in holidays)
    return typed


def read_programme(form: Mapping[str, str]) -> tuple[Terms, dict[date, str]]:
    """Read what was typed.

    Raises:
        Invalid: something is no number, or no day.
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
    if refused:
        raise Invalid(fields=refused)
    return Terms(**values), holidays  # type: ignore[arg-type]


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
