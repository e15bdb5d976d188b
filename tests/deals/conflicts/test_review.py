"""What reviewers are shown of conflicts, and what partners never learn of them."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from deals.conflicts.actions import hold_deal, release_hold
from deals.conflicts.models import ConflictDecision, ConflictHold
from deals.models import Deal
from deals.queries import get_deal
from deals.review.states import Review
from portal.kernel.activity import Activity
from portal.kernel.db import Wall
from portal.kernel.errors import Forbidden, Invalid, TransitionRefused
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]

BrowserOf = Callable[[str], Browser]


@pytest.fixture
def rivals(cast: Cast) -> tuple[Deal, Deal]:
    """Lübeck's and Danzig's registrations of one customer, both looked after by Dana."""
    return _register(cast, "luebeck", "alice", "danzig", "charlie")


def _register(cast: Cast, first: str, by: str, second: str, other: str) -> tuple[Deal, Deal]:
    account = cast.account()
    cast.share(account, first)
    cast.share(account, second, by="emil" if second == "novgorod" else "dana")
    return cast.deal(account, by), cast.deal(account, other)


def test_who_looks_after_both_compares_them_side_by_side(
    rivals: tuple[Deal, Deal], browser_of: BrowserOf
) -> None:
    first, second = rivals

    page = browser_of("dana").get(f"/deals/{second.id}").text

    assert f"/deals/{first.id}" in page
    assert "CP-3" in page
    assert f"{first.number} was complete first." in page
    assert "100 of 100 points" in page


@pytest.mark.parametrize(
    ("reader", "reads", "learns"),
    [("emil", False, True), ("desk", True, False), ("audrey", True, False)],
)
def test_of_a_colleagues_partner_a_channel_manager_learns_only_that_there_is_one(
    cast: Cast, browser_of: BrowserOf, reader: str, *, reads: bool, learns: bool
) -> None:
    dealt, ninas = _register(cast, "luebeck", "alice", "novgorod", "nina")

    page = browser_of(reader).get(f"/deals/{ninas.id}").text

    assert (dealt.number in page) is reads
    assert ("Lübeck" in page) is reads
    assert ("of a partner that a colleague looks after" in page) is learns


def test_a_partner_reads_the_same_page_with_and_without_a_conflict(
    cast: Cast, browser_of: BrowserOf
) -> None:
    alone = cast.account("Nordwind")
    cast.share(alone, "luebeck")
    free = cast.deal(alone)
    taken, _rival = _register(cast, "luebeck", "alice", "danzig", "charlie")

    alice = browser_of("alice")
    pages = [alice.get(f"/deals/{deal.id}").text for deal in (free, taken)]

    assert "conflict" not in pages[1].lower()
    assert _shape(pages[0], free) == _shape(pages[1], taken)


def test_a_hold_is_the_hosts_alone(
    rivals: tuple[Deal, Deal],
    cast: Cast,
    database: TransactionalDatabase,
    browser_of: BrowserOf,
) -> None:
    first, second = rivals
    alice, dana = browser_of("alice"), browser_of("dana")
    dana.submit(f"/deals/{first.id}/review")
    pages = ("/", "/deals?review=IN_REVIEW", f"/deals/{first.id}", f"/accounts/{first.account_id}")
    before = [_shape(alice.get(path).text, first) for path in pages]

    held = dana.submit(f"/deals/{first.id}/hold", hold_reason=f"As {second.number} leads")

    assert held.status_code == 303
    page = dana.get(f"/deals/{first.id}").text
    assert "On hold" in page
    assert f"As {second.number} leads" in page
    assert [_shape(alice.get(path).text, first) for path in pages] == before
    assert alice.get("/deals?review=CONFLICT_HOLD").text.count(first.number) == 0
    for wall in (Wall.READ_RULES, Wall.ROW_SECURITY):
        database.walls = wall
        with database.work(cast.alice) as work:
            assert work.all(sa.select(ConflictHold)) == []
            told = work.all(sa.select(Activity).where(Activity.verb == "deal-held"))
            assert told == []
        with database.work(cast.dana) as work:
            assert len(work.all(sa.select(ConflictHold))) == 1


def test_a_held_registration_is_decided_after_it_is_let_go_on(
    rivals: tuple[Deal, Deal], browser_of: BrowserOf
) -> None:
    first = rivals[0]
    dana = browser_of("dana")
    dana.submit(f"/deals/{first.id}/hold", hold_reason="Two letters")

    by_rule = {f"rule-{rivals[1].id}": "CP-3"}
    assert _approve(dana, first, **by_rule).status_code == 409
    assert dana.submit(f"/deals/{first.id}/hold", do="release").status_code == 303
    assert _approve(dana, first, **by_rule).status_code == 303


def test_nobody_approves_past_a_conflict_they_have_not_seen(
    rivals: tuple[Deal, Deal], browser_of: BrowserOf
) -> None:
    dana = browser_of("dana")

    blind = dana.submit(f"/deals/{rivals[0].id}/approval")

    assert blind.status_code == 409
    assert "Compare them below" in blind.text
    assert _approve(dana, rivals[0]).status_code == 422
    assert _approve(dana, rivals[0], **{f"rule-{rivals[1].id}": "CP-3"}).status_code == 303


def test_whoever_goes_past_one_who_was_first_says_why_and_no_partner_reads_it(
    rivals: tuple[Deal, Deal], cast: Cast, database: TransactionalDatabase, browser_of: BrowserOf
) -> None:
    first, second = rivals
    dana, rule, because = browser_of("dana"), f"rule-{first.id}", f"because-{first.id}"

    refused = _approve(dana, second, **{rule: "CP-3"})
    done = _approve(dana, second, **{rule: "CP-5", because: "Only they have the permits."})

    assert (refused.status_code, done.status_code) == (422, 303)
    assert f'id="f-{because}-error"' in refused.text
    assert "Only they have the permits." in dana.get(f"/deals/{second.id}").text
    for reader, sees in (("charlie", 0), ("alice", 0), ("emil", 0), ("dana", 1)):
        for wall in (Wall.READ_RULES, Wall.ROW_SECURITY):
            database.walls = wall
            with database.work(cast.actor(reader)) as work:
                assert len(work.all(sa.select(ConflictDecision))) == sees, (reader, wall)


def test_a_channel_manager_leaves_what_a_colleagues_partner_has_to_the_deal_desk(
    cast: Cast, browser_of: BrowserOf
) -> None:
    dealt, ninas = _register(cast, "luebeck", "alice", "novgorod", "nina")
    ruling = {f"rule-{ninas.id}": "CP-3"}

    refused = _approve(browser_of("dana"), dealt, **ruling)

    assert refused.status_code == 409
    assert "The deal desk sees both" in refused.text
    assert "Novgorod" not in refused.text
    assert _approve(browser_of("desk"), dealt, **ruling).status_code == 303


def test_a_hold_needs_a_reviewer_a_reason_and_a_registration_that_is_not_held(
    rivals: tuple[Deal, Deal], cast: Cast, database: TransactionalDatabase
) -> None:
    first = rivals[0]
    with pytest.raises(Forbidden), database.work(cast.alice) as work:
        hold_deal(work, get_deal(work, first.id), "Mine")
    with pytest.raises(Invalid), database.work(cast.dana) as work:
        hold_deal(work, get_deal(work, first.id), " ")
    with pytest.raises(TransitionRefused), database.work(cast.dana) as work:
        release_hold(work, get_deal(work, first.id))
    with database.work(cast.dana) as work:
        hold_deal(work, get_deal(work, first.id), "Two letters")
    with pytest.raises(TransitionRefused), database.work(cast.dana) as work:
        hold_deal(work, get_deal(work, first.id), "Again")
    with database.work(cast.dana) as work:
        release_hold(work, get_deal(work, first.id))
        assert work.get(Deal, first.id).review is Review.IN_REVIEW


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 303),
        ({"conflict_from": "101"}, 422),
        ({"possible_from": "95"}, 422),
        ({"name_similarity": "79"}, 422),
        ({"conflict_from": "many"}, 422),
        ({"partner_answer": "ALL"}, 422),
    ],
)
def test_the_programme_says_what_a_conflict_is(
    rivals: tuple[Deal, Deal], browser_of: BrowserOf, changes: dict[str, str], status: int
) -> None:
    adam = browser_of("adam")
    form = {
        "conflict_from": "90",
        "possible_from": "70",
        "name_similarity": "95",
        "partner_answer": "BAND",
    }

    answer = adam.submit("/deals/conflict-settings", **(form | changes))

    assert answer.status_code == status
    page = adam.get("/deals/conflict-settings").text
    assert ('value="70"' in page) is (status == 303)


def test_settings_that_somebody_else_changed_are_not_overwritten(browser_of: BrowserOf) -> None:
    adam = browser_of("adam")
    form = {
        "conflict_from": "90",
        "possible_from": "70",
        "name_similarity": "95",
        "partner_answer": "NOTHING",
    }
    assert adam.submit("/deals/conflict-settings", **form).status_code == 303

    assert adam.submit("/deals/conflict-settings", **(form | {"version": "7"})).status_code == 409


def _approve(browser: Browser, deal: Deal, **rulings: str) -> TestResponse:
    found = re.search(r'name="conflicts" value="(\w*)"', browser.get(f"/deals/{deal.id}").text)
    seal = found.group(1) if found else ""
    return browser.submit(f"/deals/{deal.id}/approval", conflicts=seal, **rulings)


def _shape(page: str, deal: Deal) -> str:
    """Return a page without what differs from one registration to the next, and each time."""
    for own, name in ((deal.number, "NUMBER"), (deal.customer_name, "CUSTOMER")):
        page = page.replace(own, name)
    page = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", "ID", page)
    page = re.sub(r'name="(csrf_token|version|idempotency_key)" value="[^"]*"', "", page)
    page = re.sub(r'title="[0-9a-f]{64}">[0-9a-f]{12}', "HASH OF WHAT WAS TYPED", page)
    return re.sub(r'nonce="[^"]*"', "", page)
