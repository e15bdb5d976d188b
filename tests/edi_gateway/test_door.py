"""The HTTPS door: what it refuses, and that nothing is answered before it is safe."""

import gzip
from collections.abc import Callable

import pytest

from edi.gateway.actions import replay_interchange
from edi.gateway.intake import MAX_BYTES
from edi.gateway.queries import get_interchange
from portal.kernel.errors import Unavailable
from portal.kernel.services import Services
from portal.kernel.settings import parse_s3_url
from portal.kernel.storage import Storage
from tests.cast import Cast
from tests.edi_gateway.conftest import EDI, Station, agree
from tests.edi_gateway.files import order
from tests.edi_gateway.worker import run_jobs

LUEBECK_ORDER = order().replace(b"DANZIGTRADING  ", b"LUEBECKSYSTEMS ")
UNKNOWN_ORDER = order().replace(b"DANZIGTRADING  ", b"NOBODYATALL    ")


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data"])
def test_another_content_type_is_415(danzig: Station, content_type: str) -> None:
    assert danzig.post(order(), content_type=content_type).status_code == 415


def test_another_content_encoding_is_415(danzig: Station) -> None:
    answer = danzig.post(order(), **{"Content-Encoding": "br"})
    assert answer.status_code == 415


def test_an_empty_body_is_refused_and_nothing_is_kept(danzig: Station) -> None:
    assert danzig.post(b"").status_code == 422
    assert danzig.get("/edi/interchanges").get_json()["items"] == []


def test_more_than_ten_megabytes_are_413(danzig: Station) -> None:
    assert danzig.post(b"x" * (MAX_BYTES + 1)).status_code == 413


def test_a_gzip_bomb_is_413_and_honest_gzip_is_taken(danzig: Station) -> None:
    bomb = gzip.compress(b"\0" * (MAX_BYTES * 5))
    assert len(bomb) < MAX_BYTES
    assert danzig.post(bomb, **{"Content-Encoding": "gzip"}).status_code == 413

    honest = gzip.compress(order(lines=40))
    assert danzig.post(honest, **{"Content-Encoding": "gzip"}).status_code == 202
    run_jobs(danzig.services)
    assert len(danzig.orders()) == 1


def test_half_a_gzip_is_400(danzig: Station) -> None:
    half = gzip.compress(order(lines=40))[:60]
    assert danzig.post(half, **{"Content-Encoding": "gzip"}).status_code == 400


def test_bytes_that_are_no_interchange_are_kept_and_refused_in_plain_words(
    danzig: Station,
) -> None:
    shown = danzig.show(danzig.send(b"Dear Sirs, please send 5 shackles."))

    assert shown["state"] == "REJECTED"
    assert "not an X12 file" in shown["findings"][0]["sentence"]
    assert shown["links"]["acknowledgement"] is None


def test_a_rival_s_identifiers_are_put_aside_with_the_same_answer_as_unknown_ones(
    danzig: Station, cast: Cast
) -> None:
    agree(cast, "luebeck", "LUEBECKSYSTEMS", "DANZIG")

    rival = danzig.show(danzig.send(LUEBECK_ORDER))
    unknown = danzig.show(danzig.send(UNKNOWN_ORDER))

    assert rival["state"] == unknown["state"] == "QUARANTINED"
    assert rival["findings"] == unknown["findings"]
    assert rival["links"]["acknowledgement"] is None
    assert danzig.orders() == []
    with cast.database.work(cast.alice) as work:
        import sqlalchemy as sa

        from edi.gateway.models import Interchange

        assert work.all(sa.select(Interchange)) == []


def test_a_rival_s_group_identifier_inside_one_s_own_envelope_is_put_aside(
    danzig: Station,
) -> None:
    shown = danzig.show(danzig.send(order().replace(b"GS*PO*DANZIG*", b"GS*PO*LUEBECK*")))

    assert shown["state"] == "QUARANTINED"
    assert danzig.orders() == []


def test_the_keys_of_another_partner_are_404(
    danzig: Station, station_of: Callable[[str], Station]
) -> None:
    interchange_id = danzig.send(order())
    order_id = danzig.orders()[0]["id"]
    rival = station_of("alice")

    paths = [
        f"/edi/interchanges/{interchange_id}",
        f"/edi/interchanges/{interchange_id}/raw",
        f"/edi/interchanges/{interchange_id}/acknowledgement",
        f"/orders/{order_id}",
    ]
    assert [rival.get(path).status_code for path in paths] == [404] * 4
    assert rival.machine.post(f"/edi/outbox/{interchange_id}/confirmation").status_code == 404
    assert rival.get("/edi/interchanges").get_json()["items"] == []
    assert rival.orders() == []


def test_a_token_without_the_scope_is_403(machine_of: Callable[..., object]) -> None:
    machine = machine_of("charlie", ("orders:read",))
    answer = machine.send("POST", "/edi/interchanges", data=order(), content_type=EDI)  # type: ignore[attr-defined]
    assert answer.status_code == 403


def test_nothing_is_acknowledged_when_the_store_does_not_answer(
    danzig: Station, services: Services
) -> None:
    dead = parse_s3_url("http://kontorkontor:kontorkontor@127.0.0.1:9/kontor")
    object.__setattr__(services, "storage", Storage(dead))

    answer = danzig.post(order())

    assert answer.status_code == Unavailable.status
    assert answer.headers["Retry-After"]
    assert danzig.get("/edi/interchanges").get_json()["items"] == []


def test_a_replay_after_the_agreement_was_put_right_gives_one_order(
    danzig: Station, cast: Cast
) -> None:
    interchange_id = danzig.send(UNKNOWN_ORDER)
    agree(cast, "danzig", "NOBODYATALL", "DANZIG")

    with cast.database.work(cast.olga) as work:
        replay_interchange(work, get_interchange(work, interchange_id))
    run_jobs(danzig.services)

    assert danzig.show(interchange_id)["state"] == "ACKNOWLEDGED"
    assert len(danzig.orders()) == 1


def test_a_sender_who_waits_gets_the_answer_at_once_when_it_is_there(danzig: Station) -> None:
    danzig.send(order())

    answer = danzig.post(order(), Prefer="wait=5", Accept=EDI)

    assert answer.status_code == 200
    assert answer.content_type == EDI
    assert b"AK9*A*1*1*1" in answer.get_data()
    assert answer.headers["Preference-Applied"] == "wait=5"


def test_a_sender_who_waits_in_vain_gets_202_after_the_seconds_it_preferred(
    danzig: Station,
) -> None:
    answer = danzig.post(order(), Prefer="wait=1", Accept=EDI)

    assert answer.status_code == 202
    assert answer.get_json()["interchange"]["state"] == "RECEIVED"
