"""Who sees notifications and how they are told: each person their own, and nobody else."""

from typing import Any

import sqlalchemy as sa

from partners.notifications.models import MutedSubject, Notification, NotificationSetting
from portal.kernel.activity import Activity
from portal.kernel.actor import Actor
from portal.kernel.policy import read_rules, visible_to


@visible_to(Notification)
def _notifications(actor: Actor) -> sa.ColumnElement[bool]:
    """One's own, as long as one may read what it tells of."""
    told = sa.select(Activity.id).where(
        Activity.id == Notification.activity_id, read_rules()[Activity](actor)
    )
    return sa.and_(_own(Notification, actor), told.correlate_except(Activity).exists())


@visible_to(NotificationSetting)
def _settings(actor: Actor) -> sa.ColumnElement[bool]:
    return _own(NotificationSetting, actor)


@visible_to(MutedSubject)
def _mutes(actor: Actor) -> sa.ColumnElement[bool]:
    return _own(MutedSubject, actor)


def _own(model: type[Any], actor: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(model.person_id == actor.id, model.owner_company_id == actor.company_id)
