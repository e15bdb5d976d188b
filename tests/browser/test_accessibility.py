"""Every page that a role can reach, held against WCAG, the HTML standard and the narrow screen."""

from uuid import uuid4

import pytest
from playwright.sync_api import Browser, FilePayload, expect
from werkzeug.routing import Map

from portal.app import create_app
from tests.browser.conftest import SAID_AT_THE_END
from tests.browser.mailbox import links_in_mails
from tests.browser.people import EMAILS, Seat, SeatOf, take_seat
from tests.browser.running_portal import RunningPortal
from tests.browser.survey import Findings, Seen, Survey, is_page, modes_of

HOST, PARTNER = ("dana", "olga", "adam"), ("alice", "charlie", "nina", "wilma")
NOTHING_FITS = "zzzz"
EMPTY = tuple(
    f"{path}?q={NOTHING_FITS}"
    for path in ("/deals", "/accounts", "/documents", "/sharing", "/search")
)
SHEET_HEAD = "crm_id;customer;territory;family;quantity;amount;currency;expected_close;progress"
LEADS_HEAD = "company;contact;email;need;industry;country;territory;family;size"
PARTNERS_BY_STATE = ("Wismar Hafentechnik", "Lübeck Systems", "Visby Marin", "Memel Logistik")


@pytest.fixture(scope="module")
def urls(portal: RunningPortal) -> Map:
    with portal.services() as services:
        return create_app(services).url_map


@pytest.fixture(scope="module")
def findings(
    request: pytest.FixtureRequest, chromium: Browser, portal: RunningPortal, urls: Map
) -> Findings:
    """Walk the portal once as each reader, and once as nobody."""
    portal.wait_until_jobs_are_done()
    findings = Findings()
    nobody = take_seat(chromium, portal.url, "nobody")
    _walk_as_nobody(nobody, Survey(nobody, urls, findings, Seen()), links_in_mails(portal))
    host_saw, partner_saw = Seen(), Seen()
    for name in (*HOST, *PARTNER):
        seat = take_seat(chromium, portal.url, name).sign_in()
        survey = Survey(seat, urls, findings, host_saw if name in HOST else partner_saw)
        survey.walk("/")
        if name == "dana":
            survey.walk("/accounts/new", *EMPTY, f"/gateway?q={NOTHING_FITS}")
            survey.walk(_link(seat, "/leads", "Norrsåg"))  # no partner was offered it yet
            _choose_accounts_to_share(seat, survey)
            _bring_leads(seat, survey)
        if name == "adam":
            partners = [_link(seat, "/partners", partner) for partner in PARTNERS_BY_STATE]
            # his deals and commissions lead to settings
            survey.walk("/components", "/deals", "/commissions", *partners)
        if name == "charlie":
            survey.walk("/settings/clients", "/api/v1/")
        if name == "alice":
            survey.walk(_link(seat, "/deals/pipeline", "Orchid Biotech"))
            _bring_a_sheet(seat, survey)
            _make_mistakes(seat, survey)
        seat.context.close()
    request.config.stash[SAID_AT_THE_END].append(
        f"{findings.pages} pages looked at, in light and dark, wide and narrow:"
        f" {findings.views} views, {len(findings.violations)} violations of axe"
    )
    return findings


def _walk_as_nobody(seat: Seat, survey: Survey, links: list[str]) -> None:
    survey.walk("/sign-in", "/c/save-a-third", *links)
    seat.open("/sign-in")
    seat.page.get_by_label("E-mail").fill(EMAILS["alice"])
    seat.page.get_by_label("Password").fill("not her password")
    _submit(seat, survey, "Sign in")
    seat.context.close()


def _link(seat: Seat, start: str, name: str) -> str:
    seat.open(start)
    return str(seat.page.get_by_role("link", name=name, exact=True).first.get_attribute("href"))


def _choose_accounts_to_share(seat: Seat, survey: Survey) -> None:
    seat.open("/accounts")
    for name in ("Kestrel Avionics", "Fjord Rail"):
        seat.page.get_by_label(f"Choose {name}", exact=True).check()
    seat.press("Share the chosen ones")
    seat.sees("Share 2 accounts")
    survey.walk(seat.path)


def _bring_a_sheet(seat: Seat, survey: Survey) -> None:
    """Look at what a sheet would register, and at the line that cannot be."""
    seat.open("/deals/sheets")
    lines = (SHEET_HEAD, "E-1;Orchid Biotech;SE;SENSORS;4;9000;EUR;2027-06-30;They asked.", "E-2")
    data = "\n".join(lines).encode()
    sheet = FilePayload(name="deals.csv", mimeType="text/csv", buffer=data)
    seat.page.set_input_files("#f-file", sheet)
    seat.press("Try it out")
    seat.page.wait_for_url("**/deals/sheets/*")
    survey.walk(seat.path)


def _bring_leads(seat: Seat, survey: Survey) -> None:
    """Look at which rows of a sheet would be leads, and at the one that would not."""
    seat.open("/leads/sheets")
    lines = (
        LEADS_HEAD,
        "Orchid Biotech;Eva Ek;eva@orchid.example;Sensors;Biotech;SE;SE;SENSORS;40",
        "Nobody",
    )
    data = "\n".join(lines).encode()
    sheet = FilePayload(name="leads.csv", mimeType="text/csv", buffer=data)
    seat.page.set_input_files("#f-file", sheet)
    seat.press("Try it out")
    seat.page.wait_for_url("**/leads/sheets/*")
    survey.walk(seat.path)


def _make_mistakes(seat: Seat, survey: Survey) -> None:
    """Look at what the portal answers to what cannot be."""
    seat.open("/deals/new")
    _submit(seat, survey, "Submit registration")
    seat.open("/settings/clients/new")
    _submit(seat, survey, "Create client")
    survey.visit(f"/deals/{uuid4()}")
    survey.visit("/gateway")


def _submit(seat: Seat, survey: Survey, button: str) -> None:
    seat.complaints.clear()
    with seat.page.expect_response(lambda answer: answer.request.method == "POST") as refused:
        seat.press(button)
    seat.page.wait_for_load_state()
    survey.look(refused.value)


def test_every_page_is_reached_by_a_link(findings: Findings, urls: Map) -> None:
    pages = {
        rule.endpoint for rule in urls.iter_rules() if is_page(rule.endpoint, rule.methods or set())
    }
    assert pages - findings.endpoints == set()


def test_no_link_leads_to_a_page_that_refuses_its_reader(findings: Findings) -> None:
    assert findings.dead_links == []


def test_axe_finds_nothing_in_light_and_dark_on_desktop_and_phone(findings: Findings) -> None:
    assert findings.violations == []
    assert findings.views == len(modes_of(0)) * findings.pages


def test_no_page_makes_the_browser_complain(findings: Findings) -> None:
    assert findings.complaints == []


def test_every_page_is_valid_html_with_one_heading_and_no_id_twice(findings: Findings) -> None:
    assert findings.faults == []


def test_no_page_scrolls_sideways_at_320_pixels(findings: Findings) -> None:
    assert findings.sideways == []


def test_the_first_tab_leads_past_the_rail_to_the_content(seat_of: SeatOf) -> None:
    dana = seat_of("dana")
    dana.page.keyboard.press("Tab")
    skip = dana.page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    dana.page.keyboard.press("Enter")
    expect(dana.page.locator("#main")).to_be_focused()


def test_the_focus_can_always_be_seen(seat_of: SeatOf) -> None:
    dana = seat_of("dana")
    dana.go("Deals")
    for _ in range(25):
        dana.page.keyboard.press("Tab")
        assert dana.page.evaluate(
            """() => {
                const focused = document.activeElement;
                const ring = (element, part) => {
                    const { outlineStyle, boxShadow } = getComputedStyle(element, part);
                    return outlineStyle !== "none" || boxShadow !== "none";
                };
                return focused === document.body || ring(focused) || ring(focused, "::after")
                    || ring(focused.parentElement);
            }"""
        ), dana.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_a_closed_dialog_hands_the_focus_back_to_where_it_was(seat_of: SeatOf) -> None:
    dana = seat_of("dana")
    home = dana.page.get_by_role("navigation", name="Portal").get_by_role("link", name="Deals")
    home.focus()
    dana.page.keyboard.press("Control+k")
    expect(dana.page.get_by_role("textbox", name="Search or jump to")).to_be_focused()
    dana.page.keyboard.press("Escape")
    expect(home).to_be_focused()


def test_a_refused_form_puts_the_focus_on_what_is_wrong(seat_of: SeatOf) -> None:
    alice = seat_of("alice")
    alice.open("/deals/new")
    alice.press("Submit registration")
    expect(alice.page.locator("[data-focus]").first).to_be_focused()
