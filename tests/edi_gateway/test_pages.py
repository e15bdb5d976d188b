"""What people see: orders to read and answer, and errors pinned to their segment."""

from collections.abc import Callable

import pytest

from edi.orders.models import Order, OrderState
from portal.kernel.services import Services
from tests.cast import Cast
from tests.edi_gateway.conftest import Station
from tests.edi_gateway.files import broken_order, order, order_file
from tests.edi_gateway.worker import run_jobs
from tests.web.conftest import Browser

BrowserOf = Callable[[str], Browser]


def page(browser: Browser, path: str, status: int = 200) -> str:
    answer = browser.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)[-2000:]
    return answer.get_data(as_text=True)


def test_an_order_reads_as_a_document_and_the_channel_manager_accepts_it(
    danzig: Station, browser_of: BrowserOf, cast: Cast, services: Services
) -> None:
    danzig.send(order_file())
    order_id = danzig.orders()[0]["id"]
    dana = browser_of("dana")

    assert "DT-1" in page(dana, "/orders")
    shown = page(dana, f"/orders/{order_id}")
    for expected in ("Shackle", "HC-3542", "pieces", "cartons", "€1,110.00", "Ship to", "Gdynia"):
        assert expected in shown
    answer = dana.submit(f"/orders/{order_id}/acceptance", version="1", idempotency_key="k1")

    assert answer.status_code == 303
    run_jobs(services)
    with cast.database.work(cast.dana) as work:
        assert work.get(Order, order_id).state is OrderState.ACCEPTED
    assert "accepted PO DT-1" in page(dana, f"/orders/{order_id}")


def test_a_form_filled_in_before_somebody_else_answered_is_refused(
    danzig: Station, browser_of: BrowserOf
) -> None:
    danzig.send(order_file())
    order_id = danzig.orders()[0]["id"]
    dana = browser_of("dana")
    dana.submit(f"/orders/{order_id}/acceptance", version="1")

    late = dana.submit(f"/orders/{order_id}/refusal", version="1", reason="Out of stock")

    assert late.status_code == 409


def test_a_partner_reads_its_order_and_finds_no_button(
    danzig: Station, browser_of: BrowserOf
) -> None:
    danzig.send(order_file())
    order_id = danzig.orders()[0]["id"]
    charlie = browser_of("charlie")

    assert "Accept order" not in page(charlie, f"/orders/{order_id}")
    assert charlie.submit(f"/orders/{order_id}/acceptance", version="1").status_code == 403


def test_declining_needs_a_reason_and_the_form_comes_back_with_it(
    danzig: Station, browser_of: BrowserOf
) -> None:
    danzig.send(order_file())
    order_id = danzig.orders()[0]["id"]

    answer = browser_of("dana").submit(f"/orders/{order_id}/refusal", version="1", reason=" ")

    assert answer.status_code == 422
    assert "Say why; the partner reads this." in answer.get_data(as_text=True)


def test_the_console_shows_what_needs_an_operator_and_pins_the_error_to_its_segment(
    danzig: Station, browser_of: BrowserOf
) -> None:
    danzig.send(order())
    refused = danzig.send(broken_order())
    olga = browser_of("olga")

    waiting = page(olga, "/gateway")
    assert str(refused) in waiting
    assert waiting.count('id="interchange-') == 1
    raw = page(olga, f"/gateway/{refused}")
    assert '<mark class="raw-wrong">empty</mark>' in raw
    assert "AK3*N1*3*" in raw
    assert "AK4*4*67*" in raw
    for tab in ("business", "related"):
        assert page(olga, f"/gateway/{refused}?tab={tab}")
    dealt = olga.submit(f"/gateway/{refused}/resolution", resolution="Phoned Danzig.")
    assert dealt.status_code == 303
    assert str(refused) not in page(olga, "/gateway")


def test_a_number_quoted_on_the_phone_is_found_even_outside_the_filter(
    danzig: Station, browser_of: BrowserOf
) -> None:
    fine = danzig.send(order("DT-4711", "000000222"))
    refused = danzig.send(broken_order("DT-4712", "000000223"))
    olga = browser_of("olga")

    for quoted in ("4711", "222", "000000222"):
        found = page(olga, f"/gateway?q={quoted}")
        assert f'id="interchange-{fine}"' in found
    assert f'id="interchange-{refused}"' in page(olga, "/gateway?q=DT-4712")
    assert "Nothing has" in page(olga, "/gateway?q=99999")


@pytest.mark.parametrize("name", ["charlie", "sam"])
def test_the_console_is_for_the_host_s_people_only(
    danzig: Station, browser_of: BrowserOf, name: str
) -> None:
    refused = danzig.send(broken_order())
    partner = browser_of(name)

    assert partner.get("/gateway").status_code == 403
    assert partner.get(f"/gateway/{refused}").status_code == 403


def test_the_operator_and_the_channel_manager_are_told(
    danzig: Station, browser_of: BrowserOf
) -> None:
    danzig.send(broken_order())
    danzig.send(order())

    assert "refused" in page(browser_of("olga"), "/inbox")
    assert "took in PO DT-1" in page(browser_of("dana"), "/inbox")
