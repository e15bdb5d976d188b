"""Whom the customer belongs to, said with a registration: form, draft, sheet, API, amendment."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from deals.amendments.actions import Amended, amend_deal
from deals.models import Deal
from deals.queries import get_deal
from deals.receipts.queries import receipts_of
from deals.registration.actions import NewLine
from deals.registration.forms import DealForm
from deals.sheets.actions import bring_sheet, start_sheet
from deals.sheets.jobs import go_through
from deals.sheets.models import DealSheet
from deals.sheets.reading import COLUMNS
from partners.accounts.models import Account
from partners.accounts.parents.models import Parent
from portal.kernel.actor import system_actor
from tests.api.conftest import MachineOf, a_registration, machine_of, shared
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.deals.handoffs.stage import Stage
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "machine_of", "services", "shared"]

BrowserOf = Callable[[str], Browser]
NORDIC = Parent("Nordic Halden Holding AB", "SE", "nordic-halden.example", "150483782")


@pytest.fixture
def account(cast: Cast) -> Account:
    account = cast.account()
    cast.share(account, "luebeck")
    return account


def _typed(account: Account, **changes: Any) -> dict[str, Any]:
    return {
        "account": str(account.id),
        "territory": "NO-E",
        "motion": "RESELL",
        "kind": "NET_NEW",
        "currency": "EUR",
        "expected_close": "2027-03-31",
        "progress": "Site survey done.",
        "family": ["DRIVES"],
        "quantity": ["240"],
        "amount": ["184000.00"],
        "parent_name": "Nordic Halden Holding AB",
        "parent_country": "se",
        "parent_domain": "nordic-halden.example",
        "parent_number": "15-048-3782",
        **changes,
    }


def _only_deal(database: TransactionalDatabase) -> Deal:
    with database.work(system_actor("test")) as work:
        [deal] = work.all(sa.select(Deal))
        return get_deal(work, deal.id)


def test_it_is_registered_receipted_and_shown_to_who_sees_the_deal(
    account: Account, cast: Cast, database: TransactionalDatabase, browser_of: BrowserOf
) -> None:
    answer = browser_of("bob").submit("/deals", **_typed(account))

    assert answer.status_code == 303
    deal = _only_deal(database)
    assert deal.parent == NORDIC
    with database.work(cast.actor("bob")) as work:
        content = json.loads(receipts_of(work, deal.id)[0].content)
    assert content["parent_name"] == "Nordic Halden Holding AB"
    assert content["parent_number"] == "150483782"
    for reader in ("bob", "dana"):
        assert "Nordic Halden Holding AB" in browser_of(reader).get(f"/deals/{deal.id}").text
    assert browser_of("charlie").get(f"/deals/{deal.id}").status_code == 404


def test_a_wrong_part_is_said_and_nothing_typed_is_lost(
    account: Account, browser_of: BrowserOf
) -> None:
    answer = browser_of("bob").submit("/deals", **_typed(account, parent_number="4711"))

    assert answer.status_code == 422
    assert "nine digits or an LEI of 20 characters" in answer.text
    assert 'value="4711"' in answer.text
    assert 'value="Nordic Halden Holding AB"' in answer.text


def test_a_role_that_does_not_register_is_refused(account: Account, browser_of: BrowserOf) -> None:
    assert browser_of("vera").submit("/deals", **_typed(account)).status_code == 403


def test_a_draft_keeps_it_as_typed(account: Account, browser_of: BrowserOf) -> None:
    bob = browser_of("bob")
    saved = bob.submit("/deals/drafts", **_typed(account, draft_key="key-1", parent_number="47"))

    page = bob.get(saved.location).text
    assert 'value="Nordic Halden Holding AB"' in page
    assert 'value="47"' in page


def test_a_draft_of_before_there_were_parents_opens_without_one() -> None:
    form = DealForm.from_texts({"lines": [], "account": "", "progress": "Survey"})

    assert form.parent == Parent("", "", "", "")


def test_a_sheet_says_it_and_names_the_cell_that_is_wrong(
    account: Account, cast: Cast, database: TransactionalDatabase
) -> None:
    rows: list[dict[str, str]] = [
        {"crm_id": "A-1", "parent_name": "Nordic Halden Holding AB", "parent_country": "SE"},
        {"crm_id": "A-2", "parent_number": "4711"},
        {"crm_id": "A-3"},
    ]
    usual = {
        "customer": account.name,
        "territory": "NO-E",
        "family": "DRIVES",
        "quantity": "12",
        "amount": "1000.00",
        "currency": "EUR",
        "expected_close": "2027-03-31",
        "progress": "Survey",
    }
    lines = [",".join(({**usual, **row}).get(name, "") for name in COLUMNS) for row in rows]
    with database.work(cast.actor("bob")) as work:
        content = "\n".join([",".join(COLUMNS), *lines]).encode()
        sheet = bring_sheet(work, database, "deals.csv", content)
    assert [(number, column) for number, column, *_rest in sheet.findings] == [(3, "parent_number")]

    with database.work(cast.actor("bob")) as work:
        start_sheet(work, work.get(DealSheet, sheet.id))
    go_through(database, sheet.id)

    with database.work(system_actor("test")) as work:
        found = {deal.crm_id: deal.parent for deal in work.all(sa.select(Deal))}
    assert found == {"A-1": Parent("Nordic Halden Holding AB", "SE"), "A-3": None}


def test_the_api_takes_it_and_answers_with_it(machine_of: MachineOf, shared: str) -> None:
    lubeck = machine_of("alice")
    wanted = a_registration(shared) | {"parent_name": "Nordic Halden", "parent_number": "150483782"}

    answer = lubeck.post("/deals", wanted)

    assert answer.status_code == 201, answer.get_data(as_text=True)
    deal = answer.get_json()
    assert {name: deal[name] for name in deal if name.startswith("parent")} == {
        "parent_name": "Nordic Halden",
        "parent_country": "NO",
        "parent_domain": None,
        "parent_number": "150483782",
    }
    wrong = lubeck.post("/deals", wanted | {"parent_domain": "https://nordic.example"})
    assert wrong.status_code == 422
    assert "parent_domain" in wrong.get_data(as_text=True)


def test_what_an_amendment_registers_anew_says_it_too(
    account: Account, cast: Cast, database: TransactionalDatabase, browser_of: BrowserOf
) -> None:
    browser_of("bob").submit("/deals", **_typed(account))
    first = _only_deal(database)
    with database.work(cast.actor("bob")) as work:
        deal = get_deal(work, first.id)
        lines = (*(NewLine(each.family_code, each.quantity, each.amount) for each in deal.lines),)
        wider = (*lines, NewLine("SENSORS", 1, deal.value))
        amended = Amended(deal.expected_close, deal.progress, wider, "They want more")
        amendment = amend_deal(work, deal, amended)

    with database.work(system_actor("test")) as work:
        [anew] = work.all(sa.select(Deal).where(Deal.id == amendment.extension_id))
        assert anew.parent == NORDIC


def test_a_deal_that_is_handed_over_goes_on_saying_it(
    cast: Cast, database: TransactionalDatabase
) -> None:
    handing = Stage(cast)
    with database.work(system_actor("test")) as work:
        work.get(Deal, handing.deal_id).parent = NORDIC

    handing.hand_off("danzig")

    assert handing.accept().parent == NORDIC
