"""A proposal of the host's on screen and in the inbox: who reads what, and answers how."""

from collections.abc import Callable

import sqlalchemy as sa

from deals.handoffs.jobs import keep_time
from deals.handoffs.proposals import deciders_of
from deals.handoffs.states import HandOffState
from deals.queries import get_deal
from partners.companies.actions import suspend_partner
from partners.companies.models import PartnerRelationship
from partners.mails.letters import compose
from partners.mails.models import Mail
from partners.notifications.models import Kind, Notification
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.services import Services
from tests.conftest import StoppedClock
from tests.deals.handoffs.stage import WHO, Stage
from tests.edi_gateway.worker import run_jobs
from tests.web.conftest import Browser

Browsers = Callable[[str], Browser]
ALL = ("alice", "bob", "vera", "charlie", "sam", "nina", "dana", "emil", "audrey", "olga")
PROPOSES = "proposes to hand this deal over"
OFFERS = "offers this deal to another company"


def _told(handing: Stage, services: Services, verb: str) -> dict[str, Kind]:
    """Return who found a kind of news in the inbox, once the workers are through."""
    run_jobs(services)
    names = {person.id: name for name, person in handing.cast.people.items()}
    with handing.database.work(system_actor("test")) as work:
        found = work.session.execute(
            sa.select(Notification.person_id, Notification.kind)
            .join(Activity, Activity.id == Notification.activity_id)
            .where(Activity.verb == verb)
        )
        return {names[person_id]: kind for person_id, kind in found}


def test_the_host_proposes_and_the_owner_agrees_on_the_pages(
    proposing: Stage, browser_of: Browsers
) -> None:
    dana, alice = browser_of("dana"), browser_of("alice")
    begin = f"/deals/{proposing.deal_id}/handoff"
    form = dana.get(begin).text
    assert "Lübeck Systems is asked first." in form
    assert "It has 2 business days" in form
    assert "is asked first" not in alice.get(begin).text
    fields = {
        "kind": "TRANSFER",
        "receiver_1": str(proposing.company("danzig")),
        "responsibilities": WHO,
        "percent": "70",
        "fallback": "STAY",
    }
    preview = dana.submit(begin, **fields, do="preview")
    assert preview.status_code == 200
    page = dana.submit(begin, **fields, do="offer").headers["Location"]
    proposing.handoff_id = page.rsplit("/", 1)[1]  # type: ignore[assignment]

    shown = dana.get(page).text
    assert "Lübeck Systems is asked first." in shown
    assert "Danzig Trading" in shown
    assert 'value="agree"' not in shown
    read = alice.get(page).text
    assert PROPOSES in read
    assert "Danzig" not in read
    assert WHO in read
    assert "70" in read
    assert 'value="recall"' not in read
    assert alice.submit(page, do="agree", version="99").status_code == 409
    assert proposing.offers() == {}
    assert alice.submit(page, do="agree").status_code == 303
    assert alice.submit(page, do="agree").status_code == 409
    agreed = alice.get(page).text
    assert "Agreed by" in agreed
    assert "Alice Arndt" in agreed
    proposing.accept()
    receipt = alice.get(f"{page}/receipt").text
    assert "Agreed for the giver" in receipt


def test_the_owner_declines_with_a_reason_and_loses_nothing_typed(
    proposing: Stage, browser_of: Browsers
) -> None:
    proposing.hand_off("danzig", by="dana")
    bob, page = browser_of("bob"), f"/handoffs/{proposing.handoff_id}"
    refused = bob.submit(page, do="refuse", reason=" ")
    assert refused.status_code == 422
    assert 'id="f-reason-error"' in refused.text
    long = bob.submit(page, do="refuse", reason="x" * 1001)
    assert long.status_code == 422
    assert "x" * 1001 in long.text
    assert bob.submit(page, do="refuse", reason="We meet them on Monday").status_code == 303
    for name in ("bob", "dana"):
        shown = browser_of(name).get(page).text
        assert "The owner declined" in shown
        assert "We meet them on Monday" in shown
        assert "Declined by" in shown
    listed = browser_of("dana").get("/handoffs?state=DECLINED").text
    assert "The owner declined" in listed
    assert PROPOSES not in bob.get(f"/deals/{proposing.deal_id}").text


def test_the_list_reads_the_clock_and_so_does_its_filter(
    proposing: Stage, browser_of: Browsers, clock: StoppedClock
) -> None:
    proposing.hand_off("danzig", by="dana")
    link, bob = f"/handoffs/{proposing.handoff_id}", browser_of("bob")
    assert link in bob.get("/handoffs?state=PROPOSED").text
    assert link not in bob.get("/handoffs?state=EXPIRED").text
    clock.advance(days=7)
    bob = browser_of("bob")
    assert link not in bob.get("/handoffs?state=PROPOSED").text
    assert link in bob.get("/handoffs?state=EXPIRED").text
    page = bob.get(link).text
    assert "Lapsed" in page
    assert 'value="agree"' not in page
    assert bob.submit(link, do="agree").status_code == 409


def test_who_answers_finds_it_on_the_home_page_and_nobody_else_does(
    proposing: Stage, browser_of: Browsers
) -> None:
    proposing.hand_off(by="dana")
    way, row = f'href="/handoffs/{proposing.handoff_id}"', "is handed over"
    for name in ALL:
        home = browser_of(name).get("/").text
        assert (way in home and row in home) is (name in {"alice", "bob"}), name
    proposing.agree()
    assert way not in browser_of("alice").get("/").text
    assert "Choose whom to ask for 1 deal" in browser_of("dana").get("/").text


def test_a_rival_reads_a_proposal_like_an_absent_one(
    proposing: Stage, browser_of: Browsers
) -> None:
    proposing.hand_off("danzig", by="dana")
    page = f"/handoffs/{proposing.handoff_id}"
    for name in ("charlie", "sam", "nina", "emil"):
        rival = browser_of(name)
        assert rival.get(page).status_code == 404
        assert rival.submit(page, do="agree").status_code in {403, 404}
        assert page not in rival.get("/handoffs").text + rival.get("/handoffs/offers").text
        assert "hand over" not in rival.get("/").text
    assert proposing.handoff.state is HandOffState.PROPOSED


def test_the_deal_says_what_is_proposed_and_what_is_offered_without_asking(
    proposing: Stage, browser_of: Browsers
) -> None:
    deal = f"/deals/{proposing.deal_id}"
    proposing.hand_off("danzig", by="dana")
    assert PROPOSES in browser_of("alice").get(deal).text
    for name in ("dana", "adam"):
        assert PROPOSES not in browser_of(name).get(deal).text
    proposing.agree()
    shown = browser_of("alice").get(deal).text
    assert PROPOSES not in shown
    assert OFFERS not in shown


def test_a_suspended_owner_let_in_again_sees_what_was_begun_meanwhile(
    proposing: Stage, browser_of: Browsers
) -> None:
    with proposing.database.work(system_actor("test")) as work:
        theirs = PartnerRelationship.partner_id == proposing.company("luebeck")
        suspend_partner(work, work.one(sa.select(PartnerRelationship).where(theirs)), "unpaid")
    proposing.hand_off("danzig", by="dana")
    with proposing.database.work(system_actor("test")) as work:
        relationship = work.one(sa.select(PartnerRelationship).where(theirs))
        relationship.resume()
    deal = f"/deals/{proposing.deal_id}"
    alice = browser_of("alice")
    assert OFFERS in alice.get(deal).text
    assert OFFERS not in browser_of("dana").get(deal).text
    page = f"/handoffs/{proposing.handoff_id}"
    assert alice.submit(page, do="recall", reason="We sell it ourselves").status_code == 303
    assert OFFERS not in alice.get(deal).text


def test_who_answers_hears_of_a_proposal_and_the_host_of_the_answer(
    proposing: Stage, services: Services
) -> None:
    proposing.hand_off("danzig", by="adam")
    assert set(_told(proposing, services, "hand-off-proposed")) == {"alice", "bob", "dana"}
    proposing.refuse("bob", "No")
    assert set(_told(proposing, services, "hand-off-refused")) == {"alice", "dana", "adam"}
    proposing.hand_off("danzig", by="dana")
    proposing.agree("alice")
    assert set(_told(proposing, services, "hand-off-agreed")) == {"bob", "dana"}


def test_a_seller_hears_of_no_proposal_about_a_colleagues_deal(proposing: Stage) -> None:
    proposing.deal_id = proposing.protected(proposing.cast.account("Sudkai", "alice"), "alice")
    with proposing.database.work(system_actor("test")) as work:
        deciders = deciders_of(work, get_deal(work, proposing.deal_id))
    assert deciders == [proposing.cast.people["alice"].id]


def test_the_owner_is_reminded_once_and_both_hear_that_it_lapsed(
    proposing: Stage, services: Services, clock: StoppedClock
) -> None:
    proposing.hand_off("danzig", by="dana")
    due = proposing.handoff.consent_due_at
    assert due is not None
    clock.at = due.replace(hour=due.hour - 1)
    keep_time(proposing.database)
    keep_time(proposing.database)
    reminded = _told(proposing, services, "hand-off-proposal-ends-soon")
    assert reminded == {"alice": Kind.REMINDERS, "bob": Kind.REMINDERS}
    clock.at = due
    keep_time(proposing.database)
    lapsed = _told(proposing, services, "hand-off-proposal-lapsed")
    assert set(lapsed) == {"alice", "bob", "dana"}


def test_no_letter_and_no_news_names_whom_the_host_chose(
    proposing: Stage, services: Services, browser_of: Browsers
) -> None:
    run_jobs(services)
    people = {name: browser_of(name) for name in ("alice", "bob")}
    before = {name: each.get("/inbox").text.count("Danzig") for name, each in people.items()}
    proposing.hand_off("danzig", by="dana")
    run_jobs(services)
    for name, browser in people.items():
        inbox = browser.get("/inbox").text
        assert "proposed to hand over" in inbox
        assert inbox.count("Danzig") == before[name]
        for page in (f"/deals/{proposing.deal_id}", f"/handoffs/{proposing.handoff_id}"):
            assert "Danzig" not in browser.get(page).text
    with proposing.database.work(system_actor("test")) as work:
        letters = [compose(work, each, services) for each in work.all(sa.select(Mail))]
    told = [each for each in letters if each and "proposed to hand over" in each.text]
    assert {each.address for each in told} == {"alice@luebeck.example", "bob@luebeck.example"}
    assert not [each for each in told if "Danzig" in f"{each.letter} {each.text} {each.html}"]
    for name in ("charlie", "sam"):
        assert "hand over" not in browser_of(name).get("/inbox").text
