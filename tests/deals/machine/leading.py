"""Leads taken in, offered, answered and worked on, as one more thing that people do."""

from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import rule

from deals.leads import placing
from deals.leads.actions import take_in
from deals.leads.models import Lead, LeadOffer
from deals.leads.states import CHOSEN, HELD, Rule
from portal.kernel.actor import system_actor
from tests.deals.leads.leads import a_lead
from tests.deals.machine import moves
from tests.deals.machine.house import CUSTOMERS, PARTNERS, READERS, SELLERS, STAFF
from tests.deals.machine.player import Player

anybody: Final = st.sampled_from(READERS)
places: Final = st.integers(0, 40)


class Leading(Player):
    """Rules for leads; `house` is where they are taken."""

    @rule(customer=st.sampled_from(range(len(CUSTOMERS))), qualified=st.booleans())
    def take_in_lead(self, customer: int, qualified: bool) -> None:
        domain = f"{CUSTOMERS[customer].lower().replace(' ', '-')}.example"
        with self._database.work(self.house.actors["dana"]) as work:
            lead = take_in(work, a_lead(customer_name=CUSTOMERS[customer], domain=domain))
            if qualified:
                moves.ALL_OF_LEADS["qualify lead"](work, lead)
            self.house.leads.append(lead.id)

    @rule(
        place=places,
        by_rule=st.sampled_from(CHOSEN),
        partner=st.sampled_from(PARTNERS),
        who=st.sampled_from([*STAFF, "alice"]),
    )
    def offer_lead(self, place: int, by_rule: Any, partner: str, who: str) -> None:
        lead_id = self._lead(place)
        if lead_id is not None:
            actor, partner_id = self.house.actors[who], self.house.cast.companies[partner].id
            self.house.attempt(
                f"offer by {by_rule.value.lower()}",
                lambda: placing.offer_lead(self._database, actor, lead_id, by_rule, partner_id),
            )

    @rule(place=places, who=st.sampled_from([*STAFF, "charlie"]))
    def recall_lead(self, place: int, who: str) -> None:
        lead_id = self._lead(place)
        if lead_id is not None:
            actor = self.house.actors[who]
            self.house.attempt(
                "recall lead",
                lambda: placing.recall(self._database, actor, lead_id, moves.WHY),
            )

    @rule(place=places, seller=st.integers(0, 1), accepts=st.booleans(), own=st.integers(0, 9))
    def answer_offer(self, place: int, seller: int, accepts: bool, own: int) -> None:
        """Mostly somebody of the company that was asked; sometimes a rival tries."""
        with self._database.work(system_actor("test")) as work:
            offers = work.all(sa.select(LeadOffer).order_by(LeadOffer.created_at, LeadOffer.id))
            asked = [(each.id, each.owner_company_id) for each in offers if each.state == "PENDING"]
        if not asked:
            return
        offer_id, company_id = asked[place % len(asked)]
        company = self._name(company_id) if own else PARTNERS[place % len(PARTNERS)]
        actor = self.house.actors[SELLERS[company][seller % len(SELLERS[company])]]
        if accepts:
            self.house.attempt(
                "accept lead", lambda: placing.accept(self._database, actor, offer_id)
            )
        else:
            self.house.attempt(
                "decline lead",
                lambda: placing.decline(self._database, actor, offer_id, moves.WHY),
            )

    @rule(place=places, move=st.sampled_from(sorted(moves.ALL_OF_LEADS)), who=anybody)
    def work_on_lead(self, place: int, move: str, who: str) -> None:
        lead_id = self._lead(place)
        if lead_id is not None:
            self._work_on(lead_id, move, who)

    @rule(seed=st.integers(0, 2**32), customer=st.sampled_from(range(len(CUSTOMERS))))
    def lead_finds_a_holder(self, seed: int, customer: int) -> None:
        """Take one in and push it to a partner, which mostly accepts and works on it."""
        random = self._random(seed)
        self.take_in_lead(customer, qualified=True)
        lead_id, partner = self.house.leads[-1], random.choice(PARTNERS)
        actor = self.house.actors[random.choice(SELLERS[partner])]
        partner_id = self.house.cast.companies[partner].id
        desk = self.house.actors["desk"]
        self.house.attempt(
            "offer by push",
            lambda: placing.offer_lead(self._database, desk, lead_id, Rule.PUSH, partner_id),
        )
        self.everything_holds()
        with self._database.work(system_actor("test")) as work:
            asked = sa.select(LeadOffer.id).where(
                LeadOffer.lead_id == lead_id, LeadOffer.owner_company_id == partner_id
            )
            offer_id = work.session.scalars(asked).first()
        if offer_id is None:
            return  # somebody else is protected on this customer, and was asked instead
        self.house.attempt("accept lead", lambda: placing.accept(self._database, actor, offer_id))
        self.everything_holds()
        if random.random() < 0.7:
            self.go_on_with_held_lead(seed)

    @rule(seed=st.integers(0, 2**32))
    def go_on_with_held_lead(self, seed: int) -> None:
        """Mostly somebody of the company that holds it; sometimes a rival tries."""
        random = self._random(seed)
        with self._database.work(system_actor("test")) as work:
            leads = work.all(
                sa.select(Lead).where(Lead.state.in_(HELD)).order_by(Lead.created_at, Lead.id)
            )
            held = [(each.id, each.holder_company_id) for each in leads]
        if not held:
            return
        lead_id, company_id = random.choice(held)
        company = self._name(company_id) if random.random() < 0.9 else random.choice(PARTNERS)
        who, move = random.choice(SELLERS[company]), random.choice(moves.OF_HOLDERS)
        self._work_on(lead_id, move, who)

    def _work_on(self, lead_id: UUID, move: str, who: str) -> None:
        house = self.house

        def act() -> None:
            with self._database.work(house.actors[who]) as work:
                moves.ALL_OF_LEADS[move](work, work.get(Lead, lead_id))

        house.attempt(move, act)

    def _lead(self, place: int) -> UUID | None:
        leads = self.house.leads
        return leads[place % len(leads)] if leads else None
