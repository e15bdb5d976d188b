"""Steps that cannot be undone take two: the first says what it means, without script too."""

from collections.abc import Callable, Iterator
from typing import Any

import html5lib
import pytest

from deals.actions import approve_deal, start_review
from deals.models import Deal
from deals.queries import get_deal
from partners.applications.actions import NewApplication, apply, confirm
from partners.applications.models import Application
from portal.kernel.actor import system_actor
from tests.cast import Cast
from tests.web.conftest import Browser

BrowserOf = Callable[[str], Browser]
Forms = dict[str, bool | None]
"""By where a form is sent and what its button says: whether it lies behind an open first step.

None: it is no final step.
"""


@pytest.fixture
def deal(cast: Cast) -> Deal:
    account = cast.account()
    cast.share(account, "luebeck")
    return cast.deal(account)


def forms(page: str) -> Forms:
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page)
    return dict(_forms(tree, None))


def _forms(node: Any, step: bool | None) -> Iterator[tuple[str, bool | None]]:
    if node.tag == "details" and "final-step" in node.get("class", ""):
        step = node.get("open") is not None
    if node.tag == "form":
        buttons = [each for each in node.iter() if each.tag == "button"]
        said = "".join(buttons[-1].itertext()).strip() if buttons else ""
        yield f"{node.get('action', '').rpartition('/')[2]}: {said}", step
    for child in node:
        yield from _forms(child, step)


def test_a_registration_is_withdrawn_and_declined_in_two_steps(
    browser_of: BrowserOf, cast: Cast, deal: Deal
) -> None:
    with cast.database.work(cast.dana) as work:
        start_review(work, get_deal(work, deal.id))
    page = f"/deals/{deal.id}"

    partners, hosts = (forms(browser_of(who).get(page).text) for who in ("alice", "dana"))

    assert partners["withdrawal: Withdraw for good"] is False
    assert hosts["rejection: Decline for good"] is False
    assert hosts["ending: Cancel for good"] is False
    assert hosts["rejection: Put on the wait-list"] is None
    assert hosts["hold: Put on hold"] is None
    assert "rejection: Decline for good" not in partners


def test_a_protection_is_released_and_revoked_in_two_steps(
    browser_of: BrowserOf, cast: Cast, deal: Deal
) -> None:
    with cast.database.work(cast.dana) as work:
        approve_deal(work, get_deal(work, deal.id))
    page = f"/deals/{deal.id}"

    partners, hosts = (forms(browser_of(who).get(page).text) for who in ("alice", "dana"))

    assert partners["release: Release for good"] is False
    assert hosts["ending: Revoke for good"] is False


def test_a_final_step_that_lacks_something_stays_open_with_what_was_typed(
    browser_of: BrowserOf, cast: Cast, deal: Deal
) -> None:
    with cast.database.work(cast.dana) as work:
        start_review(work, get_deal(work, deal.id))
    refused = browser_of("dana").submit(f"/deals/{deal.id}/rejection", reason=" ")

    assert refused.status_code == 422
    assert forms(refused.text)["rejection: Decline for good"] is True
    assert forms(refused.text)["ending: Cancel for good"] is False


def test_an_application_is_declined_in_two_steps(browser_of: BrowserOf, cast: Cast) -> None:
    values = {
        "company_name": "Rostock Rohr GmbH",
        "website": "rostock.example",
        "country": "DE",
        "type": "RESELLER",
        "vat_id": "",
        "contact_name": "Rosa Roth",
        "reason": "Pipes",
    }
    with cast.database.work(system_actor("test")) as work:
        apply(work, NewApplication(values, "rosa@rostock.example", "en"), "192.0.2.1")
        work.flush()
        application = work.session.query(Application).one()
        confirm(work, application)

    adam = browser_of("adam")
    page = forms(adam.get(f"/applications/{application.id}").text)
    assert page["refusal: Decline for good"] is False
    assert page["acceptance: Accept"] is None
    refused = adam.submit(f"/applications/{application.id}/refusal", decline="")
    assert forms(refused.text)["refusal: Decline for good"] is True
