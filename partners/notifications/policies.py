import sqlalchemy as sa

from partners.notifications.models import Notification
from portal.kernel.actor import Actor
from portal.kernel.policy import visible_to


@visible_to(Notification)
def _notifications(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(
        Notification.person_id == actor.id, Notification.owner_company_id == actor.company_id
    )
