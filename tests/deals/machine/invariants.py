"""What holds after every step, whoever took it: read from the tables, judged by own rules."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from deals.attribution.models import DealAttribution
from deals.commissions.models import CommissionEntry, EntryKind
from deals.leads.models import Lead, LeadContact, LeadOffer
from deals.leads.states import LEAD_TRANSITIONS, OFFER_TRANSITIONS
from deals.models import Deal
from deals.pipeline.states import CLOSED, STAGE_TRANSITIONS, Stage
from deals.protection.models import Protection
from deals.protection.states import PROTECTION_TRANSITIONS, ProtectionState
from deals.review.states import REVIEW_TRANSITIONS
from portal.kernel.actor import system_actor
from portal.kernel.db import Work, raw
from tests.cast import PEOPLE
from tests.deals.machine.house import MANAGES, RATE, House, Standing

_RUNNING = frozenset({"PROVISIONAL", "ACTIVE"})
_TWICE = sa.text("""
  SELECT count(*) FROM protections a JOIN protections b ON a.id < b.id
    AND a.customer_key = b.customer_key AND a.family_code = b.family_code
    AND a.territory_code = b.territory_code
  WHERE a.is_exclusive AND b.is_exclusive AND a.during @> :now AND b.during @> :now
    AND a.state = ANY (:running) AND b.state = ANY (:running)
""").bindparams(sa.bindparam("now", type_=sa.DateTime(timezone=True)))


class Seen(NamedTuple):
    """What the tables said after the last step."""

    deals: Mapping[UUID, Standing]
    leads: Mapping[UUID, str]
    offers: Mapping[UUID, str]


NOTHING = Seen({}, {}, {})


def check(house: House, before: Seen, reader: str) -> Seen:
    """Hold everything against the rules; return what the tables say now."""
    with house.cast.database.work(system_actor("test")) as work:
        deals = {
            deal.id: deal
            for deal in work.all(sa.select(Deal).options(sa.orm.selectinload(Deal.lines)))
        }
        _one_exclusive_protection(work)
        _protections_say_what_deals_say(work, deals)
        _one_owner(house, deals)
        _shares_add_up(work)
        _ledger_adds_up(work, deals)
        seen = Seen(
            {
                each.id: Standing(each.review, each.protection, each.stage)
                for each in deals.values()
            },
            *_leads(work, deals),
        )
    _moved_as_the_maps_say(before, seen)
    _reads_what_the_rule_says(house, reader, deals)
    return seen


def _one_exclusive_protection(work: Work) -> None:
    """One scope has at most one exclusive protection at this instant."""
    values = {"now": work.now, "running": sorted(_RUNNING)}
    assert work.session.scalar(raw(_TWICE, "the test's own look"), values) == 0


def _protections_say_what_deals_say(work: Work, deals: Mapping[UUID, Deal]) -> None:
    """A running protection has a span for each family it gives, with its state and its end."""
    spans: dict[UUID, list[Protection]] = {each: [] for each in deals}
    for span in work.all(sa.select(Protection)):
        spans[span.deal_id].append(span)
    for deal in deals.values():
        running = [each for each in spans[deal.id] if each.state in _RUNNING]
        if deal.protection not in _RUNNING:
            assert running == [], f"{deal.number} is {deal.protection}, and a span of it runs"
            continue
        given = {line.family_code for line in deal.lines} - set(deal.left_out)
        assert sorted(each.family_code for each in running) == sorted(given)
        for span in running:
            assert span.owner_company_id == deal.owner_company_id
            assert span.state == deal.protection
            assert span.during.upper == deal.protected_until
            if deal.protection is ProtectionState.ACTIVE:
                assert span.is_exclusive == deal.is_exclusive


def _one_owner(house: House, deals: Mapping[UUID, Deal]) -> None:
    """No deal is lost, and each belongs to whom it belonged."""
    names = {company.id: name for name, company in house.cast.companies.items()}
    assert {each.id: names[each.owner_company_id] for each in deals.values()} == house.owners
    places = [
        each.submission_sequence
        for each in deals.values()
        if each.protection is not ProtectionState.TRANSFERRED  # its place went on to a successor
    ]
    assert len(places) == len(set(places))


def _is_over(deal: Deal) -> bool:
    return deal.stage in CLOSED or deal.protection is ProtectionState.TRANSFERRED


def _shares_add_up(work: Work) -> None:
    """Whoever has a share in a deal, all shares are the whole of it."""
    per_deal: dict[UUID, int] = {}
    for each in work.all(sa.select(DealAttribution)):
        per_deal[each.deal_id] = per_deal.get(each.deal_id, 0) + each.percent
    assert set(per_deal.values()) <= {100}


def _ledger_adds_up(work: Work, deals: Mapping[UUID, Deal]) -> None:
    """A won deal earns its rate once, whoever shares it; no more is approved or paid than that."""
    entries = work.all(sa.select(CommissionEntry))
    earned: dict[UUID, Decimal] = {}
    for accrual in entries:
        if accrual.kind is not EntryKind.ACCRUED:
            continue
        earned[accrual.deal_id] = earned.get(accrual.deal_id, Decimal(0)) + accrual.amount
        sums = {
            kind: sum(e.amount for e in entries if e.accrual_id == accrual.id and e.kind is kind)
            for kind in EntryKind
        }
        assert sums[EntryKind.PAID] <= sums[EntryKind.APPROVED] <= accrual.amount
        assert sums[EntryKind.CLAWED_BACK] <= accrual.amount
    for deal_id, amount in earned.items():
        deal = deals[deal_id]
        assert deal.stage is Stage.WON
        lines = [(line.amount * RATE / 100).quantize(Decimal("0.01")) for line in deal.lines]
        assert amount == sum(lines)


def _leads(work: Work, deals: Mapping[UUID, Deal]) -> tuple[dict[UUID, str], dict[UUID, str]]:
    """A lead has one holder where somebody accepted it, and became a deal of that holder."""
    leads = work.all(sa.select(Lead))
    offers = work.all(sa.select(LeadOffer))
    for lead in leads:
        accepted = [o for o in offers if o.lead_id == lead.id and o.state == "ACCEPTED"]
        if lead.state in {"ACCEPTED", "CONTACTED", "CONVERTED"}:
            assert [each.owner_company_id for each in accepted] == [lead.holder_company_id]
        if lead.state in {"QUALIFIED", "OFFERED", "UNPLACED", "NEW"}:
            assert accepted == []
        if lead.state != "OFFERED":
            assert not any(o.state == "PENDING" for o in offers if o.lead_id == lead.id)
        if lead.deal_id is not None:
            assert deals[lead.deal_id].owner_company_id == lead.holder_company_id
    return {each.id: each.state for each in leads}, {each.id: each.state for each in offers}


def _moved_as_the_maps_say(before: Seen, now: Seen) -> None:
    """Nothing is where its map leads not to; one step may open and end a review at once."""
    for deal_id, was in before.deals.items():
        is_now = now.deals[deal_id]
        assert is_now.review in _reachable(REVIEW_TRANSITIONS, was.review)
        assert is_now.protection in _reachable(PROTECTION_TRANSITIONS, was.protection)
        assert is_now.stage in {was.stage, *STAGE_TRANSITIONS[was.stage]}  # type: ignore[index]
    for lead_id, state in before.leads.items():
        assert now.leads[lead_id] in _reachable(LEAD_TRANSITIONS, state)
    for offer_id, state in before.offers.items():
        assert now.offers[offer_id] in {state, *OFFER_TRANSITIONS[state]}  # type: ignore[index]


def _reachable(steps: Mapping[Any, frozenset[Any]], start: str) -> set[str]:
    """Return what is reached in three steps at the most: time may end one and begin the next."""
    found = {start}
    for _ in range(3):
        found |= {to for each in found for to in steps[each]}
    return found


def _reads_what_the_rule_says(house: House, reader: str, deals: Mapping[UUID, Deal]) -> None:
    """Nobody reads a deal or whom a lead is about, but who owns it or looks after its owner."""
    company = PEOPLE[reader][1]
    if company == "host":
        expected = {each for each, owner in house.owners.items() if owner in MANAGES[reader]}
    elif reader in {"bob", "sam"}:
        expected = {each for each, who in house.submitters.items() if who == reader}
    else:
        expected = {each for each, owner in house.owners.items() if owner == company}
    expected |= {
        deal_id
        for deal_id, seller in house.together
        if seller == company and not _is_over(deals[deal_id])
    }
    with house.cast.database.work(house.actors[reader]) as work:
        assert set(work.session.scalars(sa.select(Deal.id))) == expected
        owners = set(work.session.scalars(sa.select(Protection.deal_id)))
        assert owners <= expected
        contacts = set(work.session.scalars(sa.select(LeadContact.lead_id)))
        told = set(work.session.scalars(sa.select(LeadOffer.owner_company_id)))
        holders = {each.id: each.holder_company_id for each in work.all(sa.select(Lead))}
    if company == "host":
        return
    own = house.cast.companies[company].id
    assert contacts == {each for each, holder in holders.items() if holder == own}
    assert told <= {own}
    assert set(holders.values()) <= {own}
