"""Step four of the story: a contract goes to the store, comes back, and leaves a receipt."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

import httpx
from minio import Minio
from playwright.sync_api import expect

from tests.browser.files import CONTRACT
from tests.browser.people import Seat
from tests.browser.running_portal import RunningPortal

NAME = "Frame contract 2027.pdf"
SHA256 = hashlib.sha256(CONTRACT).hexdigest()
SLOW_LINE_BYTES_PER_SECOND = 4_000_000
WATCH_PROGRESS = """() => {
    window.progressSeen = [];
    new MutationObserver(() => {
        for (const bar of document.querySelectorAll("[data-upload-rows] progress"))
            window.progressSeen.push(bar.value);
    }).observe(document.querySelector("[data-upload-rows]"),
               { subtree: true, childList: true, attributes: true, characterData: true });
}"""
FILE_IN_HAND = """([name, content]) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const hand = new DataTransfer();
    hand.items.add(new File([bytes], name, { type: "application/pdf" }));
    return hand;
}"""


def the_partner_drops_a_contract(alice: Seat) -> None:
    """Drop it on the deal's page; hold that it goes straight to the store, seen all the way."""
    page, puts = alice.page, []
    page.on("request", lambda request: puts.append(request) if request.method == "PUT" else None)
    page.evaluate(WATCH_PROGRESS)
    hand = page.evaluate_handle(FILE_IN_HAND, [NAME, base64.b64encode(CONTRACT).decode()])
    line = alice.context.new_cdp_session(page)
    line.send("Network.enable")
    limits = {"offline": False, "latency": 0, "downloadThroughput": -1}
    line.send(
        "Network.emulateNetworkConditions",
        {**limits, "uploadThroughput": SLOW_LINE_BYTES_PER_SECOND},
    )
    page.locator("[data-drop-zone]").dispatch_event("drop", {"dataTransfer": hand})
    row = page.get_by_role("listitem").filter(has=page.get_by_role("link", name=NAME))
    expect(row).to_contain_text("Checked")
    line.send("Network.emulateNetworkConditions", {**limits, "uploadThroughput": -1})

    expect(row).to_contain_text("2.9 MB")
    expect(row).to_contain_text(SHA256[:8])
    seen = page.evaluate("window.progressSeen")
    assert any(0 < value < 100 for value in seen), seen
    assert [urlsplit(put.url).netloc == urlsplit(alice.url).netloc for put in puts] == [False]

    alice.follow(NAME)
    expect(alice.main).to_contain_text(SHA256)
    expect(alice.main).to_contain_text(f"{len(CONTRACT):,} bytes")
    expect(alice.main).to_contain_text("Nobody has downloaded it yet")


def the_channel_manager_downloads_it(dana: Seat, folder: Path) -> str:
    """Fetch it from the deal's page, which showed it by itself; return the store's address."""
    with dana.page.expect_download() as fetched:
        dana.page.get_by_role("link", name=f"Download {NAME}").click()
    target = folder / "fetched.pdf"
    fetched.value.save_as(target)
    assert fetched.value.suggested_filename == NAME
    assert hashlib.sha256(target.read_bytes()).hexdigest() == SHA256
    return fetched.value.url


def the_link_lives_a_minute_at_most(address: str, portal: RunningPortal) -> None:
    """Hold that the store itself refuses a link that was tampered with or is too old."""
    parts = urlsplit(address)
    query = parse_qs(parts.query)
    assert parts.netloc != urlsplit(portal.url).netloc
    assert int(query["X-Amz-Expires"][0]) <= 60
    answer = httpx.get(address)
    assert answer.status_code == httpx.codes.OK
    assert answer.headers["Content-Disposition"].startswith("attachment")

    longer = parts.query.replace("X-Amz-Expires=60", "X-Amz-Expires=6000")
    assert longer != parts.query
    assert _is_refused(urlunsplit(parts._replace(query=longer)))
    assert not _is_refused(_signed(parts.path, portal, seconds_ago=20))
    assert _is_refused(_signed(parts.path, portal, seconds_ago=61))


def the_partner_sees_the_receipt(alice: Seat) -> None:
    receipts = alice.page.get_by_role("listitem").filter(has_text="Dana Dietrich")
    expect(receipts.first).to_contain_text("Hansa Components")


def _is_refused(address: str) -> bool:
    answer = httpx.get(address)
    if answer.is_success:
        assert hashlib.sha256(answer.content).hexdigest() == SHA256
        return False
    assert CONTRACT[:8] not in answer.content
    return True


def _signed(path: str, portal: RunningPortal, *, seconds_ago: float) -> str:
    """Return a link to the object as the portal would have signed it then."""
    with portal.services() as services:
        s3 = services.settings.s3
    client = Minio(
        s3.endpoint,
        access_key=s3.access_key,
        secret_key=s3.secret_key,
        secure=s3.secure,
        region=s3.region,
    )
    key = path.removeprefix(f"/{s3.bucket}/")
    then = datetime.now(UTC) - timedelta(seconds=seconds_ago)
    return client.presigned_get_object(
        s3.bucket, key, expires=timedelta(seconds=60), request_date=then
    )
