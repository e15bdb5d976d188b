"""The product lines of the form: no family is chosen for anybody, and their sum is shown."""

from collections.abc import Callable

import pytest

from partners.accounts.models import Account
from portal.web.amounts import amount_marks
from tests.cast import Cast
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]
BrowserOf = Callable[[str], Browser]


@pytest.fixture
def account(cast: Cast) -> Account:
    account = cast.account()
    cast.share(account, "luebeck")
    return account


def filled(account: Account, **changes: object) -> dict[str, object]:
    return {
        "account": str(account.id),
        "territory": "NO-E",
        "currency": "EUR",
        "expected_close": "2027-03-31",
        "progress": "Site survey done.",
        "family": ["DRIVES", "SENSORS"],
        "quantity": ["240", "12"],
        "amount": ["184000", "1250.50"],
        **changes,
    }


def lines_of(page: str) -> str:
    return page.split('class="line-items"')[1].split("data-total-shown", maxsplit=1)[0]


def sum_of(page: str) -> str:
    shown = page.split("data-total-shown")[1].split("</output>", maxsplit=1)[0]
    return shown.rpartition(">")[2]


def test_a_new_form_chooses_no_family(account: Account, browser_of: BrowserOf) -> None:
    page = browser_of("alice").get(f"/deals/new?account={account.id}").text

    assert 'value="">Choose</option>' in lines_of(page)
    assert "selected" not in lines_of(page)
    assert sum_of(page) == ""


def test_a_line_without_a_family_is_told_so_with_the_sum_of_all(
    account: Account, browser_of: BrowserOf
) -> None:
    refused = browser_of("alice").submit("/deals", **filled(account, family=["DRIVES", ""]))

    assert refused.status_code == 422
    assert "Choose a product family on each line." in refused.text
    assert sum_of(refused.text) == "€185,250.50"
    assert 'value="1250.50"' in refused.text


def test_the_sum_leaves_out_what_cannot_be_read_and_is_in_the_currency_chosen(
    account: Account, browser_of: BrowserOf
) -> None:
    typed = filled(account, amount=["184,000", "much"], currency="NOK")

    refused = browser_of("alice").submit("/deals", **typed)

    assert refused.status_code == 422
    assert sum_of(refused.text).replace("\xa0", "") == "NOK184,000"


@pytest.mark.parametrize("amount", ["9" * 400, "0", "-5", ""])
def test_what_is_no_amount_breaks_no_sum(
    account: Account, browser_of: BrowserOf, amount: str
) -> None:
    typed = filled(account, amount=[amount, "x"])

    refused = browser_of("alice").submit("/deals", **typed)

    assert (refused.status_code, sum_of(refused.text)) == (422, "")


def test_a_complete_form_is_registered(account: Account, browser_of: BrowserOf) -> None:
    typed = filled(account)
    for name in ("family", "quantity", "amount"):
        typed[name] = [*typed[name], ""]  # type: ignore[misc]

    assert browser_of("alice").submit("/deals", **typed).status_code == 303


def test_a_script_is_told_the_signs_of_the_reader() -> None:
    assert amount_marks() == {"data-decimal": ".", "data-group": ","}
