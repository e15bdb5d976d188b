"""Writing to somebody: a row and a job in the transaction of what caused them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from partners.mails.models import Mail, MailState
from portal.kernel.db import Work
from portal.kernel.jobs import defer_task

SEND: Final = "mails.send"
QUEUE: Final = "mails"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is written to: a person the portal knows, or only an address.

    `company_id` is the company they act for, or the host's for whoever acts for none yet.
    """

    address: str
    locale: str
    company_id: UUID
    person_id: UUID | None = None


def send_mail(
    work: Work, letter: str, about_id: UUID, to: Recipient, *, delay: timedelta = timedelta(0)
) -> Mail:
    """Write a registered letter about a row to somebody (see `partners.mails.letters`).

    It is composed when it is sent, through what its reader may see then; `delay` is how long to
    wait, so that what they have seen by themselves is not sent at all.
    """
    mail = work.add(
        Mail(
            owner_company_id=to.company_id,
            letter=letter,
            about_id=about_id,
            person_id=to.person_id,
            address=to.address,
            locale=to.locale,
            state=MailState.WAITING,
        )
    )
    work.flush()
    defer_task(work, SEND, queue=QUEUE, delay=delay, mail_id=str(mail.id))
    return mail
