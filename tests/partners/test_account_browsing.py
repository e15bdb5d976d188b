"""Views people keep of the account list, and sharing what they chose in it."""

import csv
import io
from collections.abc import Callable
from uuid import uuid4

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from partners.accounts.actions import GrantTerms, NewAccount, open_account, revoke_grant
from partners.accounts.browsing import export
from partners.accounts.browsing.actions import (
    MOST_SHARED,
    delete_view,
    open_with,
    rename_view,
    save_view,
    share_accounts,
)
from partners.accounts.browsing.queries import saved_views
from partners.accounts.models import Account, AccountShareGrant
from partners.accounts.wanted import Wanted
from portal.kernel.db import Wall
from portal.kernel.errors import Forbidden, Invalid
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]

BrowserOf = Callable[[str], Browser]
TERMS = {"purpose": "Sell together", "days": "30", "objects": ["PROFILE"]}


def test_a_view_is_kept_renamed_opened_with_and_deleted_by_its_person_alone(
    cast: Cast, database: TransactionalDatabase
) -> None:
    with database.work(cast.alice) as work:
        norway = save_view(work, "Norway", "country=NO", is_default=True)
        newest = save_view(work, "Newest", "order=newest")
        open_with(work, newest, is_default=True)
        rename_view(work, norway, "The north")
        with pytest.raises(Invalid):
            rename_view(work, norway, "newest")
        with pytest.raises(Invalid):
            save_view(work, "  ", "")
    with database.work(cast.alice) as work:
        kept = [(view.name, view.query, view.is_default) for view in saved_views(work)]
        assert kept == [("Newest", "order=newest", True), ("The north", "country=NO", False)]
        delete_view(work, work.get(type(norway), norway.id))
    for wall in (Wall.READ_RULES, Wall.ROW_SECURITY):
        database.walls = wall
        for name, seen in (("alice", ["Newest"]), ("vera", []), ("dana", [])):
            with database.work(cast.actor(name)) as work:
                assert [view.name for view in saved_views(work)] == seen
    database.walls = Wall.BOTH


def test_the_list_opens_with_the_view_chosen_for_it(browser_of: BrowserOf, cast: Cast) -> None:
    cast.account("Halden Logistics")
    browser = browser_of("dana")

    saved = browser.submit("/accounts/views", name="Sweden", country="SE", default="yes", next="x")
    opened = browser.get("/accounts")

    assert opened.status_code == saved.status_code == 303
    assert opened.headers["Location"] == saved.headers["Location"]
    assert "country=SE" in opened.headers["Location"]
    assert "Halden" not in browser.get(opened.headers["Location"]).text
    assert "Halden" in browser.get("/accounts?whose=all").text
    refused = browser.submit("/accounts/views", name="sweden", country="NO")
    assert refused.status_code == 422
    assert 'value="NO"' in refused.text


def test_chosen_accounts_are_shared_with_one_partner_and_each_is_told_of(
    browser_of: BrowserOf, cast: Cast, database: TransactionalDatabase
) -> None:
    first, second = cast.account("Halden Logistics"), cast.account("Moss Freight")
    cast.share(first, "luebeck")
    browser = browser_of("dana")

    asked = browser.get(f"/accounts/sharing?account={first.id}&account={second.id}")
    fields = {"account": [first.id, second.id], "partner": cast.companies["luebeck"].id, **TERMS}
    refused = browser.submit("/accounts/sharing", **{**fields, "purpose": " "})
    done = browser.submit("/accounts/sharing", **fields)

    assert "Halden Logistics" in asked.text
    assert "Moss Freight" in asked.text
    assert refused.status_code == 422
    assert "Moss Freight" in refused.text
    assert done.status_code == 201
    assert done.text.index("Moss Freight") < done.text.index("Halden Logistics")
    assert "Was shared before" in done.text
    with database.work(cast.dana) as work:
        grants = work.all(sa.select(AccountShareGrant))
    assert {grant.account_id for grant in grants} == {first.id, second.id}
    assert len(grants) == 2


def test_without_a_choice_the_page_says_where_to_choose(browser_of: BrowserOf) -> None:
    page = browser_of("dana").get("/accounts/sharing")
    assert page.status_code == 200
    assert "No account chosen yet" in page.text
    assert 'href="/accounts"' in page.text
    assert "sharing-form" not in page.text


def test_one_foreign_account_among_the_chosen_refuses_all_and_is_not_named(
    browser_of: BrowserOf, cast: Cast, database: TransactionalDatabase
) -> None:
    own = cast.account("Halden Logistics")
    foreign = cast.account("Alices secret", owner="alice")
    browser = browser_of("dana")
    fields = {"partner": cast.companies["luebeck"].id, **TERMS}

    answers = [
        browser.submit("/accounts/sharing", account=[own.id, other], **fields)
        for other in (foreign.id, uuid4())
    ]

    assert [each.status_code for each in answers] == [404, 404]
    assert "secret" not in answers[0].text
    with database.work(cast.dana) as work:
        assert work.all(sa.select(AccountShareGrant)) == []


def test_what_one_sees_but_does_not_own_and_more_than_a_page_is_not_shared(
    cast: Cast, database: TransactionalDatabase
) -> None:
    shared = cast.account("Halden Logistics")
    cast.share(shared, "luebeck")
    own = cast.account("Alices own", owner="alice")
    with database.work(cast.alice) as work:
        accounts = [work.get(Account, each.id) for each in (own, shared)]
        with pytest.raises(Forbidden):
            share_accounts(work, accounts, cast.companies["host"], GrantTerms(purpose="x"))
        with pytest.raises(Invalid):
            share_accounts(work, [], cast.companies["host"], GrantTerms(purpose="x"))
        many = [accounts[0]] * (MOST_SHARED + 1)
        with pytest.raises(Invalid):
            share_accounts(work, many, cast.companies["host"], GrantTerms(purpose="x"))


def test_an_export_holds_the_rows_of_the_filter_that_the_reader_sees_and_no_live_formula(
    browser_of: BrowserOf, cast: Cast, database: TransactionalDatabase
) -> None:
    with database.work(cast.dana) as work:
        shared = open_account(work, NewAccount("=HYPERLINK(1)", "NO"))
    cast.account("Danas own")
    cast.account("Alices own", owner="alice")
    cast.share(shared, "luebeck")
    browser = browser_of("alice")

    answer = browser.get("/accounts/export?order=newest")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    narrowed = browser.get("/accounts/export?q=hyper&format=xlsx")
    sheet = load_workbook(io.BytesIO(narrowed.get_data())).active

    assert answer.headers["Content-Disposition"].startswith('attachment; filename="accounts.csv"')
    assert [row[0] for row in rows] == ["Name", "Alices own", "'=HYPERLINK(1)"]
    assert rows[2][4] == "Hansa Components"
    assert sheet is not None
    assert [row[0] for row in sheet.values] == ["Name", "'=HYPERLINK(1)"]


def test_an_export_comes_some_rows_at_a_time_and_leaves_out_what_was_taken_away_meanwhile(
    cast: Cast, database: TransactionalDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = [cast.account(f"Customer {number}") for number in range(4)]
    grants = [cast.share(account, "luebeck") for account in accounts]
    monkeypatch.setattr(export, "AT_ONCE", 2)

    rows = export.exported_rows(database, cast.alice, Wanted())
    begun = [next(rows)[0] for _ in range(2)]
    with database.work(cast.dana) as work:
        account = work.get(Account, accounts[3].id)
        revoke_grant(work, work.get(AccountShareGrant, grants[3].id), account, "over")

    assert begun + [row[0] for row in rows] == ["Customer 0", "Customer 1", "Customer 2"]
