"""The first tenant wall: read rules on every ORM statement, write checks on every flush.

It is a net under the policies, not the policy: Core selects and text do not pass through it, so
it refuses them unless they say why (`raw`), and the second wall (row-level security, see
`portal.kernel.db.security`) stands behind it.
"""

from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction
from sqlalchemy.sql.base import Executable

from portal.kernel.actor import Actor
from portal.kernel.db.criteria import read_criteria
from portal.kernel.db.declarative import Owned
from portal.kernel.errors import WallBreach

if TYPE_CHECKING:
    from portal.kernel.db.work import Work

RAW = "kontor_raw_reason"

S = TypeVar("S", bound=Executable)


def raw(statement: S, reason: str) -> S:
    """Let a Core statement or an INSERT pass the first wall; `reason` is for the reader.

    Only `portal.kernel` and `*/queries.py` may call it (a house rule test sees to that).
    """
    if not reason:
        raise WallBreach("a raw statement must say why")
    return statement.execution_options(**{RAW: reason})


def work_of(session: Session) -> "Work":
    try:
        work: Work = session.info["work"]
    except KeyError:
        raise WallBreach("a session without an actor; open it through Database.work") from None
    return work


def stand_first_wall(session: Session) -> None:
    """Attach the wall to one session, that of a unit of work."""
    event.listen(session, "do_orm_execute", _scope_statement)
    event.listen(session, "before_flush", _check_writes)


def _scope_statement(state: ORMExecuteState) -> None:
    actor = work_of(state.session).actor
    if RAW in state.execution_options:
        return
    if not state.is_orm_statement or state.is_insert:
        raise WallBreach("Core statements and INSERTs need raw(…, reason) in kernel or queries.py")
    if actor.is_system or state.is_column_load or state.is_relationship_load:
        # Relationship loads inherit the criteria of the statement that loaded their parent.
        return
    state.statement = state.statement.options(read_criteria(actor))


def _check_writes(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    actor = work_of(session).actor
    for record in session.new:
        if isinstance(record, Owned):
            _check_owner(actor, record)
    for record in session.dirty:
        if isinstance(record, Owned) and _owner_changed(record):
            raise WallBreach(f"a {type(record).__name__} cannot change its owner")


def _check_owner(actor: Actor, record: Owned) -> None:
    """Refuse a partner's row of another company; host staff may open rows for a partner.

    Which ones exactly is the second wall's WITH CHECK.
    """
    if actor.is_system or actor.is_host or record.owner_company_id == actor.company_id:
        return
    raise WallBreach(f"{actor.company_name} cannot own this {type(record).__name__}")


def _owner_changed(record: Owned) -> bool:
    history = sa.inspect(record).attrs.owner_company_id.history
    return bool(history.deleted)
