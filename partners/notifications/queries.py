"""Reads of notifications and of how people want to hear."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from partners.companies.queries import shut_out_partners
from partners.notifications.models import (
    DEFAULT_MODES,
    Digest,
    Kind,
    Mode,
    MutedSubject,
    Notification,
    NotificationSetting,
)
from partners.people.models import Person
from portal.kernel.activity import Activity
from portal.kernel.db import Work, raw
from portal.kernel.ids import new_id


def modes_of(
    work: Work, company_id: UUID, person_ids: Iterable[UUID], kind: Kind
) -> dict[UUID, Mode]:
    """Return how each of a company's people wants to hear of a kind."""
    people = list(person_ids)
    rows = work.session.execute(
        sa.select(NotificationSetting.person_id, NotificationSetting.mode).where(
            NotificationSetting.owner_company_id == company_id,
            NotificationSetting.person_id.in_(people),
            NotificationSetting.kind == kind,
        )
    )
    return {**dict.fromkeys(people, DEFAULT_MODES[kind]), **{row[0]: row[1] for row in rows}}


def chosen_modes(work: Work, company_id: UUID, person_id: UUID) -> dict[Kind, Mode]:
    """Return how one person wants to hear of every kind."""
    rows = work.session.execute(
        sa.select(NotificationSetting.kind, NotificationSetting.mode).where(
            NotificationSetting.owner_company_id == company_id,
            NotificationSetting.person_id == person_id,
        )
    )
    return {**DEFAULT_MODES, **{row[0]: row[1] for row in rows}}


def muted_by(work: Work, company_id: UUID, activity: Activity) -> set[UUID]:
    """Return who of a company muted what an activity is about, or the account it is on."""
    return set(
        work.session.scalars(
            sa.select(MutedSubject.person_id).where(
                MutedSubject.owner_company_id == company_id,
                MutedSubject.subject_id.in_([activity.subject_id, activity.account_id]),
            )
        )
    )


def own_mutes(work: Work) -> Sequence[MutedSubject]:
    """Return what the actor muted, latest first."""
    latest = sa.select(MutedSubject).order_by(MutedSubject.created_at.desc(), MutedSubject.id)
    return work.all(latest.limit(200))


def find_mute(work: Work, subject_id: UUID) -> MutedSubject | None:
    """Return by what the actor muted a record, None if they hear of it."""
    muted = sa.select(MutedSubject).where(MutedSubject.subject_id == subject_id)
    return work.session.scalars(muted).first()


class Waiting(NamedTuple):
    """Somebody for whom something waits for their digest, and since when."""

    company_id: UUID
    person: Person
    since: datetime


def waiting_for_digest(work: Work) -> list[Waiting]:
    rows = work.session.execute(
        sa.select(Notification.owner_company_id, Person, sa.func.min(Notification.created_at))
        .join(Person, Person.id == Notification.person_id)
        .where(
            *_WAITS,
            Person.is_active,
            # Who is shut out gets it once they are let in again.
            Notification.owner_company_id.not_in(shut_out_partners()),
        )
        .group_by(Notification.owner_company_id, Person.id)
    )
    return [Waiting(*row) for row in rows]


def open_digest(work: Work, waiting: Waiting, day: date) -> UUID | None:
    """Open a person's digest of a day; None if they have it already."""
    digest = insert(Digest).values(
        id=new_id(),
        company_id=waiting.company_id,
        person_id=waiting.person.id,
        day=day,
        at=work.now,
    )
    opened: UUID | None = work.session.scalar(
        raw(
            digest.on_conflict_do_nothing().returning(Digest.id),
            "two workers at once open one digest",
        )
    )
    return opened


def put_into_digest(work: Work, waiting: Waiting, digest_id: UUID, until: datetime) -> None:
    """Put what waited before `until` into the digest; each notification goes into one."""
    work.session.execute(
        sa.update(Notification)
        .where(
            *_WAITS,
            Notification.owner_company_id == waiting.company_id,
            Notification.person_id == waiting.person.id,
            Notification.created_at < until,
        )
        .values(digest_id=digest_id)
        .execution_options(synchronize_session=False)
    )


_WAITS = (
    Notification.mode == Mode.DIGEST,
    Notification.digest_id.is_(None),
    Notification.read_at.is_(None),
)
