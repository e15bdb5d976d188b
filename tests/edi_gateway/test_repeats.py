"""One interchange once, one order once, whatever comes again and in which envelope."""

import sqlalchemy as sa

from edi.gateway.models import Interchange
from portal.kernel.activity import Activity
from tests.cast import Cast
from tests.edi_gateway.conftest import Station
from tests.edi_gateway.files import a_997, broken_order, group, interchange, message, order
from tests.edi_gateway.worker import run_jobs


def test_the_same_control_number_with_other_content_is_refused_put_aside_and_alarmed(
    danzig: Station, cast: Cast
) -> None:
    danzig.send(order("DT-1", "000000101"))

    other = danzig.post(order("DT-2", "000000101"))

    assert other.status_code == 409
    assert other.get_json()["code"] == "interchange-conflict"
    run_jobs(danzig.services)
    assert [each["number"] for each in danzig.orders()] == ["DT-1"]
    with cast.database.work(cast.olga) as work:
        kept = work.all(sa.select(Interchange).where(Interchange.state == "QUARANTINED"))
        assert len(kept) == 1
        verbs = list(work.session.scalars(sa.select(Activity.verb)))
    assert "interchange-quarantined" in verbs
    assert danzig.post(order("DT-2", "000000101")).status_code == 409
    assert len(danzig.get("/edi/interchanges?direction=IN").get_json()["items"]) == 2


def test_the_same_interchange_in_a_freshly_stamped_envelope_is_a_duplicate_with_the_first_s_answer(
    danzig: Station,
) -> None:
    first = danzig.send(order())
    restamped = order().replace(b"*261121*0930*", b"*261121*0931*", 1)
    assert restamped != order()

    again = danzig.post(restamped)

    assert again.get_json()["outcome"] == "DUPLICATE"
    second = again.get_json()["interchange"]["id"]
    assert second != str(first)
    assert danzig.acknowledgement(second) == danzig.acknowledgement(first)
    assert len(danzig.orders()) == 1


def test_the_same_content_under_another_control_number_is_noted_and_makes_no_second_order(
    danzig: Station,
) -> None:
    danzig.send(order("DT-1", "000000101"))

    again = danzig.show(danzig.send(order("DT-1", "000000102")))

    assert [each["code"] for each in again["findings"]] == ["same-content"]
    assert again["messages"][0]["disposition"] == "DUPLICATE"
    assert again["messages"][0]["findings"][0]["code"] == "order-known"
    assert len(danzig.orders()) == 1


def test_an_order_number_that_comes_again_with_other_lines_makes_no_second_order(
    danzig: Station,
) -> None:
    danzig.send(order("DT-1", "000000101", lines=2))

    again = danzig.show(danzig.send(order("DT-1", "000000102", lines=3)))

    assert again["messages"][0]["disposition"] == "DUPLICATE"
    (only,) = danzig.orders()
    assert only["total"] == "20.00"


def test_a_corrected_file_may_use_the_control_number_of_the_refused_one(danzig: Station) -> None:
    refused = danzig.send(broken_order("DT-9", "000000109"))
    first_answer = danzig.acknowledgement(refused)

    danzig.send(order("DT-9", "000000109"))

    assert [each["number"] for each in danzig.orders()] == ["DT-9"]
    repeated = danzig.post(broken_order("DT-9", "000000109"))
    assert repeated.get_json()["interchange"]["id"] == str(refused)
    assert danzig.acknowledgement(refused) == first_answer


def test_one_bad_message_is_refused_and_its_neighbour_becomes_an_order(danzig: Station) -> None:
    good = ["BEG*00*SA*DT-5**20261121", "PO1*1*5*EA*2**VP*HC-1", "CTT*1"]
    bad = ["BEG*00*SA*DT-6**20261121", "N1*ST*Danzig Trading*92", "PO1*1*5*EA*2**VP*HC-1", "CTT*1"]
    both = interchange(group(message(good), message(bad, number="0002")))

    shown = danzig.show(danzig.send(both))

    assert shown["state"] == "PARTIAL"
    assert [each["disposition"] for each in shown["messages"]] == ["ACCEPTED", "REJECTED"]
    assert [each["number"] for each in danzig.orders()] == ["DT-5"]


def test_a_wrong_trailer_refuses_the_whole_interchange_with_a_ta1(danzig: Station) -> None:
    shown = danzig.show(danzig.send(order().replace(b"IEA*1*", b"IEA*7*")))

    assert shown["state"] == "REJECTED"
    assert danzig.orders() == []
    assert b"TA1*000000101*" in danzig.acknowledgement(shown["id"])


def test_several_interchanges_in_one_request_are_all_refused(danzig: Station) -> None:
    both = order("DT-1", "000000101") + order("DT-2", "000000102")

    shown = danzig.show(danzig.send(both))

    assert shown["state"] == "REJECTED"
    assert danzig.orders() == []


def test_a_997_is_never_acknowledged_and_an_unknown_group_is_reported(danzig: Station) -> None:
    shown = danzig.show(danzig.send(a_997("PR", "4711")))

    assert shown["links"]["acknowledgement"] is None
    assert shown["messages"][0]["findings"][0]["code"] == "unknown-group"
    assert danzig.get(f"/edi/interchanges/{shown['id']}/acknowledgement").status_code == 404
    outgoing = danzig.get("/edi/interchanges?direction=OUT").get_json()["items"]
    assert outgoing == []


def test_a_test_interchange_under_a_production_agreement_is_answered_and_makes_no_order(
    danzig: Station,
) -> None:
    as_test = order().replace(b"*0*P*", b"*0*T*", 1)

    shown = danzig.show(danzig.send(as_test))

    assert shown["state"] == "ACKNOWLEDGED"
    assert [each["code"] for each in shown["findings"]] == ["test-in-production"]
    assert danzig.orders() == []


def test_control_numbers_of_answers_have_no_gap(danzig: Station) -> None:
    for number in range(1, 6):
        danzig.send(order(f"DT-{number}", f"{number:09}"))

    outgoing = danzig.get("/edi/interchanges?direction=OUT").get_json()["items"]

    assert sorted(each["control_number"] for each in outgoing) == [
        f"{number:09}" for number in range(1, 6)
    ]
