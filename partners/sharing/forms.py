"""What the forms of sharing carry, read into the values of its actions."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import request

from partners.accounts.models import GrantAccess, GrantObject
from partners.sharing.actions import NewTerms
from partners.sharing.queries import Direction, GrantFilter, Wanted
from partners.sharing.requests import NewRequest
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.words import said

Values = Any
"""The fields of a request: a werkzeug MultiDict."""


def wanted_list(values: Values, side: str | None) -> Wanted:
    """Read which grants a list shows; what it does not know, it leaves out."""
    try:
        direction = Direction(side or Direction.RECEIVED)
    except ValueError:
        direction = Direction.RECEIVED
    try:
        chosen = GrantFilter(values.get("state", ""))
    except ValueError:
        chosen = GrantFilter.LIVE
    return Wanted(direction, chosen, _uuid(values.get("partner")), values.get("q", "").strip()[:80])


def chosen_grants(values: Values) -> list[UUID]:
    """Read the ids of the chosen lines.

    Raises:
        NotFound: one is not an id.
    """
    found = [_uuid(value) for value in values.getlist("grant")]
    if None in found:
        raise NotFound
    return [each for each in found if each is not None]


def end_of_day(text: str, zone: str) -> datetime:
    """Read a day as its last instant where the reader lives.

    Raises:
        Invalid: it is no day.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid(fields={"until": said("Choose the day until which it is open.")}) from None
    return datetime.combine(day, time(23, 59, 59), ZoneInfo(zone)).astimezone(UTC)


def day_of(instant: datetime, zone: str) -> str:
    """Write the day of an instant where the reader lives, as a date field takes it."""
    return instant.astimezone(ZoneInfo(zone)).date().isoformat()


def new_terms(values: Values, zone: str) -> NewTerms:
    """Read the changed terms of a grant.

    Raises:
        Invalid: an object or access there is not, or an end that is no day.
    """
    objects, access = _objects(values), _access(values)
    return NewTerms(objects, access, values.get("purpose", ""), end_of_day(values["until"], zone))


def new_request(values: Values) -> NewRequest:
    """Read what a partner asks for.

    Raises:
        Invalid: an object or access there is not, or days that are no number.
    """
    try:
        days = int(values.get("days", ""))
    except ValueError:
        days = 0  # the action says which are allowed
    return NewRequest(
        customer_name=values.get("customer_name", ""),
        customer_country=values.get("customer_country", ""),
        customer_domain=values.get("customer_domain", ""),
        objects=_objects(values),
        access=_access(values),
        purpose=values.get("purpose", ""),
        days=days,
    )


def asked_version() -> int | None:
    """Return the version the form was filled in against, if it says one."""
    return request.form.get("version", type=int)


def _objects(values: Values) -> tuple[GrantObject, ...]:
    try:
        return tuple(GrantObject(each) for each in values.getlist("objects"))
    except ValueError:
        raise Invalid(fields={"objects": said("Choose from what is listed.")}) from None


def _access(values: Values) -> GrantAccess:
    try:
        return GrantAccess(values.get("access", GrantAccess.READ))
    except ValueError:
        raise Invalid(fields={"access": said("Choose from what is listed.")}) from None


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
