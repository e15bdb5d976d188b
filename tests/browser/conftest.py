"""The portal as one command starts it, and the system's Chromium in front of it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.browser.people import Seat, SeatOf, take_seat
from tests.browser.running_portal import RunningPortal

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 15_000
SAID_AT_THE_END = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[SAID_AT_THE_END] = []


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    for line in config.stash.get(SAID_AT_THE_END, []):
        terminalreporter.write_line(line)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    if CHROMIUM is None:
        pytest.skip(
            "BROWSER TESTS SKIPPED: NO CHROMIUM ON PATH (sudo apt-get install chromium):"
            " the story, accessibility and pages without script are unproven in this run"
        )
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def portal(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningPortal]:
    """A portal with the demo world in it. It starts only where there is a browser to see it."""
    portal = RunningPortal(tmp_path_factory.mktemp("portal"))
    try:
        portal.start()
        yield portal
    finally:
        portal.stop()


@pytest.fixture
def seat_of(chromium: Browser, portal: RunningPortal) -> Iterator[SeatOf]:
    """Return a person at a browser of their own, signed in."""
    seats: list[Seat] = []

    def sit(name: str, **options: object) -> Seat:
        seat = take_seat(chromium, portal.url, name, **options)
        seats.append(seat)
        return seat.sign_in()

    yield sit
    for seat in seats:
        seat.context.close()
