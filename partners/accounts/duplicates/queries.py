"""Which customers are there already, by what identifies them. Never across owners."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Self
from uuid import UUID

import sqlalchemy as sa

from partners.accounts.duplicates.models import (
    REGISTERED,
    AccountIdentity,
    DuplicateSign,
    IdentityKind,
    PairDecision,
)
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
# Of a name that very many have, the first twenty are enough to ask back.
_ALIKE = sa.text("""
  WITH wanted AS MATERIALIZED (
    SELECT kind, value
    FROM unnest(CAST(:kinds AS text[]), CAST(:values AS text[])) AS r(kind, value)
    UNION ALL SELECT 'DOMAIN', kontor_plain(:domain)
    UNION ALL SELECT 'NAME_KEY', kontor_name_key(:name)
    UNION ALL SELECT 'NAME_STEM', kontor_name_stem(:name, :country))
  SELECT a.id FROM wanted w CROSS JOIN LATERAL (
    SELECT i.account_id FROM account_identities i
    WHERE i.owner_company_id = :owner AND i.kind = w.kind AND i.value = w.value
    ORDER BY i.account_id LIMIT 20) found
  JOIN accounts a ON a.id = found.account_id
  WHERE w.kind NOT IN ('NAME_KEY', 'NAME_STEM') OR (a.country = :country
    AND (w.kind = 'NAME_KEY' OR kontor_is_close(a.name, :name)))
  GROUP BY a.id ORDER BY a.id LIMIT 5
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


def holders_of(
    work: Work, identities: Iterable[tuple[IdentityKind, str]]
) -> dict[tuple[IdentityKind, str], UUID]:
    """Return which of the actor's own accounts each registered identity stands for already."""
    wanted = list(set(identities))
    if not wanted:
        return {}
    kind, value = AccountIdentity.kind, AccountIdentity.value
    rows = work.session.execute(
        sa.select(kind, value, AccountIdentity.account_id)
        .where(
            AccountIdentity.owner_company_id == work.actor.company_id,
            sa.tuple_(kind, value).in_(wanted),
        )
        .order_by(AccountIdentity.account_id.desc())  # of several the oldest stands
    )
    return {(IdentityKind(each.kind), each.value): each.account_id for each in rows}


def registered_of(work: Work, account_ids: Collection[UUID]) -> dict[UUID, dict[IdentityKind, str]]:
    """Return the registered identities of accounts, as far as they are the actor's company's."""
    found: dict[UUID, dict[IdentityKind, str]] = {each: {} for each in account_ids}
    if not found:
        return found
    rows = work.all(
        sa.select(AccountIdentity).where(
            AccountIdentity.account_id.in_(account_ids), AccountIdentity.kind.in_(REGISTERED)
        )
    )
    for each in rows:
        found[each.account_id][IdentityKind(each.kind)] = each.value
    return found


def accounts_like(
    work: Work,
    name: str,
    domain: str,
    country: str,
    registered: Mapping[IdentityKind, str] = MappingProxyType({}),
) -> Sequence[Account]:
    """Return the actor's own accounts that may be this customer already, five at the most."""
    found = work.session.scalars(
        raw(_ALIKE, "one look at several identities, of the actor's own company by its condition"),
        {
            "owner": work.actor.company_id,
            "name": name,
            "domain": domain,
            "country": country,
            "kinds": [kind.value for kind in registered],
            "values": list(registered.values()),
        },
    ).all()
    if not found:
        return []
    return work.all(sa.select(Account).where(Account.id.in_(found)).order_by(Account.id))


class PairPlace(NamedTuple):
    """Where a pair stands: the one with the newest account first."""

    newer_id: UUID
    older_id: UUID

    @classmethod
    def read(cls, first: str, second: str) -> Self:
        return cls(UUID(first), UUID(second))


class Pair(NamedTuple):
    """Two accounts that may be one customer, and by which of their identities."""

    newer: Account
    older: Account
    kinds: list[IdentityKind]

    @property
    def place(self) -> tuple[str, str]:
        return str(self.newer.id), str(self.older.id)


def likely_pairs(work: Work, *, after: PairPlace | None = None, limit: int = 50) -> list[Pair]:
    """Return pairs of the actor's own accounts that may be one customer, the newest first."""
    newer, older = DuplicateSign.newer_id, DuplicateSign.older_id
    statement = (
        sa.select(newer, older, sa.func.array_agg(sa.cast(DuplicateSign.kind, sa.Text)))
        .where(DuplicateSign.owner_company_id == work.actor.company_id)
        .group_by(newer, older)
        .order_by(newer.desc(), older.desc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(sa.tuple_(newer, older) < sa.tuple_(*after))
    rows = work.session.execute(statement).all()
    accounts = _accounts(work, {each for row in rows for each in row[:2]})
    return [
        Pair(accounts[one], accounts[other], [each for each in IdentityKind if each in set(kinds)])
        for one, other, kinds in rows
    ]


def find_decision(work: Work, one_id: UUID, other_id: UUID) -> PairDecision | None:
    """Return what the actor's company decided about two accounts, if anything."""
    older, newer = sorted((one_id, other_id))
    return work.session.scalars(
        sa.select(PairDecision).where(
            PairDecision.owner_company_id == work.actor.company_id,
            PairDecision.newer_id == newer,
            PairDecision.older_id == older,
        )
    ).first()


def signs_between(work: Work, newer_id: UUID, older_id: UUID) -> list[IdentityKind]:
    """Return why two accounts may be one customer."""
    found = work.session.scalars(
        sa.select(DuplicateSign.kind).where(
            DuplicateSign.owner_company_id == work.actor.company_id,
            DuplicateSign.newer_id == newer_id,
            DuplicateSign.older_id == older_id,
        )
    )
    kinds = set(found)
    return [each for each in IdentityKind if each in kinds]


def _accounts(work: Work, ids: set[UUID]) -> dict[UUID, Account]:
    if not ids:
        return {}
    found = work.all(sa.select(Account).where(Account.id.in_(ids)))
    return {account.id: account for account in found}
