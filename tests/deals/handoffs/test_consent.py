"""What the host would do with a partner's deal: its owner agrees, or nobody else hears of it."""

from datetime import date, timedelta
from typing import Final

import pytest
import sqlalchemy as sa

from deals.handoffs import offering
from deals.handoffs.jobs import keep_time
from deals.handoffs.models import HandOff, HandOffOffer, HandOffReceipt, HandOffTurn
from deals.handoffs.readiness import obstacle
from deals.handoffs.receipts import agreed_in
from deals.handoffs.states import Fallback, HandOffState, OfferState
from deals.protection.actions import release_protection
from deals.queries import get_deal
from forums.models import Room
from partners.companies.actions import start_offboarding, suspend_partner
from partners.companies.models import PartnerRelationship
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall
from portal.kernel.errors import Conflict, Forbidden, Invalid, NotFound, TransitionRefused
from tests.cast import Cast
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.deals.handoffs.stage import Stage

TEST: Final = system_actor("test")


def _happened(handing: Stage) -> list[str]:
    with handing.database.work(TEST) as work:
        found = work.all(
            sa.select(Activity)
            .where(Activity.verb.startswith("hand-off"))
            .order_by(Activity.at, Activity.id)
        )
    return [each.verb for each in found]


def _let_go(handing: Stage, way: str) -> None:
    """Let Lübeck's relationship rest or end."""
    with handing.database.work(TEST) as work:
        theirs = PartnerRelationship.partner_id == handing.company("luebeck")
        relationship = work.one(sa.select(PartnerRelationship).where(theirs))
        if way == "suspended":
            suspend_partner(work, relationship, "unpaid")
        else:
            day: date = (work.now + timedelta(days=30)).date()
            start_offboarding(work, relationship, "They sell elsewhere", day)


def test_nobody_but_the_owner_is_asked_before_it_agrees(proposing: Stage, cast: Cast) -> None:
    proposing.hand_off("danzig", "novgorod", by="adam")

    assert proposing.handoff.state is HandOffState.PROPOSED
    assert proposing.offers() == {}
    assert _happened(proposing) == ["hand-off-proposed"]
    for name in ("charlie", "sam", "nina", "emil"):
        with cast.database.work(cast.actor(name)) as work:
            for model in (HandOff, HandOffTurn, HandOffOffer, Room):
                assert work.all(sa.select(model)) == [], (name, model)
            about = sa.select(Activity).where(Activity.subject_id == proposing.deal_id)
            assert work.all(about) == []


def test_once_it_agrees_the_first_whom_the_host_chose_is_asked(
    proposing: Stage, clock: StoppedClock
) -> None:
    proposing.hand_off("danzig", "novgorod", by="adam")
    clock.advance(hours=3)
    proposing.agree("bob")

    handoff = proposing.handoff
    assert handoff.state is HandOffState.OFFERED
    assert (handoff.has_agreed, handoff.answered_by_name) == (True, "Bob Brandt")
    assert (handoff.answered_at, handoff.remind_at) == (clock.at, None)
    assert proposing.offers() == {"danzig": OfferState.PENDING}
    assert proposing.offer("danzig").from_name == "Hansa Components"
    assert _happened(proposing) == [
        "hand-off-proposed",
        "hand-off-agreed",
        "hand-off-offered",
    ]


def test_the_receiver_is_not_told_who_agreed_before_it_accepts(
    proposing: Stage, cast: Cast
) -> None:
    proposing.hand_off("danzig", by="dana")
    proposing.agree("bob")
    with cast.database.work(cast.charlie) as work:
        offer_id = proposing.offer_to("danzig")
        asked = work.one(sa.select(Activity).where(Activity.subject_id == offer_id))
    told = f"{asked.actor_name} {asked.actor_company_name} {asked.facts}"
    for secret in ("Bob", "Lübeck", "Nordkai"):
        assert secret not in told


def test_the_owner_does_not_learn_whom_the_host_chose_before_or_after_it_agrees(
    proposing: Stage, database: TransactionalDatabase
) -> None:
    proposing.hand_off("danzig", by="dana")
    alice = proposing.cast.alice
    for step in ("proposed", "agreed"):
        if step == "agreed":
            proposing.agree()
        try:
            for wall in (Wall.READ_RULES, Wall.ROW_SECURITY):
                database.walls = wall
                with database.work(alice) as work:
                    assert work.all(sa.select(HandOffTurn)) == []
                    assert work.all(sa.select(HandOffOffer)) == []
        finally:
            database.walls = Wall.BOTH


def test_a_host_that_chose_nobody_yet_chooses_once_the_owner_agreed(proposing: Stage) -> None:
    proposing.hand_off(by="dana")
    with pytest.raises(TransitionRefused):
        proposing.place("danzig", by="dana")
    proposing.agree()
    assert proposing.handoff.state is HandOffState.DRAFT
    proposing.place("danzig", by="dana")
    assert proposing.offers() == {"danzig": OfferState.PENDING}


def test_a_host_that_could_ask_nobody_proposes_nothing(handing: Stage) -> None:
    with pytest.raises(Invalid) as refused:  # the customer is Lübeck's own
        handing.hand_off(by="dana")
    assert set(refused.value.fields) == {"receiver_1"}


def test_declined_the_deal_stays_and_the_host_reads_why(proposing: Stage, cast: Cast) -> None:
    proposing.hand_off("danzig", by="dana")
    with pytest.raises(Invalid):
        proposing.refuse(reason=" ")
    proposing.refuse(reason="We meet them on Monday")

    with cast.database.work(cast.dana) as work:
        handoff = work.get(HandOff, proposing.handoff_id)
    assert (handoff.state, handoff.reason) == (HandOffState.DECLINED, "We meet them on Monday")
    assert handoff.was_refused
    assert proposing.offers() == {}
    assert proposing.deal.is_protected(proposing.database.clock.now())
    with pytest.raises(Conflict, match="not open any more"):
        proposing.agree()
    proposing.hand_off("danzig", by="dana")  # it can be proposed again


def test_silence_over_a_weekend_is_no_consent_by_reading_and_a_job_notes_it(
    proposing: Stage, clock: StoppedClock
) -> None:
    clock.at = clock.at.replace(year=2026, month=11, day=27, hour=12)  # a Friday
    proposing.hand_off("danzig", by="dana")
    due = proposing.handoff.consent_due_at
    assert due is not None
    assert due.isoformat() == "2026-12-01T16:00:00+00:00"  # Tuesday at five in Berlin
    clock.at = due - timedelta(days=1, seconds=1)
    assert keep_time(proposing.database) == 0
    assert "hand-off-proposal-ends-soon" not in _happened(proposing)
    clock.at = due - timedelta(seconds=1)
    assert keep_time(proposing.database) == 0
    assert keep_time(proposing.database) == 0
    assert _happened(proposing).count("hand-off-proposal-ends-soon") == 1

    clock.at = due
    assert proposing.handoff.state_at(due) is HandOffState.EXPIRED
    for step in (proposing.agree, proposing.refuse):
        with pytest.raises(Conflict, match="is over"):
            step()
    with pytest.raises(TransitionRefused):
        offering.recall(proposing.database, proposing.cast.dana, proposing.handoff_id, "Never mind")
    assert keep_time(proposing.database) == 1
    assert keep_time(proposing.database) == 0
    assert proposing.handoff.state is HandOffState.EXPIRED
    assert _happened(proposing)[-1] == "hand-off-proposal-lapsed"
    assert proposing.offers() == {}
    assert proposing.deal.is_protected(due)


def test_what_lapsed_unnoted_is_in_nobodys_way(proposing: Stage, clock: StoppedClock) -> None:
    proposing.hand_off("danzig", by="dana")
    first, due = proposing.handoff_id, proposing.handoff.consent_due_at
    assert due is not None
    clock.at = due
    with proposing.database.work(proposing.cast.alice) as work:
        assert obstacle(work, get_deal(work, proposing.deal_id)) is None
    proposing.hand_off(fallback=Fallback.HOST)
    with proposing.database.work(TEST) as work:
        assert work.get(HandOff, first).state is HandOffState.EXPIRED


def test_the_host_takes_a_proposal_back_and_the_owner_declines_it(proposing: Stage) -> None:
    database, cast = proposing.database, proposing.cast
    proposing.hand_off("danzig", by="dana")
    with pytest.raises(Conflict, match="already"):
        proposing.hand_off("danzig", by="adam")
    for name, refusal in (("alice", Forbidden), ("charlie", NotFound), ("emil", NotFound)):
        with pytest.raises(refusal):
            offering.recall(database, cast.actor(name), proposing.handoff_id, "Stop")
    offering.recall(database, cast.dana, proposing.handoff_id, "They sell it well")
    assert proposing.handoff.state is HandOffState.RECALLED
    assert _happened(proposing) == ["hand-off-proposed", "hand-off-proposal-recalled"]
    with pytest.raises(Conflict, match="not open any more"):
        proposing.agree()


def test_after_it_agreed_the_owner_may_still_take_it_back(proposing: Stage) -> None:
    proposing.hand_off("danzig", by="dana")
    proposing.agree()
    offering.recall(
        proposing.database, proposing.cast.alice, proposing.handoff_id, "We go on after all"
    )
    assert proposing.offers() == {"danzig": OfferState.RECALLED}


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("charlie", NotFound),
        ("nina", NotFound),
        ("emil", NotFound),
        ("vera", Forbidden),
        ("dana", Forbidden),
        ("adam", Forbidden),
        ("audrey", Forbidden),
    ],
)
def test_only_who_hands_over_for_the_owner_answers(
    proposing: Stage, name: str, refusal: type[Exception]
) -> None:
    proposing.hand_off("danzig", by="dana")
    for step in (proposing.agree, proposing.refuse):
        with pytest.raises(refusal):
            step(name)
    assert proposing.handoff.state is HandOffState.PROPOSED


def test_a_seller_answers_for_the_deals_it_registered_alone(cast: Cast) -> None:
    account = cast.account("Nordkai", "dana")
    cast.share(account, "luebeck")
    proposing = Stage(cast, by="alice", account=account)
    proposing.hand_off("danzig", by="dana")
    with pytest.raises(NotFound):
        proposing.agree("bob")


@pytest.mark.parametrize("way", ["suspended", "leaving"])
def test_an_owner_that_cannot_answer_any_more_is_not_asked(proposing: Stage, way: str) -> None:
    _let_go(proposing, way)
    with pytest.raises(Invalid):  # so it is chosen at once whom to ask
        proposing.hand_off(by="dana")
    proposing.hand_off("danzig", by="dana")
    handoff = proposing.handoff
    assert handoff.state is HandOffState.OFFERED
    assert (handoff.consent_due_at, handoff.has_agreed) == (None, None)
    proposing.accept()
    assert _receipt(proposing)["giver_agreed_by"] is None


def test_who_begins_it_with_its_own_deal_is_not_asked(handing: Stage) -> None:
    handing.hand_off("danzig")
    assert handing.handoff.state is HandOffState.OFFERED
    assert handing.handoff.consent_due_at is None
    with pytest.raises(Conflict, match="not open any more"):
        handing.agree()
    handing.accept()
    agreed = _receipt(handing)
    assert agreed["giver_agreed_by"] == "Alice Arndt"


def test_both_receipts_say_who_agreed_for_the_owner_and_when(
    proposing: Stage, clock: StoppedClock
) -> None:
    proposing.hand_off("danzig", by="dana")
    clock.advance(hours=2)
    proposing.agree("bob")
    at = clock.at
    clock.advance(hours=1)
    proposing.accept()
    with proposing.database.work(TEST) as work:
        receipts = work.all(sa.select(HandOffReceipt))
    assert len(receipts) == 2
    for each in receipts:
        agreed = agreed_in(each)
        assert agreed["giver_agreed_by"] == "Bob Brandt"
        assert agreed["giver_agreed_at"] == at.isoformat()


def test_an_owner_cannot_agree_to_what_cannot_happen_any_more(proposing: Stage, cast: Cast) -> None:
    proposing.hand_off("danzig", by="dana")
    with cast.database.work(cast.alice) as work:
        release_protection(work, get_deal(work, proposing.deal_id), "Lost it")
    with pytest.raises(Conflict, match="protection does not run"):
        proposing.agree()
    assert proposing.handoff.state is HandOffState.PROPOSED
    assert proposing.offers() == {}
    proposing.refuse(reason="It is released")


def test_the_database_lets_nobody_be_asked_without_consent(proposing: Stage) -> None:
    proposing.hand_off("danzig", by="dana")
    with proposing.database.work(TEST) as work:
        handoff = work.lock(HandOff, proposing.handoff_id)
        handoff.enter(HandOffState.DRAFT)
        with pytest.raises(sa.exc.IntegrityError, match="silence_is_no_consent"):
            work.flush()
        work.rollback()


def test_to_agree_is_the_portals_own_write_and_no_tenants(
    proposing: Stage, database: TransactionalDatabase
) -> None:
    proposing.hand_off("danzig", by="dana")
    alice = proposing.cast.alice
    with database.work(alice) as work:
        work.get(HandOff, proposing.handoff_id).responsibilities = "You do all of it."
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
            work.flush()
        work.rollback()


def _receipt(handing: Stage) -> dict[str, object]:
    with handing.database.work(TEST) as work:
        found = work.all(sa.select(HandOffReceipt))
        return agreed_in(found[0])
