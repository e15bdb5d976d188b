"""The sum of the lines follows what is typed, as the server reads it."""

from playwright.sync_api import expect

from tests.browser.people import SeatOf


def test_the_sum_of_the_lines_follows_what_is_typed(seat_of: SeatOf) -> None:
    alice = seat_of("alice")
    alice.open("/deals/new")
    page = alice.page
    total, amounts = page.locator("[data-total-amount]"), page.locator("input[name=amount]").all()
    expect(total).to_be_hidden()

    for field, text in zip(amounts, ("184,000", "1250.5", "12.500"), strict=True):
        field.fill(text)

    expect(total).to_have_text("€185,250.50")  # the last one is no amount in English
    amounts[1].fill("1250")
    expect(total).to_have_text("€185,250")
    for field in amounts:
        field.fill("")
    expect(total).to_be_hidden()
