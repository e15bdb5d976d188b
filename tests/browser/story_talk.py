"""Step five of the story: both sides talk, and what one side says to itself stays there."""

import os
import signal

from playwright.sync_api import expect

from tests.browser.people import Seat, Wiretap
from tests.browser.running_portal import RunningPortal


def both_enter_the_room(alice: Seat, dana: Seat, deal_path: str) -> None:
    assert enter_again(alice, deal_path) == enter_again(dana, deal_path)


def enter_again(seat: Seat, deal_path: str) -> str:
    """Go to the deal's room; return its address."""
    seat.open(deal_path)
    seat.follow("Open room")
    expect(seat.page.get_by_role("log")).to_be_visible()
    return seat.path


def say(seat: Seat, text: str) -> None:
    seat.page.get_by_label("Message", exact=True).fill(text)
    seat.page.get_by_label("Message", exact=True).press("Enter")


def say_inside(seat: Seat, company: str, text: str) -> None:
    """Write what only the own company reads: chosen before typing, and said in a band above."""
    button = seat.page.locator(".composer-send")
    assert company not in button.inner_text()
    seat.page.get_by_role("radio", name=f"Only {company}").check()
    assert button.inner_text().startswith("Send to ")
    assert button.inner_text().endswith(f" at {company}")
    say(seat, text)
    note = seat.page.locator(".message[data-audience=internal]", has_text=text)
    expect(note).to_contain_text(f"Only {company} reads this")
    expect(note).not_to_have_attribute("data-state", "sending")
    seat.page.get_by_role("radio", name="Everyone in this room").check()


def hears(seat: Seat, text: str) -> None:
    """Hold that it stands in the log once, as received by the server."""
    expect(seat.page.locator(".message:not([data-state])", has_text=text)).to_have_count(1)


def both_talk_live(alice: Seat, dana: Seat) -> None:
    say(alice, "The contract is in, please look at clause 4.")
    hears(dana, "please look at clause 4")
    say(dana, "Thank you. Clause 4 is fine with us.")
    hears(alice, "Clause 4 is fine")


def a_lost_connection_loses_nothing(alice: Seat, dana: Seat) -> None:
    """Alice's line breaks, Dana talks on; when it is back Alice has all of it, in order."""
    alice.context.set_offline(True)
    expect(alice.page.get_by_text("No connection. What you write is kept")).to_be_visible()
    said = [f"While you were away, point {number}" for number in (1, 2, 3)]
    for text in said:
        say(dana, text)
        hears(dana, text)
    assert not any(text in alice.page.get_by_role("log").inner_text() for text in said)
    alice.context.set_offline(False)
    for text in said:
        hears(alice, text)
    bodies = alice.page.locator(".message-body").all_inner_texts()
    assert [body for body in bodies if body in said] == said


def the_room_outlives_its_web_process(alice: Seat, dana: Seat, portal: RunningPortal) -> None:
    """What Alice sends while nobody serves arrives once, and the history is there after it.

    Within ten seconds it goes by itself; after that the page says so and she presses Retry.
    """
    victim = portal.pid_of("web")
    os.kill(victim, signal.SIGKILL)
    say(alice, "Sent while nobody served")
    portal.wait_for_another("web", victim)
    sent = alice.page.locator(".message:not([data-state])", has_text="Sent while nobody served")
    retry = alice.page.get_by_role("button", name="Retry")
    expect(sent.or_(retry)).to_be_visible(timeout=30_000)
    if retry.is_visible():
        retry.click()
    hears(alice, "Sent while nobody served")
    hears(dana, "Sent while nobody served")
    for seat in (alice, dana):
        seat.page.reload()
        for text in ("clause 4", "point 3", "Sent while nobody served"):
            expect(seat.page.get_by_role("log")).to_contain_text(text)
    say(dana, "Still here?")
    hears(alice, "Still here?")


def nothing_of_it_reached(ear: Wiretap, canary: str, known: str) -> None:
    """Search all that the browser was sent; `known` proves that the tap hears messages."""
    ear.hear_again()
    assert ear.has(known)
    assert not ear.has(canary)
