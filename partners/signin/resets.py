"""A new password by mail.

The same happens for an address that has a login and for one that has none, up to the mail, which
is written later: neither the answer nor its time tells them apart.
"""

import hashlib
from datetime import timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from partners.companies.queries import get_host
from partners.mails.actions import Recipient, send_mail
from partners.people.actions import set_password
from partners.people.invitations import clean_email
from partners.people.models import PasswordReset, Person
from partners.signin.throttle import note_failure, refuse_flood
from portal.kernel.actor import system_actor
from portal.kernel.db import Database, Work
from portal.kernel.errors import NotFound

LETTER: Final = "password-reset"
CHANGED_LETTER: Final = "password-changed"
VALID: Final = timedelta(hours=1)
PER_HOUR: Final = 5
"""How often one address is written to in an hour, whoever asks and from wherever."""
_RESETS: Final = system_actor("password-reset")


def ask_for_reset(database: Database, email: str, address: str, locale: str) -> None:
    """Have a link sent to a mail address, asked for from a network address.

    Raises:
        Invalid: it is no mail address.
        TooManyAttempts: too many were asked for from there, or for it from there.
    """
    email = clean_email(email)
    asked = hashlib.sha256(b"reset\0" + email.encode()).digest()
    with database.work(_RESETS) as work:
        refuse_flood(work, asked, address)
    with database.work(_RESETS) as work:
        note_failure(work, asked, address)
        if _asked_lately(work, email) >= PER_HOUR:
            return
        reset = work.add(PasswordReset(email=email, asked_at=work.now))
        work.flush()
        send_mail(work, LETTER, reset.id, Recipient(email, locale, get_host(work).id))


def find_asker(work: Work, reset_id: UUID) -> Person | None:
    """Return whose password a link changes now; None if it changes none (any more).

    It was used, another was asked for since, it is an hour old, or nobody has that address.
    """
    reset = work.find(PasswordReset, reset_id)
    if reset is None or reset.used_at is not None or work.now - reset.asked_at > VALID:
        return None
    newer = sa.select(PasswordReset.id).where(
        PasswordReset.email == reset.email,
        sa.tuple_(PasswordReset.asked_at, PasswordReset.id) > sa.tuple_(reset.asked_at, reset.id),
    )
    if work.session.execute(newer).first() is not None:
        return None
    whose = sa.select(Person).where(Person.email == reset.email, Person.is_active)
    return work.session.scalars(whose).first()


def is_usable(database: Database, reset_id: UUID) -> bool:
    with database.work(_RESETS) as work:
        return find_asker(work, reset_id) is not None


def use_reset(database: Database, reset_id: UUID, password: str) -> None:
    """Set the password of whoever asked, and end their sessions; the link is used up.

    Raises:
        NotFound: the link changes nothing (any more).
        Invalid: shorter than 12 or longer than 1,000 characters.
    """
    with database.work(_RESETS) as work:
        reset = work.lock(PasswordReset, reset_id)
        person = find_asker(work, reset_id)
        if person is None:
            raise NotFound
        set_password(work, person, password)
        reset.used_at = work.now
        to = Recipient(person.email, person.locale, get_host(work).id, person.id)
        send_mail(work, CHANGED_LETTER, reset.id, to)


def _asked_lately(work: Work, email: str) -> int:
    recent = sa.select(sa.func.count(PasswordReset.id)).where(
        PasswordReset.email == email, PasswordReset.asked_at > work.now - timedelta(hours=1)
    )
    return work.session.scalar(recent) or 0
