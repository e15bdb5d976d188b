"""Who may see that mails were sent: the operators of the portal, who look after every partner."""

import sqlalchemy as sa

from partners.mails.models import Mail
from portal.kernel.actor import Actor, Reach
from portal.kernel.policy import visible_to


@visible_to(Mail)
def _mails(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.true() if actor.reach is Reach.ALL else sa.false()
