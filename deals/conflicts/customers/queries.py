"""Registrations that may be of the same end customer, or of one group, across all partners.

Only the portal's own work asks: whoever reads what it finds reads it through their own eyes.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from deals.catalogue.queries import overlapping_territories
from deals.conflicts.families.queries import (
    CHILDREN_OF_OTHERS,
    MOST_BY_ONE_SIGN,
    OF_OTHERS,
    PARENTS_OF_OTHERS,
    family_keys,
)
from deals.conflicts.likeness import Company, Customer, registrable_domain
from partners.accounts.duplicates.models import REGISTERED, IdentityKind
from partners.accounts.parents.models import UNKNOWN, Parent
from portal.kernel.db import Work, raw

MOST_BESIDE: Final = 30
"""Accounts looked at on each side of a name, in order of the alphabet and of reversed names."""
_ALIKE: Final = 8
"""Letters that a name beside must begin or end with."""
_LAST_LETTER: Final = "\U0010ffff"
MOST_FOUND: Final = 500
"""Registrations compared, the earliest first."""

# Whom a customer belongs to, the owner of its account may say, and whoever registers it.
_FACTS: Final = """
  a.id AS account_id, a.country, kontor_name_folded(kontor_name_bare(a.name)) AS name,
  (SELECT jsonb_object_agg(i.kind, i.value) FROM account_identities i
    WHERE i.account_id = a.id) AS identities,
  (SELECT array_agg(DISTINCT lower(split_part(c.email, '@', 2))) FROM contacts c
    WHERE c.account_id = a.id AND c.email IS NOT NULL AND c.audience = 'SHARED'
      AND c.owner_company_id IN (a.owner_company_id, {partner})) AS mail_hosts,
  (SELECT jsonb_agg(jsonb_build_object('key', kontor_name_key(p.name), 'country', p.country,
      'domain', p.domain, 'number', p.number))
    FROM (VALUES (a.parent_name, a.parent_country, a.parent_domain, a.parent_number),
      ({registered_parent})) p(name, country, domain, number)
    WHERE coalesce(p.name, p.domain, p.number) IS NOT NULL) AS parents
"""
_THEIRS: Final = _FACTS.format(
    partner="d.owner_company_id",
    registered_parent="d.parent_name, d.parent_country, d.parent_domain, d.parent_number",
)
_OURS: Final = _FACTS.format(
    partner=":partner",
    registered_parent="CAST(:parent_name AS text), CAST(:parent_country AS text),"
    " CAST(:parent_domain AS text), CAST(:parent_number AS text)",
)
_CUSTOMER = sa.text(f"SELECT {_OURS} FROM accounts a WHERE a.id = :account")  # noqa: S608
# Each identity is looked up in its index, then what stands on each account found, in another. Of
# names that begin or end alike those beside each other have the most letters in common. Names count
# within a country; other signs do not ask for it. What is found is compared in Python.
_CANDIDATES = sa.text(f"""
  WITH names AS MATERIALIZED (SELECT kontor_name_skeleton(:key) AS skeleton),
  named AS MATERIALIZED (
    (SELECT account_id FROM account_identities i WHERE kind = 'NAME_KEY'
      AND kontor_name_skeleton(value) = (SELECT skeleton FROM names)
      AND {OF_OTHERS} LIMIT {MOST_BY_ONE_SIGN})
    UNION (SELECT account_id FROM account_identities i WHERE kind = 'NAME_KEY'
      AND value > :key AND value < :last AND {OF_OTHERS} ORDER BY value LIMIT {MOST_BESIDE})
    UNION (SELECT account_id FROM account_identities i WHERE kind = 'NAME_KEY'
      AND value < :key AND value >= :first AND {OF_OTHERS} ORDER BY value DESC LIMIT {MOST_BESIDE})
    UNION (SELECT account_id FROM account_identities i WHERE kind = 'NAME_KEY'
      AND reverse(value) > :yek AND reverse(value) < :last_reversed
      AND {OF_OTHERS} ORDER BY reverse(value) LIMIT {MOST_BESIDE})
    UNION (SELECT account_id FROM account_identities i WHERE kind = 'NAME_KEY'
      AND reverse(value) < :yek AND reverse(value) >= :first_reversed
      AND {OF_OTHERS} ORDER BY reverse(value) DESC LIMIT {MOST_BESIDE})
    UNION (SELECT account_id FROM account_identities i WHERE kind = 'NAME_STEM'
      AND value = :stem AND {OF_OTHERS} LIMIT {MOST_BY_ONE_SIGN})),
  signed AS MATERIALIZED (
    SELECT CAST(:account AS uuid) AS account_id
    UNION SELECT i.account_id
    FROM unnest(CAST(:kinds AS text[]), CAST(:values AS text[])) w(kind, value)
    CROSS JOIN LATERAL (SELECT account_id FROM account_identities i
      WHERE kind = w.kind AND value = w.value AND {OF_OTHERS} LIMIT {MOST_BY_ONE_SIGN}) i
    UNION SELECT i.account_id FROM unnest(CAST(:domains AS text[])) w(host)
    CROSS JOIN LATERAL (SELECT account_id FROM account_identities i WHERE kind = 'DOMAIN'
      AND reverse(value) >= w.host AND reverse(value) < w.host || '/'
      AND {OF_OTHERS} LIMIT {MOST_BY_ONE_SIGN}) i
    UNION SELECT c.account_id FROM unnest(CAST(:domains AS text[])) w(host)
    CROSS JOIN LATERAL (SELECT account_id FROM contacts i
      WHERE email IS NOT NULL AND audience = 'SHARED'
      AND reverse(lower(split_part(email, '@', 2))) COLLATE "C" >= w.host
      AND reverse(lower(split_part(email, '@', 2))) COLLATE "C" < w.host || '/'
      AND {OF_OTHERS} LIMIT {MOST_BY_ONE_SIGN}) c
    UNION {CHILDREN_OF_OTHERS}
    UNION {PARENTS_OF_OTHERS}),
  found AS MATERIALIZED (SELECT account_id FROM named UNION SELECT account_id FROM signed),
  open AS MATERIALIZED (
    SELECT d.* FROM found f CROSS JOIN LATERAL (
      SELECT d.id, d.account_id, d.owner_company_id, d.protected_until, d.submission_sequence,
        d.parent_name, d.parent_country, d.parent_domain, d.parent_number
      FROM deals d
      WHERE d.account_id = f.account_id AND d.territory_code = ANY (:territories)
        AND d.owner_company_id <> :partner
        AND (d.review IN ('SUBMITTED', 'IN_REVIEW', 'ACTION_REQUIRED', 'CONFLICT_HOLD',
            'WAIT_LISTED')
          OR (d.protection IN ('PROVISIONAL', 'ACTIVE')
            AND (d.protected_until IS NULL OR d.protected_until > :now)))
        AND EXISTS (SELECT FROM deal_lines l WHERE l.deal_id = d.id
          AND l.family_code = ANY (:families) AND l.family_code <> ALL (d.left_out)) OFFSET 0) d)
  SELECT d.id, d.protected_until, {_THEIRS}
  FROM open d CROSS JOIN LATERAL (SELECT * FROM accounts WHERE id = d.account_id OFFSET 0) a
  WHERE a.country = :country OR a.id IN (SELECT account_id FROM signed)
  ORDER BY d.submission_sequence LIMIT {MOST_FOUND}
""")  # noqa: S608
_WHY: Final = "the portal's own look across owners; what it finds is read through the reader's eyes"


class Scope(NamedTuple):
    """What a registration is for: partner, customer's account, product families, territory."""

    partner_id: UUID
    account_id: UUID
    families: tuple[str, ...]
    territory_code: str
    parent: Parent | None = None
    """Whom the customer belongs to, as the registration says."""


class Candidate(NamedTuple):
    deal_id: UUID
    customer: Customer
    protected_until: datetime | None
    """The end of a protection that runs; None while the registration waits for a decision."""


def find_customer(work: Work, scope: Scope) -> tuple[Customer, Mapping[str, str]] | None:
    """Return who the customer is, and its identities as they are stored."""
    parent = (scope.parent or UNKNOWN).texts
    row = work.session.execute(
        raw(_CUSTOMER, _WHY),
        {
            "account": scope.account_id,
            "partner": scope.partner_id,
            **{name: text or None for name, text in parent.items()},
        },
    ).first()
    return None if row is None else (_customer(row), row.identities or {})


def candidates(
    work: Work, scope: Scope, customer: Customer, identities: Mapping[str, str]
) -> list[Candidate]:
    """Return other partners' open registrations of what may be this customer, the first first.

    They have a product family, a part of the territory, and time in common with `scope`.
    """
    hosts = {customer.domain, *customer.mail_domains} - {None}
    key = identities.get(IdentityKind.NAME_KEY, "")
    reversed_key = key[::-1]
    rows = work.session.execute(
        raw(_CANDIDATES, _WHY),
        {
            "account": scope.account_id,
            "partner": scope.partner_id,
            "country": customer.country,
            "kinds": [kind.value for kind in customer.registered],
            "values": list(customer.registered.values()),
            "key": key,
            "first": key[:_ALIKE],
            "last": _beyond(key),
            "yek": reversed_key,
            "first_reversed": reversed_key[:_ALIKE],
            "last_reversed": _beyond(reversed_key),
            "stem": identities.get(IdentityKind.NAME_STEM, ""),
            "domains": sorted(str(host)[::-1] for host in hosts),
            **family_keys(customer),
            "territories": overlapping_territories(work, scope.territory_code),
            "families": list(scope.families),
            "now": work.now,
        },
    )
    return [Candidate(row.id, _customer(row), row.protected_until) for row in rows]


def _beyond(name: str) -> str:
    """Return what comes after every text that begins like a name; nothing begins like none."""
    return name[:_ALIKE] + _LAST_LETTER if name else ""


def _customer(row: Any) -> Customer:
    identities = {IdentityKind(kind): value for kind, value in (row.identities or {}).items()}
    hosts = {registrable_domain(host) for host in row.mail_hosts or ()}
    return Customer(
        account_id=row.account_id,
        name=row.name,
        country=row.country,
        domain=registrable_domain(identities.get(IdentityKind.DOMAIN)),
        registered={kind: identities[kind] for kind in REGISTERED if kind in identities},
        mail_domains=frozenset(host for host in hosts if host is not None),
        name_key=identities.get(IdentityKind.NAME_KEY, ""),
        parents=tuple(_company(each) for each in row.parents or ()),
    )


def _company(parent: Mapping[str, str | None]) -> Company:
    number = parent["number"]
    return Company(
        name_key=parent["key"] or "",
        country=parent["country"],
        domain=registrable_domain(parent["domain"]),
        numbers=frozenset() if number is None else frozenset({number}),
    )
