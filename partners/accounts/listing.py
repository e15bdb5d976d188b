"""The list of accounts: what one's company owns, and what others opened to it, in one order.

The two are read apart, each by an index of its own, and put together page by page: a condition
"own or granted" alone would make PostgreSQL look at every account there is.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from partners.accounts.models import (
    Account,
    AccountShareGrant,
    AccountTouch,
    AccountWord,
    GrantState,
)
from partners.accounts.wanted import Listed, Order, Place, Wanted, Whose
from partners.accounts.words import first_words, found, has_word, is_repeated, rarest_first
from portal.kernel.db import Work
from portal.kernel.policy import has_any, now_once

_LIMITS: Final = (21, 51, 201, 501)
"""Page sizes there are. A statement is planned without its values, so the limit is in its text."""


def accounts_page(work: Work, *, search: str = "", limit: int = 50) -> Sequence[Account]:
    """Return the first visible accounts by name, or those found, best first."""
    return [each.account for each in listed(work, Wanted(search), limit=limit)]


def listed(
    work: Work, wanted: Wanted, *, after: Place | None = None, limit: int = 50
) -> list[Listed]:
    """Return visible accounts in the order asked for, `limit` at the most, past a place.

    Raises:
        Invalid: the place is one of another order.
    """
    if after is not None:
        after.expect(wanted.effective_order)
    size = next((each for each in _LIMITS if each >= limit), _LIMITS[-1])
    page = _page(work, wanted, after, size).subquery("page")
    keys = [page.c[name] for name in _COLUMNS[wanted.effective_order]]
    statement = (
        sa.select(Account, *keys)
        .join(page, page.c.id == Account.id)
        .options(joinedload(Account.owner))
        .order_by(page.c.stage, *_directed(wanted.effective_order, [*keys, page.c.id]))
        .limit(_stated(size))
    )
    return [
        Listed(account, Place(wanted.effective_order, _texts(values), account.id))
        for account, *values in work.session.execute(statement).unique().all()[:limit]
    ]


def shared_counts(work: Work, partner_id: UUID) -> list[sa.ScalarSelect[int]]:
    """Select how many accounts the list has of a partner: opened to it, and opened by it."""
    wanted = Wanted(partner=partner_id)
    sides = [_owned(work, wanted, ()).subquery(), _opened(work, wanted, ()).subquery()]
    return [sa.select(sa.func.count()).select_from(side).scalar_subquery() for side in sides]


def _page(work: Work, wanted: Wanted, after: Place | None, size: int) -> Any:
    """Select ids, order and stage: of several terms whole names come first, then their words.

    The words are looked for only where whole names do not fill the page.
    """
    if wanted.phrase is None:
        return _staged(0, _both_sides(work, wanted, wanted.terms, after, size).subquery())
    terms = rarest_first(work, wanted.terms)
    if after is not None and " " not in after.keys[0]:
        return _staged(1, _both_sides(work, wanted, terms, after, size).subquery())
    whole = _both_sides(work, wanted, [wanted.phrase], after, size).cte("whole")
    words = _both_sides(work, wanted, terms, None, size).subquery()
    filled = sa.select(sa.func.count()).select_from(whole).scalar_subquery()
    return sa.union_all(_staged(0, whole), _staged(1, words).where(filled < _stated(size)))


def _staged(stage: int, side: Any) -> sa.Select[Any]:
    return sa.select(side, _stated(stage).label("stage"))


_LATEST_FIRST: Final = {Order.NEWEST, Order.ACTIVITY}
_COLUMNS: Final = {
    Order.NAME: ("name",),
    Order.NEWEST: ("created_at",),
    Order.COUNTRY: ("country", "name"),
    Order.ACTIVITY: ("touched_at",),
    Order.MATCH: ("word", "name"),
}


def _both_sides(
    work: Work, wanted: Wanted, terms: Sequence[str], after: Place | None, size: int
) -> sa.Select[Any] | sa.CompoundSelect[Any]:
    """Select ids and order of what is owned, of what was opened, or of both."""
    sides = []
    if wanted.whose is not Whose.THEIRS:
        sides.append(_owned(work, wanted, terms))
    if wanted.whose in {Whose.ALL, Whose.THEIRS}:
        sides.append(_opened(work, wanted, terms))
    cut = [_cut(side, wanted.effective_order, after, size) for side in sides]
    return cut[0] if len(cut) == 1 else sa.union_all(*cut)


def _owned(work: Work, wanted: Wanted, terms: Sequence[str]) -> sa.Select[Any]:
    """Select one's own; asked for one partner, or for what is open, by the grants in force."""
    own = work.actor.company_id
    by_work = wanted.effective_order is Order.ACTIVITY
    table = AccountTouch if by_work else AccountWord if terms else Account
    side, account_id = _touched(wanted) if by_work else _sought(wanted, terms)
    side = side.where(table.owner_company_id == own)
    if terms:
        side = side.where(~is_repeated(terms[0]))
    grants = _in_force().where(AccountShareGrant.owner_company_id == own)
    if wanted.partner is not None:
        given = grants.where(AccountShareGrant.grantee_company_id == wanted.partner)
        return side.where(account_id.in_(given))
    if wanted.whose in {Whose.OPENED, Whose.CLOSED}:
        # Account by account, in the list's own order: there are more grants than a page has rows.
        on_it = grants.where(AccountShareGrant.account_id == account_id)
        is_open = has_any(on_it, AccountShareGrant)
        return side.where(is_open if wanted.whose is Whose.OPENED else sa.not_(is_open))
    return side


def _touched(wanted: Wanted) -> tuple[sa.Select[Any], Any]:
    """Select from what one's company worked on last alone.

    Joined with accounts, a plan made without values finds and sorts all there are of both.
    """
    columns: list[Any] = [AccountTouch.account_id.label("id"), AccountTouch.at.label("touched_at")]
    side = sa.select(*columns)
    if wanted.country:
        side = side.where(AccountTouch.country == wanted.country)
    return side.where(AccountTouch.is_own), AccountTouch.account_id


def _opened(work: Work, wanted: Wanted, terms: Sequence[str]) -> sa.Select[Any]:
    """Select what others opened, by the grants one's company holds."""
    side, account_id = _sought(wanted, terms)
    side = side.join(AccountShareGrant, AccountShareGrant.account_id == account_id).where(
        AccountShareGrant.grantee_company_id == work.actor.company_id, *_FORCE
    )
    if wanted.effective_order is Order.ACTIVITY:
        side = _touched_or_opened(work, side)
    if wanted.partner is not None:
        side = side.where(AccountShareGrant.owner_company_id == wanted.partner)
    return first_words(side) if terms else side


def _touched_or_opened(work: Work, side: sa.Select[Any]) -> sa.Select[Any]:
    """Order what was opened by one's own last work on it; before there is any, by its opening."""
    mine = sa.and_(
        AccountTouch.account_id == Account.id,
        AccountTouch.owner_company_id == work.actor.company_id,
    )
    touched_at = sa.func.coalesce(AccountTouch.at, AccountShareGrant.created_at)
    return side.outerjoin(AccountTouch, mine).add_columns(touched_at.label("touched_at"))


# The state stands in the statement: planned without it, the index of open grants is of no use.
_FORCE: Final = (
    AccountShareGrant.state
    == sa.bindparam("in_force", GrantState.ACTIVE, literal_execute=True, unique=True),
    AccountShareGrant.valid_until > now_once(),
)


def _in_force() -> sa.Select[UUID]:
    return sa.select(AccountShareGrant.account_id).where(*_FORCE)


def _sought(wanted: Wanted, terms: Sequence[str]) -> tuple[sa.Select[Any], Any]:
    """Select the id and the order of accounts, or of words; and say which column is the account."""
    table = AccountWord if terms else Account
    account_id: Any = AccountWord.account_id if terms else Account.id
    names = () if wanted.effective_order is Order.ACTIVITY else _COLUMNS[wanted.effective_order]
    columns = [getattr(table, name) for name in names]
    side = sa.select(account_id.label("id"), *columns)
    if terms:
        side = side.where(*found(terms))
    if len(terms) > 1 and wanted.phrase is not None:
        side = side.where(~has_word(wanted.phrase))  # listed before all others
    if terms and wanted.country:
        side = side.join(Account, Account.id == AccountWord.account_id)
    return side.where(Account.country == wanted.country) if wanted.country else side, account_id


def _cut(side: sa.Select[Any], order: Order, after: Place | None, size: int) -> sa.Select[Any]:
    """Put one side in order and cut it: no page holds more of it than a page has rows."""
    columns = [side.selected_columns[name] for name in (*_COLUMNS[order], "id")]
    if after is not None:
        here, there = sa.tuple_(*columns), sa.tuple_(*_values(after))
        side = side.where(here < there if order in _LATEST_FIRST else here > there)
    page = side.order_by(*_directed(order, columns)).limit(_stated(size)).subquery()
    return sa.select(page)


def _directed(order: Order, columns: Sequence[Any]) -> list[Any]:
    return [column.desc() for column in columns] if order in _LATEST_FIRST else list(columns)


def _values(place: Place) -> list[Any]:
    if place.order in _LATEST_FIRST:
        return [datetime.fromisoformat(place.keys[0]), place.id]
    return [*place.keys, place.id]


def _texts(values: Sequence[Any]) -> tuple[str, ...]:
    return tuple(each.isoformat() if isinstance(each, datetime) else each for each in values)


def _stated(limit: int) -> sa.ColumnClause[int]:
    return sa.literal_column(str(limit), sa.Integer)
