"""The read rules as criteria of statements: built once for all actors of a kind.

What a rule asks depends on what an actor may do; only the ids in it on who it is. So the rules are
written for somebody of some company, and each actor brings its own two ids to every statement.
Written for each actor they took a megabyte and sixty milliseconds, and a house of thousands of
partners had thousands of actors.
"""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, NoReturn, cast
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement
from sqlalchemy.orm import LoaderCriteriaOption
from sqlalchemy.orm.evaluator import UnevaluatableError
from sqlalchemy.orm.interfaces import CriteriaOption
from sqlalchemy.sql.cache_key import CacheConst
from sqlalchemy.sql.visitors import anon_map, replacement_traverse

from portal.kernel.actor import Actor
from portal.kernel.policy import read_rules

SOMEBODY: Final = UUID("5a3e0000-0000-4000-8000-00000000000a")
SOME_COMPANY: Final = UUID("5a3e0000-0000-4000-8000-00000000000c")
"""Ids that nobody has. They stand in the rules, and never reach PostgreSQL."""


class ReadCriteria(CriteriaOption):
    """All read rules of one actor as one statement option, cheap to look up in the compiled cache.

    As an option for each rule they cost a walk through every rule's expression, sub-selects and
    all, for each statement executed: a tenth of a page's time under the profiler. The walk is done
    once per kind of actor. What a compiled statement is found by is then the number of the *shape*
    of the rules (`_SHAPES`), and what fills it is this actor's own values, in the order of the
    walk: two actors share SQL exactly when SQLAlchemy's own cache key says so, and never values.
    """

    __slots__ = ("_rules", "_values")

    # Rules reach relationship loads too, as those of with_loader_criteria do.
    propagate_to_loaders = True
    inherit_cache = False  # it writes its own key, below

    def __init__(self, actor: Actor) -> None:
        self._rules = _rules_of(_anybody_like(actor))
        own = {SOMEBODY: actor.id, SOME_COMPANY: actor.company_id}
        self._values = [_filled(each, own) for each in self._rules.parameters]

    def _gen_cache_key(self, anon_map: Any, bindparams: list[Any]) -> tuple[Any, ...]:  # noqa: ARG002
        bindparams.extend(self._values)
        return (ReadCriteria, self._rules.shape)

    def process_compile_state(self, compile_state: Any) -> None:
        for option in self._rules.options:
            option.process_compile_state(compile_state)

    def process_compile_state_replaced_entities(
        self, compile_state: Any, mapper_entities: Any
    ) -> None:
        for option in self._rules.options:
            option.process_compile_state_replaced_entities(compile_state, mapper_entities)

    def get_global_criteria(self, attributes: dict[str, Any]) -> None:
        for option in self._rules.options:
            option.get_global_criteria(attributes)


@lru_cache(maxsize=4096)
def read_criteria(actor: Actor) -> ReadCriteria:
    """Return the read rules of every owned model for this actor."""
    return ReadCriteria(actor)


def forget_read_criteria() -> None:
    """Write the rules anew from now on: they have changed, as they do in tests alone."""
    read_criteria.cache_clear()
    _rules_of.cache_clear()


class ReadRule(LoaderCriteriaOption):
    """The read rule of one model: a criterion of statements, made ready once.

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


class NobodyActsError(UnevaluatableError):
    """A rule was read as it is written: as that of somebody.

    SQLAlchemy reads it so to tell in Python what an UPDATE will hit, and asks the database instead
    when it cannot.
    """


class SharedParameter(BindParameter[Any]):
    """One value that many rules name.

    SQLAlchemy puts all its copies into one dictionary for every statement it executes; that a
    parameter's `==` makes SQL, which is then asked whether it is true, was a tenth of a page.
    """

    inherit_cache = True

    def __eq__(self, other: object) -> bool:  # type: ignore[override]
        return hash(self) == hash(other)  # a copy keeps the hash of what it was copied from

    __hash__ = BindParameter.__hash__


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules of one kind of actor; the parameters in the order in which the rules name them."""

    options: tuple[ReadRule, ...]
    parameters: tuple[BindParameter[Any], ...]
    shape: int


_SHAPES: dict[tuple[Any, ...], int] = {}


@lru_cache(maxsize=512)
def _rules_of(anybody: Actor) -> _Rules:
    shared: dict[tuple[Hashable, str], SharedParameter] = {}
    options = tuple(
        ReadRule(model, _sharing(rule(anybody), shared), include_aliases=True)
        for model, rule in read_rules().items()
    )
    anonymous, parameters = anon_map(), list[Any]()
    keys = tuple(option._gen_cache_key(anonymous, parameters) for option in options)  # noqa: SLF001
    if CacheConst.NO_CACHE in anonymous:
        raise RuntimeError("a read rule holds an expression that has no cache key")
    if any(_hides_somebody(parameter.value) for parameter in parameters):
        raise RuntimeError("a read rule holds the actor's id within a list or a text")
    return _Rules(options, tuple(parameters), _SHAPES.setdefault(keys, len(_SHAPES)))


def _anybody_like(actor: Actor) -> Actor:
    """Return somebody with the same rights, of whom nothing else is known."""
    return replace(
        actor,
        id=None if actor.id is None else SOMEBODY,
        company_id=None if actor.company_id is None else SOME_COMPANY,
        name="",
        company_name="",
        locale="",
        time_zone="",
    )


def _sharing(
    rule: ColumnElement[bool], shared: dict[tuple[Hashable, str], SharedParameter]
) -> ColumnElement[bool]:
    """Let equal values of all rules be one parameter.

    Rules nest, and each names the reader: a page sent the same two ids a hundred times.
    """

    def share(element: Any, **_: Any) -> Any:
        if not isinstance(element, BindParameter) or not isinstance(element.value, Hashable):
            return None  # lists stay as they are
        value = (element.value, repr(element.type))
        if value not in shared:
            shared[value] = SharedParameter(
                None,
                element.value,
                element.type,
                unique=True,
                callable_=_nobody if element.value in {SOMEBODY, SOME_COMPANY} else None,
            )
        return shared[value]

    return replacement_traverse(rule, {}, share)


def _filled(parameter: BindParameter[Any], own: dict[UUID, UUID | None]) -> BindParameter[Any]:
    """Return the parameter with the actor's own id in place of anybody's."""
    if not isinstance(parameter.value, UUID) or parameter.value not in own:
        return parameter
    filled = parameter._with_value(own[parameter.value], maintain_key=True)  # type: ignore[no-untyped-call]  # noqa: SLF001
    return cast("BindParameter[Any]", filled)


def _hides_somebody(value: object) -> bool:
    ids = (str(SOMEBODY), str(SOME_COMPANY), SOMEBODY.hex, SOME_COMPANY.hex)
    return not isinstance(value, UUID) and any(each in str(value) for each in ids)


def _nobody() -> NoReturn:
    raise NobodyActsError("the read rules of a statement were not filled with an actor's ids")
