"""Steps one to three of the story: an account is shared, a deal registered and decided."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from playwright.sync_api import Locator, expect

from tests.browser.people import Seat

NEXT_QUARTER = (datetime.now(UTC) + timedelta(days=90)).strftime("%Y-%m-%d")
ABSENT = f"/deals/{uuid4()}"


@dataclass(frozen=True)
class Registered:
    """A deal as its partner sees it after submitting."""

    number: str
    path: str


@contextmanager
def told_without_reload(seat: Seat) -> Iterator[None]:
    """Hold that a page that changes meanwhile is still the same document."""
    seat.page.evaluate("window.sameDocument = true")
    yield
    assert seat.page.evaluate("window.sameDocument") is True


def the_channel_manager_shares_halden_with(partner: str, dana: Seat) -> None:
    dana.go("Home")
    dana.sees("Needs you")
    dana.go("Accounts")
    dana.follow("Halden Logistics")
    dana.page.get_by_label("Partner", exact=True).select_option(label=partner)
    dana.page.get_by_label("Purpose").fill("Sell together in Norway")
    dana.press("Share account")
    shared_with = dana.page.get_by_role("region", name="Sharing")
    expect(shared_with.get_by_role("listitem").filter(has_text=partner)).to_be_visible()


def the_partner_sees_it_and_none_of_the_others(alice: Seat) -> None:
    alice.go("Accounts")
    names = alice.page.locator("#accounts .row-title")
    expect(names.filter(has_text="Halden Logistics")).to_be_visible()
    assert set(names.all_text_contents()) == {
        "Halden Logistics",
        "Brightwater Foods",
        "Orchid Biotech",
        "Castellan Insurance",
        "Fjord Rail",
        "Peipus Water",
        "Oder Canning Works",
        "Bug River Sawmill",
    }


def a_partner_registers_a_deal_on_halden(seller: Seat, progress: str) -> Registered:
    """Fill in the form from the account's page; hold that the partner gets what was promised."""
    seller.go("Accounts")
    seller.follow("Halden Logistics")
    seller.follow("Register deal")
    page = seller.page
    page.get_by_label("Country and territory").select_option(label="Norway, east")
    page.get_by_label("Product family of line 1").select_option(label="Drives")
    page.get_by_label("Quantity of line 1").fill("240")
    page.get_by_label("Amount of line 1").fill("184000.00")
    page.get_by_label("Expected close").fill(NEXT_QUARTER)
    page.get_by_label("What have you done so far?").fill(progress)
    seller.press("Submit registration")

    expect(seller.heading).to_have_text("Halden Logistics")
    number = re.search(r"DR-[A-Z]+-\d{4}", seller.main.inner_text())
    assert number, seller.main.inner_text()
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    expect(_fact(seller, "Submitted")).to_have_attribute(
        "datetime", re.compile(rf"^{today}T\d\d:\d\d")
    )
    expect(_fact(seller, "Answer promised")).to_have_attribute(
        "datetime", re.compile(r"^20\d\d-\d\d-\d\dT")
    )
    return Registered(number[0], seller.path)


def the_rival_sees_neither(charlie: Seat, deal: Registered) -> None:
    charlie.go("Accounts")
    expect(charlie.main).not_to_contain_text("Halden")
    charlie.go("Deals")
    expect(charlie.main).not_to_contain_text("Halden")
    is_absent_for(charlie, deal.path)


def is_absent_for(seat: Seat, path: str) -> None:
    """Hold that a page of others answers word for word as one that never was."""
    foreign = seat.context.request.get(seat.url + path)
    absent = seat.context.request.get(seat.url + ABSENT)
    assert (foreign.status, absent.status) == (404, 404)
    assert _without_reference(foreign.text()) == _without_reference(absent.text())


def unread_of(seat: Seat) -> int:
    count = seat.page.locator(".rail .rail-link", has_text="Inbox").locator(".count")
    found = re.match(r"\d+", count.inner_text()) if count.count() else None
    return int(found[0]) if found else 0


def the_channel_manager_is_notified_at_once(dana: Seat, deal: Registered, before: int) -> None:
    """Hold that the open page tells her: the counts in rail and tabs, and what needs her."""
    for entry in (".rail .rail-link", ".tabbar .tab-link"):
        count = dana.page.locator(entry, has_text="Inbox").locator(".count")
        expect(count).to_have_text(re.compile(rf"^\s*{before + 1}\b"))
    expect(dana.page.locator("#needs")).to_contain_text(f"Decide {deal.number}")


def the_channel_manager_approves_for_ninety_days(dana: Seat, deal: Registered) -> None:
    dana.go("Inbox")
    news = dana.page.get_by_role("listitem").filter(has_text=deal.number)
    news.get_by_role("button", name="Open").click()
    expect(dana.main).to_contain_text(deal.number)
    dana.press("Approve")
    expect(dana.main).to_contain_text("90 of 90 days left")


def a_second_partner_is_refused_the_same_window(dana: Seat, second: Registered) -> None:
    dana.open(second.path)
    dana.page.locator("[name^=because-]").fill("They know the site.")
    dana.press("Approve")
    expect(dana.main).to_contain_text("Another partner holds an exclusive protection")
    expect(dana.main).to_contain_text("Nothing was changed")
    dana.open(second.path)
    expect(dana.main).to_contain_text("answer promised")  # it still waits
    expect(dana.main).not_to_contain_text("of 90 days left")


def _fact(seller: Seat, term: str) -> Locator:
    """Return the time that stands beside a term in the panel."""
    panel = seller.page.get_by_role("complementary")
    return panel.locator(f"dt:text-is('{term}') + dd").locator("time")


def _without_reference(page: str) -> str:
    return re.sub(r"<code>[0-9a-f]+</code>", "", page)
