"""Reads of leads: the lists, who can be asked next, and what has run out."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from deals.leads.models import Lead, LeadContact, LeadOffer
from deals.leads.states import HELD, LeadState, OfferState
from portal.kernel.db import Work, raw
from portal.kernel.db.places import past


def get_lead(work: Work, lead_id: UUID) -> Lead:
    """Return a visible lead with what its page shows.

    Raises:
        NotFound: absent, or not visible.
    """
    return work.get(
        Lead,
        lead_id,
        joinedload(Lead.contact),
        joinedload(Lead.family),
        joinedload(Lead.territory),
        joinedload(Lead.holder),
    )


def get_offer(work: Work, offer_id: UUID) -> LeadOffer:
    """Return a visible offer; of its lead what the reader may see, which before may be nothing.

    Raises:
        NotFound: absent, or not visible.
    """
    return work.get(
        LeadOffer,
        offer_id,
        joinedload(LeadOffer.family),
        joinedload(LeadOffer.territory),
        joinedload(LeadOffer.partner),
        joinedload(LeadOffer.lead).joinedload(Lead.contact),
    )


def leads_page(
    work: Work,
    *,
    state: LeadState | None = None,
    partner: UUID | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> Sequence[Lead]:
    """Return visible leads, the newest first, past the cursor (created_at, id).

    With a partner only those that it was offered.
    """
    statement = (
        sa.select(Lead)
        .options(joinedload(Lead.contact), joinedload(Lead.family), joinedload(Lead.holder))
        .order_by(Lead.created_at.desc(), Lead.id)
        .limit(limit)
    )
    if state is not None:
        statement = statement.where(Lead.state == state)
    if partner is not None:
        asked = sa.select(LeadOffer.lead_id).where(LeadOffer.owner_company_id == partner)
        statement = statement.where(Lead.id.in_(asked))
    if after is not None:
        statement = statement.where(past(Lead.created_at, Lead.id, after))
    return work.all(statement)


def offers_page(
    work: Work, *, after: tuple[datetime, UUID] | None = None, limit: int = 50
) -> Sequence[LeadOffer]:
    """Return visible offers, the newest first, past the cursor: a partner's are its own."""
    statement = (
        sa.select(LeadOffer)
        .options(
            joinedload(LeadOffer.family),
            joinedload(LeadOffer.lead).joinedload(Lead.contact),
        )
        .order_by(LeadOffer.created_at.desc(), LeadOffer.id)
        .limit(limit)
    )
    if work.actor.is_partner:
        statement = statement.where(LeadOffer.owner_company_id == work.actor.company_id)
    if after is not None:
        statement = statement.where(past(LeadOffer.created_at, LeadOffer.id, after))
    return work.all(statement)


def offers_of(work: Work, lead: Lead) -> Sequence[LeadOffer]:
    """Return the visible offers of a lead with their partners, the first one first."""
    return work.all(
        sa.select(LeadOffer)
        .where(LeadOffer.lead_id == lead.id)
        .options(joinedload(LeadOffer.partner))
        .order_by(LeadOffer.created_at, LeadOffer.id)
    )


def contact_of(work: Work, lead: Lead) -> LeadContact:
    return work.one(sa.select(LeadContact).where(LeadContact.lead_id == lead.id))


def claim(work: Work, lead_id: UUID) -> Lead | None:
    """Return a lead that is on offer, locked; None if somebody else takes it at this moment."""
    return work.session.scalars(
        sa.select(Lead)
        .where(Lead.id == lead_id, Lead.state == LeadState.OFFERED)
        .with_for_update(skip_locked=True, of=Lead)
        .execution_options(populate_existing=True)
    ).first()


_PROTECTED = sa.text("""
  SELECT p.owner_company_id FROM protections p
  JOIN deals d ON d.id = p.deal_id JOIN accounts a ON a.id = d.account_id
  WHERE p.state IN ('PROVISIONAL', 'ACTIVE') AND p.is_exclusive AND p.during @> :now
    AND p.family_code = :family AND p.territory_code = :territory
    AND (a.domain = :domain OR (a.country = :country
      AND kontor_name_folded(kontor_name_bare(a.name))
        = kontor_name_folded(kontor_name_bare(:name))))
  ORDER BY lower(p.during) LIMIT 1
""").bindparams(sa.bindparam("now", type_=sa.DateTime(timezone=True)))


def protected_partner(work: Work, lead: Lead, contact: LeadContact) -> UUID | None:
    """Return which partner is protected on the lead's customer now. For the portal itself.

    The customer is told by its web domain, or its name without legal form in the same country.
    """
    found: UUID | None = work.session.scalar(
        raw(_PROTECTED, "the portal's own look across partners"),
        {
            "now": work.now,
            "family": lead.family_code,
            "territory": lead.territory_code,
            "domain": contact.domain,
            "country": lead.country,
            "name": contact.customer_name,
        },
    )
    return found


def lapsed(work: Work, limit: int) -> Sequence[LeadOffer]:
    """Return offers that ran out and of which it was not said yet."""
    return work.all(
        sa.select(LeadOffer)
        .where(LeadOffer.state == OfferState.PENDING, LeadOffer.expires_at <= work.now)
        .order_by(LeadOffer.expires_at)
        .limit(limit)
    )


def contacts_due_soon(work: Work, limit: int) -> Sequence[Lead]:
    """Return leads whose holder is reminded of the first contact now, locked."""
    return work.all(
        sa.select(Lead)
        .where(
            Lead.state == LeadState.ACCEPTED,
            Lead.remind_at <= work.now,
            Lead.contact_due_at > work.now,
        )
        .order_by(Lead.remind_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


def contacts_late(work: Work, limit: int) -> Sequence[Lead]:
    """Return leads whose first contact is late and of which the host was not told yet, locked."""
    return work.all(
        sa.select(Lead)
        .where(
            Lead.state == LeadState.ACCEPTED,
            Lead.contact_due_at <= work.now,
            Lead.late_told_at.is_(None),
        )
        .order_by(Lead.contact_due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


def pending_offers(work: Work, lead_id: UUID) -> Sequence[LeadOffer]:
    return work.all(
        sa.select(LeadOffer).where(
            LeadOffer.lead_id == lead_id, LeadOffer.state == OfferState.PENDING
        )
    )


def find_accepted(work: Work, lead_id: UUID) -> LeadOffer | None:
    return work.session.scalars(
        sa.select(LeadOffer).where(
            LeadOffer.lead_id == lead_id, LeadOffer.state == OfferState.ACCEPTED
        )
    ).first()


def held_by(
    work: Work, partner_id: UUID, domain: str | None, name: str, until: datetime | None
) -> Sequence[Lead]:
    """Return the leads of a customer that a partner works on and accepted until a moment."""
    same = LeadContact.customer_name == name
    if domain:
        same = sa.or_(LeadContact.domain == domain, same)
    return work.all(
        sa.select(Lead)
        .join(LeadContact, LeadContact.lead_id == Lead.id)
        .where(
            Lead.holder_company_id == partner_id,
            Lead.state.in_(list(HELD)),
            Lead.accepted_at <= until,
            same,
        )
        .order_by(Lead.accepted_at)
    )


def find_source(work: Work, deal_id: UUID) -> Lead | None:
    """Return the visible lead that became a deal."""
    return work.session.scalars(sa.select(Lead).where(Lead.deal_id == deal_id)).first()
