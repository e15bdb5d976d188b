"""What a list of deals may be narrowed to besides its filters: the list behind a number."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from deals.attribution.parts import Way, has_share, parts_of_deals
from deals.disputes.models import Dispute
from deals.disputes.states import AT_THE_HOST as DISPUTED_AT_THE_HOST
from deals.disputes.states import DisputeState
from deals.handoffs.models import HandOff
from deals.handoffs.states import WAITING
from deals.models import Deal
from deals.pipeline.queries import is_open
from deals.pipeline.states import Stage, StageReason
from deals.promise import ENDING_SOON
from deals.protection.states import RUNNING, ProtectionState
from deals.pulse.models import Pulse
from deals.review.states import AT_THE_HOST, UNDECIDED, Review
from partners.companies.business_days import HOST_ZONE
from portal.kernel.errors import Invalid
from portal.kernel.words import said

DECIDED: Final = (Review.APPROVED, Review.REJECTED)
OPEN: Final = "OPEN"
"""In place of a stage: any stage of a sale on its way."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Each field that is set takes something away. Days are the host's, `until` not included."""

    partner: UUID | None = None
    way: Way | None = None
    """How the partner came to have a part in it; without it, that it is the partner's own."""
    shared: bool = False
    """The partner has a share in it, though another one may have registered it."""
    stage: str | None = None
    """A stage, or `OPEN` for all before the end."""
    reason: StageReason | None = None
    currency: str | None = None
    undecided: bool = False
    protected: bool = False
    """The partner is protected now, by the clock."""
    ending: bool = False
    """Its protection ends within the next `ENDING_SOON`."""
    offered_on: bool = False
    """Its partner hands it over, and nobody took it yet."""
    late: bool = False
    """Not answered yet, and promised for before now."""
    stalled: bool = False
    disputed: bool = False
    """With a dispute that is not final."""
    submitted_from: date | None = None
    submitted_until: date | None = None
    answered_from: date | None = None
    answered_until: date | None = None
    ends_from: date | None = None
    ends_until: date | None = None
    closed_from: date | None = None
    closed_until: date | None = None

    def __bool__(self) -> bool:
        return self != Narrowing()

    def conditions(self, now: datetime) -> list[sa.ColumnElement[bool]]:
        found = [*_days(Deal.submitted_at, self.submitted_from, self.submitted_until)]
        found += self._whose()
        if self.stage == OPEN:
            found += is_open()
        elif self.stage:
            found += [Deal.review == Review.APPROVED, Deal.stage == self.stage]
        if self.reason:
            found.append(Deal.stage_reason == self.reason)
        if self.currency:
            found.append(Deal.currency == self.currency)
        found += self._state(now)
        if answered := _days(Deal.decided_at, self.answered_from, self.answered_until):
            found += [Deal.review.in_(DECIDED), *answered]
        if ends := _days(Deal.protected_until, self.ends_from, self.ends_until):
            found += [
                Deal.protection == ProtectionState.ACTIVE,
                Deal.protected_until > now,
                *ends,
            ]
        return found + _days(Deal.closed_at, self.closed_from, self.closed_until)

    def _state(self, now: datetime) -> list[sa.ColumnElement[bool]]:
        found: list[sa.ColumnElement[bool]] = []
        if self.undecided:
            found.append(Deal.review.in_(list(UNDECIDED)))
        if self.protected:
            found.append(is_protected(now))
        if self.ending:
            found += protection_ends(now, now + ENDING_SOON)
        if self.offered_on:
            offered = sa.select(HandOff.deal_id).where(HandOff.state.in_(list(WAITING)))
            found.append(Deal.id.in_(offered))
        if self.late:
            found.append(is_late(now))
        if self.stalled:
            found += [*is_open(), Deal.pulse.has(Pulse.stalls_at <= now)]
        if self.disputed:
            found.append(Deal.id.in_(_disputed(now)))
        return found

    def _whose(self) -> list[sa.ColumnElement[bool]]:
        if self.way is None and not self.shared:
            return [Deal.owner_company_id == self.partner] if self.partner else []
        parts = parts_of_deals()
        how = parts.c.way == self.way.value if self.way else has_share(parts)
        its_own = [parts.c.company_id == self.partner] if self.partner else []
        return [Deal.id.in_(sa.select(parts.c.deal_id).where(how, *its_own))]


def is_late(now: datetime) -> sa.ColumnElement[bool]:
    """Return whether the host owes an answer that it promised for before now."""
    return sa.and_(Deal.review.in_(list(AT_THE_HOST)), Deal.answer_due_at <= now)


def is_protected(now: datetime) -> sa.ColumnElement[bool]:
    """Return whether the partner is protected now, as `Deal.is_protected` says of one deal."""
    goes_on = sa.or_(Deal.protected_until.is_(None), Deal.protected_until > now)
    return sa.or_(
        sa.and_(Deal.protection.in_(list(RUNNING)), goes_on),
        sa.and_(Deal.protection == ProtectionState.NONE, is_late(now)),
    )


def protection_ends(now: datetime, before: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """Return what holds of a protection that runs and ends before an instant."""
    return (
        Deal.protection == ProtectionState.ACTIVE,
        Deal.protected_until > now,
        Deal.protected_until <= before,
    )


def _disputed(now: datetime) -> sa.Select[UUID]:
    """Select the deals with an open dispute: one that nobody appealed in time is over."""
    goes_on = Dispute.state.in_([*DISPUTED_AT_THE_HOST])
    may_go_on = sa.and_(Dispute.state == DisputeState.DECIDED, Dispute.appeal_until > now)
    return sa.select(Dispute.deal_id).where(sa.or_(goes_on, may_go_on))


def start_of(day: date) -> datetime:
    """Return the instant at which a day begins where the host is."""
    return datetime.combine(day, time(), HOST_ZONE)


def read_narrowing(asked: Mapping[str, str]) -> Narrowing:
    """Read it from an address.

    Raises:
        Invalid: there is no such filter.
    """
    days = {name: asked[name] for name in _DAYS if asked.get(name)}
    try:
        return Narrowing(
            partner=UUID(asked["partner"]) if asked.get("partner") else None,
            way=Way(asked["way"]) if asked.get("way") else None,
            stage=_stage(asked.get("stage")),
            reason=StageReason(asked["reason"]) if asked.get("reason") else None,
            currency=asked.get("currency") or None,
            ending=asked.get("ending") == "soon",
            shared=asked.get("shared") == "yes",
            undecided=asked.get("undecided") == "yes",
            protected=asked.get("protected") == "yes",
            offered_on=asked.get("offered_on") == "yes",
            late=asked.get("late") == "yes",
            stalled=asked.get("stalled") == "yes",
            disputed=asked.get("disputed") == "yes",
            **{name: date.fromisoformat(day) for name, day in days.items()},
        )
    except ValueError:
        raise Invalid(said("There is no such filter. Clear it and choose again.")) from None


_DAYS: Final = tuple(
    each.name for each in fields(Narrowing) if each.name.endswith(("_from", "_until"))
)


def _stage(value: str | None) -> str | None:
    return value if value in {None, "", OPEN} else Stage(value)


def _days(
    moment: sa.orm.InstrumentedAttribute[datetime | None], first: date | None, until: date | None
) -> list[sa.ColumnElement[bool]]:
    found = []
    if first:
        found.append(moment >= start_of(first))
    if until:
        found.append(moment < start_of(until))
    return found
