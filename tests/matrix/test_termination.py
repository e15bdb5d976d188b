"""The end of a relationship: what begins after its commit succeeds nowhere."""

from datetime import date

import pytest
import sqlalchemy as sa

from deals.closing.actions import plan_closures
from deals.closing.models import Closure
from deals.closing.queries import open_deals_page
from documents.models import Upload, UploadState
from edi.gateway.models import TradingAgreement
from forums.models import Room, RoomCompany, RoomState
from partners.accounts.models import AccountShareGrant, GrantState
from partners.clients.models import AccessToken, ApiClient
from partners.companies.actions import start_offboarding
from partners.companies.models import Company, PartnerRelationship
from partners.farewell.actions import terminate_partner
from partners.people.models import LoginSession, Membership, MembershipState
from portal.kernel.db import Work
from tests.matrix.asking import Answer, Asker
from tests.matrix.expectations import ALL_LUEBECK, SIGHT, TABLE
from tests.matrix.judging import Cell, expected, is_let_in
from tests.matrix.rule import Door
from tests.matrix.world import World

OURS = sorted(ALL_LUEBECK)
WHO_READS = {"alice", "luebeck-api"}


def attempts() -> list[Cell]:
    """Return every route behind a door, by each of Lübeck's own that the door is for."""
    found = []
    for rule in TABLE:
        if rule.door is Door.OPEN:
            continue
        for actor in OURS:
            seen = (
                [target for target, who in SIGHT[rule.on].items() if actor in who]
                if rule.on
                else []
            )
            found.append(Cell(rule, seen[0] if seen else None, actor))
    return [cell for cell in found if is_let_in(cell) and bool(cell.target) == bool(cell.rule.on)]


def is_success(answer: Answer) -> bool:
    turned_away = answer.status == 303 and answer.location.startswith("/sign-in")
    return answer.status < 400 and not turned_away


@pytest.mark.usefixtures("savepoint")
def test_nothing_of_a_terminated_partner_succeeds_by_any_route(world: World, asker: Asker) -> None:
    cells = attempts()
    reads = [cell for cell in cells if cell.actor in WHO_READS and cell.rule.method == "GET"]
    could = [cell for cell in reads if expected(cell) < 400]
    before = [cell for cell in could if _once(world, asker, cell)]

    _terminate(world)

    after = [
        str(cell) for cell in cells if is_success(asker.ask(cell.rule, cell.target, cell.actor))
    ]
    print(
        f"figure: termination: {len(before)} of {len(could)} reads by cookie or token succeeded"
        f" before it, {len(after)} of {len(cells)} attempts by any route begun after it"
    )
    assert len(before) == len(could) > 30
    assert after == []


@pytest.mark.usefixtures("savepoint")
def test_nothing_that_opened_the_portal_to_a_terminated_partner_is_left(world: World) -> None:
    with world.work("system") as work:
        had = _openings(work, world)
    assert min(had.values()) > 0, had

    _terminate(world)

    with world.work("system") as work:
        left = _openings(work, world)
    print(f"figure: termination: openings by kind before {had}, after {left}")
    assert set(left.values()) == {0}


def _once(world: World, asker: Asker, cell: Cell) -> bool:
    trial = world.database.connection.begin_nested()
    try:
        return is_success(asker.ask(cell.rule, cell.target, cell.actor))
    finally:
        trial.rollback()


def _terminate(world: World) -> None:
    luebeck = sa.select(PartnerRelationship).where(
        PartnerRelationship.partner_id == world.id("company", "luebeck")
    )
    with world.work("adam") as work:
        start_offboarding(work, work.one(luebeck), "It ends", date(2027, 6, 30))
    with world.work("dana") as work:
        partner = world.load(work, Company, "company", "luebeck")
        wanted = {deal.id: Closure.CLOSE for deal, _plan in open_deals_page(work, partner.id)}
        plan_closures(work, partner, wanted)
    with world.work("adam") as work:
        version = work.one(luebeck).version
    terminate_partner(
        world.database,
        world.actor("adam"),
        partner.id,
        version=version,
        code="lub",
        reason="It ended",
    )


def _openings(work: Work, world: World) -> dict[str, int]:
    """Count what opens the portal to Lübeck, kind by kind."""
    ours = sa.cast(world.id("company", "luebeck"), sa.Uuid)
    memberships = sa.select(Membership.id).where(Membership.owner_company_id == ours)
    clients = sa.select(ApiClient.id).where(ApiClient.owner_company_id == ours)
    rooms = sa.select(RoomCompany.room_id).where(RoomCompany.company_id == ours)
    of = AccountShareGrant
    is_alive = of.state.in_([GrantState.ACTIVE, GrantState.OFFERED, GrantState.SUSPENDED])
    agreed = TradingAgreement
    kinds = {
        "sessions": (LoginSession, LoginSession.membership_id.in_(memberships)),
        "members": (
            Membership,
            sa.and_(
                Membership.owner_company_id == ours, Membership.state != MembershipState.REMOVED
            ),
        ),
        "clients": (ApiClient, sa.and_(ApiClient.owner_company_id == ours, ApiClient.is_active)),
        "tokens": (AccessToken, AccessToken.client_id.in_(clients)),
        "grants received": (of, sa.and_(of.grantee_company_id == ours, is_alive)),
        "grants given": (of, sa.and_(of.owner_company_id == ours, is_alive)),
        "uploads": (
            Upload,
            sa.and_(Upload.uploader_company_id == ours, Upload.state == UploadState.OPEN),
        ),
        "agreements": (agreed, sa.and_(agreed.owner_company_id == ours, agreed.is_active)),
        "open rooms": (Room, sa.and_(Room.id.in_(rooms), Room.state == RoomState.OPEN)),
    }
    counts = [
        sa.select(sa.func.count()).select_from(model).where(condition).scalar_subquery()
        for model, condition in kinds.values()
    ]
    return dict(zip(kinds, work.counts(*counts), strict=True))
