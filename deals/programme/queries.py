"""Reads of what the programme promises."""

import sqlalchemy as sa

from deals.programme.models import DEFAULTS, Programme, Terms
from portal.kernel.db import Work


def find_programme(work: Work) -> Programme | None:
    return work.session.scalars(sa.select(Programme)).first()


def terms_of(work: Work) -> Terms:
    """Return the numbers that hold now: what the host set, or the defaults."""
    programme = find_programme(work)
    return programme.terms if programme else DEFAULTS
