"""A protected deal of Lübeck's, and the hand-offs of it that tests play."""

from uuid import UUID

import sqlalchemy as sa

from deals.actions import approve_deal
from deals.handoffs import accepting, answers, checklist, consent, offering, placing
from deals.handoffs.models import HandOff, HandOffOffer, HandOffTask
from deals.handoffs.offering import NewHandOff
from deals.handoffs.states import Fallback, Kind, OfferState
from deals.models import Deal
from deals.queries import get_deal
from partners.accounts.models import Account
from portal.kernel.actor import Actor, system_actor
from tests.cast import Cast

WHO = "We introduce you, you sell and install."


class Stage:
    """Lübeck's own customer, of whom Danzig and Novgorod know another one each."""

    def __init__(self, cast: Cast, *, by: str = "bob", account: Account | None = None) -> None:
        self.cast, self.database = cast, cast.database
        for partner in ("danzig", "novgorod"):
            cast.share(cast.account(f"Known to {partner}", "alice"), partner, "alice")
        self.account = account or cast.account("Halden Logistics", "alice")
        self.deal_id = self.protected(self.account, by)
        self.handoff_id = UUID(int=0)

    def protected(self, account: Account, by: str) -> UUID:
        deal = self.cast.deal(account, by)
        with self.database.work(self.cast.actor("adam")) as work:
            approve_deal(work, get_deal(work, deal.id))
        return deal.id

    def company(self, name: str) -> UUID:
        return self.cast.companies[name].id

    def hand_off(
        self,
        *partners: str,
        by: str = "alice",
        percent: int = 100,
        fallback: Fallback = Fallback.STAY,
        kind: Kind = Kind.TRANSFER,
        who: str = WHO,
    ) -> UUID:
        asked = tuple(self.company(each) for each in partners)
        new = NewHandOff(kind, who, percent, fallback, asked)
        actor = self.cast.actor(by)
        self.handoff_id = offering.hand_off(self.database, actor, self.deal_id, new)
        return self.handoff_id

    def agree(self, who: str = "alice") -> None:
        consent.agree(self.database, self.cast.actor(who), self.handoff_id)

    def refuse(self, who: str = "alice", reason: str = "We sell it ourselves") -> None:
        consent.refuse(self.database, self.cast.actor(who), self.handoff_id, reason)

    def place(self, *partners: str, by: str = "adam") -> None:
        asked = [self.company(each) for each in partners]
        placing.place(self.database, self.cast.actor(by), self.handoff_id, asked)

    def offers(self) -> dict[str, OfferState]:
        names = {company.id: name for name, company in self.cast.companies.items()}
        with self.database.work(system_actor("test")) as work:
            found = work.all(
                sa.select(HandOffOffer).where(HandOffOffer.handoff_id == self.handoff_id)
            )
            return {names[each.owner_company_id]: each.state for each in found}

    def offer_to(self, partner: str) -> UUID:
        return self.offer(partner).id

    def offer(self, partner: str) -> HandOffOffer:
        with self.database.work(system_actor("test")) as work:
            return work.one(
                sa.select(HandOffOffer).where(
                    HandOffOffer.handoff_id == self.handoff_id,
                    HandOffOffer.owner_company_id == self.company(partner),
                )
            )

    def accept(self, who: str = "charlie", partner: str = "danzig") -> Deal:
        """Accept, and return the deal that came of it."""
        self.accept_as(self.cast.actor(who), partner)
        with self.database.work(system_actor("test")) as work:
            deal_id = self.offer(partner).deal_id
            assert deal_id is not None
            return get_deal(work, deal_id)

    def accept_as(self, actor: Actor, partner: str = "danzig") -> None:
        accepting.accept(self.database, actor, self.offer_to(partner))

    def decline(self, who: str = "charlie", partner: str = "danzig", reason: str = "No") -> None:
        actor = self.cast.actor(who)
        answers.decline(self.database, actor, self.offer_to(partner), reason)

    def give_back(self, who: str = "charlie", partner: str = "danzig") -> None:
        actor = self.cast.actor(who)
        checklist.give_back(self.database, actor, self.offer_to(partner), "It does not fit")

    def tasks(self) -> list[HandOffTask]:
        with self.database.work(system_actor("test")) as work:
            return list(
                work.all(
                    sa.select(HandOffTask)
                    .where(HandOffTask.handoff_id == self.handoff_id)
                    .order_by(HandOffTask.position)
                )
            )

    def tick(self, who: str, task: HandOffTask) -> None:
        checklist.tick(self.database, self.cast.actor(who), task.id)

    @property
    def handoff(self) -> HandOff:
        with self.database.work(system_actor("test")) as work:
            return work.get(HandOff, self.handoff_id)

    @property
    def deal(self) -> Deal:
        with self.database.work(system_actor("test")) as work:
            return get_deal(work, self.deal_id)
