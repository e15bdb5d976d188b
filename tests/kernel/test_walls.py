"""Hostile probes against both tenant walls: what code or SQL gone wrong could try."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, ProgrammingError

from deals.models import Deal
from deals.protection.models import Protection
from deals.registration.models import DealLine
from partners.accounts.models import Account, AccountShareGrant
from partners.companies.models import Company
from partners.people.models import Person
from portal.kernel.activity import Activity
from portal.kernel.db import Wall
from portal.kernel.db.walls import raw
from portal.kernel.errors import NotFound, WallBreach
from tests.cast import Cast
from tests.conftest import TransactionalDatabase


@pytest.fixture
def secret(cast: Cast) -> Deal:
    """A deal of Lübeck that Charlie of Danzig must never learn of."""
    account = cast.account()
    cast.share(account, "luebeck")
    return cast.deal(account)


@pytest.fixture(params=[Wall.BOTH, Wall.READ_RULES, Wall.ROW_SECURITY], ids=str)
def walls(request: pytest.FixtureRequest, database: TransactionalDatabase) -> Wall:
    database.walls = request.param
    return database.walls


READS = {
    "entity": sa.select(Deal),
    "column": sa.select(Deal.number),
    "aliased": sa.select(sa.orm.aliased(Deal)),
    "count": sa.select(sa.func.count(Deal.id)).having(sa.func.count(Deal.id) > 0),
    "join": sa.select(Account.id).join(Deal, Deal.account_id == Account.id),
    "exists": sa.select(sa.literal(1)).where(sa.select(Deal.id).exists()),
    "cte": sa.select(sa.select(Deal.id).cte().c.id),
    "union": sa.union(sa.select(Deal.id), sa.select(DealLine.id)),
    "subquery": sa.select(sa.select(Deal.number).limit(1).scalar_subquery().label("n")).where(
        sa.select(Deal.number).limit(1).scalar_subquery().is_not(None)
    ),
    "children": sa.select(DealLine),
    "protections": sa.select(Protection),
    "account": sa.select(Account),
    "grants": sa.select(AccountShareGrant),
    "activity": sa.select(Activity).where(Activity.subject_type == "deal"),
    "rival company": sa.select(Company).where(Company.code == "LUB"),
    "rival people": sa.select(Person).where(Person.email == "alice@luebeck.example"),
}


@pytest.mark.parametrize("probe", READS.values(), ids=READS.keys())
def test_a_rival_reads_nothing_through_the_orm(
    probe: sa.Select[tuple[object]],
    cast: Cast,
    secret: Deal,
    walls: Wall,
    database: TransactionalDatabase,
) -> None:
    with database.work(cast.charlie) as work:
        assert work.session.execute(probe).all() == []


def test_a_rival_gets_nothing_by_primary_key(
    cast: Cast, secret: Deal, walls: Wall, database: TransactionalDatabase
) -> None:
    with database.work(cast.charlie) as work:
        assert work.session.get(Deal, secret.id) is None
        with pytest.raises(NotFound):
            work.get(Deal, secret.id)


def test_a_rival_changes_and_deletes_nothing(
    cast: Cast, secret: Deal, walls: Wall, database: TransactionalDatabase
) -> None:
    with database.work(cast.charlie) as work:
        changed = work.session.execute(
            sa.update(Deal).where(Deal.id == secret.id).values(progress="mine")
        )
        assert changed.rowcount == 0  # type: ignore[attr-defined]
    with database.work(cast.alice) as work:
        assert work.get(Deal, secret.id).progress != "mine"


def test_core_and_text_statements_are_refused_without_a_reason(
    cast: Cast, secret: Deal, database: TransactionalDatabase
) -> None:
    with database.work(cast.charlie) as work:
        for statement in (sa.select(Deal.__table__), sa.text("SELECT * FROM deals")):
            with pytest.raises(WallBreach):
                work.session.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1 FROM deals",
        "SELECT 1 FROM deal_lines",
        "SELECT 1 FROM protections",
        "SELECT 1 FROM activities WHERE subject_type = 'deal'",
        "SELECT 1 FROM accounts",
        "SELECT 1 FROM account_share_grants",
        "SELECT 1 FROM companies WHERE code = 'LUB'",
        "SELECT 1 FROM people WHERE email = 'alice@luebeck.example'",
        "SELECT 1 FROM memberships m, companies c WHERE c.id = owner_company_id AND code = 'LUB'",
        "SELECT 1 FROM accounts a CROSS JOIN deals d",
    ],
)
def test_row_security_holds_where_the_first_wall_cannot_see(
    statement: str, cast: Cast, secret: Deal, database: TransactionalDatabase
) -> None:
    with database.work(cast.charlie) as work:
        assert work.session.execute(raw(sa.text(statement), "probe")).all() == []


@pytest.mark.parametrize(
    "table", ["credentials", "login_sessions", "sign_in_attempts", "handled_events"]
)
def test_no_tenant_reads_the_portals_own_tables(
    table: str, cast: Cast, database: TransactionalDatabase
) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        database.work(cast.actor("adam")) as work,
    ):
        work.session.execute(raw(sa.text(f"SELECT 1 FROM {table}"), "probe"))


def test_a_session_that_names_nobody_sees_nothing(
    cast: Cast, secret: Deal, database: TransactionalDatabase
) -> None:
    with database.connection.begin_nested():
        database.connection.execute(
            sa.text(
                "SELECT set_config('role', 'none', true), set_config('kontor.company', '', true),"
                " set_config('kontor.reach', '', true), set_config('kontor.person', '', true)"
            )
        )
        for table in ("deals", "accounts", "activities", "memberships", "people"):
            assert database.connection.scalar(sa.text(f"SELECT count(*) FROM {table}")) == 0


def test_a_row_cannot_be_born_for_another_company(
    cast: Cast, database: TransactionalDatabase
) -> None:
    foreign = Account(owner_company_id=cast.companies["luebeck"].id, name="Trojan", country="NO")
    with pytest.raises(WallBreach), database.work(cast.charlie) as work:
        work.add(foreign)
        work.flush()


def test_row_security_refuses_the_same_birth_by_itself(
    cast: Cast, database: TransactionalDatabase
) -> None:
    database.walls = Wall.ROW_SECURITY
    foreign = Account(owner_company_id=cast.companies["luebeck"].id, name="Trojan", country="NO")
    with pytest.raises(DBAPIError, match="row-level security"), database.work(cast.charlie) as work:
        work.add(foreign)
        work.flush()


def test_a_row_cannot_move_to_another_company(
    cast: Cast, secret: Deal, database: TransactionalDatabase
) -> None:
    for walls in (Wall.READ_RULES, Wall.ROW_SECURITY):
        database.walls = walls
        with pytest.raises((WallBreach, DBAPIError)), database.work(cast.alice) as work:
            deal = work.get(Deal, secret.id)
            deal.owner_company_id = cast.companies["danzig"].id
            work.flush()


def test_a_deal_cannot_point_at_an_account_its_partner_does_not_see(
    cast: Cast, database: TransactionalDatabase
) -> None:
    account = cast.account()
    cast.share(account, "danzig")
    deal = cast.deal(account, "charlie")
    values = {
        column.name: getattr(deal, column.key)
        for column in Deal.__table__.columns
        if column.name not in {"id", "owner_company_id", "number"}
    }
    with pytest.raises(DBAPIError, match="row-level security"), database.work(cast.alice) as work:
        work.session.add(
            Deal(**values, owner_company_id=cast.companies["luebeck"].id, number="DR-LUB-0666")
        )
        work.session.flush()


def test_a_shared_account_is_gone_when_its_grant_ends(
    cast: Cast, walls: Wall, database: TransactionalDatabase
) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    with database.work(cast.alice) as work:
        assert work.find(Account, account.id) is not None
    database.clock.advance(days=181)  # type: ignore[attr-defined]
    with database.work(cast.alice) as work:
        assert work.find(Account, account.id) is None


def test_a_channel_manager_sees_only_the_partners_assigned(
    cast: Cast, secret: Deal, walls: Wall, database: TransactionalDatabase
) -> None:
    with database.work(cast.actor("emil")) as work:
        assert work.find(Deal, secret.id) is None
        codes = set(work.session.scalars(sa.select(Company.code)))
        assert codes == {"HANSA", "NOV"}
    with database.work(cast.dana) as work:
        assert work.find(Deal, secret.id) is not None


def test_a_seller_sees_only_the_deals_they_registered(
    cast: Cast, secret: Deal, walls: Wall, database: TransactionalDatabase
) -> None:
    with database.work(cast.bob) as work:
        assert work.find(Deal, secret.id) is None
        about = sa.select(Activity).where(Activity.subject_id == secret.id)
        assert work.session.scalars(about).all() == []
    with database.work(cast.alice) as work:
        assert work.find(Deal, secret.id) is not None
