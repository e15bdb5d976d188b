"""Signing in: the same answer in the same time whether or not the account exists."""

import hashlib
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from partners.people.models import Credential, Membership, MembershipState, Person
from partners.people.passwords import verify_password
from partners.signin.actors import find_actor
from partners.signin.throttle import note_failure, refuse_flood
from portal.kernel.actor import Actor, system_actor
from portal.kernel.db import Database, Work
from portal.kernel.errors import Invalid
from portal.kernel.words import said

_SIGN_IN: Final = system_actor("sign-in")


class WrongCredentials(Invalid):
    code = "wrong-credentials"
    title = said("The e-mail address or the password is not right. Check both and try again.")


def sign_in(
    database: Database, email: str, password: str, address: str
) -> tuple[Actor, Membership]:
    """Return who signs in with these credentials from this network address.

    A failure is written in a unit of work of its own, so that it counts even though the request
    fails. Attempts are counted per account and address pair: guessing from elsewhere does not
    lock the owner out of a place where they never failed.

    Raises:
        WrongCredentials: unknown account, wrong password, or nobody who may act now.
        TooManyAttempts: too many failures in the last quarter of an hour.
    """
    account = account_hash(email)
    with database.work(_SIGN_IN) as work:
        refuse_flood(work, account, address)
        found = _find(work, email)
    person_id, password_hash = found or (None, None)
    if verify_password(password_hash, password) and person_id is not None:
        with database.work(_SIGN_IN) as work:
            actor = find_actor(work, person_id)
            if actor is not None:
                return actor, _membership(work, actor)
    with database.work(_SIGN_IN) as work:
        note_failure(work, account, address)
    raise WrongCredentials


def account_hash(email: str) -> bytes:
    return hashlib.sha256(email.strip().lower().encode()).digest()


def _find(work: Work, email: str) -> tuple[UUID, str] | None:
    row = work.session.execute(
        sa.select(Person.id, Credential.password_hash)
        .join(Credential, Credential.person_id == Person.id)
        .where(Person.email == email.strip().lower(), Person.is_active)
    ).first()
    return (row[0], row[1]) if row else None


def _membership(work: Work, actor: Actor) -> Membership:
    return work.one(
        sa.select(Membership).where(
            Membership.person_id == actor.id,
            Membership.owner_company_id == actor.company_id,
            Membership.state == MembershipState.ACTIVE,
        )
    )
