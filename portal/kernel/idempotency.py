"""Idempotency keys: a repeated request returns the first answer and has no second effect.

The key's row is inserted in the effect's own transaction. A second request with the key waits for
the first to end, then finds its answer.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.actor import Actor
from portal.kernel.db.declarative import Base
from portal.kernel.db.walls import raw
from portal.kernel.db.work import Work
from portal.kernel.errors import Conflict
from portal.kernel.policy import visible_to
from portal.kernel.words import said


class KeyReused(Conflict):
    """The same key came with another request: one of the two is a mistake of the client."""

    status = 422
    code = "idempotency-key-reused"
    title = said("This idempotency key was used for a different request. Use a new key")


class IdempotencyKey(Base):
    """One key of one actor on one route, with the answer it got. Kept for seven days."""

    __tablename__ = "idempotency_keys"

    owner_company_id: Mapped[UUID] = mapped_column(sa.ForeignKey("companies.id"), primary_key=True)
    actor_id: Mapped[UUID] = mapped_column(primary_key=True)
    route: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(128), primary_key=True)
    request_hash: Mapped[bytes]
    status: Mapped[int] = mapped_column(default=0)
    location: Mapped[str | None]
    content_type: Mapped[str | None]
    body: Mapped[bytes | None]
    at: Mapped[datetime] = mapped_column(index=True)


@visible_to(IdempotencyKey)
def _own(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(
        IdempotencyKey.owner_company_id == actor.company_id, IdempotencyKey.actor_id == actor.id
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """A stored first answer."""

    status: int
    location: str | None
    content_type: str | None
    body: bytes


def claim(work: Work, route: str, key: str, request_hash: bytes) -> Answer | None:
    """Take a key, or return the answer its first use got.

    Raises:
        KeyReused: the first use was a different request.
    """
    actor = work.actor
    taken = work.session.execute(
        raw(
            insert(IdempotencyKey)
            .values(
                owner_company_id=actor.company_id,
                actor_id=actor.id,
                route=route,
                key=key,
                request_hash=request_hash,
                status=0,
                at=work.now,
            )
            .on_conflict_do_nothing()
            .returning(IdempotencyKey.key),
            "the unique row decides between simultaneous repeats",
        )
    ).first()
    if taken is not None:
        return None
    first = _get(work, route, key)
    if first.request_hash != request_hash:
        raise KeyReused
    return Answer(first.status, first.location, first.content_type, first.body or b"")


def remember(work: Work, route: str, key: str, answer: Answer) -> None:
    """Keep the answer in the effect's transaction."""
    row = _get(work, route, key)
    row.status = answer.status
    row.location = answer.location
    row.content_type = answer.content_type
    row.body = answer.body


def _get(work: Work, route: str, key: str) -> IdempotencyKey:
    return work.one(
        sa.select(IdempotencyKey).where(IdempotencyKey.route == route, IdempotencyKey.key == key)
    )
