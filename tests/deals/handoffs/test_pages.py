"""Hand-offs over HTTP: the preview, both pages, the receipt, and who gets not found."""

from collections.abc import Callable

from deals.handoffs.states import Fallback
from tests.conftest import StoppedClock
from tests.deals.handoffs.stage import WHO, Stage
from tests.web.conftest import Browser

Browsers = Callable[[str], Browser]


def _filled(handing: Stage, **changes: str) -> dict[str, str]:
    fields = {
        "kind": "TRANSFER",
        "receiver_1": str(handing.company("danzig")),
        "responsibilities": WHO,
        "percent": "70",
        "fallback": "STAY",
        "do": "offer",
    }
    return fields | changes


def test_no_more_days_are_left_than_the_successor_had_in_all(
    handing: Stage, browser_of: Browsers, clock: StoppedClock
) -> None:
    handing.hand_off("danzig")
    clock.advance(hours=1)
    taken = handing.accept()
    assert "90 of 90 days left" in browser_of("charlie").get(f"/deals/{taken.id}").text


def test_a_deal_goes_its_way_on_the_pages(handing: Stage, browser_of: Browsers) -> None:
    alice, charlie = browser_of("alice"), browser_of("charlie")
    begin = f"/deals/{handing.deal_id}/handoff"
    assert begin in alice.get(f"/deals/{handing.deal_id}").text
    refused = alice.submit(begin, **_filled(handing, responsibilities="Halden Logistics"))
    assert refused.status_code == 422
    assert 'id="f-responsibilities-error"' in refused.text
    assert 'value="70"' in refused.text

    preview = alice.submit(begin, **_filled(handing, do="preview"))
    assert preview.status_code == 200
    assert "What they see before they accept" in preview.text
    begun = alice.submit(begin, **_filled(handing))
    assert begun.status_code == 303
    page = begun.headers["Location"]
    assert "Danzig Trading" in alice.get(page).text
    assert "Halden Logistics" in alice.get("/handoffs").text

    handing.handoff_id = page.rsplit("/", 1)[1]  # type: ignore[assignment]
    offer = f"/handoffs/offers/{handing.offer_to('danzig')}"
    assert "Halden" not in charlie.get("/handoffs/offers").text + charlie.get(offer).text
    assert charlie.submit(offer, do="decline", reason=" ").status_code == 422
    assert charlie.submit(offer, do="accept", version="99").status_code == 409
    assert charlie.submit(offer, do="accept").status_code == 303
    assert charlie.submit(offer, do="accept").status_code == 409
    assert "Halden Logistics" in charlie.get(offer).text

    receipts = [each.get(f"{page}/receipt").text for each in (alice, charlie)]
    assert all("was computed anew and fits" in each for each in receipts)
    taken = handing.offer("danzig").deal_id
    assert "Taken over from Lübeck Systems" in charlie.get(f"/deals/{taken}").text
    assert "Handed over to Danzig Trading" in alice.get(f"/deals/{handing.deal_id}").text

    first, *_, last = handing.tasks()
    assert alice.submit(page, do="tick", task=str(first.id)).status_code == 303
    assert charlie.submit(offer, do="tick", task=str(last.id)).status_code == 303
    assert charlie.submit(offer, do="return", reason="").status_code == 422
    assert charlie.submit(offer, do="return", reason="Too far away").status_code == 303
    assert "Too far away" in alice.get(page).text


def test_the_host_decides_whom_to_ask_on_the_page(handing: Stage, browser_of: Browsers) -> None:
    alice, adam = browser_of("alice"), browser_of("adam")
    begun = alice.submit(
        f"/deals/{handing.deal_id}/handoff", **_filled(handing, receiver_1="", fallback="HOST")
    )
    page = begun.headers["Location"]
    assert adam.submit(page, do="place").status_code == 422
    novgorod = str(handing.company("novgorod"))
    assert adam.submit(page, do="place", receiver_1=novgorod).status_code == 303
    assert "Novgorod Supply" in adam.get(page).text
    assert "Novgorod" not in alice.get(page).text
    assert alice.submit(page, do="recall", reason="We keep it").status_code == 303
    assert alice.submit(page, do="recall", reason="Again").status_code == 409


def test_a_rival_reads_a_foreign_hand_off_like_an_absent_one(
    handing: Stage, browser_of: Browsers
) -> None:
    handing.hand_off("danzig")
    handing.accept()
    nina, charlie = browser_of("nina"), browser_of("charlie")
    offer = f"/handoffs/offers/{handing.offer_to('danzig')}"
    page = f"/handoffs/{handing.handoff_id}"
    for path in (page, f"{page}/receipt", offer, f"/deals/{handing.deal_id}/handoff"):
        assert nina.get(path).status_code == 404
    assert charlie.get(page).status_code == 404
    for path in ("/handoffs", "/handoffs/offers"):
        assert "Halden" not in nina.get(path).text


def test_whoever_may_not_hand_over_is_refused(handing: Stage, browser_of: Browsers) -> None:
    assert browser_of("vera").get(f"/deals/{handing.deal_id}/handoff").status_code == 403


def test_what_is_left_to_the_host_waits_on_its_home_page_until_somebody_is_asked(
    handing: Stage, browser_of: Browsers
) -> None:
    handing.hand_off(fallback=Fallback.HOST)
    told = "Choose whom to ask for 1 deal that is handed over"
    home = browser_of("dana").get("/").text
    assert told in home
    assert 'href="/handoffs?state=DRAFT"' in home
    assert (
        "/handoffs/" + str(handing.handoff_id)
        in browser_of("dana").get("/handoffs?state=DRAFT").text
    )
    for name in ("alice", "bob", "charlie", "nina", "emil", "audrey", "olga"):
        assert told not in browser_of(name).get("/").text, name


def test_who_is_asked_finds_the_offer_on_its_home_page_and_nobody_else_does(
    handing: Stage, browser_of: Browsers
) -> None:
    handing.hand_off("danzig", fallback=Fallback.HOST)
    way = f"/handoffs/offers/{handing.offer_to('danzig')}"
    for name in ("charlie", "sam"):
        home = browser_of(name).get("/").text
        assert way in home
        assert "Halden" not in home
    for name in ("alice", "nina", "dana"):
        assert way not in browser_of(name).get("/").text
    handing.decline()
    assert way not in browser_of("charlie").get("/").text
    assert "Choose whom to ask" in browser_of("dana").get("/").text
