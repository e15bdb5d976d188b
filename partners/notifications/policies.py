import sqlalchemy as sa

from partners.notifications.models import Notification
from portal.kernel.activity import Activity
from portal.kernel.actor import Actor
from portal.kernel.policy import read_rules, visible_to


@visible_to(Notification)
def _notifications(actor: Actor) -> sa.ColumnElement[bool]:
    """One's own, as long as one may read what it tells of."""
    told = sa.select(Activity.id).where(
        Activity.id == Notification.activity_id, read_rules()[Activity](actor)
    )
    return sa.and_(
        Notification.person_id == actor.id,
        Notification.owner_company_id == actor.company_id,
        told.correlate_except(Activity).exists(),
    )
