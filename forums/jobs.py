"""Writing to those whom a message calls by name, if they do not read it in the room first."""

from datetime import timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from procrastinate.job_context import JobContext

from forums.actions import WRITE
from forums.models import Audience, Mention, Message, RoomCompany
from partners.mails.actions import QUEUE, Recipient, send_mail
from partners.notifications.models import Kind, Mode
from partners.notifications.queries import modes_of
from partners.people.models import Membership, MembershipState, Person
from portal.kernel.actor import system_actor
from portal.kernel.db import Database, Work
from portal.kernel.jobs import Backoff, queue, take_receipt

LETTER: Final = "mention"
MAIL_AFTER: Final = timedelta(minutes=2)
"""Whoever follows the room meanwhile is not written to."""
_MENTIONS: Final = system_actor(WRITE)


@queue.task(name=WRITE, queue=QUEUE, retry=Backoff(), pass_context=True)
def write(context: JobContext, message_id: str) -> None:
    """Write once for each message, however often the job runs."""
    database: Database = context.additional_context["services"].database
    with database.work(_MENTIONS) as work:
        if take_receipt(work, UUID(message_id), WRITE):
            write_to_the_mentioned(work, UUID(message_id))


def write_to_the_mentioned(work: Work, message_id: UUID) -> None:
    """Write a mail for each mention of a message, to those who want to hear of them at once."""
    message = work.get(Message, message_id)
    for mention in work.all(sa.select(Mention).where(Mention.message_id == message_id)):
        company_id = _company_of(work, mention, message)
        if company_id is None:
            continue
        modes = modes_of(work, company_id, [mention.person_id], Kind.MESSAGES)
        if modes[mention.person_id] is Mode.INSTANT:
            person = work.get(Person, mention.person_id)
            to = Recipient(person.email, person.locale, company_id, person.id)
            send_mail(work, LETTER, mention.id, to, delay=MAIL_AFTER)


def _company_of(work: Work, mention: Mention, message: Message) -> UUID | None:
    """Return the company as whose member somebody reads the message: one that takes part."""
    takes_part = (
        sa.select(Membership.owner_company_id)
        .join(RoomCompany, RoomCompany.company_id == Membership.owner_company_id)
        .where(
            RoomCompany.room_id == message.room_id,
            Membership.person_id == mention.person_id,
            Membership.state == MembershipState.ACTIVE,
        )
        .order_by(Membership.created_at)
        .limit(1)
    )
    if message.audience is Audience.INTERNAL:
        takes_part = takes_part.where(Membership.owner_company_id == message.owner_company_id)
    return work.session.scalar(takes_part)
