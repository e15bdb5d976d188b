"""Sending mails, at least once each: a repeat has the same Message-ID, so readers see it once."""

import logging
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from procrastinate.job_context import JobContext
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision

from partners.mails.actions import QUEUE, SEND
from partners.mails.letters import Written, compose
from partners.mails.models import Mail, MailState
from portal.kernel.actor import system_actor
from portal.kernel.db import Work
from portal.kernel.jobs import be_patient, queue
from portal.kernel.services import Services
from portal.kernel.smtp import MailRefused, hand_over

logger = logging.getLogger(__name__)

ATTEMPTS: Final = 10
_MAILS: Final = system_actor(SEND)


class Patience(BaseRetryStrategy):
    """1, 4, 9 … minutes, some five hours in all: servers that grey-list ask for patience."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:  # noqa: ARG002 - the queue's own
        if job.attempts >= ATTEMPTS:
            return None
        return RetryDecision(retry_in={"minutes": (job.attempts + 1) ** 2})


@queue.task(name=SEND, queue=QUEUE, retry=Patience(), pass_context=True)
def send(context: JobContext, mail_id: str) -> None:
    """Send one mail; parked for an operator when the server failed to the end."""
    services: Services = context.additional_context["services"]
    try:
        deliver(services, UUID(mail_id))
    except Exception:
        logger.exception("mail %s was not sent, try %d", mail_id, context.job.attempts + 1)
        raise


def deliver(services: Services, mail_id: UUID) -> None:
    """Compose a waiting mail as of now and hand it over; what was dealt with already stays.

    Its row is locked meanwhile: a job that runs twice sends once.

    Raises:
        MailServerFailed: the server did not take it this time; it is still waiting.
    """
    with services.database.work(_MAILS) as work:
        be_patient(work)
        mail = work.lock(Mail, mail_id)
        if mail.state is MailState.WAITING:
            _settle(work, mail, services)


def _settle(work: Work, mail: Mail, services: Services) -> None:
    written = compose(work, mail, services)
    server = services.settings.smtp
    if written is None:
        mail.end(MailState.DROPPED, at=work.now)
    elif server is None:
        mail.end(MailState.KEPT, at=work.now)
    else:
        try:
            message = new_message(work, mail, written, services)
            hand_over(message, server, services.settings.egress_allow, name=_host_of(services))
        except MailRefused as refusal:
            mail.end(MailState.FAILED, at=work.now, refusal=refusal.message)
        except ValueError as refusal:  # an address that no header can hold
            mail.end(MailState.FAILED, at=work.now, refusal=str(refusal))
        else:
            mail.end(MailState.SENT, at=work.now)


def new_message(work: Work, mail: Mail, written: Written, services: Services) -> EmailMessage:
    """Return the mail as it goes over the wire: text and HTML, never a reply to anybody."""
    local, _, domain = services.settings.mail_from.rpartition("@")
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = f"<{mail.id}@{_host_of(services)}>"
    message["Date"] = format_datetime(work.now)
    message["From"] = Address(_one_line(written.sender_name), local, domain)
    message["To"] = written.address
    message["Subject"] = _one_line(written.letter.subject)
    message["Auto-Submitted"] = "auto-generated"
    if written.letter.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{written.letter.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(written.text)
    message.add_alternative(written.html, subtype="html")
    return message


def _one_line(text: str) -> str:
    """Return a text without the line ends that would begin another header."""
    return " ".join(text.split())


def _host_of(services: Services) -> str:
    return urlsplit(services.settings.url).hostname or "localhost"
