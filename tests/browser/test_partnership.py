"""A partnership from the application to the farewell, with the rival watching throughout."""

import re
from uuid import uuid4

from playwright.sync_api import Browser, expect

from tests.browser.people import Seat, SeatOf, Wiretap, take_seat
from tests.browser.running_portal import RunningPortal

WORD = f"Stralsund{uuid4().hex[:10]}"
COMPANY = f"{WORD} Werft GmbH"
MAILBOX = f"silke@{WORD.lower()}.example"
ACCOUNT = "Kestrel Avionics"


def test_a_partnership_from_the_application_to_the_farewell_and_the_rival_hears_nothing(
    portal: RunningPortal, chromium: Browser, seat_of: SeatOf
) -> None:
    adam, charlie = seat_of("adam"), seat_of("charlie")
    ear = Wiretap(charlie.context)
    silke = take_seat(chromium, portal.url, "silke")

    a_company_applies(silke)
    silke.open(link_in_the_mail_to(adam, MAILBOX))
    silke.press("Confirm the application")
    silke.sees("We are reading it.")
    the_rival_looks_around(charlie)

    partner = the_host_accepts(adam)
    portal.wait_until_jobs_are_done()
    silke.open(link_in_the_mail_to(adam, MAILBOX))
    she_joins_and_sees_her_checklist_alone(silke)
    she_does_what_is_hers(silke)
    the_host_confirms_and_activates(adam, partner)
    the_rival_looks_around(charlie)

    silke.open("/")
    expect(silke.heading).to_have_text("Home")
    shared = an_account_is_shared_and_revoked(adam, silke)
    the_rival_looks_around(charlie)

    the_host_ends_it(adam, partner)
    for path in ("/", "/accounts", shared):
        silke.open(path)
        expect(silke.heading).to_have_text("Sign in")
    portal.wait_until_jobs_are_done()
    adam.open(partner)
    adam.sees("The partner's export is ready.")

    the_rival_looks_around(charlie)
    ear.hear_again()
    assert ear.has("Danzig Trading")
    assert not ear.has(WORD)
    assert not ear.has(WORD.lower())
    silke.context.close()


def a_company_applies(visitor: Seat) -> None:
    visitor.open("/sign-in")
    visitor.follow("Become a partner")
    page = visitor.page
    page.get_by_label("Company, with its legal form").fill(COMPANY)
    page.get_by_label("Website").fill(f"https://www.{WORD.lower()}.example/")
    page.get_by_label("Country").select_option(label="Germany")
    page.get_by_label("You would be our").select_option(label="Reseller")
    page.get_by_label("Your name").fill("Silke Sund")
    page.get_by_label("E-mail address at the company").fill("silke")
    page.get_by_label("Why together?").fill("Ships need drives.")
    visitor.press("Apply")
    expect(page.locator("[data-focus]")).to_contain_text("Enter a mail address")
    expect(page.get_by_label("Why together?")).to_have_value("Ships need drives.")
    page.get_by_label("E-mail address at the company").fill(MAILBOX)
    visitor.press("Apply")
    expect(visitor.heading).to_have_text("Look into your mail")


def link_in_the_mail_to(operator: Seat, mailbox: str) -> str:
    """Read the newest mail to somebody in the portal's own outbox: no mail server is configured."""
    operator.open("/mails")
    operator.page.get_by_role("link", name=mailbox).first.click()
    letter = operator.page.get_by_role("complementary", name="Mail")
    address = letter.get_by_role("link", name=re.compile("^(Confirm|Accept)")).get_attribute("href")
    assert address is not None
    return address


def the_host_accepts(adam: Seat) -> str:
    """Accept the application; return where the new partner's page is."""
    adam.go("Applications")
    adam.follow(COMPANY)
    adam.page.get_by_label("Short code").fill("STR")
    adam.press("Accept")
    adam.sees("Accepted. The company is being onboarded.")
    adam.follow("Open the partner")
    adam.sees("Onboarding")
    return adam.path


def she_joins_and_sees_her_checklist_alone(silke: Seat) -> None:
    silke.page.get_by_label("Your name").fill("Silke Sund")
    silke.page.get_by_label("Password").fill("the sea is wide and grey")
    silke.press("Join")
    silke.open("/")
    expect(silke.heading).to_have_text("Welcome to Hansa Components")
    rail = silke.page.get_by_role("navigation", name="Portal")
    expect(rail.get_by_role("link", name="Deals")).to_have_count(0)
    assert silke.open("/deals") == 403
    silke.open("/")


def she_does_what_is_hers(silke: Seat) -> None:
    hers = silke.page.get_by_role("button", name=re.compile("^Done: "))
    while count := hers.count():
        hers.first.click()
        expect(hers).to_have_count(count - 1)
    silke.page.get_by_role("link", name=re.compile("^Accept Partner terms")).click()
    silke.page.get_by_label("Your full name").fill("Silke Sund")
    silke.page.get_by_label("I have read the text").check()
    silke.press("Accept the agreement")
    silke.sees("Executed")


def the_host_confirms_and_activates(adam: Seat, partner: str) -> None:
    adam.open(partner)
    adam.press("Confirm: Company checked")
    expect(adam.main).to_contain_text("5 of 5 done")
    adam.follow("Activate")
    adam.press("Activate")
    expect(adam.main).to_contain_text("Active")


def an_account_is_shared_and_revoked(adam: Seat, silke: Seat) -> str:
    """Share an account, see it arrive, revoke it, see it gone; return where it was."""
    adam.go("Accounts")
    adam.follow(ACCOUNT)
    adam.page.get_by_label("Partner", exact=True).select_option(label=COMPANY)
    adam.page.get_by_label("Purpose").fill("Sell together at the coast")
    adam.press("Share account")
    silke.go("Accounts")
    silke.follow(ACCOUNT)
    shared = silke.path
    adam.press(f"End sharing with {COMPANY}")
    expect(adam.page.get_by_role("button", name=f"End sharing with {COMPANY}")).to_have_count(0)
    assert silke.open(shared) == 404
    return shared


def the_host_ends_it(adam: Seat, partner: str) -> None:
    adam.open(partner)
    adam.follow("Start offboarding")
    adam.page.get_by_label("Reason, on the record").fill("The yard closes.")
    adam.press("Start offboarding")
    adam.follow("End the relationship")
    adam.page.get_by_label("Reason, on the record").fill("The yard closed.")
    adam.page.get_by_label("Type STR to end it").fill("str")
    adam.press("End the relationship")
    adam.sees("Ended")


def the_rival_looks_around(charlie: Seat) -> None:
    for path in ("/", "/accounts", "/deals", "/rooms", "/inbox", f"/search?q={WORD[:9]}"):
        assert charlie.open(path) == 200
        expect(charlie.main).not_to_contain_text(WORD)
