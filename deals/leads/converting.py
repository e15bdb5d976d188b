"""What a lead becomes: the registration of whoever holds it.

The deal and the end of the lead are one transaction, so that no deal is without its lead.
"""

from collections.abc import Callable
from uuid import UUID

from deals.leads import actions, policies, queries
from deals.leads.models import Lead, LeadOffer
from deals.leads.states import HELD
from deals.models import Deal
from deals.registration.actions import NewDeal, register_deal
from partners.accounts.models import Account
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid, NotFound, TransitionRefused
from portal.kernel.policy import ensure
from portal.kernel.words import said

_OLDER = said("This deal was registered before your company had the lead, so it is not its deal.")
_OF_ANOTHER = said("Another lead became this deal.")


class LeadNotHeld(Conflict):
    """The company does not work on the lead that a registration is said to come from."""

    code = "lead-not-held"
    title = said(
        "Your company does not work on the lead that this came from. Nothing was registered;"
        " submit again to register it without the lead."
    )


def held_lead(work: Work, offer: LeadOffer) -> Lead:
    """Return the lead that the actor's company works on, of an offer that it accepted.

    Raises:
        NotFound: it was never accepted.
        Forbidden: another company's, or the role does not work on leads.
        TransitionRefused: it has moved on.
    """
    if offer.lead is None:
        raise NotFound
    ensure(policies.can_work_on(work.actor, offer.lead))
    if offer.lead.state not in HELD:
        raise TransitionRefused(said("This lead has moved on. Look at where it stands now."))
    return offer.lead


def register_from_lead(
    work: Work,
    lead_id: UUID,
    account: Account,
    new: NewDeal,
    prepare: Callable[[Deal], object] | None = None,
) -> Deal:
    """Register a deal and say that it is what the lead became.

    Raises:
        LeadNotHeld: the actor's company does not work on such a lead, any more or ever; nothing is
            registered.
        Forbidden: the role does not work on leads.
        Invalid: what is wrong with the registration (`register_deal`).
    """
    lead = _held(work, lead_id)
    deal = register_deal(work, account, new, prepare)
    actions.convert(work, lead, deal)
    return deal


def name_deal(work: Work, lead: Lead, deal: Deal) -> None:
    """Say which registration of the actor's company, made since it had the lead, it became.

    Raises:
        LeadNotHeld: the actor's company does not work on it, any more or ever.
        Forbidden: the role does not work on leads.
        Invalid: the deal is another company's, older than the lead, or what another lead became.
    """
    lead = _held(work, lead.id)
    if deal.owner_company_id != lead.holder_company_id:
        raise Invalid(fields={"deal_id": said("There is no such deal of your company.")})
    if not _is_since(lead, deal):
        raise Invalid(fields={"deal_id": _OLDER})
    if queries.find_source(work, deal.id) is not None:
        raise Invalid(fields={"deal_id": _OF_ANOTHER})
    actions.convert(work, lead, deal)


def _is_since(lead: Lead, deal: Deal) -> bool:
    submitted, accepted = deal.submitted_at, lead.accepted_at
    return submitted is not None and accepted is not None and submitted >= accepted


def _held(work: Work, lead_id: UUID) -> Lead:
    """Return the lead, locked; a foreign one and one that is gone get the same answer."""
    try:
        lead = work.lock(Lead, lead_id)
    except NotFound:
        raise LeadNotHeld from None
    ensure(policies.can_work_on(work.actor, lead))
    if lead.state not in HELD:
        raise LeadNotHeld
    return lead
