"""Conditions by which accounts are found: that words of their names and domains begin so."""

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from partners.accounts.models import AccountWord
from portal.kernel.db import Work
from portal.kernel.policy import has_any

_ENOUGH: Final = 2_000
"""Of the words asked for the rarest is looked up; beyond so many matches all are equally common."""


def found(terms: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    """Have a word begin with the first term, and its account have words that do with the others."""
    driving, *others = terms
    return [*_begins(AccountWord, driving), *(has_word(term) for term in others)]


def is_repeated(driving: str) -> sa.ColumnElement[bool]:
    """Of several words of an account that begin so, the first stands for all."""
    earlier = sa.orm.aliased(AccountWord)
    return has_any(
        sa.select(earlier.account_id).where(
            earlier.account_id == AccountWord.account_id,
            *_begins(earlier, driving),
            earlier.word < AccountWord.word,
        ),
        earlier,
    )


def has_word(term: str) -> sa.ColumnElement[bool]:
    also = sa.orm.aliased(AccountWord)
    words = sa.select(also.account_id).where(
        also.account_id == AccountWord.account_id, *_begins(also, term)
    )
    return has_any(words, also)


def _begins(table: Any, term: str) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """Compare in a way that row security lets an index answer; LIKE is none.

    As sub-selects the bounds are made once for a statement, and not for each row they are put to.
    """
    first = sa.func.kontor_plain(term, type_=sa.String)
    least, beyond = (sa.select(each).scalar_subquery() for each in (first, first.concat(_BEYOND)))
    return table.word >= least, table.word < beyond


_BEYOND: Final = "\U0010ffff"
"""The last character there is: every word that goes on after a beginning comes before it."""


def rarest_first(work: Work, terms: Sequence[str]) -> Sequence[str]:
    """Return the terms, the one that fewest words begin with first: it drives the search."""
    own = AccountWord.owner_company_id == work.actor.company_id
    some = [
        sa.select(AccountWord.account_id)
        .where(own, *_begins(AccountWord, term))
        .limit(sa.literal_column(str(_ENOUGH), sa.Integer))
        .subquery()
        for term in terms
    ]
    counted = work.counts(
        *(sa.select(sa.func.count(each.c.account_id)).scalar_subquery() for each in some)
    )
    ranks = dict(zip(terms, counted, strict=True))
    return sorted(terms, key=lambda term: (ranks[term], -len(term)))


def first_words(side: sa.Select[Any]) -> sa.Select[Any]:
    """Keep the first of several words of an account: all that one was granted are here anyway."""
    words = side.subquery()
    first = sa.func.min(words.c.word).label("word")
    grouped = sa.select(words.c.id, first, words.c.name).group_by(words.c.id, words.c.name)
    return sa.select(*grouped.subquery().c)
