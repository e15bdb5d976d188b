"""Which customers are there already, by what identifies them. Never across owners."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from partners.accounts.duplicates.models import AccountIdentity, IdentityKind
from partners.accounts.models import Account
from portal.kernel.db import Work, raw


class Twins(NamedTuple):
    """The accounts that stand for a customer already: by web domain, and by name and country."""

    name_key: str
    by_domain: UUID | None
    by_name: UUID | None


# Made comparable first: a function of our own within the comparison would keep it from the index.
_TWINS = sa.text("""
  WITH asked AS MATERIALIZED (
    SELECT kontor_name_key(name) AS name_key, kontor_plain(domain) AS domain, country, place
    FROM unnest(CAST(:names AS text[]), CAST(:domains AS text[]), CAST(:countries AS text[]))
      WITH ORDINALITY AS r(name, domain, country, place))
  SELECT r.name_key,
    (SELECT i.account_id FROM account_identities i WHERE i.owner_company_id = :owner
      AND i.kind = 'DOMAIN' AND i.value = r.domain LIMIT 1) AS by_domain,
    (SELECT i.account_id FROM account_identities i JOIN accounts a ON a.id = i.account_id
      WHERE i.owner_company_id = :owner AND i.kind = 'NAME_KEY'
      AND i.value = r.name_key AND a.country = r.country LIMIT 1) AS by_name
  FROM asked r ORDER BY r.place
""")


def twins_of(work: Work, customers: Sequence[tuple[str, str, str]]) -> list[Twins]:
    """Return for each (name, domain, country) what the actor's company has of it, in one look."""
    names, domains, countries = zip(*customers, strict=True) if customers else ((), (), ())
    rows = work.session.execute(
        raw(_TWINS, "many customers in one statement, of the actor's own company by its condition"),
        {
            "owner": work.actor.company_id,
            "names": list(names),
            "domains": list(domains),
            "countries": list(countries),
        },
    )
    return [Twins(*row) for row in rows]


def accounts_like(work: Work, name: str, domain: str, country: str) -> Sequence[Account]:
    """Return the actor's own accounts that may be this customer already."""
    found = twins_of(work, [(name, domain, country)])[0]
    ids = {each for each in (found.by_domain, found.by_name) if each}
    return work.all(sa.select(Account).where(Account.id.in_(ids))) if ids else []


class Group(NamedTuple):
    kind: IdentityKind
    value: str
    accounts: list[Account]


def duplicate_groups(
    work: Work, *, after: tuple[str, str] | None = None, limit: int = 21
) -> list[Group]:
    """Return accounts of the actor's company that share an identity, by kind and value."""
    kind, value = AccountIdentity.kind, AccountIdentity.value
    shared = (
        sa.select(kind, value)
        .where(AccountIdentity.owner_company_id == work.actor.company_id)
        .group_by(kind, value)
        .having(sa.func.count(AccountIdentity.account_id) > 1)
        .order_by(kind, value)
        .limit(limit)
    )
    if after is not None:
        shared = shared.where(sa.tuple_(kind, value) > sa.tuple_(*after))
    pairs = [tuple(row) for row in work.session.execute(shared)]
    found = sa.select(AccountIdentity, Account).join(
        Account, Account.id == AccountIdentity.account_id
    )
    rows = work.session.execute(
        found.where(sa.tuple_(kind, value).in_(pairs)).order_by(kind, value, Account.created_at)
    ).all()
    return [
        Group(
            IdentityKind(pair[0]),
            pair[1],
            [account for identity, account in rows if (identity.kind, identity.value) == pair],
        )
        for pair in pairs
    ]
