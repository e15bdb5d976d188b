"""When a person last looked at a record, so that its timeline can say what is new to them.

A visit lasts while its views are less than half an hour apart. `since` is the last view of the
visit before, and stays while this one lasts: looking again does not make anything old.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.actor import Actor
from portal.kernel.db.declarative import Base, Owned
from portal.kernel.db.walls import raw
from portal.kernel.db.work import Work
from portal.kernel.ids import new_id
from portal.kernel.policy import visible_to

VISIT_LASTS: Final = timedelta(minutes=30)


class Visit(Owned, Base):
    """One person's visits to one record, as a member of a company: one row for all of them."""

    __tablename__ = "visits"

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("people.id"))
    subject_id: Mapped[UUID]
    seen_at: Mapped[datetime]
    since: Mapped[datetime | None]

    __table_args__ = (sa.UniqueConstraint("person_id", "subject_id", "owner_company_id"),)


@visible_to(Visit)
def _visits(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(Visit.owner_company_id == actor.company_id, Visit.person_id == actor.id)


def note_visit(work: Work, subject_id: UUID) -> datetime | None:
    """Note that the actor looks at a record; return when their visit before this one ended."""
    held = Visit.__table__.c
    view = insert(Visit).values(
        id=new_id(),
        version=1,
        created_at=work.now,
        owner_company_id=work.actor.company_id,
        person_id=work.actor.id,
        subject_id=subject_id,
        seen_at=work.now,
    )
    since = sa.case((held.seen_at < work.now - VISIT_LASTS, held.seen_at), else_=held.since)
    noted = work.session.execute(
        raw(
            view.on_conflict_do_update(
                index_elements=["person_id", "subject_id", "owner_company_id"],
                set_={"since": since, "seen_at": view.excluded.seen_at},
            ).returning(held.since),
            "one statement; row security holds it to the own visits",
        )
    )
    last: datetime | None = noted.scalar_one()
    return last


def last_visit(work: Work, subject_id: UUID) -> datetime | None:
    """Return when the visit before this one ended, without noting that anybody looked."""
    return work.session.scalar(sa.select(Visit.since).where(Visit.subject_id == subject_id))
