"""In which order a cascade asks, and what the host is told of it before."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest

from deals.actions import reject_deal
from deals.catalogue.models import Territory
from deals.leads.candidates import Candidate, Nearness, in_cascade, in_turn
from deals.leads.placing import cascade_of
from deals.leads.states import OfferState, Rule
from deals.programme.models import Terms
from deals.queries import get_deal
from deals.registration.actions import register_deal
from partners.accounts.models import Account
from portal.kernel.actor import system_actor
from portal.kernel.errors import Forbidden
from tests.cast import a_deal
from tests.conftest import StoppedClock
from tests.deals.leads.desk import Desk
from tests.web.conftest import Browser

EARLY, LATE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)


def _candidate(
    code: str, nearness: Nearness = Nearness.NEW, free: int = 5, last: datetime | None = None
) -> Candidate:
    return Candidate(UUID(int=sum(map(ord, code))), code, nearness, free, last)


def _order(*found: Candidate) -> str:
    return " ".join(each.code for each in in_cascade(found))


def test_nearness_decides_then_room_then_who_waited_longest_then_the_code() -> None:
    far, near, here = (_candidate(n.name, n) for n in reversed(Nearness))
    assert _order(far, near, here) == "HERE NEARBY NEW"
    busy, idle = _candidate("BUSY", free=1), _candidate("IDLE", free=9)
    assert _order(busy, idle) == "IDLE BUSY"
    assert _order(_candidate("L", last=LATE), _candidate("E", last=EARLY), _candidate("N")) == (
        "N E L"
    )
    assert _order(_candidate("B"), _candidate("A")) == "A B"


def test_room_outweighs_no_nearness_and_waiting_no_room() -> None:
    here = _candidate("HERE", Nearness.HERE, free=1, last=LATE)
    assert _order(_candidate("IDLE", free=9), here) == "HERE IDLE"
    waited = _candidate("WAITED", free=1)
    assert _order(waited, _candidate("ROOM", free=2, last=LATE)) == "ROOM WAITED"


def test_in_turn_only_the_waiting_counts() -> None:
    here = _candidate("HERE", Nearness.HERE, free=9, last=LATE)
    assert [each.code for each in in_turn([here, _candidate("OLD", last=EARLY)])] == ["OLD", "HERE"]


def _codes(desk: Desk) -> list[tuple[str, Nearness]]:
    found = cascade_of(desk.database, desk.cast.dana, desk.lead_id)
    return [(each.code, each.nearness) for each in found]


def test_who_registered_in_the_territory_is_near_and_who_did_next_door_nearby(desk: Desk) -> None:
    for partner, who, territory in (("luebeck", "alice", "NO-W"), ("novgorod", "nina", "NO-E")):
        account = desk.cast.account(f"Customer of {partner}")
        desk.cast.share(account, partner, by="adam")
        with desk.database.work(desk.cast.actor(who)) as work:
            new = a_deal(territory_code=territory)
            register_deal(work, work.get(Account, account.id), new)
    with desk.database.work(system_actor("test")) as work:
        work.session.add(Territory(code="NO", name="Norway"))
        work.flush()
        for part in ("NO-E", "NO-W"):
            work.get(Territory, part).parent_code = "NO"  # type: ignore[arg-type]

    assert _codes(desk) == [
        ("NOV", Nearness.HERE),
        ("LUB", Nearness.NEARBY),
        ("DAN", Nearness.NEW),
    ]
    desk.offer(Rule.CASCADE)
    assert desk.offers() == {"novgorod": OfferState.PENDING}


def test_a_registration_that_was_declined_makes_nobody_near(desk: Desk) -> None:
    account = desk.cast.account()
    desk.cast.share(account, "novgorod", by="adam")
    deal = desk.cast.deal(account, "nina")
    with desk.database.work(desk.cast.actor("adam")) as work:
        reject_deal(work, get_deal(work, deal.id), "Not in our programme.")

    assert {nearness for _, nearness in _codes(desk)} == {Nearness.NEW}


def test_whoever_has_more_room_is_asked_before_who_waited_longer(
    desk: Desk, clock: StoppedClock
) -> None:
    desk.held_by("charlie", "danzig")
    clock.advance(hours=1)
    desk.lead_id = desk.qualified()
    desk.offer(Rule.PUSH, "novgorod")
    desk.recall()

    assert [code for code, _ in _codes(desk)] == ["LUB", "NOV", "DAN"]


def test_who_has_no_room_or_declined_is_not_in_the_order(desk: Desk) -> None:
    desk.set_terms(Terms(most_leads=1))
    desk.held_by("charlie", "danzig")
    desk.lead_id = desk.qualified()
    desk.offer(Rule.PUSH, "luebeck")
    desk.decline("alice", "luebeck")

    assert [code for code, _ in _codes(desk)] == ["NOV"]


def test_the_host_reads_the_order_and_why_before_it_offers(
    desk: Desk, browser_of: Callable[[str], Browser]
) -> None:
    account = desk.cast.account()
    desk.cast.share(account, "luebeck")
    desk.cast.deal(account)
    page = f"/leads/{desk.lead_id}"

    dana, emil = (browser_of(who).get(page).text for who in ("dana", "emil"))

    assert dana.index("1. Lübeck Systems") < dana.index("2. Danzig Trading")
    assert "sells here, room for 10 leads, was offered none yet" in dana
    assert "and 1 partner more" in dana
    assert "3. Novgorod Supply" in emil
    assert "Lübeck Systems" not in emil
    assert "and 2 partners more" in emil
    desk.offer(Rule.CASCADE)
    assert "in this order" not in browser_of("dana").get(page).text


def test_an_order_without_anybody_says_so(desk: Desk, browser_of: Callable[[str], Browser]) -> None:
    desk.offer(Rule.POOL)
    for who, partner in (("alice", "luebeck"), ("charlie", "danzig"), ("nina", "novgorod")):
        desk.decline(who, partner)

    assert "Nobody can be asked now" in browser_of("dana").get(f"/leads/{desk.lead_id}").text


def test_only_who_offers_leads_asks_for_the_order(
    desk: Desk, browser_of: Callable[[str], Browser]
) -> None:
    for who in ("alice", "audrey"):
        with pytest.raises(Forbidden):
            cascade_of(desk.database, desk.cast.actor(who), desk.lead_id)
    assert "in this order" not in browser_of("audrey").get(f"/leads/{desk.lead_id}").text
