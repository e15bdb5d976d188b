"""What a partner is told of registrations that overlap with its own: by default nothing.

Where the programme tells nothing the portal does not even look while a partner waits, so that there
is no time to measure either (docs/decisions/0021).
"""

import time
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from deals.conflicts import queries
from deals.conflicts.customers.queries import Scope
from deals.conflicts.detection import DETECTOR, Finding, Level, detect
from deals.conflicts.likeness import OF_ONE_FAMILY
from deals.conflicts.models import PartnerAnswer
from portal.kernel.db import Database

SECONDS: Final = 0.25
"""How long an answer takes at least where there is one: several times what looking does."""
_SOON: Final = timedelta(days=30)
_LATER: Final = timedelta(days=90)


class Band(StrEnum):
    """When the overlapping protection ends: in less than 30 days, in 30 to 90, in more."""

    SOON = "SOON"
    LATER = "LATER"
    MUCH_LATER = "MUCH_LATER"


class Answer(NamedTuple):
    """Whether the programme tells partners anything, and what."""

    is_given: bool
    band: Band | None


def answer_to_partner(database: Database, scope: Scope | None) -> Answer:
    """Return what a partner may know of others in its way; without a scope, whether it may at all.

    Of several protections the last to end counts. Registrations that wait, and customers that are
    only alike, are never told of; nor are those of one group, whatever a conflict counts from: who
    names a parent company could ask after all that belongs to it.
    """
    started = time.monotonic()
    with database.work(DETECTOR) as look:
        settings = queries.find_settings(look)
        if settings is None or settings.partner_answer is PartnerAnswer.NOTHING:
            return Answer(is_given=False, band=None)
        if scope is None:
            return Answer(is_given=True, band=None)
        band = _band(detect(look, scope, settings.thresholds), look.now)
    time.sleep(max(SECONDS - (time.monotonic() - started), 0))
    return Answer(is_given=True, band=band)


def _band(findings: list[Finding], now: datetime) -> Band | None:
    certain = [
        each for each in findings if each.level is Level.CONFLICT and each.sign not in OF_ONE_FAMILY
    ]
    ends = [each.protected_until for each in certain if each.protected_until is not None]
    if not ends:
        return None
    left = max(ends) - now
    if left < _SOON:
        return Band.SOON
    return Band.LATER if left <= _LATER else Band.MUCH_LATER
