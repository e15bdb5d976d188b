"""Login sessions in the database: opaque tokens, revocable, rotated at sign-in.

The cookie is a pointer only. Every request looks up the row, the person, the membership and the
company again, so a suspended partner or a lowered role counts from the next request on.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from partners.companies.models import Company, PartnerRelationship, RelationshipState
from partners.people.models import LoginSession, Membership, Person
from partners.signin.actors import actor_now
from portal.kernel.actor import Actor, system_actor
from portal.kernel.bell import person_audience, session_audience
from portal.kernel.db import Database, Work

IDLE: Final = timedelta(hours=12)
ABSOLUTE: Final = timedelta(days=7)
TOUCH: Final = timedelta(minutes=1)
TOKEN_BYTES: Final = 32

_SESSIONS: Final = system_actor("sessions")

_WITH_READER: Final[sa.Select[LoginSession, Person, Membership, Company, RelationshipState]] = (
    sa.select(LoginSession, Person, Membership, Company, PartnerRelationship.state)
    .outerjoin(Membership, Membership.id == LoginSession.membership_id)
    .outerjoin(
        Person,
        sa.and_(Person.id == LoginSession.person_id, Person.id == Membership.person_id),
    )
    .outerjoin(Company, Company.id == Membership.owner_company_id)
    .outerjoin(PartnerRelationship, PartnerRelationship.partner_id == Company.id)
    .where(LoginSession.token_hash == sa.bindparam("token_hash"))
)
"""A session with whoever is signed in with it: one look-up for every request, written once."""


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A live session: its data, and the actor signed in with it (None before sign-in)."""

    data: dict[str, Any]
    actor: Actor | None
    is_stale: bool
    """True when its last-seen instant is due for an update."""


class DatabaseSessions:
    """The session store that `portal.web.sessions` asks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, token: str) -> StoredSession | None:
        """Return the session of a token; None when unknown, ended, idle too long or too old.

        One that is found dead is deleted: a clock set back does not bring it to life again.
        """
        with self._database.work(_SESSIONS) as work:
            found = work.session.execute(_WITH_READER, {"token_hash": _hash(token)}).first()
            if found is None:
                return None
            row, person, membership, company, state = found
            if not _is_live(work, row):
                work.session.delete(row)
                return None
            is_known = person is not None  # an outer join: before sign-in there is nobody
            actor = actor_now(person, membership, company, state) if is_known else None
            if row.person_id is not None and actor is None:
                return None
            return StoredSession(dict(row.data), actor, work.now - row.seen_at > TOUCH)

    def save(self, token: str, data: dict[str, Any]) -> None:
        with self._database.work(_SESSIONS) as work:
            row = work.session.get(LoginSession, _hash(token))
            if row is not None:
                row.data = data
                row.seen_at = work.now

    def open(self, person_id: UUID, membership_id: UUID, data: dict[str, Any]) -> str:
        """Open a session for a person in a company; return its token, never stored as such."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with self._database.work(_SESSIONS) as work:
            work.session.add(
                LoginSession(
                    token_hash=_hash(token),
                    person_id=person_id,
                    membership_id=membership_id,
                    data=data,
                    created_at=work.now,
                    seen_at=work.now,
                )
            )
        return token

    def close(self, token: str) -> None:
        with self._database.work(_SESSIONS) as work:
            work.session.execute(
                sa.delete(LoginSession).where(LoginSession.token_hash == _hash(token))
            )
            work.evict(session_audience(token))

    def close_all_of(self, person_id: UUID) -> None:
        """End every session of a person: after a password change, or when they ask for it."""
        with self._database.work(_SESSIONS) as work:
            work.session.execute(sa.delete(LoginSession).where(LoginSession.person_id == person_id))
            work.evict(person_audience(person_id))


def _is_live(work: Work, row: LoginSession) -> bool:
    return work.now - row.seen_at <= IDLE and work.now - row.created_at <= ABSOLUTE


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
