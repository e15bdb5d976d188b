"""How protections end before or after their time, and what follows for everybody concerned."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from deals.actions import approve_deal, cancel_deal, withdraw_deal
from deals.approval.award import BESIDE_OTHERS
from deals.protection.actions import release_protection, revoke_protection
from deals.protection.extending import ask_extension, decline_extension, grant_extension
from deals.protection.jobs import tell_next_in_line
from deals.protection.models import ExtensionRequest, ExtensionState
from deals.protection.states import ProtectionState, RevocationReason
from deals.registration.actions import register_deal
from deals.review.states import Review
from partners.accounts.models import Account
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall
from portal.kernel.errors import Conflict, Forbidden, Invalid, NotFound, TransitionRefused
from portal.kernel.services import Services
from tests.cast import Cast, a_deal
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.deals.protection.conftest import Step, Trade
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]
RELEASE: Step = lambda work, deal: release_protection(work, deal, "Lost interest")  # noqa: E731
ASK: Step = lambda work, deal: ask_extension(work, deal, "The contract is out.")  # noqa: E731
REVOKE: Step = lambda work, deal: revoke_protection(  # noqa: E731
    work, deal, RevocationReason.UNTRUE, "No survey was made."
)


@pytest.fixture(params=[Wall.BOTH, Wall.READ_RULES, Wall.ROW_SECURITY], ids=str)
def walls(request: pytest.FixtureRequest, database: TransactionalDatabase) -> Wall:
    database.walls = request.param
    return database.walls


def test_an_extension_is_asked_for_late_with_evidence_and_holds_the_end_open(
    trade: Trade, clock: StoppedClock
) -> None:
    deal = trade.approved()
    ends = clock.now() + timedelta(days=90)
    with pytest.raises(Invalid) as early:
        trade.do("alice", deal, ASK)
    clock.at = ends - timedelta(days=29)
    with pytest.raises(Invalid) as empty:
        trade.do("alice", deal, lambda work, found: ask_extension(work, found, " "))
    assert set(early.value.fields) == set(empty.value.fields) == {"evidence"}

    trade.do("alice", deal, ASK)
    with pytest.raises(Conflict, match="asked for already"):
        trade.do("alice", deal, ASK)
    clock.at = ends + timedelta(days=3)

    assert trade.keep_time() == (0, 0, 0)
    assert trade.now(deal).is_protected(clock.at)
    rival = trade.register("charlie")
    with pytest.raises(Conflict, match="exclusive protection"):
        trade.do("dana", rival, approve_deal)


def test_granted_once_it_counts_from_the_end_that_was(trade: Trade, clock: StoppedClock) -> None:
    deal = trade.approved()
    ends = clock.now() + timedelta(days=90)
    clock.at = ends - timedelta(days=1)
    trade.do("alice", deal, ASK)
    clock.at = ends + timedelta(days=2)

    trade.do("dana", deal, grant_extension)

    later = ends + timedelta(days=60)
    assert trade.now(deal).protected_until == later
    assert [span.during.upper for span in trade.spans(deal)] == [later]
    clock.at = later - timedelta(days=20)
    assert trade.keep_time()[2] == 1  # of the new end one is reminded anew
    with pytest.raises(Conflict, match="asked for already"):
        trade.do("alice", deal, ASK)


def test_a_request_is_dropped_with_the_protection_it_was_for(
    trade: Trade, clock: StoppedClock, database: TransactionalDatabase
) -> None:
    deal = trade.approved("bob")
    clock.advance(days=70)
    trade.do("bob", deal, ASK)

    trade.do("bob", deal, RELEASE)

    with database.work(system_actor("test")) as work:
        assert list(work.session.scalars(sa.select(ExtensionRequest.state))) == [
            ExtensionState.DROPPED
        ]
    assert trade.now(deal).protected_until == clock.at
    with pytest.raises(TransitionRefused):
        trade.do("dana", deal, grant_extension)


@pytest.mark.parametrize("days_late", [-1, 3])
def test_declined_it_ends_as_it_would_have(
    trade: Trade, clock: StoppedClock, days_late: int
) -> None:
    deal = trade.approved()
    ends = clock.now() + timedelta(days=90)
    clock.at = ends - timedelta(days=9)
    trade.do("alice", deal, ASK)
    clock.at = ends + timedelta(days=days_late)

    trade.do("dana", deal, lambda work, found: decline_extension(work, found, "No progress."))

    assert trade.now(deal).protected_until == max(ends, clock.at)
    clock.at = max(ends, clock.at)
    trade.keep_time()
    assert trade.now(deal).protection is ProtectionState.EXPIRED


def test_a_released_protection_is_free_at_once_and_its_partner_waits(
    trade: Trade, clock: StoppedClock, cast: Cast, database: TransactionalDatabase
) -> None:
    deal = trade.approved("bob")
    trade.do("bob", deal, RELEASE)

    found = trade.now(deal)
    assert (found.protection, found.protected_until) == (ProtectionState.RELEASED, clock.at)
    trade.do("dana", trade.register("charlie"), approve_deal)
    for colleague in ("bob", "alice"):
        with pytest.raises(Invalid) as refusal, database.work(cast.actor(colleague)) as w:
            register_deal(w, w.get(Account, trade.account.id), a_deal("SENSORS"))
        assert "2026-12-24" in refusal.value.fields["account"]
    clock.advance(days=30, seconds=1)
    trade.register("alice", "SENSORS")


def test_a_revocation_has_a_code_and_words_and_is_the_hosts_alone(trade: Trade) -> None:
    deal = trade.approved()
    with pytest.raises(Invalid) as refusal:
        trade.do("dana", deal, lambda work, found: revoke_protection(work, found, None, ""))
    assert set(refusal.value.fields) == {"code", "ending_reason"}
    with pytest.raises(Forbidden):
        trade.do("alice", deal, REVOKE)

    trade.do("dana", deal, REVOKE)

    found = trade.now(deal)
    assert (found.protection, found.revoked_for) == (
        ProtectionState.REVOKED,
        RevocationReason.UNTRUE,
    )
    for step, who in ((REVOKE, "dana"), (RELEASE, "alice"), (ASK, "alice")):
        with pytest.raises(TransitionRefused):
            trade.do(who, deal, step)


def test_a_host_cancels_what_it_does_not_decide(trade: Trade) -> None:
    deal = trade.register()
    with pytest.raises(Invalid):
        trade.do("dana", deal, lambda work, found: cancel_deal(work, found, ""))
    trade.do("dana", deal, lambda work, found: cancel_deal(work, found, "The line is sold out."))
    assert trade.now(deal).review is Review.CANCELLED
    with pytest.raises(Forbidden):
        trade.do("alice", trade.register(), lambda work, found: cancel_deal(work, found, "Mine."))


def test_one_that_is_not_exclusive_keeps_nobody_away(trade: Trade) -> None:
    shared, exclusive = trade.approved(award=BESIDE_OTHERS), trade.approved("charlie")

    assert [span.is_exclusive for span in trade.spans(shared)] == [False]
    assert trade.now(shared).protection is ProtectionState.ACTIVE
    assert trade.now(exclusive).protection is ProtectionState.ACTIVE
    trade.do("alice", shared, RELEASE)
    trade.register("alice")  # there was nothing that others waited for


@pytest.mark.parametrize("end", ["release", "revocation", "expiry", "withdrawal"])
def test_the_next_in_line_is_told_and_of_nobody(
    trade: Trade, clock: StoppedClock, end: str, services: Services
) -> None:
    is_provisional = end == "withdrawal"
    deal = trade.register() if is_provisional else trade.approved()
    clock.advance(seconds=1)
    other = trade.register("charlie", "SENSORS")
    first, second = trade.register("charlie"), trade.register("sam")
    gone = trade.register("charlie")
    trade.do("charlie", gone, withdraw_deal)
    clock.advance(days=3 if is_provisional else 90)
    if end == "release":
        clock.advance(days=-1)
        trade.do("alice", deal, RELEASE)
    elif end == "revocation":
        clock.advance(days=-1)
        trade.do("dana", deal, REVOKE)
    else:
        trade.keep_time()
    if end == "withdrawal":
        trade.do("alice", deal, withdraw_deal)

    with trade.cast.database.work(system_actor("test")) as work:
        for activity in list(work.all(_activities_of(deal))):
            if activity.verb.removeprefix("protection-") in ENDS:
                tell_next_in_line(work, activity, services)

    told = [trade.told(each, "deal-next-in-line") for each in (first, second, other, gone)]
    assert told == [["deal-next-in-line"], [], [], []]
    with trade.cast.database.work(trade.cast.charlie) as work:
        (activity,) = [a for a in work.all(_activities_of(first)) if a.verb == "deal-next-in-line"]
        text = repr({column: getattr(activity, column) for column in COLUMNS})
    assert "Lübeck" not in text
    assert deal.number not in text


COLUMNS = tuple(Activity.__table__.c.keys())
ENDS = {"released", "revoked", "expired", "deal-withdrawn"}


def _activities_of(deal: object) -> sa.Select[Activity]:
    return sa.select(Activity).where(Activity.subject_id == deal.id)  # type: ignore[attr-defined]


def test_a_rival_ends_extends_and_reads_nothing(
    trade: Trade, clock: StoppedClock, walls: Wall
) -> None:
    deal = trade.approved()
    clock.advance(days=80)
    for step in (RELEASE, ASK, REVOKE, grant_extension):
        with pytest.raises(NotFound):
            trade.do("charlie", deal, step)


def test_the_page_offers_each_side_its_steps_and_keeps_what_was_typed(
    trade: Trade, clock: StoppedClock, browser_of: Callable[[str], Browser]
) -> None:
    deal = trade.approved()
    alice, dana, vera = (browser_of(name) for name in ("alice", "dana", "vera"))
    path = f"/deals/{deal.id}"
    assert f"{path}/release" in alice.get(path).text
    assert f"{path}/extension" not in alice.get(path).text
    assert f"{path}/ending" in dana.get(path).text
    assert f"{path}/release" not in vera.get(path).text
    clock.advance(days=70)
    alice, dana = browser_of("alice"), browser_of("dana")

    refused = dana.submit(f"{path}/ending", code="", ending_reason="So it is")
    assert refused.status_code == 422
    assert "Choose the reason." in refused.text
    assert "So it is" in refused.text
    asked = alice.submit(f"{path}/extension", evidence="The contract is out.")
    assert asked.status_code == 303
    shown = dana.get(path).text
    assert "The contract is out." in shown
    assert "lasts until the answer" in shown
    assert f"Decide the extension of {deal.number}" in dana.get("/").text
    assert dana.submit(f"{path}/extension/answer", do="grant").status_code == 303
    assert "80 of 150 days left" in alice.get(path).text
    assert "Decide the extension" not in dana.get("/").text
    assert dana.submit(f"{path}/extension/answer", do="grant").status_code == 409
    assert alice.submit(f"{path}/release").status_code == 303
    assert "The protection was released" in alice.get(path).text
