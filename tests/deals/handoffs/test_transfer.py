"""A deal taken over: one owner at every instant, the same place, what each side sees, and back."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from deals.actions import approve_deal
from deals.amendments.actions import Amended, amend_deal
from deals.amendments.presentation import history_of
from deals.approval.award import Award
from deals.attribution.models import DealAttribution
from deals.evidence.actions import name_evidence
from deals.evidence.models import EvidenceKind
from deals.evidence.presentation import proof_of
from deals.handoffs.models import HandOffReceipt
from deals.handoffs.receipts import agreed_in, canonical, digest, is_intact
from deals.handoffs.states import HandOffState, OfferState, Side
from deals.models import Deal
from deals.pipeline.actions import move_stage
from deals.pipeline.queries import next_deals, sums_of_open_deals
from deals.pipeline.states import Stage as SaleStage
from deals.protection.actions import release_protection
from deals.protection.models import Protection
from deals.protection.states import ProtectionState
from deals.queries import get_deal
from deals.receipts.chain import examine, seal_receipts
from deals.registration.actions import NewLine, register_deal
from deals.review.states import Review
from documents.models import Document
from partners.accounts.models import Account, AccountShareGrant, GrantState
from partners.companies.actions import start_offboarding, suspend_partner
from partners.companies.models import PartnerRelationship
from portal.kernel.actor import system_actor
from portal.kernel.db import raw
from portal.kernel.errors import Conflict, Forbidden, NotFound, TransitionRefused
from tests.cast import Cast, a_deal
from tests.conftest import StoppedClock
from tests.deals.handoffs.stage import Stage

TEST = system_actor("test")


def test_the_successor_begins_where_the_givers_deal_ends(
    handing: Stage, clock: StoppedClock
) -> None:
    before = handing.deal
    clock.advance(days=3)
    handing.hand_off("danzig")
    clock.advance(hours=1)
    after = handing.accept()
    given = handing.deal

    assert given.protection is ProtectionState.TRANSFERRED
    assert given.protected_until == after.protected_from == clock.now()
    assert after.protected_until == before.protected_until
    assert (after.review, after.stage) == (Review.APPROVED, before.stage)
    assert after.submission_sequence == before.submission_sequence
    assert (after.number, after.submitter_name) == ("DR-DAN-0001", "Charlie Cybulski")
    with handing.database.work(TEST) as work:
        spans = work.all(sa.select(Protection).order_by(Protection.during))
        held = [(each.owner_company_id, each.state) for each in spans]
        assert held == [
            (handing.company("luebeck"), ProtectionState.TRANSFERRED),
            (handing.company("danzig"), ProtectionState.ACTIVE),
        ]
        assert spans[0].during.upper == spans[1].during.lower
        assert not spans[0].during.overlaps(spans[1].during)


def test_the_givers_record_is_not_amended_and_the_successor_is(handing: Stage, cast: Cast) -> None:
    handing.hand_off("danzig")
    successor = handing.accept()
    for name, deal_id in (("alice", handing.deal_id), ("charlie", successor.id)):
        with cast.database.work(cast.actor(name)) as work:
            deal = get_deal(work, deal_id)
            assert history_of(work, deal).may_amend is (deal_id == successor.id)
    with (
        cast.database.work(cast.actor("alice")) as work,
        pytest.raises(TransitionRefused, match="cannot be amended"),
    ):
        deal = get_deal(work, handing.deal_id)
        amend_deal(work, deal, Amended(deal.expected_close, "It goes on.", (), "A correction."))


def test_each_side_sees_its_own_deal_and_the_host_both(handing: Stage, cast: Cast) -> None:
    handing.hand_off("danzig")
    after = handing.accept()
    seen = {}
    for name in ("alice", "bob", "charlie", "nina", "dana", "emil"):
        with cast.database.work(cast.actor(name)) as work:
            seen[name] = (
                work.find(Deal, handing.deal_id) is not None,
                work.find(Deal, after.id) is not None,
                work.find(Account, handing.account.id) is not None,
            )
    assert seen == {
        "alice": (True, False, True),
        "bob": (True, False, True),
        "charlie": (False, True, True),
        "nina": (False, False, False),
        "dana": (True, True, False),
        "emil": (False, False, False),
    }


def test_the_givers_deal_leaves_its_pipeline_and_is_not_moved_any_more(
    handing: Stage, cast: Cast
) -> None:
    handing.hand_off("danzig")
    handing.accept()
    with cast.database.work(cast.alice) as work:
        assert sums_of_open_deals(work) == []
        assert next_deals(work, 5) == []
        with pytest.raises(TransitionRefused):
            move_stage(work, get_deal(work, handing.deal_id), SaleStage.DEVELOPED, None, "")
        with pytest.raises(TransitionRefused):
            release_protection(work, get_deal(work, handing.deal_id), "Not mine")
    with cast.database.work(cast.charlie) as work:
        assert [each.stage for each in next_deals(work, 5)] == [SaleStage.QUALIFIED]


def test_the_database_changes_no_deal_that_was_handed_over(handing: Stage) -> None:
    handing.hand_off("danzig")
    handing.accept()
    with handing.database.work(TEST) as work:
        deal = work.get(Deal, handing.deal_id)
        deal.value += 1
        with pytest.raises(TransitionRefused):
            work.flush()
        work.rollback()


def test_a_host_owned_customer_is_opened_by_the_host_that_chose_the_receiver(cast: Cast) -> None:
    account = cast.account("Nordkai", "dana")
    cast.share(account, "luebeck")
    handing = Stage(cast, by="alice", account=account)
    handing.hand_off("danzig", by="dana")
    handing.agree()
    with cast.database.work(cast.charlie) as work:
        assert work.find(Account, account.id) is None
    handing.accept()

    with cast.database.work(cast.charlie) as work:
        assert work.get(Account, account.id).name == "Nordkai"
    with cast.database.work(TEST) as work:
        grant = work.one(
            sa.select(AccountShareGrant).where(
                AccountShareGrant.account_id == account.id,
                AccountShareGrant.grantee_company_id == handing.company("danzig"),
            )
        )
        assert (grant.owner_company_id, grant.state) == (
            handing.company("host"),
            GrantState.ACTIVE,
        )


def test_shares_add_up_and_each_company_reads_its_own(handing: Stage, cast: Cast) -> None:
    handing.hand_off("danzig", percent=70)
    after = handing.accept()
    read = {}
    for name in ("alice", "charlie", "nina", "dana"):
        with cast.database.work(cast.actor(name)) as work:
            shares = work.all(
                sa.select(DealAttribution)
                .where(DealAttribution.deal_id == after.id)
                .order_by(DealAttribution.percent)
            )
            read[name] = [each.percent for each in shares]
    assert read == {"alice": [30], "charlie": [70], "nina": [], "dana": [30, 70]}
    with cast.database.work(TEST) as work:
        share = work.one(sa.select(DealAttribution).where(DealAttribution.percent == 30))
        share.percent = 31
        work.flush()
        with pytest.raises(sa.exc.IntegrityError, match="add up to 100"):
            work.session.execute(raw(sa.text("SET CONSTRAINTS ALL IMMEDIATE"), "test"))
        work.rollback()


def test_both_receipts_say_the_same_and_are_never_changed(handing: Stage, cast: Cast) -> None:
    handing.hand_off("danzig", percent=70)
    handing.accept()
    with cast.database.work(cast.alice) as work:
        givers = work.one(sa.select(HandOffReceipt))
    with cast.database.work(cast.charlie) as work:
        receivers = work.one(sa.select(HandOffReceipt))
    assert (givers.side, receivers.side) == (Side.GIVER, Side.RECEIVER)
    assert (givers.content, givers.sha256) == (receivers.content, receivers.sha256)
    assert is_intact(givers)
    assert digest(canonical(agreed_in(givers))) == givers.sha256
    assert handing.deal.number not in givers.content
    with cast.database.work(TEST) as work:
        work.get(HandOffReceipt, givers.id).content = "{}"
        with pytest.raises(Conflict, match="not changed"):
            work.flush()
        work.rollback()


@pytest.mark.parametrize("way", ["suspended", "leaving"])
def test_who_is_suspended_or_leaves_takes_nothing_over(
    handing: Stage, cast: Cast, clock: StoppedClock, way: str
) -> None:
    handing.hand_off("danzig")
    charlie = cast.charlie
    with cast.database.work(TEST) as work:
        partner = PartnerRelationship.partner_id == handing.company("danzig")
        relationship = work.one(sa.select(PartnerRelationship).where(partner))
        if way == "suspended":
            suspend_partner(work, relationship, "unpaid")
        else:
            day = (clock.now() + timedelta(days=30)).date()
            start_offboarding(work, relationship, "They sell elsewhere", day)
    with pytest.raises(Conflict, match="active partner"):
        handing.accept_as(charlie)
    assert handing.offers() == {"danzig": OfferState.PENDING}
    assert handing.deal.protection is ProtectionState.ACTIVE


def test_a_deal_that_changed_meanwhile_is_not_taken_over(handing: Stage, cast: Cast) -> None:
    handing.hand_off("danzig")
    with cast.database.work(cast.alice) as work:
        release_protection(work, get_deal(work, handing.deal_id), "Lost it")
    with pytest.raises(Conflict, match="changed since"):
        handing.accept()


def test_both_sides_tick_their_steps_and_the_last_completes_it(handing: Stage) -> None:
    handing.hand_off("danzig")
    handing.accept()
    mine = [each for each in handing.tasks() if each.side is Side.GIVER]
    theirs = [each for each in handing.tasks() if each.side is Side.RECEIVER]
    with pytest.raises(Forbidden):
        handing.tick("charlie", mine[0])
    with pytest.raises(NotFound):
        handing.tick("nina", mine[0])

    handing.tick("bob", mine[0])
    with pytest.raises(TransitionRefused):
        handing.tick("bob", mine[0])
    for task in mine[1:]:
        handing.tick("alice", task)
    states = []
    for task in theirs:
        states.append(handing.handoff.state)
        handing.tick("charlie", task)

    assert [*states, handing.handoff.state] == [
        HandOffState.IN_TRANSITION,
        HandOffState.IN_TRANSITION,
        HandOffState.COMPLETED,
    ]
    assert handing.offers() == {"danzig": OfferState.COMPLETED}
    with pytest.raises(TransitionRefused):
        handing.give_back()


def test_returned_it_goes_on_at_the_giver_with_what_is_left(
    handing: Stage, cast: Cast, clock: StoppedClock
) -> None:
    until = handing.deal.protected_until
    handing.hand_off("danzig", percent=70)
    taken = handing.accept()
    with cast.database.work(cast.charlie) as work:
        move_stage(work, get_deal(work, taken.id), SaleStage.DEVELOPED, None, "")
    clock.advance(days=2)
    handing.give_back()

    back_id = handing.handoff.back_id
    assert back_id is not None
    assert handing.handoff.state is HandOffState.RETURNED
    with cast.database.work(cast.bob) as work:  # he registered it, and so sees it again
        back = get_deal(work, back_id)
        assert (back.stage, back.protected_until) == (SaleStage.DEVELOPED, until)
        assert back.submission_sequence == taken.submission_sequence
    with cast.database.work(cast.alice) as work:
        mine = DealAttribution.deal_id == back_id
        assert [each.percent for each in work.all(sa.select(DealAttribution).where(mine))] == [100]
    with cast.database.work(cast.charlie) as work:
        assert work.get(Deal, taken.id).was_handed_over
        assert work.find(Account, handing.account.id) is None
    with cast.database.work(TEST) as work:
        running = Protection.state == ProtectionState.ACTIVE
        assert [each.deal_id for each in work.all(sa.select(Protection).where(running))] == [
            back_id
        ]


def test_a_deal_handed_on_twice_keeps_the_first_share_and_tells_the_last_nothing_of_it(
    cast: Cast,
) -> None:
    account = cast.account("Nordkai", "dana")
    cast.share(account, "luebeck")
    handing = Stage(cast, by="alice", account=account)
    handing.hand_off("danzig", by="adam", percent=80)
    handing.agree()
    handing.deal_id = handing.accept().id
    handing.hand_off("novgorod", by="adam", percent=50)
    handing.agree("charlie")
    last = handing.accept("nina", "novgorod")

    with cast.database.work(TEST) as work:
        shares = work.all(sa.select(DealAttribution).where(DealAttribution.deal_id == last.id))
        assert {each.owner_company_id: each.percent for each in shares} == {
            handing.company("luebeck"): 20,
            handing.company("danzig"): 30,
            handing.company("novgorod"): 50,
        }
    with cast.database.work(cast.actor("nina")) as work:
        assert [each.percent for each in work.all(sa.select(DealAttribution))] == [50]


def test_a_deal_that_was_handed_over_leaves_the_order_of_receipts_whole(handing: Stage) -> None:
    handing.hand_off("danzig")
    successor = handing.accept()
    with handing.database.work(TEST) as work:
        assert successor.submission_sequence == handing.deal.submission_sequence
        assert seal_receipts(work) == 1
        assert examine(work).fault is None


def test_no_evidence_is_named_on_a_deal_that_was_handed_over(handing: Stage, cast: Cast) -> None:
    handing.hand_off("danzig")
    successor = handing.accept()
    with (
        cast.database.work(cast.alice) as work,
        pytest.raises(TransitionRefused, match="carries it on"),
    ):
        name_evidence(work, get_deal(work, handing.deal_id), Document(), EvidenceKind.OFFER)
    for who, deal_id, may_name in (
        ("alice", handing.deal_id, False),
        ("charlie", successor.id, True),
    ):
        with cast.database.work(cast.actor(who)) as work:
            assert proof_of(work, get_deal(work, deal_id), None).may_name is may_name


def test_families_that_a_split_left_to_others_are_not_offered(cast: Cast) -> None:
    handing = Stage(cast)
    account = cast.account("Moss Maritime", "alice")
    lines = (
        NewLine("DRIVES", 240, Decimal("184000.00")),
        NewLine("SENSORS", 10, Decimal("9000.00")),
    )
    with cast.database.work(cast.alice) as work:
        deal = register_deal(work, work.get(Account, account.id), a_deal(lines=lines))
    with cast.database.work(cast.actor("adam")) as work:
        approve_deal(work, get_deal(work, deal.id), Award.part(["SENSORS"]))
    handing.deal_id = deal.id
    handing.hand_off("danzig")
    offer = handing.offer("danzig")
    assert offer.families == "Sensors"
    assert (offer.value_from, offer.value_below) == (Decimal(0), Decimal(10_000))
    handing.accept()
    with cast.database.work(cast.charlie) as work:
        agreed = agreed_in(work.one(sa.select(HandOffReceipt)))
    assert [line["family"] for line in agreed["lines"]] == ["SENSORS"]
