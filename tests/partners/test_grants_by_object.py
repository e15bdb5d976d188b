"""What each object of a grant opens, by both walls and by each of them alone."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from deals.models import Deal
from deals.registration.models import DealLine
from documents.models import Document
from forums.opening import open_room
from partners.accounts.actions import revoke_grant
from partners.accounts.models import Account, AccountShareGrant, GrantObject
from partners.companies.models import Company
from portal.kernel.db import Wall
from portal.kernel.errors import Forbidden
from tests.cast import PEOPLE, Cast
from tests.conftest import TransactionalDatabase

Readers = Callable[[type[Deal] | type[Document] | type[Company], object], set[str]]


@pytest.fixture(params=[Wall.BOTH, Wall.READ_RULES, Wall.ROW_SECURITY], ids=str)
def wall(request: pytest.FixtureRequest) -> Wall:
    wall: Wall = request.param
    return wall


@pytest.fixture
def readers(cast: Cast, database: TransactionalDatabase) -> Readers:
    def who(model: type[Deal] | type[Document] | type[Company], record_id: object) -> set[str]:
        found = set()
        for name in PEOPLE:
            with database.work(cast.actor(name)) as work:
                if work.session.scalar(sa.select(model.id).where(model.id == record_id)):
                    found.add(name)
        return found

    return who


@pytest.fixture
def ninas(cast: Cast) -> Account:
    """An account of Novgorod's own, on which Nina registered a deal."""
    return cast.account("Solano Energy", owner="nina")


LOOKING_AFTER_NOVGOROD = {"emil", "desk", "olga", "audrey", "adam"}


def test_deals_open_the_grantors_own_to_the_other_company_but_not_to_its_sellers(
    cast: Cast, ninas: Account, database: TransactionalDatabase, readers: Readers, wall: Wall
) -> None:
    deal = cast.deal(ninas, by="nina")
    cast.share(ninas, "luebeck", "nina", (GrantObject.DEALS,))
    database.walls = wall
    assert readers(Deal, deal.id) == {"nina", "alice", "vera"} | LOOKING_AFTER_NOVGOROD
    with database.work(cast.alice) as work:
        assert len(work.all(sa.select(DealLine).where(DealLine.deal_id == deal.id))) == 1


def test_a_grant_of_the_profile_alone_opens_no_deal(
    cast: Cast, ninas: Account, database: TransactionalDatabase, readers: Readers, wall: Wall
) -> None:
    deal = cast.deal(ninas, by="nina")
    cast.share(ninas, "luebeck", "nina", (GrantObject.PROFILE, GrantObject.DOCUMENTS))
    database.walls = wall
    assert readers(Deal, deal.id) == {"nina"} | LOOKING_AFTER_NOVGOROD


def test_the_hosts_grant_never_opens_what_another_partner_registered(
    cast: Cast, database: TransactionalDatabase, readers: Readers, wall: Wall
) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    cast.share(account, "danzig")
    deal = cast.deal(account, by="alice")
    database.walls = wall
    host = {"dana", "desk", "olga", "audrey", "adam"}
    assert readers(Deal, deal.id) == {"alice", "vera"} | host


def test_what_another_registers_on_the_opened_account_stays_its_own(
    cast: Cast, ninas: Account, database: TransactionalDatabase, readers: Readers, wall: Wall
) -> None:
    cast.share(ninas, "luebeck", "nina", (GrantObject.DEALS,))
    cast.share(ninas, "danzig", "nina", (GrantObject.DEALS,))
    deal = cast.deal(ninas, by="alice")
    database.walls = wall
    assert readers(Deal, deal.id) == {"alice", "vera", "dana", "desk", "olga", "audrey", "adam"}


def test_revoking_closes_the_deals_and_leaves_the_name_of_who_shared_them(
    cast: Cast, ninas: Account, database: TransactionalDatabase, readers: Readers, wall: Wall
) -> None:
    deal = cast.deal(ninas, by="nina")
    cast.share(ninas, "luebeck", "nina", (GrantObject.DEALS,))
    with database.work(cast.actor("nina")) as work:
        grant = work.one(sa.select(AccountShareGrant))
        revoke_grant(work, grant, work.get(Account, ninas.id), "over")
    database.walls = wall
    assert "alice" not in readers(Deal, deal.id)
    luebecks = {"alice", "bob", "vera"}
    assert luebecks < readers(Company, cast.companies["novgorod"].id)
    assert "charlie" not in readers(Company, cast.companies["novgorod"].id)


def test_who_reads_a_deal_by_a_grant_neither_answers_for_it_nor_opens_its_room(
    cast: Cast, ninas: Account
) -> None:
    deal = cast.deal(ninas, by="nina")
    cast.share(ninas, "luebeck", "nina", (GrantObject.DEALS,))
    with cast.database.work(cast.alice) as work, pytest.raises(Forbidden):
        open_room(work, work.get(Deal, deal.id))


def test_every_grant_opens_the_profile(cast: Cast, ninas: Account) -> None:
    cast.share(ninas, "luebeck", "nina", (GrantObject.DEALS,))
    with cast.database.work(cast.alice) as work:
        assert work.one(sa.select(AccountShareGrant)).objects == ["PROFILE", "DEALS"]
        assert work.get(Account, ninas.id).name == "Solano Energy"
