"""Places in a list that has the newest first, as its cursor remembers them."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

Place = tuple[datetime, UUID]
"""Instant and id of the last row that was shown."""


def past(
    moment: InstrumentedAttribute[datetime], key: InstrumentedAttribute[UUID], place: Place
) -> sa.ColumnElement[bool]:
    """Return whether a row comes after a place in the order `moment DESC, key`."""
    at, last = place
    return sa.or_(moment < at, sa.and_(moment == at, key > last))
