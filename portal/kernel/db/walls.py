"""The first tenant wall: read rules on every ORM statement, write checks on every flush.

It is a net under the policies, not the policy: Core selects and text do not pass through it, so
it refuses them unless they say why (`raw`), and the second wall (row-level security, see
`portal.kernel.db.security`) stands behind it.
"""

from collections.abc import Hashable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy import BindParameter, ColumnElement, event
from sqlalchemy.orm import (
    LoaderCriteriaOption,
    ORMExecuteState,
    Session,
    UOWTransaction,
)
from sqlalchemy.orm.interfaces import CriteriaOption
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.cache_key import CacheConst
from sqlalchemy.sql.visitors import anon_map, replacement_traverse

from portal.kernel.actor import Actor
from portal.kernel.db.declarative import Owned
from portal.kernel.errors import WallBreach
from portal.kernel.policy import read_rules

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


class ReadCriteria(CriteriaOption):
    """All read rules of one actor as one statement option, cheap to look up in the compiled cache.

    As an option for each rule they cost a walk through every rule's expression, sub-selects and
    all, for each statement executed: a tenth of a page's time under the profiler. The walk is
    done here once per actor. What a compiled statement is found by is then the number of the
    *shape* of the rules (`_SHAPES`), and what fills it is this actor's own bound values, in the
    order of the walk: two actors share SQL exactly when SQLAlchemy's own cache key says so, and
    never values.
    """

    __slots__ = ("_binds", "_options", "_shape")

    # Rules reach relationship loads too, as those of with_loader_criteria do.
    propagate_to_loaders = True
    inherit_cache = False  # it writes its own key, below

    def __init__(self, options: tuple[LoaderCriteriaOption, ...]) -> None:
        anonymous, binds = anon_map(), list[Any]()
        keys = tuple(option._gen_cache_key(anonymous, binds) for option in options)  # noqa: SLF001
        if CacheConst.NO_CACHE in anonymous:
            raise RuntimeError("a read rule holds an expression that has no cache key")
        self._options = options
        self._binds = binds
        self._shape = _SHAPES.setdefault(keys, len(_SHAPES))

    def _gen_cache_key(self, anon_map: Any, bindparams: list[Any]) -> tuple[Any, ...]:  # noqa: ARG002
        bindparams.extend(self._binds)
        return (ReadCriteria, self._shape)

    def process_compile_state(self, compile_state: Any) -> None:
        for option in self._options:
            option.process_compile_state(compile_state)

    def process_compile_state_replaced_entities(
        self, compile_state: Any, mapper_entities: Any
    ) -> None:
        for option in self._options:
            option.process_compile_state_replaced_entities(compile_state, mapper_entities)

    def get_global_criteria(self, attributes: dict[str, Any]) -> None:
        for option in self._options:
            option.get_global_criteria(attributes)


_SHAPES: dict[tuple[Any, ...], int] = {}


class ReadRule(LoaderCriteriaOption):
    """The read rule of one model for one actor: a criterion of statements, made ready once.

    It is none of what other rules ask: a rule that depends on another record asks for that one's
    rule itself. Added to it once more at every level, a count of what is unread held the rule of
    accounts forty-eight times, and both walls below each of them.

    SQLAlchemy copies and annotates the rule, sub-selects and all, for every statement that it
    compiles: that was half of the time of compiling. It is the same each time.

    Where an alias is joined, SQLAlchemy puts the rule beside it as it is, about the table: then the
    alias has none. So the rule is turned to the alias here.
    """

    __slots__ = ("_ready",)
    _traverse_internals = LoaderCriteriaOption._traverse_internals  # noqa: SLF001 - its cache key

    _ready: ColumnElement[bool]

    def _should_include(self, compile_state: Any) -> bool:
        return not compile_state._containing_loader_criteria  # noqa: SLF001

    def _resolve_where_criteria(self, ext_info: Any) -> ColumnElement[bool]:
        if not hasattr(self, "_ready"):
            self._ready = super()._resolve_where_criteria(ext_info)
        if ext_info.is_aliased_class:
            return cast("ColumnElement[bool]", ext_info._adapter.traverse(self._ready))  # noqa: SLF001
        return self._ready


@lru_cache(maxsize=4096)
def read_criteria(actor: Actor) -> ReadCriteria:
    """Return the read rules of every owned model for this actor."""
    parameters: _Parameters = {}
    return ReadCriteria(
        tuple(
            ReadRule(model, _sharing(rule(actor), parameters), include_aliases=True)
            for model, rule in read_rules().items()
        )
    )


class SharedParameter(BindParameter[Any]):
    """One value that many rules name.

    SQLAlchemy puts all its copies into one dictionary for every statement it executes; that a
    parameter's `==` makes SQL, which is then asked whether it is true, was a tenth of a page.
    """

    inherit_cache = True

    def __eq__(self, other: object) -> bool:  # type: ignore[override]
        return hash(self) == hash(other)  # a copy keeps the hash of what it was copied from

    __hash__ = BindParameter.__hash__


_Parameters = dict[tuple[Hashable, str], SharedParameter]


def _sharing(rule: ColumnElement[bool], parameters: _Parameters) -> ColumnElement[bool]:
    """Let equal values of all rules be one parameter.

    Rules nest, and each names the reader: a page sent the same two ids a hundred times.
    """

    def share(element: Any, **_: Any) -> Any:
        if not isinstance(element, BindParameter) or not isinstance(element.value, Hashable):
            return None  # lists stay as they are
        value = (element.value, repr(element.type))
        if value not in parameters:
            parameters[value] = SharedParameter(None, element.value, element.type, unique=True)
        return parameters[value]

    return replacement_traverse(rule, {}, share)


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
