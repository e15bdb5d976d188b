"""Makes the README's pictures anew: `python -m tests.browser.screenshots`.

They show the demo world as `kontor run` furnishes it, wide and in light colours.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.people import Seat, take_seat
from tests.browser.png import pack
from tests.browser.running_portal import RunningPortal

IMAGES = Path(__file__).parents[2] / "docs" / "images"


def main() -> None:
    """Start a portal of its own, take the pictures, and write them to docs/images."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        portal = RunningPortal(Path(folder))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        try:
            portal.start()
            portal.wait_until_jobs_are_done()
            for name in ("dana", "alice", "olga"):
                PICTURES[name](take_seat(browser, portal.url, name, color_scheme="light").sign_in())
        finally:
            browser.close()
            portal.stop()


def _as_dana(dana: Seat) -> None:
    _take(dana.page, "home")
    dana.page.locator("#needs a.button").first.click()
    dana.page.get_by_role("heading", name="Decision").wait_for()
    _take(dana.page, "deal")


def _as_alice(alice: Seat) -> None:
    alice.go("Rooms")
    alice.page.locator("#rooms a").first.click()
    alice.page.get_by_role("log").wait_for()
    _take(alice.page, "room")


def _as_olga(olga: Seat) -> None:
    olga.go("Gateway")
    olga.page.locator("#interchanges a.row-title").first.click()
    olga.page.locator("#panel").wait_for()
    _take(olga.page, "gateway")


PICTURES = {"dana": _as_dana, "alice": _as_alice, "olga": _as_olga}


def _take(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.mouse.move(0, 0)
    IMAGES.mkdir(parents=True, exist_ok=True)
    (IMAGES / f"{name}.png").write_bytes(pack(page.screenshot(animations="disabled")))


if __name__ == "__main__":
    main()
