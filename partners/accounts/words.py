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
    """Return the terms, the one that fewest words begin with first: it drives the search.

    Of equally common ones it is that whose names begin last: no account is found before there, and
    by any other all those that come earlier would be looked at in vain.
    """
    own = AccountWord.owner_company_id == work.actor.company_id
    counts, firsts = [], []
    for term in terms:
        begun = sa.select(AccountWord.account_id).where(own, *_begins(AccountWord, term))
        some = begun.limit(sa.literal_column(str(_ENOUGH), sa.Integer)).subquery()
        counts.append(sa.select(sa.func.count(some.c.account_id)).scalar_subquery())
        ordered = begun.with_only_columns(AccountWord.name)
        first = ordered.order_by(AccountWord.word, AccountWord.name).limit(sa.literal_column("1"))
        firsts.append(first.scalar_subquery())
    found = list(work.session.execute(sa.select(*counts, *firsts)).one())
    ranks = dict(zip(terms, found, strict=False))
    begins = dict(zip(terms, found[len(terms) :], strict=True))
    last_first = sorted(terms, key=lambda term: begins[term] or "", reverse=True)
    return sorted(last_first, key=lambda term: ranks[term])


def first_words(side: sa.Select[Any]) -> sa.Select[Any]:
    """Keep the first of several words of an account: all that one was granted are here anyway."""
    words = side.subquery()
    first = sa.func.min(words.c.word).label("word")
    grouped = sa.select(words.c.id, first, words.c.name).group_by(words.c.id, words.c.name)
    return sa.select(*grouped.subquery().c)
