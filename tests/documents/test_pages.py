"""Documents as a browser gets them: lists, the way in with and without script, the way out."""

import io
import re
import time
from collections.abc import Callable
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import sqlalchemy as sa
import urllib3
from werkzeug.test import TestResponse

from deals.models import Deal
from documents.models import AccessReceipt, Document, Upload, UploadState
from documents.queries import documents_of
from partners.accounts.models import Account
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.storage import DOWNLOAD_SECONDS
from tests.conftest import ORIGIN
from tests.documents.conftest import Desk
from tests.documents.files import EICAR, HTML, pdf
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]

SignedIn = Callable[[str], Browser]


def announce(browser: Browser, path: str, name: str, size: int) -> TestResponse:
    return post_json(browser, path, {"name": name, "size": size, "type": "application/pdf"})


def post_json(browser: Browser, path: str, content: dict[str, object]) -> TestResponse:
    headers = {
        "Origin": ORIGIN,
        "Accept": "application/json",
        "X-CSRF-Token": browser.csrf_token(),
    }
    return browser.post(path, json=content, headers=headers)


def file_url(document: Document) -> str:
    return f"/documents/{document.id}/versions/1/file"


def test_a_ticket_an_upload_and_its_completion_show_the_document(
    browser_of: SignedIn, deal: Deal, desk: Desk
) -> None:
    alice, content = browser_of("alice"), pdf()
    answer = announce(alice, f"/documents/on/deal/{deal.id}/uploads", "Frame.pdf", len(content))
    ticket = answer.get_json()
    assert answer.status_code == 200
    (part,) = ticket["parts"]
    assert (part["start"], part["end"]) == (0, len(content))
    assert urllib3.request("PUT", part["url"], body=content).status == 200

    done = post_json(alice, ticket["complete_url"], {"parts": []})
    assert done.status_code == 200
    assert str(deal.id) in done.get_json()["html"]
    page = alice.get(f"/deals/{deal.id}").get_data(as_text=True)
    assert "Frame.pdf" in page
    assert "Checked" in page


def test_a_refused_completion_says_why_and_is_remembered(
    browser_of: SignedIn, deal: Deal, desk: Desk
) -> None:
    alice = browser_of("alice")
    path = f"/documents/on/deal/{deal.id}/uploads"
    ticket = announce(alice, path, "a.pdf", len(HTML)).get_json()
    urllib3.request("PUT", ticket["parts"][0]["url"], body=HTML)
    for _ in range(2):
        answer = post_json(alice, ticket["complete_url"], {"parts": []})
        assert answer.status_code == 422
        assert answer.content_type == "application/problem+json"
        assert "not a PDF" in answer.get_json()["title"]
    with desk.database.work(system_actor("test")) as work:
        assert work.one(sa.select(Upload)).state is UploadState.REFUSED


def test_a_file_is_taken_without_script(browser_of: SignedIn, deal: Deal, desk: Desk) -> None:
    alice, content = browser_of("alice"), pdf(size=5 * 1024**2)
    answer = alice.post(
        f"/documents/on/deal/{deal.id}",
        data={"csrf_token": alice.csrf_token(), "file": (io.BytesIO(content), "Large.pdf")},
        headers={"Origin": ORIGIN},
    )
    assert (answer.status_code, answer.location) == (303, f"/deals/{deal.id}")
    with desk.database.work(desk.cast.alice) as work:
        (document,) = documents_of(work, "deal", deal.id)
    assert document.latest.size == 5 * 1024**2


def test_without_script_a_refusal_is_a_page_that_says_what_to_do(
    browser_of: SignedIn, deal: Deal
) -> None:
    alice = browser_of("alice")
    answer = alice.post(
        f"/documents/on/deal/{deal.id}",
        data={"csrf_token": alice.csrf_token(), "file": (io.BytesIO(EICAR), "note.txt")},
        headers={"Origin": ORIGIN},
    )
    assert answer.status_code == 422
    assert "virus signature" in answer.get_data(as_text=True)


def test_other_forms_keep_their_small_cap(browser_of: SignedIn, deal: Deal) -> None:
    alice = browser_of("alice")
    answer = alice.post(
        f"/deals/{deal.id}/withdrawal",
        data={"csrf_token": alice.csrf_token(), "file": (io.BytesIO(b"x" * 3 * 1024**2), "x")},
        headers={"Origin": ORIGIN},
    )
    assert answer.status_code == 413


def test_a_download_leaves_a_receipt_and_leads_to_an_address_of_sixty_seconds(
    browser_of: SignedIn, deal: Deal, desk: Desk
) -> None:
    document = desk.add(desk.cast.alice, deal, "Frame contract.pdf")
    answer = browser_of("dana").get(file_url(document))
    assert answer.status_code == 303
    assert answer.headers["Referrer-Policy"] in {"no-referrer", "same-origin"}
    query = parse_qs(urlsplit(answer.location).query)
    assert query["X-Amz-Expires"] == [str(DOWNLOAD_SECONDS)] == ["60"]
    file = urllib3.request("GET", answer.location)
    assert file.data == pdf()
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Content-Disposition"].startswith("attachment;")

    with desk.database.work(desk.cast.alice) as work:
        (receipt,) = work.all(sa.select(AccessReceipt))
        told = work.one(sa.select(Activity).where(Activity.verb == "document-downloaded"))
    assert (receipt.actor_name, receipt.number) == ("Dana Dietrich", 1)
    assert told.actor_company_name == "Hansa Components"
    page = browser_of("alice").get(f"/documents/{document.id}").get_data(as_text=True)
    assert "Dana Dietrich" in page


def test_the_receipt_is_there_before_the_answer_leaves(
    browser_of: SignedIn, deal: Deal, desk: Desk
) -> None:
    """The client cuts: nobody ever follows the redirect."""
    document = desk.add(desk.cast.alice, deal)
    browser_of("dana").get(file_url(document))
    with desk.database.work(desk.cast.alice) as work:
        assert len(work.all(sa.select(AccessReceipt))) == 1


def test_receipts_are_for_the_owner_alone(
    browser_of: SignedIn, account: Account, desk: Desk
) -> None:
    document = desk.add(desk.cast.dana, account)
    assert browser_of("charlie").get(file_url(document)).status_code == 303
    assert "Charlie" in browser_of("dana").get(f"/documents/{document.id}").get_data(as_text=True)
    rivals = browser_of("alice").get(f"/documents/{document.id}").get_data(as_text=True)
    assert "Charlie" not in rivals
    assert "Danzig" not in rivals
    assert "Receipts" not in rivals
    timeline = browser_of("alice").get(f"/accounts/{account.id}").get_data(as_text=True)
    assert "Charlie" not in timeline


def test_a_grantee_is_never_told_of_what_another_grantee_added(
    browser_of: SignedIn, account: Account, desk: Desk
) -> None:
    document = desk.add(desk.cast.alice, account, "Secret offer.pdf")
    for path in ("/documents", f"/accounts/{account.id}", f"/documents/on/account/{account.id}"):
        assert "Secret offer" not in browser_of("charlie").get(path).get_data(as_text=True), path
        assert "Secret offer" in browser_of("dana").get(path).get_data(as_text=True), path
    for path in (f"/documents/{document.id}", file_url(document)):
        assert browser_of("charlie").get(path).status_code == 404


def test_a_foreign_document_and_none_are_the_same(
    browser_of: SignedIn, deal: Deal, desk: Desk
) -> None:
    document = desk.add(desk.cast.alice, deal)
    charlie = browser_of("charlie")
    absent = "01900000-0000-7000-8000-000000000000"
    for template in (
        "/documents/{}",
        "/documents/{}/versions/1/file",
    ):
        foreign, nothing = (
            charlie.get(template.format(document.id)),
            charlie.get(template.format(absent)),
        )
        assert foreign.status_code == nothing.status_code == 404
        assert without_id(foreign) == without_id(nothing)
    foreign_deal = announce(charlie, f"/documents/on/deal/{deal.id}/uploads", "a.pdf", 9)
    no_deal = announce(charlie, f"/documents/on/deal/{absent}/uploads", "a.pdf", 9)
    assert foreign_deal.status_code == no_deal.status_code == 404


def without_id(answer: TestResponse) -> str:
    text = answer.get_data(as_text=True)
    return text.replace(answer.headers["X-Request-ID"], "")


def test_a_viewer_reads_facts_and_may_not_download(
    browser_of: SignedIn, deal: Deal, desk: Desk
) -> None:
    document = desk.add(desk.cast.alice, deal)
    vera = browser_of("vera")
    page = vera.get(f"/documents/{document.id}").get_data(as_text=True)
    assert document.latest.sha256 in page
    assert "/file" not in page
    assert vera.get(file_url(document)).status_code == 403


def test_an_object_the_store_lost_is_a_502_and_no_receipt(
    browser_of: SignedIn, deal: Deal, desk: Desk
) -> None:
    document = desk.add(desk.cast.alice, deal, "Gone.pdf", pdf("gone"))
    desk.storage.discard(document.latest.key)
    answer = browser_of("dana").get(file_url(document))
    assert answer.status_code == 502
    assert "does not hold this file" in answer.get_data(as_text=True)
    with desk.database.work(desk.cast.alice) as work:
        assert work.all(sa.select(AccessReceipt)) == []


def test_an_object_of_another_length_is_not_handed_out(
    browser_of: SignedIn, deal: Deal, desk: Desk
) -> None:
    document = desk.add(desk.cast.alice, deal, "Short.pdf", pdf("short"))
    desk.storage.put_stream(document.latest.key, io.BytesIO(b"x"), 1, "application/pdf")
    assert browser_of("dana").get(file_url(document)).status_code == 502


@pytest.mark.parametrize(
    "tamper",
    [
        lambda url: url.replace("X-Amz-Expires=60", "X-Amz-Expires=600"),
        lambda url: re.sub(r"/kontor/[^?]+", "/kontor/other", url),
        lambda url: re.sub(r"filename", "filenome", url),
        lambda url: url[:-1] + ("0" if url[-1] != "0" else "1"),
    ],
    ids=["life", "key", "headers", "signature"],
)
def test_a_tampered_address_opens_nothing(
    browser_of: SignedIn, deal: Deal, desk: Desk, tamper: Callable[[str], str]
) -> None:
    document = desk.add(desk.cast.alice, deal)
    url = browser_of("dana").get(file_url(document)).location
    assert tamper(url) != url
    assert urllib3.request("GET", tamper(url)).status == 403


def test_an_address_dies_when_its_time_is_over(
    browser_of: SignedIn, deal: Deal, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two seconds stand for sixty: the store itself refuses afterwards."""
    monkeypatch.setattr("portal.kernel.storage.DOWNLOAD_SECONDS", 2)
    document = desk.add(desk.cast.alice, deal)
    url = browser_of("dana").get(file_url(document)).location
    time.sleep(3.1)
    assert urllib3.request("GET", url).status in {400, 403}  # rclone says 400, AccessDenied


def test_an_address_serves_one_method(browser_of: SignedIn, deal: Deal, desk: Desk) -> None:
    document = desk.add(desk.cast.alice, deal)
    url = browser_of("dana").get(file_url(document)).location
    for method in ("PUT", "DELETE", "POST"):
        assert urllib3.request(method, url, body=b"x").status in {403, 405}, method
    assert desk.storage.read(document.latest.key) == pdf()


def test_the_list_searches_and_names_what_each_is_about(
    browser_of: SignedIn, deal: Deal, account: Account, desk: Desk
) -> None:
    desk.add(desk.cast.alice, deal, "Frame contract.pdf")
    desk.add(desk.cast.dana, account, "100% price list.pdf")
    alice = browser_of("alice")
    everything = alice.get("/documents").get_data(as_text=True)
    assert deal.number in everything
    assert "Halden Logistics" in everything
    found = alice.get("/documents?q=100%25").get_data(as_text=True)
    assert "price list" in found
    assert "Frame contract" not in found
    assert "Frame contract" not in alice.get("/documents?on=account").get_data(as_text=True)


def test_the_list_goes_on_past_its_cursor(
    browser_of: SignedIn, deal: Deal, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for reader in ("documents.views", "portal.web.cursors"):
        monkeypatch.setattr(f"{reader}.PAGE_SIZE", 2)
    for number in range(5):
        desk.add(desk.cast.alice, deal, f"Plan {number}.pdf")
        desk.database.clock.advance(minutes=1)  # type: ignore[attr-defined]
    alice, url, seen = browser_of("alice"), "/documents", []
    while url:
        page = alice.get(url).get_data(as_text=True)
        seen += re.findall(r">(Plan \d)\.pdf</a>", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        url = following.group(1).replace("&amp;", "&") if following else ""
    assert seen == ["Plan 4", "Plan 3", "Plan 2", "Plan 1", "Plan 0"]


def test_a_name_comes_back_as_it_was(browser_of: SignedIn, deal: Deal, desk: Desk) -> None:
    name = 'Größe "rot"; filename=evil.exe %2e%2e 👍.pdf'
    document = desk.add(desk.cast.alice, deal, name)
    url = browser_of("dana").get(file_url(document)).location
    header = urllib3.request("GET", url).headers["Content-Disposition"]
    assert unquote(header.partition("filename*=UTF-8''")[2]) == name
    plain = re.fullmatch(r'attachment; filename="([^"\\%]*)"; filename\*=\S+', header)
    assert plain
