"""The first steps of the story, page by page, without a browser."""

import re
from collections.abc import Callable
from typing import Any

from tests.cast import Cast
from tests.web.conftest import Browser


def registration(account_id: Any) -> dict[str, Any]:
    return {
        "account": str(account_id),
        "territory": "NO-E",
        "motion": "RESELL",
        "kind": "NET_NEW",
        "currency": "EUR",
        "expected_close": "2027-03-31",
        "progress": "Site survey done.",
        "family": ["DRIVES", "GATEWAYS"],
        "quantity": ["240", ""],
        "amount": ["184000.00", ""],
    }


def test_a_shared_account_is_registered_and_approved(
    cast: Cast, browser_of: Callable[[str], Browser]
) -> None:
    account = cast.account()
    dana, alice, charlie = browser_of("dana"), browser_of("alice"), browser_of("charlie")

    shared = dana.submit(
        f"/accounts/{account.id}/grants",
        partner=str(cast.companies["luebeck"].id),
        purpose="Sell together",
        days="180",
        objects=["PROFILE", "DEALS"],
    )
    assert shared.status_code == 303, shared.get_data(as_text=True)
    assert "Halden Logistics" in alice.get("/accounts").get_data(as_text=True)
    assert "Halden" not in charlie.get("/accounts").get_data(as_text=True)

    created = alice.submit("/deals", **registration(account.id))
    assert created.status_code == 303, created.get_data(as_text=True)
    path = created.headers["Location"]
    assert "DR-LUB-0001" in alice.get(path).get_data(as_text=True)
    assert charlie.get(path).status_code == 404
    assert dana.get(path).status_code == 200

    assert dana.submit(f"{path}/approval").status_code == 303
    assert "Protected until" in alice.get(path).get_data(as_text=True)


def test_a_foreign_deal_reads_like_an_absent_one(
    cast: Cast, browser_of: Callable[[str], Browser]
) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    deal = cast.deal(account)
    charlie = browser_of("charlie")

    foreign = charlie.get(f"/deals/{deal.id}")
    absent = charlie.get("/deals/00000000-0000-7000-8000-000000000000")

    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert without_reference(foreign) == without_reference(absent)


def without_reference(response: Any) -> str:
    return re.sub(r"<code>[0-9a-f]+</code>", "", response.get_data(as_text=True))
