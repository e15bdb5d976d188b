"""Telling people, and noting that they have read it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from partners.mails.actions import Recipient, send_mail
from partners.notifications.models import Notification
from partners.people.models import Membership, MembershipState, Person
from portal.kernel.activity import Activity
from portal.kernel.bell import person_audience
from portal.kernel.db import Work

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
) -> None:
    """Put an activity into the inbox of people of one company.

    Not into its author's own, unless a job finished in their name what they could not see end.
    """
    authors = set() if also_its_author else {activity.actor_id}
    for person_id in sorted(set(person_ids) - authors):
        notification = work.add(
            Notification(owner_company_id=company_id, person_id=person_id, activity_id=activity.id)
        )
        work.flush()
        _write(work, notification)
        work.ring("inbox", "home", to=[person_audience(person_id)])


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
