"""What a reader sees when somebody, or the database, was first."""

import re
from collections.abc import Callable

from deals.models import Deal
from tests.cast import Cast
from tests.conftest import ORIGIN
from tests.web.conftest import Browser


def test_a_second_exclusive_approval_says_plainly_why_it_was_refused(
    cast: Cast, browser_of: Callable[[str], Browser]
) -> None:
    account = cast.account()
    for partner in ("luebeck", "danzig"):
        cast.share(account, partner)
    first, second = cast.deal(account, "alice"), cast.deal(account, "charlie")
    dana = browser_of("dana")
    seen = {"conflicts": seal_on(dana, first), f"rule-{second.id}": "CP-3"}
    assert dana.submit(f"/deals/{first.id}/approval", **seen).status_code == 303

    seen = {"conflicts": seal_on(dana, second), f"rule-{first.id}": "CP-5"}
    seen |= {f"because-{first.id}": "They know the site."}
    refused = dana.submit(f"/deals/{second.id}/approval", **seen)

    page = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert "This was not done." in page
    assert "Another partner holds an exclusive protection" in page
    assert "DR-DAN-0001" in page
    assert "Submitted" in dana.get(f"/deals/{second.id}").get_data(as_text=True)


def seal_on(browser: Browser, deal: Deal) -> str:
    """Return what stands on the page for the conflicts that its reader had before them."""
    found = re.search(r'name="conflicts" value="(\w+)"', browser.get(f"/deals/{deal.id}").text)
    assert found is not None
    return found[1]


def test_a_form_against_an_older_version_keeps_what_was_typed(
    cast: Cast, browser_of: Callable[[str], Browser]
) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    deal = cast.deal(account)
    dana = browser_of("dana")
    assert dana.submit(f"/deals/{deal.id}/review").status_code == 303

    stale = dana.submit(f"/deals/{deal.id}/rejection", version="1", reason="No budget this year.")

    page = stale.get_data(as_text=True)
    assert stale.status_code == 409
    assert "Somebody changed this after you opened it" in page
    assert "No budget this year." in page
    assert "In review" in page


def test_a_repeated_form_has_one_effect_and_one_answer(
    cast: Cast, browser_of: Callable[[str], Browser]
) -> None:
    dana = browser_of("dana")
    form = {"name": "Twice Ltd", "country": "NO", "idempotency_key": "one-and-the-same"}

    first = dana.submit("/accounts", **form)
    second = dana.submit("/accounts", **form)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert dana.get("/accounts").get_data(as_text=True).count(">Twice Ltd<") == 1


def test_an_empty_reason_is_asked_for_and_nothing_changes(
    cast: Cast, browser_of: Callable[[str], Browser]
) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    deal = cast.deal(account)
    dana = browser_of("dana")

    refused = dana.submit(f"/deals/{deal.id}/rejection", reason=" ")

    assert refused.status_code == 422
    assert "Say why; the partner reads this." in refused.get_data(as_text=True)


def test_a_refusal_without_a_page_of_its_own_says_its_sentence(
    cast: Cast, browser_of: Callable[[str], Browser]
) -> None:
    alice = browser_of("alice")

    forged = alice.post("/accounts", data={"name": "x"}, headers={"Origin": "http://evil.example"})

    assert forged.status_code == 400
    assert "did not come from the page you opened here" in forged.get_data(as_text=True)


def test_a_refused_form_leads_back_to_where_it_was_filled_in(
    cast: Cast, browser_of: Callable[[str], Browser]
) -> None:
    account = cast.account()
    grant = cast.share(account, "luebeck")
    dana, here = browser_of("dana"), f"/accounts/{account.id}"
    headers = {"Origin": ORIGIN, "Referer": f"{ORIGIN}{here}"}
    data = {"csrf_token": dana.csrf_token(), "reason": "The tender is over."}
    ending = f"{here}/grants/{grant.id}/revocation"
    assert dana.post(ending, data=data, headers=headers).status_code == 303

    refused = dana.post(ending, data=data, headers=headers)

    page = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert "This grant has moved on" in page
    assert f'href="{here}"' in page
