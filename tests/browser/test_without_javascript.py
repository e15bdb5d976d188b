"""The main job with script switched off: plain links, plain forms."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.files import CONTRACT
from tests.browser.people import SeatOf
from tests.browser.story_trade import NEXT_QUARTER

CUSTOMER = "Fjord Rail"
NAME = "Survey of the depot.pdf"


def test_a_deal_is_registered_decided_documented_and_talked_about_without_script(
    seat_of: SeatOf, tmp_path: Path
) -> None:
    alice = seat_of("alice", java_script_enabled=False)
    page = alice.page
    alice.go("Deals")
    expect(page.get_by_role("table", name="Deals")).to_be_visible()

    alice.follow("Register deal")
    page.get_by_label("Account").select_option(label=CUSTOMER)
    page.get_by_label("Country and territory").select_option(label="Norway, west")
    page.get_by_label("Product family of line 1").select_option(label="Sensors")
    page.get_by_label("Quantity of line 1").fill("12")
    page.get_by_label("Expected close").fill(NEXT_QUARTER)
    page.get_by_label("What have you done so far?").fill("Survey of the depot done.")
    alice.press("Submit registration")
    expect(page.get_by_role("main")).to_contain_text("Enter the amount as a number, for")
    expect(page.get_by_label("Quantity of line 1")).to_have_value("12")
    page.get_by_label("Amount of line 1").fill("18000")
    alice.press("Submit registration")
    expect(alice.heading).to_have_text(CUSTOMER)
    deal = alice.path

    dana = seat_of("dana", java_script_enabled=False)
    dana.open(deal)
    dana.press("Approve")
    expect(dana.main).to_contain_text("90 of 90 days left")

    alice.open(deal)
    expect(alice.main).to_contain_text("Protected until")
    paper = tmp_path / NAME
    paper.write_bytes(CONTRACT)
    page.get_by_label("Add a document").set_input_files(paper)
    alice.press("Upload")
    alice.open(deal)
    row = page.get_by_role("listitem").filter(has=page.get_by_role("link", name=NAME))
    expect(row).to_contain_text("Checked")

    alice.follow("Open room")
    page.get_by_label("Message", exact=True).fill("Written without script.")
    page.get_by_role("button", name="Send to").click()
    expect(page.get_by_role("log")).to_contain_text("Written without script.")
    dana.follow("Open room")
    expect(dana.page.get_by_role("log")).to_contain_text("Written without script.")
    complaints = [
        each for each in alice.complaints + dana.complaints if "status of 422" not in each
    ]
    assert complaints == []  # but the form that was refused on purpose
