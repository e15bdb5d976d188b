"""Deals handed to others, sold together and given back, as one more thing that people do."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from deals.handoffs import answers, consent, offering, placing
from deals.handoffs.accepting import accept
from deals.handoffs.checklist import give_back, tick
from deals.handoffs.models import HandOff, HandOffOffer, HandOffTask
from deals.handoffs.offering import NewHandOff
from deals.handoffs.states import Fallback, Kind
from deals.handoffs.together import end_together
from portal.kernel.actor import system_actor
from tests.deals.machine.house import PARTNERS, SELLERS, STAFF
from tests.deals.machine.moves import WHY
from tests.deals.machine.player import Player

seeds: Final = st.integers(0, 2**32)


class HandingOver(Player):
    """Rules for hand-offs; `house` is where they are taken."""

    @precondition(lambda self: self.house.owners)
    @rule(seed=seeds)
    def hand_off(self, seed: int) -> None:
        """By the owner, by the host, and sometimes by somebody who may not."""
        random, house = self._random(seed), self.house
        deal_id = random.choice(list(house.owners))
        owner = house.owners[deal_id]
        who = random.choice([*SELLERS[owner], *STAFF, *SELLERS[owner], "charlie"])
        others = [house.cast.companies[each].id for each in PARTNERS if each != owner]
        new = NewHandOff(
            random.choice(list(Kind)),
            "You sell, we deliver.",
            random.choice([0, 30, 100]),
            random.choice(list(Fallback)),
            tuple(random.sample(others, random.choice([0, 1, 2]))),
        )
        actor = house.actors[who]
        house.attempt(
            f"hand off to {new.kind.value.lower()}",
            lambda: offering.hand_off(self._database, actor, deal_id, new),
        )

    @rule(seed=seeds)
    def place_or_recall(self, seed: int) -> None:
        random, database = self._random(seed), self._database
        found = self._ids(
            sa.select(HandOff.id).where(HandOff.state.in_(["PROPOSED", "DRAFT", "OFFERED"]))
        )
        if not found:
            return
        handoff_id, actor = random.choice(found), self.house.actors[random.choice(STAFF)]
        chosen = [self.house.cast.companies[random.choice(PARTNERS)].id]
        if random.random() < 0.6:
            self.house.attempt(
                "place hand-off", lambda: placing.place(database, actor, handoff_id, chosen)
            )
        else:
            self.house.attempt(
                "recall hand-off", lambda: offering.recall(database, actor, handoff_id, WHY)
            )

    @rule(seed=seeds)
    def answer_proposal(self, seed: int) -> None:
        """Mostly somebody of the company whose deal it is; sometimes a rival or the host tries."""
        random, house = self._random(seed), self.house
        found = self._ids(sa.select(HandOff.id).where(HandOff.state == "PROPOSED"))
        if not found:
            return
        handoff_id, database = random.choice(found), self._database
        with database.work(system_actor("test")) as work:
            owner = house.owners[work.get(HandOff, handoff_id).deal_id]
        is_theirs = random.random() < 0.8
        who = random.choice(SELLERS[owner] if is_theirs else [*STAFF, "charlie", "nina"])
        actor = house.actors[who]
        may = who in SELLERS[owner]
        if random.random() < 0.7:
            done = house.attempt("agree", lambda: consent.agree(database, actor, handoff_id))
        else:
            done = house.attempt("refuse", lambda: consent.refuse(database, actor, handoff_id, WHY))
        assert may or not done, f"{who} answered for {owner}"

    @rule(seed=seeds)
    def answer_hand_off(self, seed: int) -> None:
        """Mostly somebody of the company that was asked; sometimes a rival tries."""
        random, house = self._random(seed), self.house
        found = self._ids(sa.select(HandOffOffer.id).where(HandOffOffer.state == "PENDING"))
        if not found:
            return
        offer_id = random.choice(found)
        company = self._company_of(offer_id) if random.random() < 0.9 else random.choice(PARTNERS)
        who = random.choice(SELLERS[company])
        actor, database = house.actors[who], self._database
        if random.random() < 0.25:
            house.attempt(
                "decline hand-off", lambda: answers.decline(database, actor, offer_id, WHY)
            )
        elif house.attempt("accept hand-off", lambda: accept(database, actor, offer_id)):
            self._note_acceptance(offer_id, company, who)

    def _note_acceptance(self, offer_id: UUID, company: str, who: str) -> None:
        with self._database.work(system_actor("test")) as work:
            offer = work.get(HandOffOffer, offer_id)
            handoff = work.get(HandOff, offer.handoff_id)
            assert offer.deal_id is not None
            if handoff.kind is Kind.TRANSFER:
                self.house.owners[offer.deal_id] = company
                self.house.submitters[offer.deal_id] = who
            else:
                self.house.together.add((offer.deal_id, company))

    @rule(seed=seeds)
    def tick_steps(self, seed: int) -> None:
        """Both sides get on with a hand-over, all of it or a part."""
        random, house = self._random(seed), self.house
        tasks = self._ids(sa.select(HandOffTask.id).where(HandOffTask.done_at.is_(None)))
        for task_id in tasks[: random.choice([1, 3, 10])]:
            for who in (*SELLERS["luebeck"][:1], *SELLERS["danzig"][:1], *SELLERS["novgorod"][:1]):
                actor = house.actors[who]
                if house.attempt("tick", self._ticked(actor, task_id)):
                    break

    def _ticked(self, actor: object, task_id: UUID) -> Callable[[], None]:
        return lambda: tick(self._database, actor, task_id)  # type: ignore[arg-type]

    @rule(seed=seeds)
    def return_or_end(self, seed: int) -> None:
        random, house = self._random(seed), self.house
        found = self._ids(
            sa.select(HandOffOffer.id).where(HandOffOffer.state.in_(["ACCEPTED", "COMPLETED"]))
        )
        if not found:
            return
        offer_id, database = random.choice(found), self._database
        company = self._company_of(offer_id)
        actor = house.actors[random.choice(SELLERS[company])]
        with database.work(system_actor("test")) as work:
            offer = work.get(HandOffOffer, offer_id)
            handoff_id, deal_id = offer.handoff_id, offer.deal_id
        if random.random() < 0.3:
            desk = house.actors["desk"]
            done = house.attempt(
                "end together", lambda: end_together(database, desk, handoff_id, WHY)
            )
        else:
            done = house.attempt("give back", lambda: give_back(database, actor, offer_id, WHY))
        if not done:
            return
        with database.work(system_actor("test")) as work:
            handoff = work.get(HandOff, handoff_id)
            assert deal_id is not None
            if handoff.back_id is None:
                house.together.discard((deal_id, company))
                return
            house.owners[handoff.back_id] = house.owners[handoff.deal_id]
            house.submitters[handoff.back_id] = house.submitters[handoff.deal_id]

    def _company_of(self, offer_id: UUID) -> str:
        with self._database.work(system_actor("test")) as work:
            return self._name(work.get(HandOffOffer, offer_id).owner_company_id)

    def _ids(self, statement: sa.Select[UUID]) -> list[UUID]:
        with self._database.work(system_actor("test")) as work:
            column = statement.selected_columns[0].table.c
            return list(work.session.scalars(statement.order_by(column.created_at, column.id)))
