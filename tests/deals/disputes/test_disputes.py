"""Disputes: opened by the partner, decided by somebody else, appealed once, and put right."""

from collections.abc import Callable
from itertools import product

import pytest
import sqlalchemy as sa

from deals.actions import approve_deal, reject_deal
from deals.conflicts.precedence import Rule
from deals.disputes.actions import appeal, decide_dispute, open_dispute
from deals.disputes.jobs import watch_disputes
from deals.disputes.models import Dispute, DisputeDecision
from deals.disputes.states import DISPUTE_TRANSITIONS, DisputeState, Verdict
from deals.models import Deal
from deals.protection.actions import revoke_protection
from deals.protection.states import ProtectionState, RevocationReason
from deals.review.states import Review
from deals.review.waiting import put_on_wait_list
from portal.kernel.db import Wall
from portal.kernel.errors import Conflict, Forbidden, Invalid, TransitionRefused
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.deals.protection.conftest import Trade, trade
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services", "trade"]
EDGES = """
OPEN INVESTIGATING | INVESTIGATING DECIDED | INVESTIGATING FINAL
DECIDED APPEALED | DECIDED FINAL | APPEALED FINAL
"""


def rejected(trade: Trade) -> Deal:
    deal = trade.register()
    trade.do("dana", deal, lambda work, found: reject_deal(work, found, "Not ours."))
    return deal


def wait_listed(trade: Trade) -> Deal:
    deal = trade.register()
    trade.do("dana", deal, put_on_wait_list)
    return deal


def revoked(trade: Trade) -> Deal:
    deal = trade.approved()
    code = RevocationReason.UNTRUE
    trade.do("dana", deal, lambda work, found: revoke_protection(work, found, code, "Not so."))
    return deal


def dispute(trade: Trade, deal: Deal, who: str = "alice") -> None:
    trade.do(who, deal, lambda work, found: open_dispute(work, found, "Here is the letter."))


def decide(trade: Trade, deal: Deal, who: str, verdict: Verdict) -> None:
    trade.do(
        who,
        deal,
        lambda work, found: decide_dispute(work, found, verdict, Rule.WRITTEN, "It is signed."),
    )


def protest(trade: Trade, deal: Deal) -> None:
    trade.do("alice", deal, lambda work, found: appeal(work, found, "It is dated."))


def state_of(trade: Trade) -> DisputeState:
    with trade.cast.database.work(trade.cast.alice) as work:
        return work.one(sa.select(Dispute)).state


def test_the_map_has_exactly_these_edges() -> None:
    edges = {tuple(edge.split()) for edge in EDGES.replace("\n", "|").split("|") if edge.strip()}
    for before, after in product(DisputeState, DisputeState):
        found = Dispute(state=before)
        if (before.value, after.value) in edges:
            found._enter(after)
            assert after in DISPUTE_TRANSITIONS[before]
        else:
            with pytest.raises(TransitionRefused):
                found._enter(after)


@pytest.mark.parametrize(
    ("bring", "review", "protection"),
    [
        (rejected, Review.IN_REVIEW, ProtectionState.NONE),
        (wait_listed, Review.IN_REVIEW, ProtectionState.NONE),
        (revoked, Review.APPROVED, ProtectionState.ACTIVE),
    ],
)
def test_an_overturned_decision_is_put_right_in_its_place(
    trade: Trade,
    bring: Callable[[Trade], Deal],
    review: Review,
    protection: ProtectionState,
) -> None:
    deal = bring(trade)
    dispute(trade, deal)

    decide(trade, deal, "desk", Verdict.OVERTURNED)

    found = trade.now(deal)
    assert (found.review, found.protection) == (review, protection)
    assert found.submission_sequence == deal.submission_sequence
    assert found.submitted_at == deal.submitted_at
    assert state_of(trade) is DisputeState.FINAL
    if protection is ProtectionState.NONE:
        trade.do("dana", deal, approve_deal)
    assert [each.state for each in trade.spans(deal)].count(ProtectionState.ACTIVE) == 1


def test_nobody_decides_about_their_own_decision_nor_twice(trade: Trade) -> None:
    deal = rejected(trade)
    dispute(trade, deal)

    with pytest.raises(Conflict, match="Somebody else"):
        decide(trade, deal, "dana", Verdict.UPHELD)
    decide(trade, deal, "desk", Verdict.UPHELD)
    protest(trade, deal)
    with pytest.raises(Conflict, match="Somebody else"):
        decide(trade, deal, "desk", Verdict.UPHELD)
    decide(trade, deal, "adam", Verdict.UPHELD)

    assert state_of(trade) is DisputeState.FINAL
    assert trade.now(deal).review is Review.REJECTED
    with pytest.raises(TransitionRefused):
        protest(trade, deal)


def test_the_database_holds_that_nobody_judges_their_own_decision(trade: Trade) -> None:
    deal = rejected(trade)
    dispute(trade, deal)
    dana = trade.cast.dana
    assert dana.id is not None

    with pytest.raises(sa.exc.IntegrityError), trade.cast.database.work(dana) as work:
        found = work.one(sa.select(Dispute))
        work.add(
            DisputeDecision(
                owner_company_id=deal.owner_company_id,
                dispute_id=found.id,
                round=1,
                verdict=Verdict.UPHELD,
                rule=Rule.DECISION,
                reason="Mine",
                decided_by_id=dana.id,
                decided_by_name=dana.name,
                against_id=found.against_id,
            )
        )
        work.flush()


def test_what_nobody_decided_is_not_disputed_nor_twice_nor_by_others_nor_too_late(
    trade: Trade, clock: StoppedClock
) -> None:
    waiting, deal = trade.register(family="SENSORS"), rejected(trade)
    with pytest.raises(TransitionRefused):
        dispute(trade, waiting)
    with pytest.raises(Forbidden):
        dispute(trade, deal, "dana")
    clock.advance(days=31)
    with pytest.raises(Invalid):
        dispute(trade, deal)
    clock.advance(days=-2)
    dispute(trade, deal)
    with pytest.raises(Conflict):
        dispute(trade, deal)


def test_its_clocks_tell_of_a_late_decision_and_make_one_final(
    trade: Trade, clock: StoppedClock
) -> None:
    deal = rejected(trade)
    dispute(trade, deal)
    clock.advance(days=9)

    assert watch_disputes(trade.cast.database) == (1, 0)
    assert trade.told(deal, "dispute-runs-late") == ["dispute-runs-late"]
    decide(trade, deal, "desk", Verdict.SPLIT)
    assert trade.now(deal).review is Review.IN_REVIEW
    clock.advance(days=31)
    with pytest.raises(TransitionRefused):
        protest(trade, deal)
    assert watch_disputes(trade.cast.database) == (0, 1)
    assert state_of(trade) is DisputeState.FINAL


def test_a_split_gives_a_revoked_protection_back_but_not_alone(trade: Trade) -> None:
    deal = revoked(trade)
    dispute(trade, deal)

    decide(trade, deal, "desk", Verdict.SPLIT)

    assert not trade.now(deal).is_exclusive
    trade.do("dana", trade.register("charlie"), approve_deal)


def test_what_another_got_meanwhile_is_not_given_back(trade: Trade) -> None:
    deal = revoked(trade)
    trade.approved("charlie")
    dispute(trade, deal)

    with pytest.raises(Conflict, match="exclusive protection"):
        decide(trade, deal, "desk", Verdict.OVERTURNED)

    assert state_of(trade) is DisputeState.OPEN


def test_a_dispute_is_a_matter_of_two_sides_on_the_page_of_the_deal(
    trade: Trade, database: TransactionalDatabase, browser_of: Callable[[str], Browser]
) -> None:
    deal = rejected(trade)
    alice, desk, path = browser_of("alice"), browser_of("desk"), f"/deals/{deal.id}"
    assert alice.submit(f"{path}/dispute").status_code == 422

    assert alice.submit(f"{path}/dispute", claim="Here is the letter.").status_code == 303
    taken_up = desk.submit(f"{path}/dispute/decision", do="investigate")
    lacking = desk.submit(f"{path}/dispute/decision", verdict="UPHELD")
    form = {"verdict": "UPHELD", "dispute_rule": "CP-2", "verdict_reason": "It is not signed."}
    decided = desk.submit(f"{path}/dispute/decision", **form)

    assert (taken_up.status_code, lacking.status_code, decided.status_code) == (303, 422, 303)
    theirs, ours = alice.get(path).text, desk.get(path).text
    assert "It is not signed." in theirs
    assert "CP-2" not in theirs
    assert "CP-2" in ours
    assert "Why that is wrong" in theirs
    for reader, sees in (("charlie", 0), ("emil", 0), ("bob", 0), ("alice", 1), ("dana", 1)):
        for wall in (Wall.READ_RULES, Wall.ROW_SECURITY):
            database.walls = wall
            with database.work(trade.cast.actor(reader)) as work:
                assert len(work.all(sa.select(Dispute))) == sees, (reader, wall)
                assert len(work.all(sa.select(DisputeDecision))) == sees, (reader, wall)


def test_a_dispute_needs_whoever_may_judge_it_and_is_found_in_the_list(
    trade: Trade, browser_of: Callable[[str], Browser]
) -> None:
    deal = rejected(trade)
    dispute(trade, deal)

    needed = {
        who: f"Decide the dispute on {deal.number}" in browser_of(who).get("/").text
        for who in ("desk", "dana", "alice", "charlie")
    }
    assert needed == {"desk": True, "dana": False, "alice": False, "charlie": False}
    listed = {
        who: f"/deals/{deal.id}" in browser_of(who).get("/deals?disputed=yes").text
        for who in ("desk", "dana", "alice", "bob", "charlie")
    }
    assert listed == {"desk": True, "dana": True, "alice": True, "bob": False, "charlie": False}

    decide(trade, deal, "desk", Verdict.OVERTURNED)

    desk = browser_of("desk")
    assert "Decide the dispute" not in desk.get("/").text
    assert f"/deals/{deal.id}" not in desk.get("/deals?disputed=yes").text
