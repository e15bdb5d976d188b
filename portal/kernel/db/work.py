"""The unit of work: one actor, one instant, one transaction, one commit."""

from collections.abc import Callable, Sequence
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from portal.kernel.actor import Actor
from portal.kernel.bell import EVICT, Hint
from portal.kernel.db.declarative import Base, Record
from portal.kernel.errors import KontorError, NotFound, StaleVersion

if TYPE_CHECKING:
    from portal.kernel.activity import Activity, Event

T = TypeVar("T", bound=Base)

Refusals = dict[str, Callable[[], KontorError]]
_CONSTRAINT_REFUSALS: Refusals = {}


def constraint_means(name: str, refusal: Callable[[], KontorError]) -> None:
    """Say what breaking the named database constraint means to a person.

    The last word on a race belongs to the database; this gives it a sentence.
    """
    _CONSTRAINT_REFUSALS[name] = refusal


class Work:
    """Everything one request, job, socket event or command does, committed once or not at all.

    Reading through a unit of work is reading through what its actor may see.
    """

    def __init__(
        self,
        session: Session,
        actor: Actor,
        now: datetime,
        recorder: "Callable[[Work, Event, dict[str, Any]], Activity]",
        ringer: Callable[[list[Hint]], None],
    ) -> None:
        self.session = session
        self.actor = actor
        self.now = now
        self.hints: list[Hint] = []
        self._record = recorder
        self._ring = ringer
        self._after_commit: list[Callable[[], None]] = []
        session.info["work"] = self

    def get(self, model: type[T], record_id: UUID, *options: Any) -> T:
        """Return the record the actor may see.

        Raises:
            NotFound: absent, or not visible; the two are the same.
        """
        record = self.find(model, record_id, *options)
        if record is None:
            raise NotFound
        return record

    def find(self, model: type[T], record_id: UUID, *options: Any) -> T | None:
        key = sa.inspect(model).primary_key[0]
        return self.session.scalars(
            sa.select(model).where(key == record_id).options(*options)
        ).first()

    def lock(self, model: type[T], record_id: UUID) -> T:
        """Return the visible record, locked until the commit.

        Raises:
            NotFound: absent, or not visible.
        """
        key = sa.inspect(model).primary_key[0]
        statement = (
            sa.select(model)
            .where(key == record_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        record = self.session.scalars(statement).first()
        if record is None:
            raise NotFound
        return record

    def all(self, statement: sa.Select[T]) -> Sequence[T]:
        return self.session.scalars(statement).unique().all()

    def one(self, statement: sa.Select[T]) -> T:
        """Return the only row.

        Raises:
            NotFound: there is none that the actor may see.
        """
        record = self.session.scalars(statement).unique().first()
        if record is None:
            raise NotFound
        return record

    def add(self, record: T) -> T:
        """Add a record born at this unit of work's instant."""
        if getattr(record, "created_at", self.now) is None:
            setattr(record, "created_at", self.now)  # noqa: B010 - not every table has one
        self.session.add(record)
        return record

    def counts(self, *counts: sa.ScalarSelect[int]) -> list[int]:
        """Return several counts in one statement; each sees what the actor may see."""
        return [int(each or 0) for each in self.figures(*counts)]

    def figures(self, *figures: sa.ScalarSelect[Any]) -> list[Any]:
        """Return several values in one statement; each is of what the actor may see."""
        return list(self.session.execute(sa.select(*figures)).one())

    def record(self, event: "Event", **where: Any) -> "Activity":
        """Write the event to the activity (audit trail and timeline) and queue its handlers."""
        return self._record(self, event, where)

    def ring(self, *topics: str, to: Sequence[str]) -> None:
        """Hint to the listening audiences, after the commit, that these topics changed."""
        self.hints.append(Hint(topics=topics, audiences=tuple(to)))

    def evict(self, audience: str) -> None:
        """Hang up, after the commit, on every open socket of an audience that lost its right."""
        self.hints.append(Hint(topics=(), audiences=(audience,), event=EVICT))

    def after_commit(self, call: Callable[[], None]) -> None:
        self._after_commit.append(call)

    def expect_version(self, record: Record, version: int) -> None:
        """Refuse a form that was filled in against another version.

        Raises:
            StaleVersion: the record moved on.
        """
        if record.version != version:
            raise StaleVersion

    def flush(self) -> None:
        """Send pending writes now, so that the database can refuse them here.

        Raises:
            KontorError: what a broken constraint means, see `constraint_means`.
        """
        try:
            self.session.flush()
        except (IntegrityError, StaleDataError) as error:
            raise refusal_of(error) from error

    def commit(self) -> None:
        """Commit. Only the edges that opened the unit of work call it."""
        try:
            self.session.commit()
        except (IntegrityError, StaleDataError) as error:
            raise refusal_of(error) from error
        hints, calls = self.hints, self._after_commit
        self._forget()
        if hints:
            self._ring(hints)
        for call in calls:
            call()

    def rollback(self) -> None:
        self.session.rollback()
        self._forget()

    def close(self) -> None:
        self.session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self.commit()
            else:
                self.rollback()
        finally:
            self.close()

    def _forget(self) -> None:
        """Drop what was meant for after the commit: it is under way, or will never be."""
        self.hints, self._after_commit = [], []


def refusal_of(error: IntegrityError | StaleDataError) -> Exception:
    """Translate a database refusal into the sentence registered for its constraint."""
    if isinstance(error, StaleDataError):
        return StaleVersion()
    diagnostics = getattr(error.orig, "diag", None)
    name = getattr(diagnostics, "constraint_name", None)
    refusal = _CONSTRAINT_REFUSALS.get(name or "")
    return refusal() if refusal else error
