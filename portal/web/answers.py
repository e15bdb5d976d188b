"""What fields of a form send, as values."""

from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from flask_babel import gettext

from portal.kernel.errors import Invalid

E = TypeVar("E", bound=StrEnum)


def chosen(kind: type[E], value: str, name: str) -> E | None:
    """Return a choice, None for none.

    Raises:
        Invalid: it was not offered.
    """
    try:
        return kind(value) if value else None
    except ValueError:
        raise not_offered(name) from None


def chosen_id(value: str, name: str) -> UUID | None:
    """Return the id of the record that was chosen, None for none.

    Raises:
        Invalid: it is no id.
    """
    try:
        return UUID(value) if value else None
    except ValueError:
        raise not_offered(name) from None


def read_day(value: str, name: str) -> date | None:
    """Return a day as a date field sends it, None for none.

    Raises:
        Invalid: it is no day.
    """
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise Invalid(fields={name: gettext("Enter a day, for example 2026-12-24.")}) from None


def not_offered(name: str) -> Invalid:
    return Invalid(fields={name: gettext("Choose one of the answers in the list.")})
