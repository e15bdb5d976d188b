"""Telling people, and what they do with it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from partners.mails.actions import Recipient, send_mail
from partners.notifications.models import Kind, Mode, Notification
from partners.notifications.queries import modes_of, muted_by
from partners.people.models import Membership, MembershipState, Person
from portal.kernel.activity import Activity
from portal.kernel.bell import person_audience
from portal.kernel.db import Work
from portal.kernel.subjects import subject_types

LETTER: Final = "notification"
MAIL_AFTER: Final = timedelta(minutes=1)
"""Whoever reads their inbox meanwhile is not written to."""


def notify(
    work: Work,
    activity: Activity,
    company_id: UUID,
    person_ids: Iterable[UUID],
    *,
    also_its_author: bool = False,
    kind: Kind | None = None,
) -> None:
    """Put an activity into the inbox of people of one company, and write to those who want it.

    Not into its author's own, unless a job finished in their name what they could not see end.
    `kind` is that of its subject unless said. Who muted the subject, or its account, finds it as
    read.
    """
    authors = set() if also_its_author else {activity.actor_id}
    told = sorted(set(person_ids) - authors - _told(work, activity))
    if not told:
        return
    kind = kind or _kind_of(activity)
    modes, muted = modes_of(work, company_id, told, kind), muted_by(work, company_id, activity)
    for person_id in told:
        notification = work.add(
            Notification(
                owner_company_id=company_id,
                person_id=person_id,
                activity_id=activity.id,
                kind=kind,
                mode=Mode.MUTED if person_id in muted else modes[person_id],
                read_at=work.now if person_id in muted else None,
            )
        )
        work.flush()
        if notification.mode is Mode.INSTANT:
            _write(work, notification)
        work.ring("inbox", "home", to=[person_audience(person_id)])


def _told(work: Work, activity: Activity) -> set[UUID]:
    """Return who has heard of it: one person may be in several audiences of one activity."""
    known = sa.select(Notification.person_id).where(Notification.activity_id == activity.id)
    return set(work.session.scalars(known))


def _kind_of(activity: Activity) -> Kind:
    subject = subject_types().get(activity.subject_type)
    return Kind(subject.kind_of_news) if subject else Kind.SHARING


def _write(work: Work, notification: Notification) -> None:
    person = work.get(Person, notification.person_id)
    to = Recipient(person.email, person.locale, notification.owner_company_id, person.id)
    send_mail(work, LETTER, notification.id, to, delay=MAIL_AFTER)


def people_of(work: Work, company_id: UUID, role: str | None = None) -> list[UUID]:
    """Return the ids of a company's active people, all or those holding a role."""
    statement = sa.select(Membership.person_id).where(
        Membership.owner_company_id == company_id, Membership.state == MembershipState.ACTIVE
    )
    if role is not None:
        statement = statement.where(Membership.roles.contains([role]))
    return list(work.session.scalars(statement))


def mark_read(work: Work, notification: Notification) -> None:
    if notification.read_at is None:
        notification.read_at = work.now
        work.ring("inbox", "home", to=[person_audience(notification.person_id)])


def mark_all_read(work: Work, kind: Kind | None = None) -> None:
    """Mark as read what is unread in the actor's own inbox, all of it or of one kind."""
    assert work.actor.id is not None  # noqa: S101 - people have one
    unread = sa.update(Notification).where(
        Notification.person_id == work.actor.id, Notification.read_at.is_(None)
    )
    if kind is not None:
        unread = unread.where(Notification.kind == kind)
    work.session.execute(
        unread.values(read_at=work.now).execution_options(synchronize_session=False)
    )
    work.ring("inbox", "home", to=[person_audience(work.actor.id)])
