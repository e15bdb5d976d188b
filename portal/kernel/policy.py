"""The two questions of authorisation: who may see a record (a query), who may act on it.

Each company-owned model has exactly one read rule, registered beside its predicates in
`*/policies.py`::

    @visible_to(Deal)
    def _(actor: Actor) -> ColumnElement[bool]:
        return Deal.owner_company_id == actor.company_id

The first tenant wall applies it to every ORM statement (see `portal.kernel.db.walls`), and not to
what another rule asks. A rule that hangs on another record says so, with `read_rules()[Other]`.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.dialects import postgresql

from portal.kernel.actor import Actor, Reach
from portal.kernel.errors import Forbidden

ReadRule = Callable[[Actor], ColumnElement[bool]]

_READ_RULES: dict[type[Any], ReadRule] = {}


def visible_to(model: type[Any]) -> Callable[[ReadRule], ReadRule]:
    """Register the one read rule of a company-owned model.

    Raises:
        RuntimeError: the model already has one.
    """

    def register(rule: ReadRule) -> ReadRule:
        if model in _READ_RULES:
            raise RuntimeError(f"{model.__name__} already has a read rule")
        _READ_RULES[model] = rule
        return rule

    return register


def read_rules() -> dict[type[Any], ReadRule]:
    """Return every registered read rule by its model."""
    return dict(_READ_RULES)


def owner_is_managed(company_id: Any, actor: Actor) -> ColumnElement[bool]:
    """Return whether a host actor looks after the company: all of them, or the assigned ones.

    Their own the transaction was told when it began; those of another actor are looked up.
    """
    if actor.reach is not Reach.ASSIGNED:
        return sa.true() if actor.reach is Reach.ALL else sa.false()
    assigned = sa.select(sa.func.kontor_assigned_to(actor.id)).scalar_subquery()
    managed: ColumnElement[bool] = company_id == sa.any_(
        sa.cast(assigned, postgresql.ARRAY(sa.Uuid()))
    )
    return managed


def has_any(rows: sa.Select[Any], of: Any) -> ColumnElement[bool]:
    """Return whether there is such a row of a table or model, looked for with each row outside.

    As EXISTS, PostgreSQL may list all the rows there are first instead, for each statement anew:
    it takes that for cheap when it underestimates how many they are.
    """
    first = rows.limit(sa.literal_column("1", sa.Integer)).correlate_except(of)
    return first.scalar_subquery().is_not(None)


def now_once() -> sa.ScalarSelect[datetime]:
    """Return the instant of the transaction, read once for a statement: in line, for each row."""
    return sa.select(sa.func.kontor_now(type_=sa.DateTime(timezone=True))).scalar_subquery()


def ensure(allowed: bool, message: str | None = None) -> None:
    """Refuse with 403 unless the predicate held.

    Raises:
        Forbidden: it did not; `message` says which role is needed and whom to ask.
    """
    if not allowed:
        raise Forbidden(message)
