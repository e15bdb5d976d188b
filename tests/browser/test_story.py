"""One real trade, end to end, as the people in it live it."""

from pathlib import Path
from uuid import uuid4

from playwright.sync_api import expect

from tests.browser import story_orders as orders
from tests.browser import story_paper as paper
from tests.browser import story_talk as talk
from tests.browser import story_trade as trade
from tests.browser.edi_system import EdiSystem
from tests.browser.people import Seat, SeatOf, Wiretap
from tests.browser.running_portal import RunningPortal

CANARY = f"our-margin-{uuid4().hex}"
LAST_WORD = f"said just before the lights went out {uuid4().hex[:8]}"


def test_one_trade_from_a_shared_account_to_an_order_and_through_every_stop(
    portal: RunningPortal, seat_of: SeatOf, tmp_path: Path
) -> None:
    # 1. The channel manager shares an account.
    dana = seat_of("dana")
    trade.the_channel_manager_shares_halden_with("Lübeck Systems", dana)

    # 2. The partner registers a deal on it; the rival sees neither.
    alice, charlie = seat_of("alice"), seat_of("charlie")
    ear = Wiretap(alice.context)
    trade.the_partner_sees_it_and_none_of_the_others(alice)
    dana.go("Home")
    before = trade.unread_of(dana)
    with trade.told_without_reload(dana):
        deal = trade.a_partner_registers_a_deal_on_halden(alice, "Survey done, budget confirmed.")
        trade.the_channel_manager_is_notified_at_once(dana, deal, before)
    trade.the_rival_sees_neither(charlie, deal)

    # 3. The channel manager decides; nobody else gets the same window.
    with trade.told_without_reload(alice):
        trade.the_channel_manager_approves_for_ninety_days(dana, deal)
        expect(alice.main).to_contain_text("90 of 90 days left")
    trade.the_channel_manager_shares_halden_with("Danzig Trading", dana)
    second = trade.a_partner_registers_a_deal_on_halden(charlie, "We know their buyer.")
    trade.a_second_partner_is_refused_the_same_window(dana, second)

    # 4. A contract goes to the store, comes back, and leaves a receipt.
    dana.open(deal.path)
    with trade.told_without_reload(dana):
        paper.the_partner_drops_a_contract(alice)
        with trade.told_without_reload(alice):
            address = paper.the_channel_manager_downloads_it(dana, tmp_path)
            paper.the_partner_sees_the_receipt(alice)
    paper.the_link_lives_a_minute_at_most(address, portal)

    # 5. Both talk in the deal's room; an internal note stays inside.
    talk.both_enter_the_room(alice, dana, deal.path)
    talk.both_talk_live(alice, dana)
    talk.say_inside(dana, "Hansa Components", CANARY)
    talk.a_lost_connection_loses_nothing(alice, dana)
    talk.the_room_outlives_its_web_process(alice, dana, portal)
    talk.nothing_of_it_reached(ear, CANARY, known="please look at clause 4")

    # 6. The rival's EDI system orders.
    system = orders.the_rival_gets_credentials_for_its_edi_system(charlie)
    order = orders.the_order_arrives(system, charlie, dana)
    orders.the_host_accepts_and_an_855_can_be_fetched(dana, system, portal)
    orders.the_same_interchange_again_changes_nothing(system, order)
    orders.a_broken_one_is_refused_by_name_and_kept(system, seat_of("olga"))

    # 7. All is well, and no way of stopping loses what was acknowledged.
    examined = portal.doctor()
    assert examined.returncode == 0, examined.stdout
    room = talk.enter_again(dana, deal.path)
    assert portal.stop() == 0
    portal.start()
    everything_is_still_there(alice, dana, deal, room, system, order)
    talk.say(dana, LAST_WORD)
    talk.hears(dana, LAST_WORD)
    portal.kill()
    portal.start()
    everything_is_still_there(alice, dana, deal, room, system, order)
    talk.hears(dana, LAST_WORD)
    examined = portal.doctor()
    assert examined.returncode == 0, examined.stdout


def everything_is_still_there(
    alice: Seat,
    dana: Seat,
    deal: trade.Registered,
    room: str,
    system: EdiSystem,
    order: orders.Exchange,
) -> None:
    """Look at each of the six steps again."""
    alice.open(deal.path)
    expect(alice.main).to_contain_text("90 of 90 days left")
    expect(alice.main).to_contain_text(paper.SHA256[:8])
    dana.open(room)
    talk.hears(dana, "Sent while nobody served")
    talk.hears(dana, CANARY)
    assert system.acknowledgement(order.interchange) == order.acknowledgement
    assert len(system.orders(orders.NUMBER)) == 1
