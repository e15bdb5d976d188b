"""Steps of a random history: each is done in the portal by its actions, and noted as a fact.

Where the facts say that a step is not open, the portal must refuse it; where they say it is, the
portal must do it. Both count as a difference otherwise.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from partners.accounts.actions import GrantTerms, share_account
from partners.accounts.models import Account, AccountShareGrant, GrantAccess, GrantObject
from partners.companies.actions import assign_channel_manager, resume_partner, suspend_partner
from partners.companies.models import Company, PartnerRelationship
from partners.people.actions import change_roles, resume_member, suspend_member
from partners.people.models import Membership, Person
from partners.sharing import actions, requests
from partners.sharing.jobs import keep_time, settle_with_relationships
from portal.kernel.db import Work
from portal.kernel.errors import KontorError
from portal.kernel.permissions import Role
from tests.conftest import StoppedClock
from tests.partners.histories.rule import HOST, PARTNERS, Gift, Truth
from tests.partners.histories.stage import ADMINS, TELLER, Stage

LONGEST: Final = timedelta(days=330)
"""How far the clock goes in one history: the machines' credentials live for a year."""
MOVABLE: Final = ("bob", "vera", "sam", "emil", "desk", "olga")
PARTNER_ROLES: Final = (Role.SELLER, Role.VIEWER, Role.PARTNER_MANAGER, Role.MARKETING)
HOST_ROLES: Final = (Role.CHANNEL_MANAGER, Role.DEAL_DESK, Role.LEGAL)


@dataclass
class History:
    """A history while it is told: the facts so far, and what was said of each step."""

    stage: Stage
    truth: Truth
    clock: StoppedClock
    random: Random
    start: datetime
    told: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    grant_ids: dict[int, UUID] = field(default_factory=dict)

    def step(self) -> None:
        self.random.choice(STEPS)(self)

    def do(self, who: str, said: str, act: Callable[[Work], Any], *, is_open: bool) -> Any:
        """Have somebody act; note what differs when the portal and the facts do not agree."""
        if not self.truth.may_act(who):
            return None
        try:
            with self.stage.database.work(self.stage.cast.actor(who)) as work:
                result = act(work) or True
        except KontorError as refusal:
            self.told.append(f"{who} may not: {said} ({type(refusal).__name__})")
            if is_open:
                self.differences.append(f"refused: {self.told[-1]}")
            return None
        self.told.append(f"{who}: {said}")
        if not is_open:
            self.differences.append(f"not refused: {self.told[-1]}")
        return result

    def settle(self, partner: str) -> None:
        """Do what the worker does after a relationship changed or an offer was taken."""
        with self.stage.database.work(TELLER) as work:
            settle_with_relationships(work, self.company(partner))

    def company(self, name: str) -> UUID:
        return self.stage.cast.companies[name].id

    def live(self, account: str, taker: str) -> Gift | None:
        for gift in self.truth.gifts:
            if (gift.account, gift.taker) == (account, taker) and gift.is_live(self.truth.now):
                return gift
        return None


def _terms(history: History) -> GrantTerms:
    chosen = [each for each in GrantObject if history.random.random() < 0.5]
    access = history.random.choice(list(GrantAccess))
    days = history.random.choice((1, 5, 30, 180))
    return GrantTerms(tuple(chosen), access, "A purpose", days)


def give(history: History) -> None:
    """Share an account, or offer it: between two partners it is always an offer."""
    truth, random = history.truth, history.random
    account = random.choice(list(truth.owners))
    giver = truth.owners[account]
    taker = random.choice([each for each in (HOST, *PARTNERS) if each != giver])
    between_partners = HOST not in {giver, taker}
    is_offer = between_partners or (taker != HOST and random.random() < 0.3)
    terms = _terms(history)
    is_free = history.live(account, taker) is None
    is_open = is_free and not (giver == HOST and taker in truth.shut_out)

    def act(work: Work) -> AccountShareGrant:
        record = work.get(Account, history.stage.ids["account", account])
        share = actions.offer_account if is_offer else share_account
        return share(work, record, history.stage.cast.companies[taker], terms)

    verb = "offers" if is_offer else "shares"
    said = f"{verb} {account} with {taker}: {[*terms.objects]} for {terms.days} days"
    grant = history.do(ADMINS[giver], said, act, is_open=is_open)
    if grant:
        for gift in truth.gifts:  # what had run out makes room
            if (gift.account, gift.taker) == (account, taker):
                gift.is_ended = True
        _note(history, account, taker, terms, grant.id, is_taken=not is_offer)


def _note(
    history: History, account: str, taker: str, terms: GrantTerms, grant_id: UUID, *, is_taken: bool
) -> None:
    number = len(history.truth.gifts)
    history.grant_ids[number] = grant_id
    history.truth.gifts.append(
        Gift(
            number,
            account,
            history.truth.owners[account],
            taker,
            frozenset(each.value for each in terms.objects),
            history.truth.now + timedelta(days=terms.days),
            is_taken=is_taken,
        )
    )


def _some_gift(history: History) -> Gift | None:
    gifts = history.truth.gifts
    return history.random.choice(gifts[-6:]) if gifts else None


def answer(history: History) -> None:
    gift = _some_gift(history)
    if gift is None:
        return
    is_waiting = not gift.is_taken and not gift.is_ended
    accepts = history.random.random() < 0.8

    def act(work: Work) -> None:
        grant = work.get(AccountShareGrant, history.grant_ids[gift.number])
        if accepts:
            actions.accept_offer(work, grant)
        else:
            actions.decline_offer(work, grant, "No")

    is_open = is_waiting and (gift.is_live(history.truth.now) or not accepts)
    verb = "accepts" if accepts else "declines"
    if history.do(ADMINS[gift.taker], f"{verb} {gift.number}", act, is_open=is_open):
        gift.is_taken, gift.is_ended = accepts, not accepts
        for side in {gift.giver, gift.taker} - {HOST}:
            history.settle(side)


def change(history: History) -> None:
    gift = _some_gift(history)
    if gift is None:
        return
    terms = _terms(history)
    until = history.truth.now + timedelta(days=terms.days)

    def act(work: Work) -> None:
        grant = work.get(AccountShareGrant, history.grant_ids[gift.number])
        new = actions.NewTerms(terms.objects, terms.access, "Another purpose", until)
        actions.change_grant(work, grant, new)

    said = f"changes {gift.number} to {[*terms.objects]} for {terms.days} days"
    is_open = not gift.is_ended
    if history.do(ADMINS[gift.giver], said, act, is_open=is_open):
        gift.objects = frozenset(each.value for each in terms.objects)
        gift.until = until


def end(history: History) -> None:
    gift = _some_gift(history)
    if gift is None:
        return

    def act(work: Work) -> None:
        grant = work.get(AccountShareGrant, history.grant_ids[gift.number])
        actions.end_grants(work, [grant], "over")

    is_open = not gift.is_ended
    if history.do(ADMINS[gift.giver], f"ends {gift.number}", act, is_open=is_open):
        gift.is_ended = True


def renew(history: History) -> None:
    """Renew two at once: all or none."""
    company = history.random.choice((HOST, *PARTNERS))
    mine = [gift for gift in history.truth.gifts if gift.giver == company][-2:]
    if not mine:
        return
    until = history.truth.now + timedelta(days=history.random.choice((3, 40)))

    def act(work: Work) -> None:
        ids = [history.grant_ids[gift.number] for gift in mine]
        actions.renew_grants(work, [work.get(AccountShareGrant, each) for each in ids], until)

    is_open = not any(gift.is_ended for gift in mine)
    said = f"renews {[gift.number for gift in mine]}"
    if history.do(ADMINS[company], said, act, is_open=is_open):
        for gift in mine:
            gift.until = until


def ask(history: History) -> None:
    """A partner asks for a customer of the host's, and gets it."""
    truth, taker = history.truth, history.random.choice(PARTNERS)
    account = history.random.choice([each for each in truth.owners if truth.owners[each] == HOST])
    terms = _terms(history)
    asked = history.do(
        ADMINS[taker],
        f"asks for {account}",
        lambda work: requests.request_share(
            work,
            requests.NewRequest(
                f"Customer {account} {len(history.told)}",
                "NO",
                terms.objects,
                terms.access,
                "A tender",
                days=terms.days,
            ),
        ),
        is_open=True,
    )
    if not asked:
        return

    def act(work: Work) -> AccountShareGrant:
        record = work.get(Account, history.stage.ids["account", account])
        again = work.get(type(asked), asked.id)
        return requests.grant_request(work, again, record, history.stage.cast.companies[taker])

    held = history.live(account, taker)
    said = f"grants {account} to {taker}: {[*terms.objects]} for {terms.days} days"
    grant = history.do("adam", said, act, is_open=True)
    if grant and held is None:
        for gift in truth.gifts:
            if (gift.account, gift.taker) == (account, taker):
                gift.is_ended = True
        _note(history, account, taker, terms, grant.id, is_taken=True)
    elif grant and held is not None:
        held.is_taken = True  # who asked for what was offered need not accept it too
        held.objects |= {each.value for each in terms.objects}
        held.until = max(held.until, truth.now + timedelta(days=terms.days))


def pass_time(history: History) -> None:
    span = timedelta(days=history.random.choice((0.5, 2, 20, 60)))
    if history.truth.now + span > history.start + LONGEST:
        return
    history.clock.at += span
    history.truth.now = history.clock.at
    history.told.append(f"{span} pass")


def keep_the_time(history: History) -> None:
    keep_time(history.stage.database)
    for gift in history.truth.gifts:
        gift.is_ended = gift.is_ended or gift.until <= history.truth.now
    history.told.append("the worker keeps the time")


def shut_out_or_let_in(history: History) -> None:
    partner = history.random.choice(PARTNERS)
    is_out = partner in history.truth.shut_out

    def act(work: Work) -> None:
        relationship = _relationship(history, work, partner)
        if is_out:
            resume_partner(work, relationship)
        else:
            suspend_partner(work, relationship, "unpaid")

    said = f"{'lets in' if is_out else 'shuts out'} {partner}"
    if history.do("adam", said, act, is_open=True):
        history.truth.shut_out ^= {partner}
        history.settle(partner)


def assign(history: History) -> None:
    partner, manager = history.random.choice(PARTNERS), history.random.choice(("dana", "emil"))

    def act(work: Work) -> None:
        person = work.get(Person, history.stage.cast.people[manager].id)
        assign_channel_manager(work, _relationship(history, work, partner), person)

    if history.do("adam", f"gives {partner} to {manager}", act, is_open=True):
        history.truth.managers[partner] = manager


def move_person(history: History) -> None:
    """Shut somebody out of their company, let them in again, or give them another role."""
    name = history.random.choice(MOVABLE)
    figure = history.truth.figures[name]
    role = history.random.choice(HOST_ROLES if figure.company == HOST else PARTNER_ROLES)
    suspends = figure.is_in and history.random.random() < 0.4

    def act(work: Work) -> None:
        member = work.get(Membership, history.stage.members[name])
        if suspends:
            suspend_member(work, member, "away")
        elif not figure.is_in:
            resume_member(work, member)
        else:
            change_roles(work, member, frozenset({role}))

    verb = "shuts out" if suspends else f"makes a {role}" if figure.is_in else "lets in"
    if history.do("adam", f"{verb} {name}", act, is_open=True):
        if suspends or not figure.is_in:
            figure.is_in = not figure.is_in
        else:
            figure.role = role.value


def _relationship(history: History, work: Work, partner: str) -> PartnerRelationship:
    company = work.get(Company, history.company(partner))
    return work.one(
        sa.select(PartnerRelationship).where(PartnerRelationship.partner_id == company.id)
    )


STEPS: Final = (
    give,
    give,
    give,
    answer,
    answer,
    change,
    end,
    renew,
    ask,
    pass_time,
    keep_the_time,
    shut_out_or_let_in,
    assign,
    move_person,
    move_person,
)
