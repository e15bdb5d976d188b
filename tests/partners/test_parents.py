"""Whom a customer belongs to: entered by hand and by sheet, shown, exported, merged."""

import csv
import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale

from partners.accounts.actions import NewAccount, open_account
from partners.accounts.browsing import export
from partners.accounts.editing import edit_account
from partners.accounts.imports.headings import field_of
from partners.accounts.imports.reading import opened
from partners.accounts.imports.taking import Memory, Outcome, carry_out, decide
from partners.accounts.merging.actions import Chosen, merge_accounts
from partners.accounts.models import Account
from partners.accounts.parents.checking import checked_parent
from partners.accounts.parents.models import Parent
from partners.accounts.presentation import PARENT_LABELS
from partners.accounts.wanted import Wanted
from portal.kernel.errors import Forbidden, Invalid
from portal.kernel.words import LANGUAGES
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]

BrowserOf = Callable[[str], Browser]
NORDIC = Parent("Nordic Halden Holding AB", "SE", "nordic-halden.example", "150483782")
FORM = {
    "name": "Moss Verft",
    "country": "NO",
    "parent_name": " Nordic  Halden Holding AB ",
    "parent_country": "se",
    "parent_domain": "Nordic-Halden.example",
    "parent_number": "15-048-3782",
}


def account_of(database: TransactionalDatabase, cast: Cast, name: str, by: str = "dana") -> Account:
    with database.work(cast.actor(by)) as work:
        [account] = work.all(sa.select(Account).where(Account.name == name))
        return account


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (Parent(), None),
        (Parent("", "SE", " ", ""), None),
        (Parent(" Nordic ", "se"), Parent("Nordic", "SE")),
        (Parent(domain="WWW.Nordic.example "), Parent(domain="www.nordic.example")),
        (Parent(number="529900T8BM49 AURSDO55"), Parent(number="529900T8BM49AURSDO55")),
    ],
)
def test_a_parent_is_kept_as_it_is_compared(given: Parent, kept: Parent | None) -> None:
    assert checked_parent(given) == kept


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Parent("N" * 201), "parent_name"),
        (Parent("Nordic", "Sweden"), "parent_country"),
        (Parent(domain="https://nordic.example/se"), "parent_domain"),
        (Parent(number="15048378"), "parent_number"),
        (Parent(number="529900T8BM49AURSDO56"), "parent_number"),
    ],
)
def test_what_cannot_be_right_is_refused_by_its_field(given: Parent, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_parent(given)
    assert list(refused.value.fields) == [field]


def test_a_parent_is_entered_with_an_account_changed_and_taken_away(
    cast: Cast, database: TransactionalDatabase, browser_of: BrowserOf
) -> None:
    dana = browser_of("dana")
    added = dana.submit("/accounts", **FORM)
    assert added.status_code == 303
    assert account_of(database, cast, "Moss Verft").parent == NORDIC
    page = dana.get(added.location).text
    assert "Nordic Halden Holding AB" in page
    assert "150483782" in page

    form = dana.get(f"{added.location}/edit").text
    assert 'value="nordic-halden.example"' in form
    version = {"version": str(account_of(database, cast, "Moss Verft").version)}
    changed = FORM | version | {"parent_country": "", "parent_number": ""}
    assert dana.submit(f"{added.location}/edit", **changed).status_code == 303
    expected = Parent("Nordic Halden Holding AB", "NO", "nordic-halden.example")
    assert account_of(database, cast, "Moss Verft").parent == expected

    version = {"version": str(account_of(database, cast, "Moss Verft").version)}
    bare = {"name": "Moss Verft", "country": "NO", "parent_country": "SE"}
    assert dana.submit(f"{added.location}/edit", **bare, **version).status_code == 303
    assert account_of(database, cast, "Moss Verft").parent is None


def test_a_wrong_part_says_what_to_do_and_nothing_typed_is_lost(browser_of: BrowserOf) -> None:
    answer = browser_of("dana").submit("/accounts", **FORM | {"parent_number": "4711"})

    assert answer.status_code == 422
    assert "nine digits or an LEI of 20 characters" in answer.text
    assert 'value="4711"' in answer.text
    assert "Nordic  Halden Holding AB" in answer.text


def test_who_holds_a_grant_reads_the_parent_and_changes_nothing_and_a_rival_gets_not_found(
    cast: Cast, database: TransactionalDatabase, browser_of: BrowserOf
) -> None:
    with database.work(cast.dana) as work:
        account = open_account(work, NewAccount("Moss Verft", "NO", parent=NORDIC))
    cast.share(account, "luebeck")

    assert "Nordic Halden Holding AB" in browser_of("alice").get(f"/accounts/{account.id}").text
    assert browser_of("charlie").get(f"/accounts/{account.id}").status_code == 404
    with database.work(cast.alice) as work, pytest.raises(Forbidden):
        edit_account(work, work.get(Account, account.id), NewAccount("M", "NO"), 1)


SHEET = """Company;Country;Website;Parent Account;Parent Country;Parent Website;Global Ultimate DUNS
Moss Verft;NO;moss.example;Nordic Halden Holding AB;Schweden;https://www.nordic-halden.example/;150483782
Gdynia Stal;PL;gdynia.example;Baltic Group;;;
Orkla Mek;NO;orkla.example;;;;
Broken;NO;broken.example;Some Group;;;12345
"""


def _take_in(database: TransactionalDatabase, cast: Cast, sheet: str) -> list[Outcome]:
    with database.work(cast.dana) as work, opened([sheet.encode()]) as read:
        decisions = decide(work, list(read.rows), Memory())
        carry_out(work, decisions)
        return [each.outcome for each in decisions]


def test_a_sheet_brings_parents_under_the_headings_of_other_programs(
    cast: Cast, database: TransactionalDatabase
) -> None:
    assert _take_in(database, cast, SHEET) == [*[Outcome.ADDED] * 3, Outcome.FAULTY]

    assert account_of(database, cast, "Moss Verft").parent == NORDIC
    assert account_of(database, cast, "Gdynia Stal").parent == Parent("Baltic Group", "PL")
    assert account_of(database, cast, "Orkla Mek").parent is None
    assert _take_in(database, cast, SHEET)[:3] == [Outcome.UNCHANGED] * 3


def test_what_a_sheet_leaves_empty_of_a_parent_stays_unless_it_names_another(
    cast: Cast, database: TransactionalDatabase
) -> None:
    _take_in(database, cast, SHEET)
    head = "Company;Country;Website;Parent Account;Parent LEI\n"
    row = "Moss Verft;NO;moss.example;"

    assert _take_in(database, cast, f"{head}{row};\n") == [Outcome.UNCHANGED]
    assert _take_in(database, cast, f"{head}{row}Nordic Halden Holding AB;\n") == [
        Outcome.UNCHANGED
    ]
    assert _take_in(database, cast, f"{head}{row}Baltic Group;\n") == [Outcome.CHANGED]
    assert account_of(database, cast, "Moss Verft").parent == Parent("Baltic Group", "NO")


def test_an_exported_list_names_parents_and_is_taken_in_again_unchanged(
    cast: Cast, database: TransactionalDatabase, app: Flask
) -> None:
    _take_in(database, cast, SHEET)

    with app.test_request_context():
        heading = export.heading()
    rows = [heading, *export.exported_rows(database, cast.dana, Wanted())]
    moss = next(row for row in rows if row[0] == "Moss Verft")
    assert moss[-4:] == ["Nordic Halden Holding AB", "SE", "nordic-halden.example", "150483782"]
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows(rows)
    assert _take_in(database, cast, written.getvalue()) == [Outcome.UNCHANGED] * 3


@pytest.mark.parametrize(
    ("taken", "parent"), [((), None), (("parent",), NORDIC)], ids=["left", "taken"]
)
def test_a_merge_takes_the_parent_of_the_account_that_goes_where_that_was_chosen(
    cast: Cast,
    database: TransactionalDatabase,
    browser_of: BrowserOf,
    taken: tuple[str, ...],
    parent: Parent | None,
) -> None:
    with database.work(cast.actor("adam")) as work:
        stays = open_account(work, NewAccount("Moss Verft", "NO"))
        away = open_account(work, NewAccount("Moss Verft AS", "NO", parent=NORDIC))
    newer, older = (away, stays) if away.id > stays.id else (stays, away)
    page = browser_of("adam").get(f"/accounts/duplicates/{newer.id}/{older.id}").text
    assert "Nordic Halden Holding AB, Sweden, nordic-halden.example, 150483782" in page
    assert 'name="take_parent"' in page

    versions = {each.id: each.version for each in (away, stays)}
    merge_accounts(
        database, cast.actor("adam"), Chosen(away.id, stays.id, versions, frozenset(taken))
    )

    assert account_of(database, cast, "Moss Verft", "adam").parent == parent


@pytest.mark.parametrize("language", LANGUAGES)
def test_parents_are_read_under_the_headings_that_the_portal_writes(
    app: Flask, language: str
) -> None:
    with app.test_request_context(), force_locale(language):
        assert {field_of(str(label)): field for field, label in PARENT_LABELS.items()} == {
            field: field for field in PARENT_LABELS
        }


def test_countries_are_named_where_accounts_are_listed_and_shown(
    cast: Cast, browser_of: BrowserOf
) -> None:
    account = cast.account("Moss Verft")
    dana = browser_of("dana")

    for path in ("/accounts", f"/accounts/{account.id}"):
        assert "Norway" in dana.get(path).text
