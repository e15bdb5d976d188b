"""What is known of registrations that conflict, of holds, of decisions and of the settings."""

from collections.abc import Collection
from typing import Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from deals.conflicts.customers.queries import Scope
from deals.conflicts.models import ConflictDecision, ConflictHold, ConflictSettings
from deals.models import Deal, DealKind
from deals.registration.models import DealLine
from partners.accounts.models import Account
from partners.accounts.parents.models import Parent
from portal.kernel.db import Work, raw

_CASES = sa.text("""
  SELECT d.id, d.kind, d.is_named_in_writing, d.submission_sequence,
    (SELECT count(*) FROM deal_evidence e WHERE e.deal_id = d.id) AS documents,
    (SELECT count(*) FROM deal_evidence e WHERE e.deal_id = d.id AND e.kind = 'LETTER')
      AS letters,
    EXISTS (SELECT FROM deals w WHERE w.owner_company_id = d.owner_company_id
      AND w.account_id = d.account_id AND w.id <> d.id
      AND (w.stage = 'WON' OR w.protection = 'FULFILLED')
      AND EXISTS (SELECT FROM deal_lines l WHERE l.deal_id = w.id
        AND l.family_code = ANY (:families))) AS is_incumbent
  FROM deals d WHERE d.id = ANY (:deals)
""")
_WHY: Final = "the portal's own look across owners; what it finds is read through the reader's eyes"


class Case(NamedTuple):
    """What speaks for a registration, as it is stored."""

    deal_id: UUID
    kind: DealKind
    is_named_in_writing: bool
    sequence: int | None
    documents: int
    letters: int
    is_incumbent: bool


def cases(work: Work, scope: Scope, deals: Collection[UUID]) -> list[Case]:
    """Return what speaks for each registration; an incumbent sold on the same account before."""
    rows = work.session.execute(
        raw(_CASES, _WHY), {"deals": list(deals), "families": list(scope.families)}
    )
    return [Case(row.id, DealKind(row.kind), *row[2:]) for row in rows]


def visible_parents(work: Work, deals: Collection[Deal]) -> dict[UUID, Parent]:
    """Return whom the customer of each belongs to: as registered, else as its account says.

    Of an account that the actor does not see nothing is said.
    """
    accounts = {
        account.id: account.parent
        for account in work.all(
            sa.select(Account).where(Account.id.in_({deal.account_id for deal in deals}))
        )
    }
    found = {deal.id: deal.parent or accounts.get(deal.account_id) for deal in deals}
    return {deal_id: parent for deal_id, parent in found.items() if parent is not None}


def find_settings(work: Work) -> ConflictSettings | None:
    """Return what the programme decided, as far as the actor may know it."""
    return work.session.scalars(sa.select(ConflictSettings)).first()


def find_hold(work: Work, deal: Deal) -> ConflictHold | None:
    """Return the hold that is on a registration now."""
    return work.session.scalars(
        sa.select(ConflictHold).where(
            ConflictHold.deal_id == deal.id, ConflictHold.released_at.is_(None)
        )
    ).first()


def decisions_on(work: Work, deal: Deal) -> dict[UUID, ConflictDecision]:
    """Return the last decision on each conflict of a registration, by the other one's id."""
    found = work.all(
        sa.select(ConflictDecision)
        .where(ConflictDecision.deal_id == deal.id)
        .order_by(ConflictDecision.created_at, ConflictDecision.id)
    )
    return {each.rival_id: each for each in found}


def visible_deals(work: Work, ids: Collection[UUID]) -> dict[UUID, Deal]:
    """Return those of the registrations that the actor sees, with what a comparison shows."""
    if not ids:
        return {}
    found = work.all(
        sa.select(Deal)
        .where(Deal.id.in_(ids))
        .options(
            joinedload(Deal.partner),
            joinedload(Deal.territory),
            selectinload(Deal.lines).joinedload(DealLine.family),
        )
    )
    return {deal.id: deal for deal in found}
