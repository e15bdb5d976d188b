"""Pages that change by themselves: what was typed and told stays, what was taken away goes."""

from playwright.sync_api import expect

from tests.browser import story_relay as relay
from tests.browser.people import SeatOf
from tests.browser.story_trade import told_without_reload

HALF_WRITTEN = "Which of their two sites is it"
ACCOUNT = "Kieler Werft"


def test_a_refused_form_stays_with_its_error_while_the_page_around_it_goes_on(
    seat_of: SeatOf,
) -> None:
    bob, dana = seat_of("bob"), seat_of("dana")
    deal = relay.the_seller_registers(bob)
    dana.open(deal)
    dana.page.locator("summary", has_text="Decline").click()
    dana.press("Decline for good")
    expect(dana.main).to_contain_text("One thing to correct")
    assert dana.path != deal  # it stands where the form was sent to
    question = dana.page.get_by_label("What do you need to know?")
    question.fill(HALF_WRITTEN)
    dana.complaints.clear()  # the browser names every refusal
    timeline = dana.page.locator("#deal-timeline")
    with told_without_reload(dana):
        bob.page.locator("summary", has_text="Withdraw registration").click()
        bob.press("Withdraw for good")
        expect(timeline).to_contain_text("Bob Brandt withdrew")
    expect(dana.main).to_contain_text("One thing to correct")
    expect(question).to_have_value(HALF_WRITTEN)
    assert dana.complaints == []

    # Whoever opens that address by itself is brought to the page that it belongs to.
    assert dana.open(dana.path) == 200
    assert dana.path == deal


def test_what_is_not_shared_any_more_leaves_the_screen_that_shows_it(seat_of: SeatOf) -> None:
    dana, alice = seat_of("dana"), seat_of("alice")
    dana.open("/accounts/new")
    dana.page.get_by_label("Legal name").fill(ACCOUNT)
    dana.page.get_by_label("Country").first.fill("DE")
    dana.press("Add account")
    dana.page.get_by_label("Partner", exact=True).select_option(label="Lübeck Systems")
    dana.page.get_by_label("Purpose").fill("Sell together at the coast")
    dana.press("Share account")
    alice.open(dana.path)
    expect(alice.heading).to_have_text(ACCOUNT)
    dana.press("End sharing with Lübeck Systems")
    expect(alice.heading).to_have_text("There is no such page")
    expect(alice.page.locator("body")).not_to_contain_text(ACCOUNT)
