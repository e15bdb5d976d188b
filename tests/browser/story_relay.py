"""Steps of a deal that one partner finds and another wins."""

from datetime import timedelta
from uuid import UUID, uuid4

from playwright.sync_api import expect
from sqlalchemy.dialects.postgresql import Range

from deals.protection.queries import running_protections
from deals.queries import get_deal
from portal.kernel.actor import system_actor
from tests.browser.people import Seat
from tests.browser.running_portal import RunningPortal
from tests.browser.story_trade import NEXT_QUARTER

CUSTOMER = "Fjord Rail"
WORD = uuid4().hex[:10]
PROGRESS = f"Their signalling huts are surveyed {WORD}."
QUESTION = "Who pays, the railway or the ministry?"
ANSWER = "The railway, from its own budget."
EVIDENCE = f"The budget is signed since Monday {WORD}."
TERMS = f"We introduce you, you install {WORD}."
AMOUNT = "73,450"


def the_seller_registers(bob: Seat) -> str:
    """Register a deal from the account's page; return where it is."""
    bob.go("Accounts")
    bob.follow(CUSTOMER)
    bob.follow("Register deal")
    page = bob.page
    page.get_by_label("Country and territory").select_option(label="Norway, east")
    page.get_by_label("Product family of line 1").select_option(label="Cabinets")
    page.get_by_label("Quantity of line 1").fill("38")
    page.get_by_label("Amount of line 1").fill("73450.00")
    page.get_by_label("Expected close").fill(NEXT_QUARTER)
    page.get_by_label("What have you done so far?").fill(PROGRESS)
    bob.press("Submit registration")
    expect(bob.heading).to_have_text(CUSTOMER)
    bob.sees(PROGRESS)
    expect(bob.main).to_contain_text("Submitted")
    return bob.path


def the_channel_manager_asks(dana: Seat, deal: str) -> None:
    dana.open(deal)
    dana.sees(PROGRESS)
    if dana.page.get_by_role("button", name="Start review", exact=True).count():
        dana.press("Start review")
    dana.page.get_by_label("What do you need to know?").fill(QUESTION)
    dana.press("Ask")
    expect(dana.main).to_contain_text("Info needed")


def the_seller_answers(bob: Seat) -> None:
    bob.page.get_by_label("Your answer").fill(ANSWER)
    bob.press("Send answer")
    expect(bob.main).to_contain_text("In review")
    expect(bob.page.get_by_label("Your answer")).to_have_count(0)


def the_channel_manager_reads_the_answer_and_approves(dana: Seat, deal: str) -> None:
    dana.open(deal)
    expect(dana.main).to_contain_text(ANSWER)
    dana.press("Approve")
    expect(dana.main).to_contain_text("90 of 90 days left")


def seventy_days_go_by(portal: RunningPortal, deal: str) -> None:
    """Move the protection instead of the clock, which the portal shares with all other stories."""
    past = timedelta(days=70)
    with portal.services() as services, services.database.work(system_actor("calendar")) as work:
        protected = get_deal(work, UUID(deal.rsplit("/", 1)[1]))
        assert protected.protected_from is not None
        assert protected.protected_until is not None
        protected.protected_from -= past
        protected.run_until(protected.protected_until - past)
        for each in running_protections(work, protected):
            assert each.during.lower is not None
            each.during = Range(each.during.lower - past, protected.protected_until)


def the_seller_asks_for_more_time(bob: Seat, deal: str) -> None:
    """Ask without evidence, are told what is missing, and ask with it."""
    bob.open(deal)
    expect(bob.main).to_contain_text("20 of 90 days left")
    bob.sees("Once, for 60 days more. Until Hansa Components answers the protection does not end.")
    bob.press("Ask for the extension")
    expect(bob.main).to_contain_text("Say what you have achieved since the approval.")
    bob.page.get_by_label("What you have achieved").fill(EVIDENCE)
    bob.press("Ask for the extension")
    bob.sees("An extension is asked for.")


def the_channel_manager_grants_it(dana: Seat, deal: str) -> None:
    dana.open(deal)
    asked = dana.page.get_by_role("complementary")
    expect(asked).to_contain_text("Extension asked")
    expect(asked).to_contain_text(EVIDENCE)
    expect(asked).to_contain_text("Granting lets the protection run on for 60 days.")
    dana.press("Grant")
    expect(dana.main).to_contain_text("80 of 150 days left")


def the_seller_hands_it_over(bob: Seat, deal: str) -> str:
    """Offer it to whom the host will choose; return where the hand-off is."""
    bob.open(deal)
    bob.follow("Hand this deal over")
    expect(bob.heading).to_contain_text("Hand over DR-LUB-")
    bob.sees("Hansa Components decides whom to ask.")
    terms = bob.page.get_by_label("Who does what from then on")
    terms.fill(f"We introduce you to {CUSTOMER}.")
    bob.page.get_by_label("Share of the receiver").fill("80")
    bob.press("Offer it")
    expect(bob.main).to_contain_text("Leave out the customer's name and the deal's number")
    expect(terms).to_have_value(f"We introduce you to {CUSTOMER}.")
    terms.fill(TERMS)
    bob.press("Offer it")
    expect(bob.heading).to_have_text(CUSTOMER)
    expect(bob.main).to_contain_text("The host decides whom to ask")
    return bob.path


def the_channel_manager_offers_it_to_danzig(dana: Seat) -> None:
    dana.go("Hand-offs")
    dana.follow(CUSTOMER)
    dana.sees(TERMS)
    first = dana.page.get_by_label("First")
    expect(first).to_contain_text("Danzig Trading")
    expect(first).not_to_contain_text("Novgorod Supply")  # another channel manager's
    first.select_option(label="Danzig Trading")
    dana.press("Offer it")
    asked = dana.page.get_by_role("table", name="Who is asked")
    expect(asked).to_contain_text("Danzig Trading")
    expect(asked).to_contain_text("Waits for an answer")


def the_receiver_reads_what_it_may_know(charlie: Seat) -> str:
    """Find the offer and read all that there is before a yes; return where it is."""
    charlie.go("Hand-offs")
    charlie.follow("To us")
    charlie.follow("Cabinets")
    expect(charlie.heading).to_have_text("Cabinets")
    for told in (
        "Hansa Components asks whether you carry this deal on.",
        "You see who the customer is once you accept.",
        "Norway, east",
        "50,000",  # the band, where the value is 73,450
        "100,000",
        "Qualified",
        TERMS,
    ):
        expect(charlie.main).to_contain_text(told)
    for kept in (CUSTOMER, "DR-LUB", "Lübeck", "Bob Brandt"):
        expect(charlie.main).not_to_contain_text(kept)
    return charlie.path


def the_receiver_takes_it_over(charlie: Seat) -> str:
    """Accept; return where the deal is that came of it."""
    charlie.press("Take it over")
    expect(charlie.heading).to_have_text(CUSTOMER)
    charlie.sees("Taken over from Lübeck Systems.")
    charlie.follow("The deal with this customer")
    expect(charlie.heading).to_have_text(CUSTOMER)
    for told in ("DR-DAN-", PROGRESS, "Cabinets", "73,450", "80 of 80 days left"):
        expect(charlie.main).to_contain_text(told)
    expect(charlie.page.get_by_role("complementary")).to_contain_text("Danzig Trading 80%")
    return charlie.path


def the_giver_keeps_a_record(bob: Seat, deal: str, handoff: str) -> None:
    bob.open(handoff)
    bob.sees("Danzig Trading took it over.")
    bob.open(deal)
    bob.sees("Handed over to Danzig Trading")
    expect(bob.main).to_contain_text("The protection was handed on")
    expect(bob.page.get_by_role("button", name="Move the deal")).to_have_count(0)


def the_receiver_wins_it(charlie: Seat, successor: str) -> None:
    charlie.open(successor)
    for stage in ("Developed", "Proposed", "Negotiated"):
        charlie.page.get_by_label("Stage", exact=True).select_option(label=stage)
        charlie.press("Move the deal")
        expect(charlie.main.locator("[aria-current=step]")).to_contain_text(stage)
    charlie.page.get_by_label("Stage", exact=True).select_option(label="Won")
    charlie.press("Move the deal")
    expect(charlie.main).to_contain_text("Choose the reason.")
    charlie.page.get_by_label("Why: Won").select_option(label="The relationship")
    charlie.press("Move the deal")
    charlie.sees("The protection did its work.")
    expect(charlie.main).to_contain_text("Reason: The relationship")
    expect(charlie.page.get_by_role("button", name="Move the deal")).to_have_count(0)


def the_channel_manager_sees_the_win(dana: Seat, successor: str) -> None:
    dana.open(successor)
    dana.sees("The protection did its work.")
    shares = dana.page.get_by_role("complementary")
    expect(shares).to_contain_text("Danzig Trading 80%")
    expect(shares).to_contain_text("Lübeck Systems 20%")
