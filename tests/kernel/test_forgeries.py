"""Rows that a forgotten policy check would let somebody write: the second wall alone refuses them.

Each statement runs as the application's role with the scope of its actor, as SQL gone wrong would.
"""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from partners.people.models import Membership
from partners.signin.actors import find_actor
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall
from portal.kernel.db.walls import raw
from portal.kernel.permissions import PARTNER_ROLES, Role
from tests.cast import Cast
from tests.conftest import TransactionalDatabase

CHANGE_ROLES = "UPDATE memberships SET roles = '{%s}' WHERE person_id = kontor_person() RETURNING 1"
JOIN = (
    "INSERT INTO memberships (id, version, created_at, owner_company_id, person_id, roles, state)"
    " VALUES (gen_random_uuid(), 1, now(), kontor_company(), :stranger, '{%s}', 'ACTIVE')"
    " RETURNING 1"
)
NEW_CLIENT = (
    "INSERT INTO api_clients (id, version, created_at, owner_company_id, client_id, secret_hash,"
    " name, scopes, is_active, created_by_name, expires_at) VALUES (gen_random_uuid(), 1, now(),"
    " kontor_company(), 'kc_1', 'x', 'Mine', '{deals:read}', true, '', now()) RETURNING 1"
)
ACTIVITY = (
    "INSERT INTO activities (id, at, owner_company_id, counterparty_company_id, actor_kind,"
    " actor_id, actor_name, actor_company_id, actor_company_name, verb, subject_type, subject_id,"
    " subject_label, facts, kind) VALUES (gen_random_uuid(), now(), %s, 'PERSON', kontor_person(),"
    " 'Dana Dietrich', kontor_company(), 'Hansa', 'deal-approved', 'deal', gen_random_uuid(),"
    " 'DR-LUB-0001', '{}', 'DEALS') RETURNING 1"
)
GRANT = (
    "INSERT INTO account_share_grants (id, version, created_at, owner_company_id, account_id,"
    " grantee_company_id, objects, access, purpose, valid_until, state, customer_name) VALUES"
    " (gen_random_uuid(), 1, now(), kontor_company(), :own_account, :rival, '{PROFILE}', 'READ',"
    " 'x', now() + interval '1 day', 'ACTIVE', 'Halden') RETURNING 1"
)
NEW_LINE = (
    "INSERT INTO deal_lines (id, version, created_at, owner_company_id, deal_id, position,"
    " family_code, quantity, amount) VALUES (gen_random_uuid(), 1, now(), kontor_company(),"
    " :deal, 9, 'DRIVES', 1, 1) RETURNING 1"
)

FORGERIES = {
    "a partner takes a rival's name": (
        "charlie",
        "UPDATE companies SET trade_name = 'Lübeck' WHERE id = kontor_company() RETURNING 1",
    ),
    "a partner takes another code": (
        "charlie",
        "UPDATE companies SET code = 'LUX' WHERE id = kontor_company() RETURNING 1",
    ),
    "a seller becomes an admin": ("sam", CHANGE_ROLES % Role.PARTNER_ADMIN),
    "a partner admin takes a role of the host": ("charlie", CHANGE_ROLES % Role.ADMINISTRATOR),
    "a channel manager becomes administrator": ("emil", CHANGE_ROLES % Role.ADMINISTRATOR),
    "a seller lets somebody in": ("sam", JOIN % Role.SELLER),
    "a partner lets in a host's role": ("charlie", JOIN % Role.EDI_OPERATOR),
    "a channel manager lets somebody in at the host": ("emil", JOIN % Role.ADMINISTRATOR),
    "a seller makes a machine that sees the whole company": ("sam", NEW_CLIENT),
    "a channel manager makes a machine that sees all partners": ("emil", NEW_CLIENT),
    "a partner writes into a rival's history": ("charlie", ACTIVITY % ":rival, kontor_company()"),
    "a partner puts words on a rival's timeline": (
        "charlie",
        ACTIVITY % "kontor_company(), :rival",
    ),
    "a channel manager writes into the history of another's partner": (
        "emil",
        ACTIVITY % "kontor_company(), :rival",
    ),
    "a seller shares an account": ("sam", GRANT),
    "a seller changes the lines of a colleague": (
        "sam",
        "UPDATE deal_lines SET amount = 1 RETURNING 1",
    ),
    "a seller adds a line to a deal of a colleague": (
        "sam",
        NEW_LINE,
    ),
}


@pytest.fixture
def ids(cast: Cast) -> dict[str, Any]:
    """A rival's company, somebody else's person, and what Danzig has: an account and a deal."""
    account = cast.account("Warta Mills", owner="charlie")
    return {
        "rival": cast.companies["luebeck"].id,
        "stranger": cast.people["bob"].id,
        "own_account": account.id,
        "deal": cast.deal(account, by="charlie").id,
    }


@pytest.mark.parametrize(("who", "statement"), FORGERIES.values(), ids=FORGERIES.keys())
def test_the_second_wall_refuses_a_forged_row(
    who: str, statement: str, cast: Cast, ids: dict[str, Any], database: TransactionalDatabase
) -> None:
    assert writes(cast, who, statement, ids) == 0


def test_a_seller_deletes_no_line_of_a_colleague(
    cast: Cast, ids: dict[str, Any], database: TransactionalDatabase
) -> None:
    database.walls = Wall.ROW_SECURITY
    with database.work(cast.actor("sam")) as work:
        work.session.execute(raw(sa.text("DELETE FROM deal_lines"), "a hostile probe"))
    with database.work(cast.charlie) as work:
        counted = raw(sa.text("SELECT count(*) FROM deal_lines"), "a probe")
        assert work.session.scalar(counted) == 1


@pytest.mark.parametrize(
    ("who", "statement"),
    [
        ("charlie", CHANGE_ROLES % Role.SELLER),
        ("charlie", ACTIVITY % "kontor_company(), NULL"),
        ("charlie", NEW_LINE),
        ("charlie", GRANT),
        ("dana", ACTIVITY % "kontor_company(), :rival"),
        ("adam", CHANGE_ROLES % Role.AUDITOR),
        ("adam", NEW_CLIENT),
    ],
)
def test_the_second_wall_lets_pass_what_their_work_is(
    who: str, statement: str, cast: Cast, ids: dict[str, Any], database: TransactionalDatabase
) -> None:
    assert writes(cast, who, statement, ids) == 1


def writes(cast: Cast, who: str, statement: str, ids: dict[str, Any]) -> int:
    """Return how many rows somebody's statement writes behind the second wall alone."""
    actor = cast.actor(who)
    cast.database.walls = Wall.ROW_SECURITY
    named = {name: value for name, value in ids.items() if f":{name}" in statement}
    with cast.database.work(actor) as work:
        try:
            written = work.session.execute(raw(sa.text(statement), "a hostile probe"), named)
        except ProgrammingError as refused:
            assert "row-level security" in str(refused) or "permission denied" in str(refused)  # noqa: PT017
            work.rollback()
            return 0
        return len(written.all())


def test_a_membership_gives_no_roles_of_the_other_side(cast: Cast) -> None:
    """However such a row came to be, its person acts with the roles of their own side only."""
    with cast.database.work(system_actor("test")) as work:
        person = cast.people["charlie"].id
        membership = work.one(sa.select(Membership).where(Membership.person_id == person))
        membership.roles = [Role.ADMINISTRATOR.value, Role.VIEWER.value]
        work.flush()
        actor = find_actor(work, person)
    assert actor is not None
    assert actor.roles == {Role.VIEWER}
    assert actor.roles <= PARTNER_ROLES
