"""Step six of the story: the rival's EDI system orders, and is answered."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import expect

from edi.canonical.acknowledgements import Verdict
from tests.browser.edi_system import EdiSystem
from tests.browser.files import an_850, broken
from tests.browser.people import Seat
from tests.edi.interchanges import only_acknowledgement

NUMBER = "DT-4711"


@dataclass(frozen=True)
class Exchange:
    """An order's interchange and the 997 it was answered with."""

    interchange: dict[str, Any]
    acknowledgement: bytes


def the_rival_gets_credentials_for_its_edi_system(charlie: Seat) -> EdiSystem:
    charlie.open("/settings/clients")
    charlie.follow("New client")
    charlie.page.get_by_label("Name").fill("ERP of Danzig")
    charlie.page.get_by_label("Send interchanges to the gateway and fetch the answers").check()
    charlie.page.get_by_label("Read orders").check()
    charlie.press("Create client")
    client_id = charlie.page.locator("#client-id").inner_text()
    secret = charlie.page.locator("#client-secret").inner_text()
    return EdiSystem(charlie.url, client_id, secret)


def the_order_arrives(system: EdiSystem, charlie: Seat, dana: Seat) -> Exchange:
    """Hold that it stands under Orders and on Danzig's timeline, and that a 997 accepts it."""
    receipt = system.send(an_850(NUMBER))
    assert receipt["outcome"] == "NEW"
    interchange = receipt["interchange"]
    answer = system.acknowledgement(interchange)
    assert only_acknowledgement(answer).verdict is Verdict.ACCEPTED

    charlie.go("Orders")
    charlie.page.get_by_role("link", name=NUMBER).click()
    expect(charlie.heading).to_contain_text(NUMBER)
    lines = charlie.page.get_by_role("table", name="Order lines").locator("tbody tr")
    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text("120")
    dana.go("Partners")
    dana.follow("Danzig Trading")
    expect(dana.main).to_contain_text(NUMBER)
    return Exchange(interchange, answer)


def the_host_accepts_and_an_855_can_be_fetched(dana: Seat, system: EdiSystem, portal: Any) -> None:
    before = {each["id"] for each in system.waiting("855")}
    dana.go("Orders")
    dana.page.get_by_role("link", name=NUMBER).click()
    dana.press("Accept order")
    expect(dana.main).to_contain_text("Accepted")
    portal.wait_until_jobs_are_done()
    (response,) = [each for each in system.waiting("855") if each["id"] not in before]
    file = system.raw(response)
    assert f"BAK*00*AD*{NUMBER}*".encode() in file
    assert b"ACK*IA*120*EA" in file


def the_same_interchange_again_changes_nothing(system: EdiSystem, first: Exchange) -> None:
    again = system.send(an_850(NUMBER))
    assert again["outcome"] == "REPEATED"
    assert again["interchange"]["id"] == first.interchange["id"]
    assert system.acknowledgement(again["interchange"]) == first.acknowledgement
    assert len(system.orders(NUMBER)) == 1


def a_broken_one_is_refused_by_name_and_kept(system: EdiSystem, olga: Seat) -> None:
    """Hold that the 997 names segment and element, and that the operator finds the file."""
    sent = broken()
    interchange = system.send(sent)["interchange"]
    assert interchange["state"] == "REJECTED"
    acknowledgement = only_acknowledgement(system.acknowledgement(interchange))
    assert acknowledgement.verdict is Verdict.REJECTED
    (note,) = acknowledgement.messages[0].notes
    assert (note.segment_id, note.elements[0].element) == ("N1", 4)
    assert system.orders("DT-4712") == []
    assert system.raw(interchange) == sent

    olga.go("Gateway")
    olga.open(f"/gateway/{interchange['id']}")
    expect(olga.main).to_contain_text("N104")
