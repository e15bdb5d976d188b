"""What the portal writes to people, as it would word it now."""

from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from partners.mails.letters import Letter, compose
from partners.mails.models import Mail
from partners.notifications.jobs import write_digests
from portal.kernel.actor import system_actor
from portal.kernel.clock import SystemClock
from portal.kernel.db import Database
from tests.browser.running_portal import RunningPortal

MAILBOX = system_actor("test mailbox")


class Tomorrow(SystemClock):
    """The clock at noon of the next day, when what happened today is due in a digest.

    Not just a day later: at night its readers' morning has not come yet.
    """

    def now(self) -> datetime:
        noon = super().now().replace(hour=12, minute=0)
        return noon + timedelta(days=1)


def links_in_mails(portal: RunningPortal) -> list[str]:
    """Return the address behind the button of one mail of each kind, and that of its last line."""
    with portal.services() as services:
        database = Database(services.database.url, pool_size=2, clock=Tomorrow())
        try:
            with database.work(MAILBOX) as work:
                assert write_digests(work)
            tomorrow = replace(services, database=database)
            with database.work(MAILBOX) as work:
                mails = work.all(sa.select(Mail).order_by(Mail.id))
                written = [(mail.letter, compose(work, mail, tomorrow)) for mail in mails]
        finally:
            database.close()
    newest = {kind: each.letter for kind, each in written if each is not None}
    return [link.removeprefix(portal.url) for each in newest.values() for link in _links(each)]


def _links(letter: Letter) -> list[str]:
    return [link for link in (letter.action and letter.action.url, letter.unsubscribe_url) if link]
