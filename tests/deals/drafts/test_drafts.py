import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from deals.drafts.jobs import forget_drafts
from deals.drafts.models import KEPT, MOST, DealDraft
from deals.models import Deal
from partners.accounts.models import Account
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall
from tests.cast import Cast
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]


@pytest.fixture
def account(cast: Cast) -> Account:
    account = cast.account()
    cast.share(account, "luebeck")
    return account


def _typed(account: Account, **changes: Any) -> dict[str, Any]:
    """Half a registration: the amount is no amount, the day is missing."""
    return {
        "account": str(account.id),
        "territory": "NO-E",
        "family": ["DRIVES", "SENSORS"],
        "quantity": ["240", ""],
        "amount": ["about 180k", ""],
        "progress": "  Site survey.\nBudget <b>offer</b>",
        "draft_key": "key-1",
        **changes,
    }


def _save(browser: Browser, account: Account, **changes: Any) -> str:
    saved = browser.submit("/deals/drafts", **_typed(account, **changes))
    assert saved.status_code == 303
    return str(saved.location)


def _drafts(database: TransactionalDatabase) -> list[DealDraft]:
    with database.work(system_actor("test")) as work:
        return list(work.all(sa.select(DealDraft)))


def test_a_draft_is_shown_again_as_it_was_typed_on_another_device(
    browser_of: Callable[[str], Browser], account: Account
) -> None:
    path = _save(browser_of("bob"), account)
    page = browser_of("bob").get(path).text

    assert "about 180k" in page
    assert "  Site survey.\nBudget &lt;b&gt;offer&lt;/b&gt;" in page
    assert re.search(rf'value="{account.id}" selected', page)
    assert 'name="draft_key" value="key-1"' in page
    assert account.name in browser_of("bob").get("/deals").text


def test_saving_again_saves_the_same_draft_and_a_stale_one_is_a_conflict_that_loses_nothing(
    browser_of: Callable[[str], Browser], account: Account, database: TransactionalDatabase
) -> None:
    bob = browser_of("bob")
    path = _save(bob, account)
    assert _save(bob, account, draft_version="1", amount=["180000", ""]) == path
    stale = bob.submit("/deals/drafts", **_typed(account, draft_version="1", crm_id="CRM-77"))

    assert stale.status_code == 409
    assert "saved from elsewhere" in stale.text
    assert "CRM-77" in stale.text
    [draft] = _drafts(database)
    assert draft.form["lines"][0]["amount"] == "180000"


def test_a_script_is_answered_with_the_version_it_goes_on_from(
    browser_of: Callable[[str], Browser], account: Account, clock: StoppedClock
) -> None:
    bob = browser_of("bob")
    headers = {"Accept": "application/json", "Origin": "http://127.0.0.1:8000"}
    for version in (0, 1):
        data = _typed(account, draft_version=str(version), csrf_token=bob.csrf_token())
        answer = bob.post("/deals/drafts", data=data, headers=headers)
        assert answer.status_code == 200
        assert answer.get_json()["version"] == version + 1
        assert "Draft saved" in answer.get_json()["saved"]
        clock.advance(seconds=2)


def test_a_registration_ends_its_draft_and_a_refused_one_keeps_it(
    browser_of: Callable[[str], Browser], account: Account, database: TransactionalDatabase
) -> None:
    bob = browser_of("bob")
    _save(bob, account)
    _save(bob, account, draft_key="key-2")
    assert bob.submit("/deals", **_typed(account)).status_code == 422
    assert len(_drafts(database)) == 2

    whole = _typed(account, amount=["184000.00", ""], expected_close="2027-03-31")
    assert bob.submit("/deals", **whole).status_code == 303

    assert [each.key for each in _drafts(database)] == ["key-2"]


def test_a_draft_leaves_no_deal_no_number_and_no_trace_on_a_timeline(
    browser_of: Callable[[str], Browser],
    cast: Cast,
    account: Account,
    database: TransactionalDatabase,
) -> None:
    with database.work(system_actor("test")) as work:
        before = work.counts(sa.select(sa.func.count(Activity.id)).scalar_subquery())
    _save(browser_of("bob"), account)
    with database.work(system_actor("test")) as work:
        assert work.all(sa.select(Deal)) == []
        assert work.counts(sa.select(sa.func.count(Activity.id)).scalar_subquery()) == before
    assert cast.deal(account, "bob").number == "DR-LUB-0001"


@pytest.mark.parametrize("wall", [Wall.READ_RULES, Wall.ROW_SECURITY])
def test_its_author_and_the_partners_administrators_see_a_draft_and_nobody_else_with_either_wall(
    browser_of: Callable[[str], Browser],
    cast: Cast,
    account: Account,
    database: TransactionalDatabase,
    wall: Wall,
) -> None:
    _save(browser_of("bob"), account)
    database.walls = wall
    seen = set()
    for name in ("bob", "alice", "vera", "charlie", "dana", "desk", "adam", "audrey"):
        with database.work(cast.actor(name)) as work:
            if work.all(sa.select(DealDraft)):
                seen.add(name)
    assert seen == {"bob", "alice"}


def test_a_rival_and_the_host_get_not_found_or_refused(
    browser_of: Callable[[str], Browser], account: Account, database: TransactionalDatabase
) -> None:
    path = _save(browser_of("bob"), account)
    absent = "/deals/drafts/01a20598-a466-717a-a659-c24a436eabd5"
    charlie, dana, vera = browser_of("charlie"), browser_of("dana"), browser_of("vera")
    assert charlie.get(path).status_code == charlie.get(absent).status_code == 404
    assert charlie.submit(f"{path}/discard").status_code == 404
    for refused in (dana, vera):
        assert refused.get(path).status_code == 403
        assert refused.submit("/deals/drafts", draft_key="x").status_code == 403
    for browser in (charlie, dana, vera):
        assert "Drafts" not in browser.get("/deals").text
    assert len(_drafts(database)) == 1


def test_an_administrator_opens_and_discards_a_colleagues_draft_but_writes_one_of_their_own(
    browser_of: Callable[[str], Browser], account: Account, database: TransactionalDatabase
) -> None:
    path = _save(browser_of("bob"), account)
    alice = browser_of("alice")
    page = alice.get(path).text
    assert "about 180k" in page
    assert "key-1" not in page
    assert alice.submit(f"{path}/discard").status_code == 303
    assert _drafts(database) == []


def test_one_person_keeps_a_bounded_number_of_drafts_of_bounded_length(
    browser_of: Callable[[str], Browser], account: Account
) -> None:
    bob = browser_of("bob")
    for number in range(MOST):
        _save(bob, account, draft_key=f"key-{number}")
    one_more = bob.submit("/deals/drafts", **_typed(account, draft_key="more"))
    assert one_more.status_code == 422
    assert "Submit or discard one first" in one_more.text
    too_long = bob.submit("/deals/drafts", **_typed(account, progress="x" * 20_000))
    assert too_long.status_code == 422
    assert "too long to keep" in too_long.text
    assert bob.submit("/deals/drafts", **_typed(account, draft_key="k" * 65)).status_code == 422


def test_a_draft_is_forgotten_ninety_days_after_it_was_written_on_last(
    browser_of: Callable[[str], Browser],
    account: Account,
    database: TransactionalDatabase,
    clock: StoppedClock,
) -> None:
    _save(browser_of("bob"), account)
    clock.at += KEPT - timedelta(seconds=1)
    assert forget_drafts(database) == 0
    clock.at += timedelta(seconds=1)
    assert "Drafts" not in browser_of("bob").get("/deals").text
    assert forget_drafts(database) == 1
    assert _drafts(database) == []


def test_a_colleagues_draft_says_whose_it_is_and_is_not_written_over(
    browser_of: Callable[[str], Browser], account: Account, database: TransactionalDatabase
) -> None:
    path = _save(browser_of("bob"), account)
    assert "began this draft" not in browser_of("bob").get(path).text

    alice = browser_of("alice")
    page = alice.get(path).text
    assert "Bob Brandt began this draft." in page
    assert 'value="key-1"' not in page
    assert _save(alice, account, draft_key="key-2", crm_id="CRM-77") != path

    kept = {draft.person_name: draft.form["crm_id"] for draft in _drafts(database)}
    assert kept == {"Bob Brandt": "", "Alice Arndt": "CRM-77"}


@pytest.mark.parametrize("who", ["charlie", "dana"])
def test_nobody_else_reads_whose_draft_it_is(
    browser_of: Callable[[str], Browser], account: Account, who: str
) -> None:
    path = _save(browser_of("bob"), account)

    answer = browser_of(who).get(path)

    assert answer.status_code == (404 if who == "charlie" else 403)
    assert "Bob" not in answer.text
