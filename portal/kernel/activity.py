"""Activity: one append-only row for all that happened, the audit trail and the timeline in one.

Recording an event also queues one job for each of its handlers, in the same transaction: nothing
that was acknowledged can lack its consequences.
"""

import dataclasses
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.actor import Actor, ActorKind, Reach
from portal.kernel.db.declarative import Base
from portal.kernel.ids import new_id
from portal.kernel.policy import owner_is_managed, read_rules, visible_to
from portal.kernel.subjects import subject_name, subject_types

if TYPE_CHECKING:
    from portal.kernel.db.work import Work


class ActivityKind(StrEnum):
    """What a timeline is filtered by. REMINDERS tell one company alone what it has to do."""

    DEALS = "DEALS"
    DOCUMENTS = "DOCUMENTS"
    MESSAGES = "MESSAGES"
    ORDERS = "ORDERS"
    INTERACTIONS = "INTERACTIONS"
    SHARING = "SHARING"
    REMINDERS = "REMINDERS"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, named in the past tense. Its fields are ids and plain values.

    Its kind stands in the head of its class: `class DealApproved(Event, kind=ActivityKind.DEALS)`.
    """

    kind: ClassVar[ActivityKind] = ActivityKind.OTHER

    def __init_subclass__(cls, kind: ActivityKind | None = None) -> None:
        if kind is not None:  # the dataclass makes each class a second time, without the argument
            cls.kind = kind


def _on_account(name: str, *narrower: str) -> sa.Index:
    """Return an index by which a reader's stretch of an account's timeline is read in its order.

    By `kind` for a filter. By either company for those who see few of many: the rest of what
    happened on the account, a rival's say, must not cost them time.
    """
    order = sa.text("at DESC"), sa.text("id DESC")
    return sa.Index(name, "account_id", *narrower, *order)


class Activity(Base):
    """One thing that happened: who, for which company, to what, with the facts before and after.

    Readers are the owner company, the one counterparty named here, and the host's people who look
    after the owner and see what it happened to. What the host did with a partner is for those of
    its people who look after that partner. Of some kinds of subject (`shows_its_activity`) readers
    are instead those who see the subject. There is no update and no delete: the application role
    has not the right.
    """

    __tablename__ = "activities"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime]
    owner_company_id: Mapped[UUID] = mapped_column(sa.ForeignKey("companies.id"))
    counterparty_company_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("companies.id"))
    actor_kind: Mapped[ActorKind]
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    actor_company_id: Mapped[UUID | None]
    actor_company_name: Mapped[str]
    kind: Mapped[ActivityKind]
    verb: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[UUID]
    subject_label: Mapped[str]
    account_id: Mapped[UUID | None]
    facts: Mapped[dict[str, Any]]
    reason: Mapped[str | None]
    rule_id: Mapped[str | None]

    __table_args__ = (
        sa.Index("ix_activities_at", sa.text("at DESC"), sa.text("id DESC")),
        sa.Index("ix_activities_owner_at", "owner_company_id", sa.text("at DESC")),
        sa.Index("ix_activities_counterparty_at", "counterparty_company_id", sa.text("at DESC")),
        sa.Index("ix_activities_subject_at", "subject_id", sa.text("at DESC")),
        _on_account("ix_activities_account_at"),
        _on_account("ix_activities_account_kind_at", "kind"),
        _on_account("ix_activities_account_owner_at", "owner_company_id"),
        _on_account("ix_activities_account_owner_kind_at", "owner_company_id", "kind"),
        _on_account("ix_activities_account_counterparty_at", "counterparty_company_id"),
    )


@visible_to(Activity)
def _activity(actor: Actor) -> sa.ColumnElement[bool]:
    shown_with_subject = [s for s in subject_types().values() if s.shows_its_activity]
    if not shown_with_subject:
        return _by_sides(actor)
    names = [subject.name for subject in shown_with_subject]
    return sa.or_(
        sa.and_(Activity.subject_type.not_in(names), _by_sides(actor)),
        sa.and_(
            sa.or_(
                Activity.kind != ActivityKind.REMINDERS,
                Activity.owner_company_id == actor.company_id,
            ),
            sa.or_(*(_of_visible(each.name, each.model, actor) for each in shown_with_subject)),
        ),
    )


def _by_sides(actor: Actor) -> sa.ColumnElement[bool]:
    if actor.is_host:
        return sa.or_(_done_by_the_host(actor), _done_by_partners(actor))
    mine = sa.or_(
        Activity.owner_company_id == actor.company_id,
        Activity.counterparty_company_id == actor.company_id,
    )
    if actor.reach is not Reach.OWN:
        return mine
    return sa.and_(mine, *(_own_subject(name, model, actor) for name, model in _restricted()))


def _done_by_the_host(actor: Actor) -> sa.ColumnElement[bool]:
    with_whom = Activity.counterparty_company_id
    return sa.and_(
        Activity.owner_company_id == actor.company_id,
        sa.or_(with_whom.is_(None), owner_is_managed(with_whom, actor)),
    )


def _done_by_partners(actor: Actor) -> sa.ColumnElement[bool]:
    private = [(s.name, s.model) for s in subject_types().values() if s.is_private_to_owner]
    return sa.and_(
        owner_is_managed(Activity.owner_company_id, actor),
        *(_own_subject(name, model, actor) for name, model in private),
    )


def _restricted() -> list[tuple[str, type[Any]]]:
    return [(s.name, s.model) for s in subject_types().values() if s.restricted_to_submitter]


def _own_subject(name: str, model: type[Any], actor: Actor) -> sa.ColumnElement[bool]:
    return sa.or_(Activity.subject_type != name, _is_visible(model, actor))


def _of_visible(name: str, model: type[Any], actor: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(Activity.subject_type == name, _is_visible(model, actor))


def _is_visible(model: type[Any], actor: Actor) -> sa.ColumnElement[bool]:
    seen = sa.select(model.id).where(model.id == Activity.subject_id, read_rules()[model](actor))
    return seen.correlate_except(model).exists()


def verb_of(event_type: type[Event]) -> str:
    """`DealApproved` is written "deal-approved"."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", event_type.__name__).lower()


def record_event(work: "Work", event: Event, where: dict[str, Any]) -> Activity:
    """Write the activity row of `event` and queue its handlers.

    `where` holds `subject` (a registered record), and optionally `owner` (company id, defaults to
    the subject's), `counterparty`, `account_id`, `before`, `after`, `reason` and `rule_id`; and
    `by`, the actor in whose name a job records what it finished for them (row security refuses it
    to everybody but the portal itself).
    """
    from portal.kernel.jobs import defer_handlers

    subject = where["subject"]
    kind = subject_name(subject)
    actor: Actor = where.get("by") or work.actor
    activity = Activity(
        id=new_id(),
        at=work.now,
        owner_company_id=where.get("owner") or subject.owner_company_id,
        counterparty_company_id=where.get("counterparty"),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        actor_company_id=actor.company_id,
        actor_company_name=actor.company_name,
        kind=event.kind,
        verb=verb_of(type(event)),
        subject_type=kind,
        subject_id=subject.id,
        subject_label=subject_types()[kind].label(subject),
        account_id=where.get("account_id"),
        facts=_facts(event, where),
        reason=where.get("reason"),
        rule_id=where.get("rule_id"),
    )
    work.session.add(activity)
    defer_handlers(work, type(event), activity)
    return activity


def _facts(event: Event, where: dict[str, Any]) -> dict[str, Any]:
    facts = {field.name: getattr(event, field.name) for field in dataclasses.fields(event)}
    for side in ("before", "after"):
        if where.get(side):
            facts[side] = where[side]
    return {key: _plain(value) for key, value in facts.items()}


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain(each) for each in value]
        case datetime() | date():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case StrEnum():
            return value.value
        case _:
            return value
