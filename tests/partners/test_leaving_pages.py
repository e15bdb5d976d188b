"""The end of a relationship on screen: what each step does is said before it is done."""

import re
from collections.abc import Callable

from tests.cast import Cast
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]

BrowserOf = Callable[[str], Browser]


def test_from_the_partner_page_to_the_end_step_by_step(browser_of: BrowserOf, cast: Cast) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    deal = cast.deal(account)
    page = f"/partners/{cast.companies['luebeck'].id}"
    adam = browser_of("adam")

    assert "/steps/offboarding" in adam.get(page).text
    assert "/steps/termination" not in adam.get(page).text
    refused = adam.submit(f"{page}/steps/offboarding", last_day="2020-01-01", reason="Bad fit")
    assert refused.status_code == 422
    assert "Choose today or a later day." in refused.text
    assert "Bad fit" in refused.text
    leaving = adam.submit(f"{page}/steps/offboarding", last_day="2026-12-31", reason="Bad fit")
    assert leaving.status_code == 303
    assert "1 deal has no plan yet." in adam.get(f"{page}/closing").text

    preview = adam.get(f"{page}/steps/termination").text
    assert figures(preview) == ["3", "1", "0", "0", "0", "0"]  # people, grants, requests …
    early = adam.submit(f"{page}/steps/termination", code="LUB", reason="Over")
    assert early.status_code == 409
    assert f"{deal.number} has no plan yet" in early.text
    browser_of("dana").submit(f"{page}/closing", **{str(deal.id): "HAND_BACK"})
    wrong = adam.submit(f"{page}/steps/termination", code="DAN", reason="Over")
    assert wrong.status_code == 422
    assert "Type LUB, the company&#39;s code." in wrong.text
    ended = adam.submit(f"{page}/steps/termination", code=" lub ", reason="Over")

    assert ended.status_code == 303
    assert "export is being made" in adam.get(page).text
    assert "/steps/" not in adam.get(page).text


def test_who_may_not_end_a_relationship_sees_no_way_to(browser_of: BrowserOf, cast: Cast) -> None:
    page = f"/partners/{cast.companies['luebeck'].id}"

    assert "/steps/" not in browser_of("dana").get(page).text


def test_a_step_filled_in_against_an_older_version_is_not_taken(
    browser_of: BrowserOf, cast: Cast
) -> None:
    path = f"/partners/{cast.companies['luebeck'].id}/steps/suspension"
    adam = browser_of("adam")
    version = re.search(r'name="version" value="(\d+)"', adam.get(path).text)
    assert version is not None

    stale = adam.submit(path, version=int(version[1]) - 1, reason="Unpaid")

    assert stale.status_code == 409
    assert adam.submit(path, version=version[1], reason="Unpaid").status_code == 303


def figures(page: str) -> list[str]:
    return re.findall(r'<b class="num">(\d+)</b>', page)
