"""A deal sold together or with help: one company more reads this one deal, and for how long."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from deals.access.models import DealAccess
from deals.attribution.models import DealAttribution
from deals.handoffs.states import HandOffState, Kind, OfferState
from deals.handoffs.together import end_together
from deals.models import Deal
from deals.pipeline.actions import move_stage
from deals.pipeline.states import Stage as SaleStage
from deals.pipeline.states import StageReason
from deals.protection.actions import release_protection
from deals.queries import get_deal
from deals.registration.models import DealLine
from partners.accounts.models import Account
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall
from portal.kernel.errors import Forbidden, Invalid, TransitionRefused
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.deals.handoffs.stage import WHO, Stage
from tests.web.conftest import Browser

READERS = ("alice", "bob", "vera", "charlie", "sam", "nina", "dana", "emil")


def _sold_together(handing: Stage, kind: Kind = Kind.CO_SELL, percent: int = 30) -> None:
    handing.hand_off("danzig", kind=kind, percent=percent)
    handing.accept()


@pytest.mark.parametrize("wall", [Wall.READ_RULES, Wall.ROW_SECURITY])
def test_it_opens_this_one_deal_to_the_one_company_with_either_wall(
    handing: Stage, database: TransactionalDatabase, wall: Wall
) -> None:
    other_id = handing.cast.deal(handing.account, "bob", "SENSORS").id
    _sold_together(handing)
    actors = {name: handing.cast.actor(name) for name in READERS}

    def seen(name: str) -> tuple[bool, bool, int, int]:
        with database.work(actors[name]) as work:
            return (
                work.find(Deal, handing.deal_id) is not None,
                work.find(Deal, other_id) is not None,
                len(work.all(sa.select(DealLine).where(DealLine.deal_id == handing.deal_id))),
                len(work.all(sa.select(DealAccess))),
            )

    database.walls = wall
    try:
        found = {name: seen(name) for name in READERS}
    finally:
        database.walls = Wall.BOTH
    assert found == {
        "alice": (True, True, 1, 1),
        "bob": (True, True, 1, 0),
        "vera": (True, True, 1, 1),
        "charlie": (True, False, 1, 1),
        "sam": (True, False, 1, 1),
        "nina": (False, False, 0, 0),
        "dana": (True, True, 1, 1),
        "emil": (False, False, 0, 0),
    }


@pytest.mark.parametrize("wall", [Wall.READ_RULES, Wall.ROW_SECURITY])
def test_it_closes_with_the_deal_by_reading_with_either_wall(
    handing: Stage, database: TransactionalDatabase, wall: Wall
) -> None:
    _sold_together(handing)
    with database.work(handing.cast.alice) as work:
        deal = get_deal(work, handing.deal_id)
        move_stage(work, deal, SaleStage.LOST, StageReason.PRICE, "")
    charlie = handing.cast.charlie
    database.walls = wall
    try:
        with database.work(charlie) as work:
            assert work.find(Deal, handing.deal_id) is None
    finally:
        database.walls = Wall.BOTH


def test_whoever_sells_along_has_a_share_and_changes_nothing_of_the_deal(
    handing: Stage, cast: Cast
) -> None:
    _sold_together(handing)
    assert _shares(handing) == {"luebeck": 70, "danzig": 30}
    with cast.database.work(cast.charlie) as work:
        deal = get_deal(work, handing.deal_id)
        assert work.get(Account, handing.account.id).name == "Halden Logistics"
        with pytest.raises(Forbidden):
            move_stage(work, deal, SaleStage.DEVELOPED, None, "")
        with pytest.raises(Forbidden):
            release_protection(work, deal, "Not mine")


@pytest.mark.parametrize("who", ["alice", "charlie"])
def test_either_side_ends_it_and_the_share_goes_back(handing: Stage, cast: Cast, who: str) -> None:
    _sold_together(handing)
    for task in handing.tasks():
        handing.tick("alice" if task.side == "GIVER" else "charlie", task)
    assert handing.offers() == {"danzig": OfferState.COMPLETED}
    if who == "alice":
        end_together(cast.database, cast.alice, handing.handoff_id, "We go on alone")
    else:
        handing.give_back()

    assert handing.handoff.state is HandOffState.RETURNED
    assert _shares(handing) == {"luebeck": 100}
    with cast.database.work(cast.charlie) as work:
        assert work.find(Deal, handing.deal_id) is None
        assert work.find(Account, handing.account.id) is None
    with pytest.raises(TransitionRefused):
        end_together(cast.database, cast.alice, handing.handoff_id, "Again")
    _sold_together(handing)  # and once more


def test_whoever_helps_reads_the_deal_and_has_no_share(handing: Stage) -> None:
    with pytest.raises(Invalid):
        handing.hand_off("danzig", kind=Kind.ASSIST, percent=10)
    _sold_together(handing, Kind.ASSIST, 0)
    assert _shares(handing) == {}
    with handing.database.work(handing.cast.charlie) as work:
        assert work.find(Deal, handing.deal_id) is not None


@pytest.fixture
def hosts(cast: Cast) -> Stage:
    """Lübeck's deal with a customer of the host's."""
    account = cast.account("Nordkai", "dana")
    cast.share(account, "luebeck")
    return Stage(cast, by="alice", account=account)


def test_with_a_customer_of_the_hosts_the_host_chooses_who_sells_along(
    hosts: Stage, cast: Cast
) -> None:
    hosts.hand_off(kind=Kind.CO_SELL, percent=30)
    assert hosts.handoff.state is HandOffState.DRAFT
    assert hosts.offers() == {}
    hosts.place("danzig")
    with cast.database.work(cast.charlie) as work:  # asked, and no wiser yet
        assert work.find(Account, hosts.account.id) is None
        assert work.find(Deal, hosts.deal_id) is None
    hosts.accept()

    assert _shares(hosts) == {"luebeck": 70, "danzig": 30}
    with cast.database.work(cast.charlie) as work:
        assert work.get(Account, hosts.account.id).name == "Nordkai"
        assert get_deal(work, hosts.deal_id).owner_company_id == hosts.company("luebeck")
    with cast.database.work(cast.actor("nina")) as work:
        assert work.find(Account, hosts.account.id) is None
    end_together(cast.database, cast.alice, hosts.handoff_id, "We go on alone")
    with cast.database.work(cast.charlie) as work:
        assert work.find(Account, hosts.account.id) is None
        assert work.find(Deal, hosts.deal_id) is None


def test_neither_the_host_gives_a_share_of_a_deal_nor_its_owner_opens_the_hosts_customer(
    hosts: Stage,
) -> None:
    for by, field in (("alice", "receiver_1"), ("dana", "kind")):
        with pytest.raises(Invalid) as refused:
            hosts.hand_off("danzig", by=by, kind=Kind.CO_SELL, percent=30)
        assert field in refused.value.fields


def test_nobody_sells_a_third_companys_customer_along(cast: Cast) -> None:
    account = cast.account("Nordkai", "charlie")
    cast.share(account, "luebeck", "charlie")
    third = Stage(cast, by="alice", account=account)
    with pytest.raises(Invalid) as refused:
        third.hand_off(kind=Kind.CO_SELL, percent=30)
    assert "kind" in refused.value.fields


def test_it_goes_its_way_on_the_pages(handing: Stage, browser_of: Callable[[str], Browser]) -> None:
    alice, charlie = browser_of("alice"), browser_of("charlie")
    begun = alice.submit(
        f"/deals/{handing.deal_id}/handoff",
        kind="CO_SELL",
        receiver_1=str(handing.company("danzig")),
        responsibilities=WHO,
        percent="30",
        fallback="STAY",
        do="offer",
    )
    assert begun.status_code == 303
    page = begun.headers["Location"]
    handing.handoff_id = page.rsplit("/", 1)[1]  # type: ignore[assignment]
    offer = f"/handoffs/offers/{handing.offer_to('danzig')}"
    assert charlie.submit(offer, do="accept").status_code == 303
    deal = charlie.get(f"/deals/{handing.deal_id}")
    assert "sells it together with Lübeck Systems" in deal.text
    assert f"/deals/{handing.deal_id}/handoff" not in deal.text
    assert charlie.get(f"/deals/{handing.deal_id}/handoff").status_code == 403
    assert alice.submit(page, do="end", reason="").status_code == 422
    assert alice.submit(page, do="end", reason="We go on alone").status_code == 303
    assert charlie.get(f"/deals/{handing.deal_id}").status_code == 404
    assert charlie.get(offer).status_code == 200


def _shares(handing: Stage) -> dict[str, int]:
    names = {company.id: name for name, company in handing.cast.companies.items()}
    with handing.database.work(system_actor("test")) as work:
        of_deal = DealAttribution.deal_id == handing.deal_id
        shares = work.all(sa.select(DealAttribution).where(of_deal))
        return {names[each.owner_company_id]: each.percent for each in shares}
