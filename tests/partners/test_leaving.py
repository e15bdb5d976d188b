"""Suspending, resuming, leaving: what each step takes, and what stays behind."""

import csv
import hashlib
import io
import zipfile
from datetime import date
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from deals.actions import approve_deal
from deals.closing.actions import plan_closures
from deals.closing.models import Closure
from deals.models import Deal
from deals.pipeline.states import Stage
from deals.protection.models import Protection
from deals.protection.states import ProtectionState
from deals.queries import get_deal
from deals.registration.actions import register_deal
from deals.review.states import Review
from documents.actions import NewUpload, add_document
from forums.actions import send_message
from forums.models import Audience, Room
from forums.opening import open_room
from partners.accounts.actions import NewAccount, open_account
from partners.accounts.duplicates.models import IdentityKind
from partners.accounts.models import Account
from partners.companies.actions import resume_partner, start_offboarding, suspend_partner
from partners.companies.models import Company, PartnerRelationship, RelationshipState
from partners.farewell.actions import terminate_partner
from partners.farewell.models import LETTER, ExportState, Farewell
from partners.farewell.steps import open_steps
from partners.mails.models import Mail
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall, Work
from portal.kernel.errors import Conflict, Forbidden, Invalid, NotFound, TransitionRefused
from portal.kernel.link_tokens import new_link_token
from portal.kernel.services import Services
from tests.cast import Cast, a_deal
from tests.conftest import ORIGIN, StoppedClock, TransactionalDatabase
from tests.documents.files import pdf
from tests.edi_gateway.worker import run_jobs
from tests.web.conftest import app, services

__all__ = ["app", "services"]

LAST_DAY = date(2026, 12, 31)


def relationship_of(work: Work, cast: Cast, name: str = "luebeck") -> PartnerRelationship:
    return work.one(
        sa.select(PartnerRelationship).where(
            PartnerRelationship.partner_id == cast.companies[name].id
        )
    )


def leave(cast: Cast, name: str = "luebeck") -> None:
    with cast.database.work(cast.actor("adam")) as work:
        start_offboarding(work, relationship_of(work, cast, name), "It ends", LAST_DAY)


def terminate(cast: Cast, name: str = "luebeck", by: str = "adam", **changes: object) -> None:
    with cast.database.work(cast.actor("adam")) as work:
        version = relationship_of(work, cast, name).version
    arguments = {"version": version, "code": cast.companies[name].code, "reason": "It ended"}
    terminate_partner(
        cast.database,
        cast.actor(by),
        cast.companies[name].id,
        **{**arguments, **changes},  # type: ignore[arg-type]
    )


def plan(cast: Cast, by: str = "dana", **closures: Closure) -> None:
    """Plan by deal id, written without its dashes."""
    wanted = {UUID(deal_id): closure for deal_id, closure in closures.items()}
    with cast.database.work(cast.actor(by)) as work:
        plan_closures(work, work.get(Company, cast.companies["luebeck"].id), wanted)


@pytest.mark.parametrize("state", [RelationshipState.ONBOARDING, RelationshipState.OFFBOARDING])
def test_a_suspension_ends_where_it_began(
    cast: Cast, database: TransactionalDatabase, state: RelationshipState
) -> None:
    with database.work(cast.actor("adam")) as work:
        relationship = relationship_of(work, cast)
        relationship.state = state
        suspend_partner(work, relationship, "unpaid")
        resume_partner(work, relationship)

        assert relationship.state is state
        with pytest.raises(TransitionRefused):
            resume_partner(work, relationship)


def test_a_partner_that_leaves_registers_nothing_new_and_still_signs_in(
    cast: Cast, database: TransactionalDatabase
) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    leave(cast)

    with (
        database.work(cast.alice) as work,
        pytest.raises(Forbidden, match="Your company is leaving"),
    ):
        register_deal(work, work.get(Account, account.id), a_deal())


def test_only_who_looks_after_a_partner_plans_for_its_deals(cast: Cast) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    deal = cast.deal(account)
    with pytest.raises(Conflict):
        plan(cast, **{deal.id.hex: Closure.CLOSE})  # the partner is not about to leave
    leave(cast)

    with pytest.raises(NotFound):
        plan(cast, by="emil", **{deal.id.hex: Closure.CLOSE})
    with pytest.raises(Forbidden):
        plan(cast, by="audrey", **{deal.id.hex: Closure.CLOSE})
    with pytest.raises(Invalid, match="attention"):
        plan(cast, **{deal.id.hex: Closure.KEEP})  # nothing protects it yet
    with pytest.raises(Forbidden):
        terminate(cast, by="dana")


@pytest.mark.parametrize("wall", [Wall.READ_RULES, Wall.ROW_SECURITY], ids=str)
def test_what_is_planned_is_told_to_those_who_look_after_the_partner_and_not_to_it(
    cast: Cast, database: TransactionalDatabase, wall: Wall
) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    deal = cast.deal(account)
    leave(cast)
    plan(cast, **{deal.id.hex: Closure.CLOSE})

    database.walls = wall
    told = set()
    for who in ("dana", "adam", "emil", "alice", "bob", "charlie"):
        with database.work(cast.actor(who)) as work:
            planned = sa.select(Activity.subject_label).where(Activity.verb == "closure-planned")
            told |= {(who, label) for label in work.session.scalars(planned)}
    label = f"{deal.number}, {account.name}"
    assert told == {("dana", label), ("adam", label)}


def test_each_open_deal_goes_the_way_that_was_planned(
    cast: Cast, database: TransactionalDatabase
) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    undecided, kept, back, closed = (
        cast.deal(account, family=family) for family in ("DRIVES", "SENSORS", "CABINETS", "DRIVES")
    )
    with database.work(cast.dana) as work:
        for deal in (kept, back):
            approve_deal(work, get_deal(work, deal.id))
    leave(cast)
    plan(cast, **{deal.id.hex: Closure.HAND_BACK for deal in (undecided, back)})
    plan(cast, **{kept.id.hex: Closure.KEEP})
    with pytest.raises(Conflict, match=f"{closed.number} has no plan"):
        terminate(cast)

    plan(cast, **{closed.id.hex: Closure.CLOSE})
    terminate(cast)

    with database.work(cast.dana) as work:
        found = [work.get(Deal, deal.id) for deal in (undecided, kept, back, closed)]
        states = [(deal.review, deal.protection, deal.stage) for deal in found]
        running = work.session.scalars(
            sa.select(Protection.deal_id).where(Protection.state == ProtectionState.ACTIVE)
        ).all()
    nothing, qualified = ProtectionState.NONE, Stage.QUALIFIED
    assert states == [
        (Review.CANCELLED, nothing, qualified),
        (Review.APPROVED, ProtectionState.ACTIVE, qualified),
        (Review.APPROVED, ProtectionState.RELEASED, qualified),
        (Review.CANCELLED, nothing, Stage.LOST),
    ]
    assert running == [kept.id]


def test_the_database_ends_no_relationship_with_an_unplanned_deal_and_revives_none(
    cast: Cast, database: TransactionalDatabase
) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    cast.deal(account)
    leave(cast)

    with database.work(cast.actor("adam")) as work:
        relationship_of(work, cast).state = RelationshipState.TERMINATED
        with pytest.raises(Conflict, match="has no plan yet"):
            work.flush()
        work.rollback()
    leave(cast, "danzig")
    terminate(cast, "danzig")
    with database.work(cast.actor("adam")) as work:
        relationship_of(work, cast, "danzig").state = RelationshipState.ACTIVE
        with pytest.raises(Conflict, match="has ended"):
            work.flush()
        work.rollback()


@pytest.mark.parametrize("wrong", [{"code": "DAN"}, {"reason": " "}])
def test_ending_asks_for_the_code_and_a_reason(cast: Cast, wrong: dict[str, Any]) -> None:
    leave(cast)

    with pytest.raises(Invalid):
        terminate(cast, **wrong)


def test_a_relationship_ends_only_from_offboarding_and_as_it_was_seen(cast: Cast) -> None:
    with pytest.raises(TransitionRefused):
        terminate(cast)
    leave(cast)
    with pytest.raises(Conflict):
        terminate(cast, version=1)


def test_a_suspended_partner_is_not_let_in_again_to_be_ended(
    cast: Cast, database: TransactionalDatabase
) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    deal = cast.deal(account)
    with database.work(cast.actor("adam")) as work:
        suspend_partner(work, relationship_of(work, cast), "fraud")
    with pytest.raises(Conflict, match="has no plan yet"):
        terminate(cast)
    plan(cast, **{deal.id.hex: Closure.CLOSE})

    terminate(cast)

    with database.work(cast.actor("adam")) as work:
        assert relationship_of(work, cast).state is RelationshipState.TERMINATED
        never_in = relationship_of(work, cast, "danzig")
        never_in.state = RelationshipState.ONBOARDING
        suspend_partner(work, never_in, "fraud")
        assert "termination" not in {step.name for step in open_steps(never_in)}
    with pytest.raises(TransitionRefused):
        terminate(cast, "danzig")


def test_the_export_holds_what_the_partner_could_read_and_nothing_else(
    cast: Cast, database: TransactionalDatabase, services: Services
) -> None:
    _talk_and_trade(cast, services)
    leave(cast)
    with database.work(cast.dana) as work:
        deal = work.session.scalars(sa.select(Deal)).one()
    plan(cast, **{deal.id.hex: Closure.CLOSE})
    terminate(cast)

    run_jobs(services)

    archive = _export(cast, services)
    names = archive.namelist()
    whole = b"".join(archive.read(name) for name in names).decode("utf-8", "replace")
    assert {"accounts.csv", "deals.csv", "messages.csv", "people.csv", "timeline.csv"} <= {*names}
    assert [name for name in names if name.endswith("/Offer.pdf")] != []
    for ours in ("Private customer", "Our margin", "alice@luebeck.example", deal.number):
        assert ours in whole
    for foreign in ("Hansa margin", "charlie@danzig", "Their paper", "Danzig Trading"):
        assert foreign not in whole
    assert _manifest_is_right(archive)


def test_the_link_to_the_export_goes_to_who_administered_the_partner_and_dies(
    cast: Cast,
    database: TransactionalDatabase,
    services: Services,
    app: Flask,
    clock: StoppedClock,
) -> None:
    leave(cast)
    terminate(cast)
    run_jobs(services)
    with database.work(system_actor("test")) as work:
        farewell = work.one(sa.select(Farewell))
        told = work.session.scalars(sa.select(Mail.person_id).where(Mail.letter == LETTER)).all()
    link = f"/farewell?t={new_link_token('x' * 48, LETTER, farewell.id)}"
    anybody, sent = app.test_client(), {"headers": {"Origin": ORIGIN}}

    assert told == [cast.people["alice"].id]
    assert "Lübeck Systems" in anybody.get(link).get_data(as_text=True)
    fetched = anybody.post(link, **sent)
    assert fetched.status_code == 303
    assert fetched.headers["Location"].split("?")[0].endswith(str(farewell.key))
    assert "X-Amz-Expires=60" in fetched.headers["Location"]
    assert anybody.get(f"{link}x").status_code == 404
    clock.advance(days=31)
    assert {anybody.get(link).status_code, anybody.post(link, **sent).status_code} == {404}


def test_no_cell_of_an_export_is_a_formula(
    cast: Cast, database: TransactionalDatabase, services: Services
) -> None:
    names = ['=HYPERLINK("//evil")', "+1", "-1", "@SUM(A1)", "Plain"]
    with database.work(cast.alice) as work:
        for name in names:
            open_account(work, NewAccount(f"Customer {name}", "NO", None, name))
        numbers = {IdentityKind.VAT: "NO923609016"}
        open_account(work, NewAccount("Numbered", "NO", None, "Plain", numbers))
    leave(cast)
    terminate(cast)
    run_jobs(services)

    table = _export(cast, services).read("accounts.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    cells = [row["place"] for row in rows]

    assert {row["vat"] for row in rows} == {"", "NO923609016"}
    assert len(cells) == len(names) + 1
    assert "Plain" in cells
    assert [cell for cell in cells if not (cell.startswith("'") or cell == "Plain")] == []


def _talk_and_trade(cast: Cast, services: Services) -> None:
    account = cast.account()
    for company in ("luebeck", "danzig"):
        cast.share(account, company)
    deal = cast.deal(account)
    with cast.database.work(cast.alice) as work:
        open_account(work, NewAccount("Private customer", "NO"))
        room = open_room(work, get_deal(work, deal.id))
        _say(work, room, "Our margin", Audience.INTERNAL)
    with cast.database.work(cast.dana) as work:
        _say(work, room, "Hansa margin", Audience.INTERNAL)
    for who, title in (("alice", "Offer.pdf"), ("charlie", "Their paper.pdf")):
        content = pdf(title)
        with cast.database.work(cast.actor(who)) as work:
            subject = work.get(Account, account.id)
            new = NewUpload(title, len(content))
            add_document(work, services.storage, subject, new, io.BytesIO(content))


def _say(work: Work, room: Room, text: str, audience: Audience) -> None:
    found = work.get(Room, room.id)
    send_message(work, found, text=text, audience=audience, client_id=text)


def _export(cast: Cast, services: Services) -> zipfile.ZipFile:
    with cast.database.work(system_actor("test")) as work:
        farewell = work.one(sa.select(Farewell))
    assert farewell.state is ExportState.READY
    assert farewell.key is not None
    content = services.storage.read(farewell.key)
    assert len(content) == farewell.size
    return zipfile.ZipFile(io.BytesIO(content))


def _manifest_is_right(archive: zipfile.ZipFile) -> bool:
    table = archive.read("manifest.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    hashes = {row["file"]: row["sha256"] for row in rows}
    found = {
        name: hashlib.sha256(archive.read(name)).hexdigest()
        for name in archive.namelist()
        if name != "manifest.csv"
    }
    return hashes == found
