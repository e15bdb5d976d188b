"""News is muted on the page of what it is about, by who sees it, and for them alone."""

from collections.abc import Callable
from uuid import uuid4

import pytest
import sqlalchemy as sa

from partners.notifications.models import MutedSubject
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.web.conftest import Browser

SETTINGS = "/settings/notifications"
MUTE, HEAR = 'value="mute"', 'value="hear"'


@pytest.mark.parametrize("kind", ["account", "deal"])
def test_news_is_muted_and_heard_of_again_on_its_own_page(
    browser_of: Callable[[str], Browser], cast: Cast, database: TransactionalDatabase, kind: str
) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    deal = cast.deal(account)
    record = account if kind == "account" else deal
    path, subject = f"/{kind}s/{record.id}", f"{kind} {record.id}"
    alice, dana = browser_of("alice"), browser_of("dana")

    assert MUTE in alice.get(path).text
    for _repeated in range(2):
        muted = alice.submit(SETTINGS, subject=subject, do="mute")
        assert (muted.status_code, muted.location) == (303, path)
    assert HEAR in alice.get(path).text
    assert MUTE in dana.get(path).text
    assert "Halden Logistics" in alice.get(SETTINGS).text.split("Muted")[1]
    with database.work(cast.alice) as work:
        (mute,) = work.all(sa.select(MutedSubject))
        assert (mute.subject_type, mute.subject_id) == (kind, record.id)
    for _repeated in range(2):
        assert alice.submit(SETTINGS, subject=subject, do="hear").status_code == 303
    assert MUTE in alice.get(path).text


def test_a_rival_mutes_nothing_and_learns_nothing(
    browser_of: Callable[[str], Browser], cast: Cast, database: TransactionalDatabase
) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    deal = cast.deal(account)
    charlie = browser_of("charlie")
    for foreign in (f"account {account.id}", f"deal {deal.id}", f"deal {uuid4()}", "deal x", "x"):
        assert charlie.submit(SETTINGS, subject=foreign, do="mute").status_code == 404, foreign
    with database.work(cast.charlie) as work:
        assert work.all(sa.select(MutedSubject)) == []
