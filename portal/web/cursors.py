"""Page cursors: an opaque, signed position, so that a forged one is refused and none is guessed.

A cursor names the list it goes on with: one of another list is refused, not misread.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from flask import current_app, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer

from portal.kernel.errors import Invalid
from portal.kernel.words import said

T = TypeVar("T")
R = TypeVar("R")

PAGE_SIZE: Final = 50
"""Rows of a list on one page. Lists are read with one more, which says whether another follows."""


def write_cursor(name: str, *parts: str) -> str:
    return str(_serializer().dumps([name, *parts]))


def read_cursor(name: str, cursor: str | None, read: Callable[[str, str], R]) -> R | None:
    """Return where the list `name` goes on: `read` of the cursor's two parts; None without one.

    Raises:
        Invalid: it was not written by this portal, or for another list.
    """
    if not cursor:
        return None
    try:
        parts = _serializer().loads(cursor)
    except BadSignature:
        raise Invalid(
            said("This page link is not valid. Start again from the first page.")
        ) from None
    match parts:
        case [str(written_for), str(first), str(second)] if written_for == name:
            return read(first, second)
    raise Invalid(said("This page link belongs to another list. Start from the first page."))


def moment_and_id(moment: str, record_id: str) -> tuple[datetime, UUID]:
    """Read a place in a list by time."""
    return datetime.fromisoformat(moment), UUID(record_id)


def name_and_id(name: str, record_id: str) -> tuple[str, UUID]:
    """Read a place in a list by name."""
    return name, UUID(record_id)


def asked_position(endpoint: str, read: Callable[[str, str], R]) -> R | None:
    """Return where the list of an endpoint goes on, as this request's address asks.

    Raises:
        Invalid: the address was made up, or belongs to another list.
    """
    return read_cursor(endpoint, request.args.get("after"), read)


def cut_page(
    endpoint: str, rows: Sequence[T], place: Callable[[T], tuple[str, str]]
) -> tuple[Sequence[T], str | None]:
    """Return the rows of this page and the address of the next one; `place` is a row's cursor.

    `rows` were read with `PAGE_SIZE` + 1 as their limit. The record and the filters of this request
    are kept, but for names that would tell `url_for` what address to write.
    """
    shown = rows[:PAGE_SIZE]
    if len(rows) <= PAGE_SIZE:
        return shown, None
    cursor = write_cursor(endpoint, *place(shown[-1]))
    asked = {name: value for name, value in request.args.items() if not name.startswith("_")}
    kept: dict[str, Any] = {**asked, **(request.view_args or {}), "after": cursor}
    return shown, url_for(endpoint, **kept)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="cursor")
