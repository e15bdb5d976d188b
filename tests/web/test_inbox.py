"""The inbox and its settings on screen."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask

from partners.mails.letters import compose
from partners.mails.models import Mail
from partners.notifications.jobs import write_digests
from partners.notifications.models import Kind, Mode, MutedSubject, Notification
from partners.notifications.preferences import choose_modes
from partners.notifications.queries import chosen_modes
from portal.kernel.actor import system_actor
from portal.kernel.services import Services
from tests.cast import Cast
from tests.conftest import ORIGIN, StoppedClock
from tests.edi_gateway.worker import run_jobs
from tests.web.conftest import Browser

SYSTEM = system_actor("test")


@pytest.fixture
def dana(cast: Cast, services: Services, browser_of: Callable[[str], Browser]) -> Browser:
    """Dana, who chose a digest for deals and was told of two."""
    with services.database.work(cast.dana) as work:
        choose_modes(work, {Kind.DEALS: Mode.DIGEST})
    for name in ("Moss Terminal", "Halden Logistics"):
        account = cast.account(name)
        cast.share(account, "luebeck")
        cast.deal(account)
    run_jobs(services)
    return browser_of("dana")


def test_the_inbox_filters_by_kind_and_by_unread_and_marks_all_read(dana: Browser) -> None:
    for path, shown in (
        ("/inbox", True),
        ("/inbox?kind=DEALS", True),
        ("/inbox?show=unread", True),
        ("/inbox?kind=ORDERS", False),
        ("/inbox?kind=nothing", True),
    ):
        assert ("Moss Terminal" in dana.get(path).get_data(as_text=True)) is shown, path
    assert "fits this filter" in dana.get("/inbox?kind=ORDERS").get_data(as_text=True)

    assert dana.submit("/inbox/readings", kind="ORDERS").status_code == 303
    assert "Moss Terminal" in dana.get("/inbox?show=unread").get_data(as_text=True)
    assert dana.submit("/inbox/readings", kind="DEALS").status_code == 303
    assert "Moss Terminal" not in dana.get("/inbox?show=unread").get_data(as_text=True)
    assert "Moss Terminal" in dana.get("/inbox").get_data(as_text=True)


def test_modes_are_chosen_and_subjects_muted_and_heard_of_again(
    dana: Browser, cast: Cast, services: Services
) -> None:
    answer = dana.submit("/settings/notifications", DEALS="MUTED", ORDERS="INSTANT")
    assert answer.status_code == 303
    host, person = cast.companies["host"].id, cast.people["dana"].id
    with services.database.work(cast.dana) as work:
        modes = chosen_modes(work, host, person)
        assert (modes[Kind.DEALS], modes[Kind.ORDERS]) == (Mode.MUTED, Mode.INSTANT)
        told = work.all(sa.select(Notification))[0]
    assert dana.submit("/settings/notifications", DEALS="SOMETIMES").status_code == 422

    assert dana.submit("/settings/notifications", mute=str(told.id)).status_code == 303
    assert dana.submit("/settings/notifications", mute=str(told.id)).status_code == 409
    assert "DR-LUB-000" in dana.get("/settings/notifications").get_data(as_text=True)
    with services.database.work(cast.dana) as work:
        (muted,) = work.all(sa.select(MutedSubject))
    assert dana.submit("/settings/notifications", unmute=str(muted.id)).status_code == 303
    assert "DR-LUB-000" not in dana.get("/settings/notifications").get_data(as_text=True)


def test_one_click_ends_digests_of_whom_the_mail_was_for_and_nothing_else(
    dana: Browser, app: Flask, cast: Cast, services: Services, clock: StoppedClock
) -> None:
    clock.advance(days=1)
    with services.database.work(SYSTEM) as work:
        assert write_digests(work) == 1
        mail = work.one(sa.select(Mail).where(Mail.letter == "digest"))
        written = compose(work, mail, services)
    assert written is not None
    link = urlsplit(str(written.letter.unsubscribe_url))
    assert f"{link.scheme}://{link.netloc}" == ORIGIN
    token = parse_qs(link.query)["t"][0]

    mail_program = app.test_client()  # it sends no cookie and no Origin
    body = {"List-Unsubscribe": "One-Click"}
    for wrong in ("", "x", token[:-2]):
        mail_program.post(link.path, query_string={"t": wrong}, data=body, base_url=ORIGIN)
    assert Mode.DIGEST in _modes(services, cast).values()
    answer = mail_program.post(link.path, query_string=link.query, data=body, base_url=ORIGIN)
    assert answer.status_code == 200
    modes = _modes(services, cast)
    assert Mode.DIGEST not in modes.values()
    assert modes[Kind.SHARING] is Mode.INSTANT
    dana.get("/inbox")


def _modes(services: Services, cast: Cast) -> dict[Kind, Mode]:
    with services.database.work(cast.dana) as work:
        return chosen_modes(work, cast.companies["host"].id, cast.people["dana"].id)
