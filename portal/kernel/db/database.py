"""The only way to a session: a database that opens units of work for an actor."""

import uuid
from enum import Flag, auto
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from portal.kernel.activity import record_event
from portal.kernel.actor import Actor
from portal.kernel.bell import Bell, Hint, SilentBell
from portal.kernel.clock import Clock, SystemClock
from portal.kernel.db.driver import KeepingCursor
from portal.kernel.db.walls import stand_first_wall
from portal.kernel.db.work import Work

SYSTEM_ROLE = "kontor_system"
PREPARED_STATEMENTS: Final = 400
"""How many plans a connection keeps: more than the pages, jobs and API have statements."""
CONNECT_ARGS: Final = {
    # Row security makes plans that look dear and are not: compiling them (jit) costs more than any
    # page, and so does planning them anew. A statement is prepared when it comes a second time,
    # and planned once: PostgreSQL by itself planned some for every page, half of the page's time.
    "options": "-c statement_timeout=30s -c lock_timeout=10s -c jit=off"
    " -c plan_cache_mode=force_generic_plan"
    " -c idle_in_transaction_session_timeout=60s -c timezone=UTC",
    "prepare_threshold": 1,
    "cursor_factory": KeepingCursor,
}

_SCOPE = sa.text("SELECT kontor_act(:company, :person, :reach, :now, :role)")


class Wall(Flag):
    """The tenant walls. Both stand; only tests and benchmarks take one away to measure it."""

    READ_RULES = auto()
    ROW_SECURITY = auto()
    BOTH = READ_RULES | ROW_SECURITY


class Database:
    """Connections as the application role, and units of work on them."""

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 12,
        clock: Clock | None = None,
        bell: Bell | None = None,
        walls: Wall = Wall.BOTH,
    ) -> None:
        self.url = url
        self.clock = clock or SystemClock()
        self.bell: Bell = bell or SilentBell()
        self.walls = walls
        self.engine = sa.create_engine(
            url,
            pool_size=pool_size,
            max_overflow=4,
            pool_timeout=5,
            pool_pre_ping=False,
            pool_recycle=1800,
            connect_args=CONNECT_ARGS,
        )
        event.listen(self.engine, "connect", _keep_plans)

    def work(self, actor: Actor) -> Work:
        """Open a unit of work as `actor`. Use it as a context manager, or commit and close it."""
        return self.work_on(self.engine, actor)

    def work_on(self, bind: sa.Engine | sa.Connection, actor: Actor) -> Work:
        """Open a unit of work on a given connection (tests hold an outer transaction there)."""
        session = Session(
            bind,
            expire_on_commit=False,
            autoflush=False,
            join_transaction_mode="create_savepoint",
        )
        work = Work(session, actor, self.clock.now(), record_event, self._ring)
        if Wall.READ_RULES in self.walls:
            stand_first_wall(session)
        event.listen(session, "after_begin", self._stand_second_wall)
        return work

    def _ring(self, hints: list[Hint]) -> None:
        self.bell.ring(hints)

    def _stand_second_wall(
        self, session: Session, _transaction: SessionTransaction, connection: sa.Connection
    ) -> None:
        """Tell PostgreSQL who acts, for this transaction only (never session-level: pools leak)."""
        work: Work = session.info["work"]
        connection.execute(_SCOPE, self._scope_of(work))

    def _scope_of(self, work: Work) -> dict[str, Any]:
        actor = work.actor
        unwalled = actor.is_system or Wall.ROW_SECURITY not in self.walls
        return {
            "company": _text(actor.company_id),
            "person": _text(actor.id),
            "reach": "" if actor.is_system else actor.reach.value,
            "now": work.now.isoformat(),
            "role": SYSTEM_ROLE if unwalled else "none",
        }

    def close(self) -> None:
        self.engine.dispose()


def _keep_plans(connection: Any, _record: Any) -> None:
    connection.prepared_max = PREPARED_STATEMENTS


def _text(value: uuid.UUID | None) -> str:
    return "" if value is None else str(value)
