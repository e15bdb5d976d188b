"""A receipt reads in names and local days, and shows to the letter what its hash is of."""

import json
from collections.abc import Callable
from html import unescape

from deals.catalogue.models import ProductFamily
from deals.receipts.content import digest
from deals.receipts.models import Receipt
from portal.kernel.actor import system_actor
from tests.conftest import TransactionalDatabase
from tests.deals.receipts.test_receipts import deal, receipt
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "deal", "receipt", "services"]


def test_codes_and_days_are_named_beside_what_is_hashed(
    receipt: Receipt, browser_of: Callable[[str], Browser]
) -> None:
    content = json.loads(receipt.content)

    page = unescape(browser_of("alice").get(f"/deals/receipts/{receipt.id}").text)

    assert "Norway, east" in page
    assert '<span class="code-tag">NO-E</span>' in page
    assert "Drives" in page
    assert '<span class="code-tag">DRIVES</span>' in page
    assert f'<span class="code-tag">{content["expected_close"]}</span>' in page
    assert "31 Mar 2027" in page or "Mar 31, 2027" in page
    hashed = page.split('class="raw-text"')[1].split(">", 1)[1].split("</pre>")[0]
    assert hashed == receipt.content
    assert digest(hashed) == receipt.sha256


def test_the_file_is_offered_on_the_page(
    receipt: Receipt, browser_of: Callable[[str], Browser]
) -> None:
    alice, path = browser_of("alice"), f"/deals/receipts/{receipt.id}"

    assert f'href="{path}/file"' in alice.get(path).text


def test_what_is_called_otherwise_today_changes_no_receipt(
    receipt: Receipt, browser_of: Callable[[str], Browser], database: TransactionalDatabase
) -> None:
    with database.work(system_actor("test")) as work:
        family = work.session.get(ProductFamily, "DRIVES")
        assert family is not None
        family.name = "Servo drives"

    page = unescape(browser_of("alice").get(f"/deals/receipts/{receipt.id}").text)

    assert "Servo drives" in page
    assert receipt.content in page


def test_a_rival_reads_no_receipt(receipt: Receipt, browser_of: Callable[[str], Browser]) -> None:
    assert browser_of("charlie").get(f"/deals/receipts/{receipt.id}").status_code == 404
