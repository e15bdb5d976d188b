"""A contract from a drop in one browser to a receipt in the same one, after another's download."""

import hashlib
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.people import Seat, SeatOf
from tests.documents.files import EICAR, pdf

MEGABYTE = 1024**2
SLOW_LINE = 16 * MEGABYTE
DEAL = "DR-LUB-0008"

DROP = """([selector, name, size]) => {
  const start = "%PDF-1.7\\n1 0 obj<</Type/Catalog>>endobj\\n% ";
  const end = "\\ntrailer<</Root 1 0 R>>\\n%%EOF\\n";
  const filling = "x".repeat(size - start.length - end.length);
  const transfer = new DataTransfer();
  transfer.items.add(new File([start + filling + end], name, {type: "application/pdf"}));
  const zone = document.querySelector(selector);
  for (const type of ["dragenter", "dragover", "drop"])
    zone.dispatchEvent(
      new DragEvent(type, {dataTransfer: transfer, bubbles: true, cancelable: true}));
}"""

WATCH = """(selector) => {
  window.seen = [];
  const all = {subtree: true, childList: true, characterData: true, attributes: true};
  new MutationObserver(() => {
    const bar = document.querySelector(selector + " [data-upload-rows] progress");
    if (bar) window.seen.push(bar.value);
  }).observe(document.body, all);
}"""


def dropped(size: int) -> bytes:
    start, end = (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n% ",
        b"\ntrailer<</Root 1 0 R>>\n%%EOF\n",
    )
    return start + b"x" * (size - len(start) - len(end)) + end


def open_deal(seat: Seat) -> Seat:
    seat.open(f"/deals?q={DEAL}")
    seat.page.locator("table a.row-title").first.click()
    expect(seat.page.locator("[data-uploader]")).to_be_visible()
    return seat


@pytest.mark.browser
def test_a_dropped_contract_shows_progress_is_checked_fetched_and_receipted(
    seat_of: SeatOf, tmp_path: Path
) -> None:
    alice, dana = open_deal(seat_of("alice")), open_deal(seat_of("dana"))
    line = {"offline": False, "latency": 0, "downloadThroughput": -1}
    session = alice.context.new_cdp_session(alice.page)
    session.send("Network.emulateNetworkConditions", line | {"uploadThroughput": SLOW_LINE})
    size = 8 * MEGABYTE

    alice.page.evaluate(WATCH, "[data-uploader]")
    alice.page.evaluate(DROP, ["[data-drop-zone]", "Frame contract 2027.pdf", size])
    expect(
        alice.page.get_by_role("link", name="Frame contract 2027.pdf", exact=True)
    ).to_be_visible()
    progress = alice.page.evaluate("window.seen")
    assert any(0 < value < 100 for value in progress), progress
    assert alice.page.locator("[data-upload-row]").count() == 0
    digest = hashlib.sha256(dropped(size)).hexdigest()
    expect(alice.page.get_by_title(digest)).to_have_count(1)

    link = dana.page.get_by_role("link", name="Frame contract 2027.pdf", exact=True)
    expect(link).to_be_visible()  # by the bell, without a reload
    link.click()
    expect(dana.heading).to_have_text("Frame contract 2027.pdf")
    dana.sees(digest)
    with dana.page.expect_download() as started:
        dana.page.get_by_role("link", name="Download", exact=True).click()
    download = started.value
    assert download.suggested_filename == "Frame contract 2027.pdf"
    download.save_as(tmp_path / "fetched.pdf")
    assert (tmp_path / "fetched.pdf").read_bytes() == dropped(size)
    assert "X-Amz-Expires=60" in download.url
    assert "Receipts" not in dana.page.content()

    alice.page.get_by_role("link", name="Frame contract 2027.pdf", exact=True).click()
    expect(alice.page.locator("#document")).to_contain_text("Dana")
    assert alice.complaints == dana.complaints == []


@pytest.mark.browser
def test_a_refused_file_says_why_in_its_row(seat_of: SeatOf, tmp_path: Path) -> None:
    alice = open_deal(seat_of("alice"))
    virus = tmp_path / "note.txt"
    virus.write_bytes(EICAR)
    alice.page.locator("[data-uploader] input[type=file]").set_input_files(virus)
    expect(alice.page.locator("[data-upload-row] [data-error]")).to_contain_text("virus signature")


@pytest.mark.browser
def test_a_large_file_is_being_checked_and_then_opens(seat_of: SeatOf) -> None:
    alice = open_deal(seat_of("alice"))
    alice.page.evaluate(DROP, ["[data-drop-zone]", "Plans.pdf", 40 * MEGABYTE])
    expect(alice.page.get_by_role("link", name="Plans.pdf", exact=True)).to_be_visible(
        timeout=30_000
    )


@pytest.mark.browser
def test_without_script_the_form_takes_the_file(seat_of: SeatOf, tmp_path: Path) -> None:
    alice = open_deal(seat_of("alice", java_script_enabled=False))
    contract = tmp_path / "Plain form.pdf"
    contract.write_bytes(pdf(size=3 * MEGABYTE))
    alice.page.locator("[data-uploader] input[type=file]").set_input_files(contract)
    alice.press("Upload")
    alice.sees("Plain form.pdf")
