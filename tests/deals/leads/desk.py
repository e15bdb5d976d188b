"""Dana's desk: a qualified lead on it, and what she and the partners do with it."""

from uuid import UUID

import sqlalchemy as sa

from deals.leads import actions, placing
from deals.leads.models import Lead, LeadOffer
from deals.leads.states import OfferState, Rule
from deals.programme.actions import set_programme
from deals.programme.models import Terms
from deals.programme.queries import find_programme
from portal.kernel.actor import system_actor
from tests.cast import Cast
from tests.deals.leads.leads import a_lead


class Desk:
    """The lead that it is about lies in `lead_id`; another may be put there."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.database = cast, cast.database
        self.lead_id = self.qualified()

    def qualified(self, **changes: object) -> UUID:
        with self.database.work(self.cast.dana) as work:
            lead = actions.take_in(work, a_lead(**changes))
            actions.qualify(work, lead)
            return lead.id

    def set_terms(self, terms: Terms) -> None:
        with self.database.work(self.cast.actor("adam")) as work:
            programme = find_programme(work)
            set_programme(work, terms, {}, [], programme.version if programme else 0)

    def offer(self, rule: Rule, partner: str | None = None) -> None:
        chosen = self.cast.companies[partner].id if partner else None
        placing.offer_lead(self.database, self.cast.dana, self.lead_id, rule, chosen)

    def offers(self) -> dict[str, OfferState]:
        names = {company.id: name for name, company in self.cast.companies.items()}
        with self.database.work(system_actor("test")) as work:
            found = work.all(sa.select(LeadOffer).where(LeadOffer.lead_id == self.lead_id))
            return {names[each.owner_company_id]: each.state for each in found}

    def offer_to(self, partner: str) -> UUID:
        with self.database.work(system_actor("test")) as work:
            return work.one(
                sa.select(LeadOffer)
                .where(
                    LeadOffer.lead_id == self.lead_id,
                    LeadOffer.owner_company_id == self.cast.companies[partner].id,
                )
                .order_by(LeadOffer.state == OfferState.RECALLED)
            ).id

    def accept(self, who: str, partner: str) -> None:
        placing.accept(self.database, self.cast.actor(who), self.offer_to(partner))

    def held_by(self, who: str, partner: str) -> None:
        """Have a partner hold the lead."""
        self.offer(Rule.PUSH, partner)
        self.accept(who, partner)

    def decline(self, who: str, partner: str, reason: str = "No room") -> None:
        placing.decline(self.database, self.cast.actor(who), self.offer_to(partner), reason)

    def recall(self, reason: str = "Too slow") -> None:
        placing.recall(self.database, self.cast.dana, self.lead_id, reason)

    def reach(self, who: str) -> None:
        with self.database.work(self.cast.actor(who)) as work:
            actions.reach(work, work.get(Lead, self.lead_id))

    @property
    def lead(self) -> Lead:
        with self.database.work(system_actor("test")) as work:
            return work.get(Lead, self.lead_id)
