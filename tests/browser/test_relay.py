"""One deal from hand to hand: registered, questioned, extended, handed over, and won elsewhere."""

from playwright.sync_api import expect

from tests.browser import story_relay as relay
from tests.browser.people import Seat, SeatOf, Wiretap
from tests.browser.running_portal import RunningPortal
from tests.browser.story_trade import is_absent_for, told_without_reload


def test_a_deal_passes_from_its_finder_to_its_winner_and_the_rival_hears_nothing(
    portal: RunningPortal, seat_of: SeatOf
) -> None:
    bob, dana, charlie, nina = (seat_of(each) for each in ("bob", "dana", "charlie", "nina"))
    ears = {seat.name: Wiretap(seat.context) for seat in (charlie, nina)}
    for seat in (charlie, nina):
        seat.go("Deals")  # and stay there, where a bell would bring it

    # 1. The seller registers; the channel manager asks, is answered, and approves.
    deal = relay.the_seller_registers(bob)
    with told_without_reload(bob):
        relay.the_channel_manager_asks(dana, deal)
        bob.sees("Hansa Components needs an answer before deciding.")
        expect(bob.main).to_contain_text(relay.QUESTION)
    relay.the_seller_answers(bob)
    relay.the_channel_manager_reads_the_answer_and_approves(dana, deal)
    nobody_else_sees_it(deal, charlie, nina)

    # 2. Seventy days later the seller asks for more time and gets it.
    bob.open(deal)
    expect(bob.main).to_contain_text("90 of 90 days left")
    expect(bob.page.get_by_role("button", name="Ask for the extension")).to_have_count(0)
    relay.seventy_days_go_by(portal, deal)
    relay.the_seller_asks_for_more_time(bob, deal)
    with told_without_reload(bob):
        relay.the_channel_manager_grants_it(dana, deal)
        expect(bob.main).to_contain_text("80 of 150 days left")
    nobody_else_sees_it(deal, charlie, nina)

    # 3. The partner cannot carry it on; the host chooses who may.
    handoff = relay.the_seller_hands_it_over(bob, deal)
    relay.the_channel_manager_offers_it_to_danzig(dana)
    nobody_else_sees_it(deal, charlie, nina)
    is_absent_for(nina, handoff)
    is_absent_for(charlie, handoff)

    # 4. Danzig decides on what it may know, and learns the name with its yes.
    offer = relay.the_receiver_reads_what_it_may_know(charlie)
    ears["charlie"].hear_again()
    assert ears["charlie"].has(relay.TERMS)
    for secret in (relay.CUSTOMER, relay.PROGRESS, relay.EVIDENCE, relay.AMOUNT):
        assert not ears["charlie"].has(secret)
    is_absent_for(nina, offer)
    successor = relay.the_receiver_takes_it_over(charlie)
    relay.the_giver_keeps_a_record(bob, deal, handoff)
    is_absent_for(charlie, deal)
    is_absent_for(bob, successor)

    # 5. Stage by stage it is won, and what was agreed at the hand-over stands.
    relay.the_receiver_wins_it(charlie, successor)
    relay.the_channel_manager_sees_the_win(dana, successor)
    nobody_else_sees_it(successor, nina)
    ears["nina"].hear_again()
    assert ears["nina"].has("Novgorod Supply")
    for secret in (relay.CUSTOMER, relay.PROGRESS, relay.EVIDENCE, relay.TERMS):
        assert not ears["nina"].has(secret)


def nobody_else_sees_it(deal: str, *others: Seat) -> None:
    """Look as somebody whom it does not concern: lists, search, and its own address."""
    for seat in others:
        for path in ("/", "/accounts", "/deals", "/handoffs", "/inbox", "/search?q=Fjord"):
            sent = seat.context.request.get(seat.url + path)
            assert (sent.status, sent.url) == (200, seat.url + path)
            assert relay.CUSTOMER not in sent.text(), f"{seat.name} at {path}"
        is_absent_for(seat, deal)
