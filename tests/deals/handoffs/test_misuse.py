"""What one of the two companies of a hand-off could take from the other, and does not get."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from deals.actions import approve_deal
from deals.attribution.models import DealAttribution
from deals.attribution.queries import percent_of
from deals.handoffs.states import Fallback, HandOffState, Kind, OfferState
from deals.handoffs.together import end_together
from deals.models import Deal
from deals.pipeline.actions import move_stage
from deals.pipeline.states import Stage as SaleStage
from deals.pipeline.states import StageReason
from deals.programme.actions import set_programme
from deals.programme.models import DEFAULTS
from deals.queries import get_deal
from deals.registration.actions import register_deal
from partners.accounts.models import Account, AccountShareGrant, GrantObject, GrantState
from partners.companies.actions import suspend_partner
from partners.companies.models import PartnerRelationship
from portal.kernel.actor import system_actor
from portal.kernel.errors import Conflict, TransitionRefused
from tests.api.conftest import MachineOf, machine_of
from tests.cast import Cast, a_deal
from tests.deals.handoffs.stage import Stage
from tests.deals.handoffs.test_rooms import Heard

__all__ = ["machine_of"]
TEST = system_actor("test")


@pytest.fixture
def hosts(cast: Cast) -> Stage:
    """Lübeck's deal with a customer of the host's."""
    account = cast.account("Nordkai", "dana")
    cast.share(account, "luebeck")
    return Stage(cast, by="alice", account=account)


@pytest.fixture
def danzigs(cast: Cast) -> Stage:
    """Lübeck's deal with a customer of Danzig's."""
    account = cast.account("Danzigs own", "charlie")
    cast.share(account, "luebeck", "charlie")
    return Stage(cast, by="alice", account=account)


def _shares(handing: Stage, deal_id: object) -> dict[str, int]:
    names = {company.id: name for name, company in handing.cast.companies.items()}
    with handing.database.work(TEST) as work:
        shares = work.all(sa.select(DealAttribution).where(DealAttribution.deal_id == deal_id))
        return {names[each.owner_company_id]: each.percent for each in shares}


def test_whoever_ends_the_selling_together_takes_back_what_it_gave_and_no_more(
    danzigs: Stage, cast: Cast
) -> None:
    danzigs.hand_off("danzig", percent=60)
    danzigs.deal_id = danzigs.accept().id
    assert _shares(danzigs, danzigs.deal_id) == {"luebeck": 40, "danzig": 60}
    danzigs.hand_off("luebeck", by="charlie", kind=Kind.CO_SELL, percent=1)
    danzigs.accept("alice", "luebeck")
    end_together(cast.database, cast.charlie, danzigs.handoff_id, "We go on alone")
    assert _shares(danzigs, danzigs.deal_id) == {"luebeck": 40, "danzig": 60}


def test_who_gave_all_of_a_deal_away_has_nothing_left_to_give(handing: Stage, cast: Cast) -> None:
    for partner, who in (("danzig", "charlie"), ("novgorod", "nina")):
        handing.hand_off(partner, kind=Kind.CO_SELL, percent=50)
        handing.accept(who, partner)
        for task in handing.tasks():
            handing.tick("alice" if task.side == "GIVER" else who, task)
    assert _shares(handing, handing.deal_id) == {"luebeck": 0, "danzig": 50, "novgorod": 50}
    with cast.database.work(TEST) as work:
        assert percent_of(work, handing.deal_id, handing.company("luebeck")) == 0


def test_a_share_is_not_taken_back_once_the_deal_is_won(handing: Stage, cast: Cast) -> None:
    handing.hand_off("danzig", kind=Kind.CO_SELL, percent=30)
    handing.accept()
    with cast.database.work(cast.alice) as work:
        deal = get_deal(work, handing.deal_id)
        for stage in (SaleStage.DEVELOPED, SaleStage.PROPOSED, SaleStage.NEGOTIATED):
            move_stage(work, deal, stage, None, "")
            work.flush()
        move_stage(work, deal, SaleStage.WON, StageReason.SOLUTION, "")
    end_together(cast.database, cast.alice, handing.handoff_id, "Now that it is won")
    assert _shares(handing, handing.deal_id) == {"luebeck": 70, "danzig": 30}


def test_no_step_is_ticked_once_the_hand_over_has_ended(handing: Stage) -> None:
    handing.hand_off("danzig")
    handing.accept()
    handing.give_back()
    for who, at in (("charlie", 4), ("alice", 0)):
        with pytest.raises(TransitionRefused):
            handing.tick(who, handing.tasks()[at])
    assert [each.done_at for each in handing.tasks()] == [None] * 5
    assert handing.handoff.state is HandOffState.RETURNED


def test_what_was_opened_for_a_deal_is_closed_when_it_goes_back(handing: Stage, cast: Cast) -> None:
    cast.share(handing.account, "danzig", "alice", objects=(GrantObject.DOCUMENTS,))
    handing.hand_off("danzig")
    handing.accept()
    handing.give_back()
    with cast.database.work(TEST) as work:
        grant = work.one(
            sa.select(AccountShareGrant).where(AccountShareGrant.account_id == handing.account.id)
        )
    assert (grant.state, set(grant.objects)) == (GrantState.ACTIVE, {"PROFILE", "DOCUMENTS"})


def test_ending_one_deal_leaves_the_customer_open_to_who_took_another_over(
    hosts: Stage, cast: Cast
) -> None:
    hosts.hand_off(kind=Kind.CO_SELL, percent=30)
    hosts.place("danzig")
    hosts.accept()
    for task in hosts.tasks():
        hosts.tick("alice" if task.side == "GIVER" else "charlie", task)
    together = hosts.handoff_id
    hosts.hand_off(percent=50)
    hosts.place("danzig")
    taken = hosts.accept()
    end_together(cast.database, cast.alice, together, "It is yours now")
    with cast.database.work(cast.charlie) as work:
        assert get_deal(work, taken.id).account_id == hosts.account.id
        assert work.find(Account, hosts.account.id) is not None


def test_a_deal_is_sold_together_once_with_one_company(handing: Stage, cast: Cast) -> None:
    handing.hand_off("danzig", kind=Kind.CO_SELL, percent=30)
    handing.accept()
    for task in handing.tasks():
        handing.tick("alice" if task.side == "GIVER" else "charlie", task)
    handing.hand_off("danzig", kind=Kind.CO_SELL, percent=10)
    with pytest.raises(Conflict):
        handing.accept()
    assert _shares(handing, handing.deal_id) == {"luebeck": 70, "danzig": 30}


def test_a_text_that_the_database_cannot_hold_is_refused(
    handing: Stage, machine_of: MachineOf
) -> None:
    alice = machine_of("alice", ("deals:read", "deals:hand-off"))
    asked = [str(handing.company("danzig"))]
    body = {"responsibilities": "You sell\0", "percent": 70, "receivers": asked}
    answer = alice.post(f"/deals/{handing.deal_id}/handoffs", body)
    assert answer.status_code == 400


def test_a_giver_who_cannot_take_it_back_tells_the_receiver_nothing_of_why(
    handing: Stage, cast: Cast
) -> None:
    handing.hand_off("danzig")
    handing.accept()
    handing.protected(cast.account("Another", "alice"), "alice")
    with cast.database.work(cast.actor("adam")) as work:
        set_programme(work, replace(DEFAULTS, most_protections=1), {}, ())
    with pytest.raises(Conflict) as full:
        handing.give_back()
    with cast.database.work(TEST) as work:
        partner = PartnerRelationship.partner_id == handing.company("luebeck")
        suspend_partner(work, work.one(sa.select(PartnerRelationship).where(partner)), "unpaid")
    with pytest.raises(Conflict) as suspended:
        handing.give_back()
    assert str(full.value) == str(suspended.value)
    assert "exclusive" not in str(full.value)


def test_a_giver_does_not_hear_how_many_the_host_asks(
    handing: Stage, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    handing.hand_off(fallback=Fallback.HOST)
    handing.place("danzig", "novgorod")
    bell = Heard()
    monkeypatch.setattr(cast.database, "bell", bell)
    handing.decline()
    assert handing.offers()["novgorod"] is OfferState.PENDING
    heard = {each for hint in bell.hints for each in hint.audiences}
    assert not any(str(handing.company("luebeck")) in each for each in heard)
    assert not any(
        str(cast.people[each].id) in audience for each in ("alice", "bob") for audience in heard
    )


def test_of_two_deals_with_one_customer_the_last_to_end_closes_it(
    handing: Stage, cast: Cast
) -> None:
    first_id = handing.deal_id
    handing.hand_off("danzig", kind=Kind.CO_SELL, percent=30)
    handing.accept()
    first = handing.handoff_id
    with cast.database.work(cast.actor("bob")) as work:
        account = work.get(Account, handing.account.id)
        second = register_deal(work, account, a_deal("SENSORS"))
    with cast.database.work(cast.actor("adam")) as work:
        approve_deal(work, get_deal(work, second.id))
    handing.deal_id = second.id
    handing.hand_off("danzig", kind=Kind.CO_SELL, percent=30)
    handing.accept()
    end_together(cast.database, cast.alice, first, "We go on alone")
    with cast.database.work(cast.charlie) as work:
        assert work.find(Account, account.id) is not None
        assert work.find(Deal, first_id) is None
    end_together(cast.database, cast.alice, handing.handoff_id, "We go on alone")
    with cast.database.work(cast.charlie) as work:
        assert work.find(Account, account.id) is None
