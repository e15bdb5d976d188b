"""Step 6 of the story: a real 850 over HTTPS, its order, 997 and 855, a repeat, a broken one."""

from decimal import Decimal

import sqlalchemy as sa

from edi.canonical.acknowledgements import Verdict
from edi.orders.actions import accept_order
from edi.orders.models import Order, OrderState
from edi.orders.queries import get_order
from portal.kernel.activity import Activity
from portal.kernel.services import Services
from tests.cast import Cast
from tests.edi.interchanges import only_acknowledgement
from tests.edi_gateway.conftest import Station
from tests.edi_gateway.files import a_997, broken_order, order_file
from tests.edi_gateway.worker import run_jobs


def test_an_850_becomes_an_order_with_lines_on_the_partner_s_timeline_and_a_997(
    danzig: Station, cast: Cast
) -> None:
    interchange_id = danzig.send(order_file())

    (listed,) = danzig.orders()
    shown = danzig.get(f"/orders/{listed['id']}").get_json()
    assert shown["number"] == "DT-1"
    assert [(line["quantity"], line["unit"]) for line in shown["lines"]] == [
        ("120", "EA"),
        ("40", "XCT"),
    ]
    assert Decimal(shown["total"]) == 120 * Decimal("9.25") + 40 * Decimal("13.79")

    acknowledgement = only_acknowledgement(danzig.acknowledgement(interchange_id))
    assert acknowledgement.verdict is Verdict.ACCEPTED
    assert (acknowledgement.group, acknowledgement.control_number) == ("PO", "7")

    with cast.database.work(cast.charlie) as work:
        verbs = set(work.session.scalars(sa.select(Activity.verb)))
    assert {"interchange-received", "order-received"} <= verbs
    assert danzig.show(interchange_id)["marks"] == {
        "validation": "VALID",
        "delivery": "RECEIVED",
        "acknowledgement": "ACCEPTED",
    }


def test_accepting_an_order_puts_an_855_in_the_outbox_and_their_997_closes_it(
    danzig: Station, cast: Cast, services: Services
) -> None:
    danzig.send(order_file())
    order_id = danzig.orders()[0]["id"]
    with cast.database.work(cast.dana) as work:
        accept_order(work, get_order(work, order_id))
    run_jobs(services)

    (waiting,) = danzig.outbox("855")
    file = danzig.get(f"/edi/interchanges/{waiting['id']}/raw").get_data()
    assert b"BAK*00*AD*DT-1*20261121" in file
    assert b"ACK*IA*120*EA" in file
    confirmed = danzig.machine.post(f"/edi/outbox/{waiting['id']}/confirmation")
    assert confirmed.get_json()["marks"]["delivery"] == "DELIVERED"
    assert danzig.outbox("855") == []
    assert confirmed.get_json()["marks"]["acknowledgement"] == "AWAITED"

    sent = confirmed.get_json()["messages"][0]
    receipt = danzig.send(a_997("PR", sent["group_number"]))
    assert danzig.show(waiting["id"])["marks"]["acknowledgement"] == "ACCEPTED"
    assert danzig.show(receipt)["links"]["acknowledgement"] is None
    with cast.database.work(cast.dana) as work:
        assert work.get(Order, order_id).state is OrderState.ACCEPTED


def test_posting_the_same_interchange_again_returns_the_same_acknowledgement_and_no_second_order(
    danzig: Station,
) -> None:
    first = danzig.send(order_file())
    answer = danzig.acknowledgement(first)

    again = danzig.post(order_file())

    assert again.status_code == 200
    assert again.get_json()["outcome"] == "REPEATED"
    assert again.get_json()["interchange"]["id"] == str(first)
    run = run_jobs(danzig.services)
    assert run == 0
    assert danzig.acknowledgement(first) == answer
    assert len(danzig.orders()) == 1


def test_a_broken_850_is_refused_with_a_997_that_names_segment_and_element_and_is_kept(
    danzig: Station, cast: Cast
) -> None:
    sent = broken_order()
    interchange_id = danzig.send(sent)

    acknowledgement = only_acknowledgement(danzig.acknowledgement(interchange_id))
    assert acknowledgement.verdict is Verdict.REJECTED
    (note,) = acknowledgement.messages[0].notes
    assert (note.segment_id, note.position, note.code) == ("N1", 3, "8")
    assert note.elements[0].element == 4
    assert danzig.orders() == []
    assert danzig.get(f"/edi/interchanges/{interchange_id}/raw").get_data() == sent

    shown = danzig.show(interchange_id)
    assert shown["state"] == "REJECTED"
    (finding,) = shown["messages"][0]["findings"]
    assert finding["place"] == "N104"
    with cast.database.work(cast.olga) as work:
        told = work.session.scalars(
            sa.select(Activity.facts).where(Activity.verb == "interchange-refused")
        ).one()
    assert told["sentence"] == finding["sentence"]
