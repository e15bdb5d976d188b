"""The pages of sharing, walked by both sides."""

from collections.abc import Callable

from tests.cast import Cast
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]
BrowserOf = Callable[[str], Browser]
ASKED = {
    "customer_name": "Halden Logistics",
    "customer_country": "NO",
    "customer_domain": "halden-logistics.example",
    "purpose": "A tender",
    "days": "30",
    "objects": "DOCUMENTS",
}


def test_a_partner_asks_gets_has_it_renewed_narrowed_and_ended(
    browser_of: BrowserOf, cast: Cast
) -> None:
    account = cast.account()
    alice, dana = browser_of("alice"), browser_of("dana")
    refused = alice.submit("/sharing/requests", **{**ASKED, "purpose": ""})
    assert refused.status_code == 422
    assert "Say what you would use it for." in refused.text
    request = alice.submit("/sharing/requests", **ASKED).location
    assert alice.submit("/sharing/requests", **ASKED).status_code == 409
    assert str(account.id) not in alice.get(request).text
    assert str(account.id) in dana.get(request).text
    answered = dana.submit(f"{request}/answer", do="grant", account=str(account.id))
    assert answered.status_code == 303
    held = alice.get("/sharing").text
    assert "Halden Logistics" in held

    grant = held.split('id="grant-')[1][:36]
    page = f"/sharing/grants/{grant}"
    assert "Save" not in alice.get(page).text
    assert dana.submit("/sharing/changes", do="renewal", grant=grant).status_code == 422
    renewed = dana.submit("/sharing/changes", do="renewal", grant=grant, until="2027-03-31")
    assert "renewed=1" in renewed.location
    terms = {"access": "READ", "purpose": "Less", "until": "2027-02-28"}
    assert dana.submit(f"{page}/terms", version="1", **terms).status_code == 409
    assert dana.submit(f"{page}/terms", **terms).status_code == 303
    assert "Documents" not in alice.get(page).text.split("What it opens")[1].split("Timeline")[0]
    assert dana.submit("/sharing/changes", do="ending", grant=grant).status_code == 303
    assert alice.get(f"/accounts/{account.id}").status_code == 404
    assert dana.submit("/sharing/changes", do="ending", grant=grant).status_code == 409
    over = alice.get("/sharing?state=over&q=hald")
    assert "Halden Logistics" in over.text


def test_sharing_opens_on_the_first_tab_that_has_something(
    browser_of: BrowserOf, cast: Cast
) -> None:
    def opens_on(who: str) -> str:
        page = browser_of(who).get("/sharing").text
        tabs = page.partition('aria-label="Direction of sharing"')[2].partition("</nav>")[0]
        return tabs.partition('aria-current="page">')[2].partition("<")[0].strip()

    for who in ("dana", "alice", "charlie"):
        assert opens_on(who) == "Shared with us", who
    assert browser_of("alice").submit("/sharing/requests", **ASKED).status_code == 303
    for who, tab in (("alice", "Requests"), ("dana", "Requests"), ("charlie", "Shared with us")):
        assert opens_on(who) == tab, who
    account = cast.account()
    cast.share(account, "luebeck")
    assert opens_on("dana") == "Shared by us"
    assert opens_on("alice") == "Shared with us"
    assert opens_on("charlie") == "Shared with us"  # nothing that a rival has moves it
    asked_for = browser_of("dana").get("/sharing?side=with-us").text
    assert "Nothing is shared with you yet" in asked_for
