"""Lists by pages: a cursor says where a page ended, so rows born meanwhile repeat nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Generic, TypeVar

import marshmallow as ma
from marshmallow import fields, validate

from portal.kernel.errors import Invalid
from portal.web.api.schemas import ApiSchema
from portal.web.cursors import read_cursor, write_cursor

T = TypeVar("T")
R = TypeVar("R")

MAX_LIMIT: Final = 200
DEFAULT_LIMIT: Final = 50
MAX_CURSOR: Final = 1024


class PageArguments(ApiSchema):
    """Which page. Subclass it to add filters."""

    limit = fields.Integer(
        load_default=DEFAULT_LIMIT,
        validate=validate.Range(1, MAX_LIMIT),
        metadata={"description": "How many items at the most"},
    )
    cursor = fields.String(
        load_default=None,
        validate=validate.Length(1, MAX_CURSOR),
        metadata={"description": "`next` of the page before; without it, the first page"},
    )


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page. `next` is the cursor of the one after it, None on the last."""

    items: Sequence[T]
    next: str | None

    @classmethod
    def of(
        cls, name: str, rows: Sequence[T], limit: int, place: Callable[[T], tuple[str, str]]
    ) -> "Page[T]":
        """Cut a list that was read with `limit` + 1 rows; `place` is where a row stands in it."""
        shown = rows[:limit]
        following = write_cursor(name, *place(shown[-1])) if len(rows) > limit else None
        return cls(shown, following)


def read_position(name: str, cursor: str | None, read: Callable[[str, str], R]) -> R | None:
    """Return where the list `name` goes on: `read` of the cursor's parts, None without a cursor.

    Raises:
        Invalid: the cursor is forged or belongs to another list.
    """
    try:
        return read_cursor(name, cursor, read)
    except Invalid as error:
        raise Invalid(fields={"cursor": error.message}) from None


@lru_cache
def page_schema(item: type[ma.Schema]) -> type[ma.Schema]:
    """Return the schema of a page of these items."""
    name = item.__name__.removesuffix("Schema")
    page: type[ma.Schema] = ApiSchema.from_dict(
        {
            "items": fields.List(fields.Nested(item), required=True),
            "next": fields.String(required=True, allow_none=True),
        },
        name=f"{name}PageSchema",
    )
    return page
