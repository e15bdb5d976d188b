"""Companies of one group: by what they are looked up, and which accounts stand for them."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from deals.conflicts.likeness import Customer
from partners.accounts.models import Account
from portal.kernel.db import Work, raw

MOST_BY_ONE_SIGN: Final = 5000
"""Accounts looked at for one identity: all partners may know one customer, each by its own."""
MOST_RELATIVES: Final = 500
"""Accounts of a group among which a reader is shown those that they see, the oldest first."""
_OPEN: Final = """
  (d.review IN ('SUBMITTED', 'IN_REVIEW', 'ACTION_REQUIRED', 'CONFLICT_HOLD', 'WAIT_LISTED')
    OR d.protection IN ('PROVISIONAL', 'ACTIVE'))
"""
_KEYS: Final = (
    (
        "CAST(:numbers AS text[])) w(number",
        "d.parent_number IS NOT NULL AND d.parent_number = w.number",
    ),
    (
        "CAST(:hosts AS text[])) w(host",
        """d.parent_domain IS NOT NULL AND reverse(d.parent_domain) >= w.host
          AND reverse(d.parent_domain) < w.host || '/'""",
    ),
    (
        "CAST(:keys AS text[]), CAST(:countries AS text[])) w(key, country",
        """d.parent_name IS NOT NULL AND kontor_name_key(d.parent_name) = w.key
          AND d.parent_country = w.country""",
    ),
)
"""By what a parent company is looked up, each in an index of its own."""


def _of_others(owner: str, account: str) -> str:
    """Return a condition that leaves out what `:partner` made itself.

    So no company hides a registration behind accounts of its own, however many. One of them that
    it shared, and on which another registered, counts. A subquery with a limit is never hashed.
    """
    return f"""({owner} <> :partner OR (SELECT true FROM deals used
      WHERE used.account_id = {account} AND used.owner_company_id <> :partner LIMIT 1))"""  # noqa: S608


def _children(table: str, account: str, only: str) -> str:
    return " UNION ".join(
        f"""SELECT d.account_id FROM unnest({asked}) CROSS JOIN LATERAL (
          SELECT {account} AS account_id FROM {table} d
          WHERE {match} AND {only} LIMIT {MOST_BY_ONE_SIGN}) d"""  # noqa: S608
        for asked, match in _KEYS
    )


def _parents(only: str) -> str:
    return f"""
  SELECT i.account_id FROM unnest(CAST(:parent_numbers AS text[])) w(number)
  CROSS JOIN LATERAL (SELECT account_id FROM account_identities i
    WHERE kind IN ('DUNS', 'LEI') AND value = w.number AND {only} LIMIT {MOST_BY_ONE_SIGN}) i
  UNION SELECT i.account_id FROM unnest(CAST(:parent_hosts AS text[])) w(host)
  CROSS JOIN LATERAL (SELECT account_id FROM account_identities i WHERE kind = 'DOMAIN'
    AND reverse(value) >= w.host AND reverse(value) < w.host || '/'
    AND {only} LIMIT {MOST_BY_ONE_SIGN}) i
  UNION SELECT i.account_id FROM unnest(CAST(:parent_keys AS text[])) w(key)
  CROSS JOIN LATERAL (SELECT account_id FROM account_identities i WHERE kind = 'NAME_KEY'
    AND value = w.key AND {only} LIMIT {MOST_BY_ONE_SIGN}) i
"""  # noqa: S608


OF_OTHERS: Final = _of_others("i.owner_company_id", "i.account_id")
"""Of identities, named `i`."""
# Those that name one of these companies as their parent, on the account or when registering it.
CHILDREN_OF_OTHERS: Final = f"""
  {_children("accounts", "d.id", _of_others("d.owner_company_id", "d.id"))}
  UNION {_children("deals", "d.account_id", f"d.owner_company_id <> :partner AND {_OPEN}")}
"""
# Those that are the parent of this one.
PARENTS_OF_OTHERS: Final = _parents(OF_OTHERS)
_RELATIVES = sa.text(f"""
  SELECT account_id FROM ({_children("accounts", "d.id", "true")} UNION {_parents("true")})
    related(account_id)
  WHERE account_id <> :account ORDER BY account_id LIMIT {MOST_RELATIVES}
""")  # noqa: S608


def relatives(work: Work, customer: Customer) -> list[UUID]:
    """Return accounts of the customer's group, whoever owns them. For the portal itself."""
    why = "the portal's own look across owners; who is named, the reader's own eyes decide"
    asked = {"account": customer.account_id, **family_keys(customer)}
    return list(work.session.scalars(raw(_RELATIVES, why), asked))


def visible_accounts(work: Work, ids: Sequence[UUID], most: int) -> Sequence[Account]:
    """Return those of the accounts that the actor sees, by name."""
    if not ids:
        return []
    return work.all(
        sa.select(Account).where(Account.id.in_(ids)).order_by(Account.name, Account.id).limit(most)
    )


def family_keys(customer: Customer) -> dict[str, list[str]]:
    """Return what parent companies are looked up by: this customer's, and whose it may be."""
    parents = customer.parents
    heads = (*parents, customer.itself)
    named = sorted({(each.name_key, each.country or "") for each in heads if each.name_key})
    return {
        "numbers": sorted({number for each in heads for number in each.numbers}),
        "hosts": sorted({each.domain[::-1] for each in heads if each.domain}),
        "keys": [key for key, _country in named],
        "countries": [country for _key, country in named],
        "parent_numbers": sorted({number for each in parents for number in each.numbers}),
        "parent_hosts": sorted({each.domain[::-1] for each in parents if each.domain}),
        "parent_keys": sorted({each.name_key for each in parents if each.name_key}),
    }
