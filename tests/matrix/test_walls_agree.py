"""The two walls say the same: each alone shows every actor exactly the rows the other shows."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from deals.actions import approve_deal
from deals.amendments.models import Amendment
from deals.approval.models import Approval, ApprovalStep, Approver, Outcome
from deals.closing.models import Closure, ClosurePlan
from deals.conflicts.models import (
    ConflictDecision,
    ConflictHold,
    ConflictSettings,
    PartnerAnswer,
)
from deals.conflicts.precedence import Rule
from deals.disputes.models import Dispute, DisputeDecision
from deals.disputes.states import Disputed, DisputeState
from deals.disputes.states import Verdict as Judgement
from deals.evidence.models import Evidence, EvidenceKind
from deals.models import Deal
from deals.programme.models import Programme, Terms
from deals.protection.models import CoolingOff, ExtensionRequest, ExtensionState
from deals.queries import get_deal
from documents.agreements.models import Agreement, AgreementExecution
from documents.models import Document
from partners.accounts.duplicates.models import (
    DuplicateSign,
    IdentityKind,
    PairDecision,
    Verdict,
)
from partners.accounts.merging.models import MergedAccount
from partners.accounts.models import Account
from partners.companies.models import Holiday
from partners.farewell.models import Farewell
from partners.notifications.models import Kind, Mode, MutedSubject, NotificationSetting
from portal.kernel.actor import system_actor
from portal.kernel.db import Base, Wall
from portal.kernel.ids import new_id
from portal.kernel.policy import read_rules
from tests.matrix.asking import Asker
from tests.matrix.expectations import MACHINES, PEOPLE, TABLE
from tests.matrix.world import World

_ALICES, _CHARLIES = "on-alices-deal/1", "on-charlies-deal/1"
Rows = dict[str, frozenset[object]]


def rows_seen(world: World, actor: str, walls: Wall, models: Iterable[type[Any]]) -> Rows:
    """Return the keys of all rows an actor sees, by model, with these walls."""
    world.database.walls = walls
    seen: Rows = {}
    try:
        with world.work(actor) as work:
            for model in models:
                keys = sa.inspect(model).primary_key
                attributes = [sa.inspect(model).get_property_by_column(key).key for key in keys]
                columns = [getattr(model, name) for name in attributes]
                found = work.session.execute(sa.select(*columns))
                seen[model.__name__] = frozenset(tuple(row) for row in found)
    finally:
        world.database.walls = Wall.BOTH
    return seen


def disagreements(
    world: World, actors: frozenset[str], models: Iterable[type[Any]] = ()
) -> tuple[int, list[str]]:
    """Return how many rows were compared, of some models or all, and where the walls differ."""
    compared = list(models) or list(read_rules())
    count, found = 0, []
    for actor in sorted(actors):
        by_rules = rows_seen(world, actor, Wall.READ_RULES, compared)
        by_database = rows_seen(world, actor, Wall.ROW_SECURITY, compared)
        for name, rows in by_rules.items():
            count += len(rows | by_database[name])
            for odd in rows ^ by_database[name]:
                wall = "read rule" if odd in rows else "row security"
                found.append(f"{actor}: only the {wall} shows {name} {odd}")
    return count, found


def leave_traces(asker: Asker) -> None:
    """Have people do what leaves the rows that the world lacks: marks, receipts, keys, windows."""
    asker.keys_sent = True
    for route, target, actor in (
        ("POST /orders/<uuid:order_id>/acceptance", "danzigs", "olga"),
        ("GET /accounts/<uuid:account_id>", "rivals", "dana"),
        ("GET /accounts/<uuid:account_id>", "rivals", "charlie"),
        ("POST /interactions/<uuid:interaction_id>", "hansas-on-rivals", "dana"),
        ("POST /interactions/<uuid:interaction_id>", "danzigs-on-rivals", "charlie"),
        ("GET /rooms/<uuid:room_id>", "of-bobs-deal", "alice"),
        ("GET /rooms/<uuid:room_id>", "of-bobs-deal", "dana"),
        ("GET /rooms/<uuid:room_id>", "danzigs-of-rivals", "charlie"),
        ("GET /documents/<uuid:document_id>/versions/<int:number>/file", _ALICES, "dana"),
        ("GET /documents/<uuid:document_id>/versions/<int:number>/file", _CHARLIES, "dana"),
    ):
        rule = next(each for each in TABLE if each.route == route)
        assert asker.ask(rule, target, actor).status in {200, 303}, (route, target)
    asker.keys_sent = False
    for deal, actor in (("alices", "dana"), ("ninas", "emil")):
        _approve(asker.world, deal, actor)
    _leave(asker.world, "ninas")


def _approve(world: World, deal_name: str, actor: str) -> None:
    """Approve what others have registered too: the page asks to look at those first."""
    with world.database.work(world.actor(actor)) as work:
        approve_deal(work, get_deal(work, UUID(str(world.id("deal", deal_name)))))


def _leave(world: World, deal_name: str) -> None:
    """Leave what no cell leaves: an end for good, after which nobody can be asked, and choices."""
    nina = world.actor("nina")
    assert nina.id is not None
    owner, by = nina.company_id, nina.id
    with world.database.work(system_actor("test")) as work:
        deal = work.get(Deal, UUID(str(world.id("deal", deal_name))))
        rival = work.get(Deal, UUID(str(world.id("deal", "charlies"))))
        agreement = work.all(sa.select(Agreement))[0]
        own = work.all(sa.select(Account).where(Account.owner_company_id == owner))[0]
        document = work.add(
            Document(
                owner_company_id=owner,
                title="a letter",
                subject_type="deal",
                subject_id=deal.id,
                latest_at=world.database.clock.now(),
            )
        )
        work.flush()
        dispute = Dispute(
            id=new_id(),
            deal_id=deal.id,
            about=Disputed.REJECTION,
            state=DisputeState.OPEN,
            claim="a letter",
            opened_by_name="Nina Novikova",
            due_at=world.database.clock.now(),
        )
        for row in (
            ClosurePlan(deal_id=deal.id, closure=Closure.KEEP, decided_by_name="Emil Ebert"),
            Farewell(recipient_ids=[]),
            NotificationSetting(person_id=by, kind=Kind.DEALS, mode=Mode.DIGEST),
            MutedSubject(person_id=by, subject_type="deal", subject_id=deal.id, label="a deal"),
            DuplicateSign(newer_id=deal.id, older_id=by, kind=IdentityKind.GLN),
            MergedAccount(into_id=own.id),
            CoolingOff(customer_key="kx", until=world.database.clock.now()),
            ConflictHold(
                deal_id=deal.id, label="a deal", reason="two", placed_by_name="Emil Ebert"
            ),
            ConflictSettings(
                conflict_from=90,
                possible_from=60,
                name_similarity=92,
                partner_answer=PartnerAnswer.NOTHING,
            ),
            ExtensionRequest(
                deal_id=deal.id,
                evidence="an offer",
                ends_at=world.database.clock.now(),
                asked_by_name="Nina Novikova",
                state=ExtensionState.ASKED,
            ),
            Programme().set(Terms()),
            Amendment(
                deal_id=deal.id,
                changes=[],
                reason="Less",
                was_decided=False,
                amended_by_name="Nina Novikova",
            ),
            Evidence(
                deal_id=deal.id,
                document_id=document.id,
                kind=EvidenceKind.LETTER,
                title="a letter",
                number=1,
                sha256="0" * 64,
                named_by_name="Nina Novikova",
            ),
            dispute,
            DisputeDecision(
                dispute_id=dispute.id,
                round=1,
                verdict=Judgement.UPHELD,
                rule=Rule.DECISION,
                reason="It is not signed.",
                decided_by_id=by,
                decided_by_name="Emil Ebert",
            ),
            ApprovalStep(currency="EUR", from_amount=Decimal(250_000), approver=Approver.DEAL_DESK),
            Approval(
                deal_id=deal.id,
                label="a deal",
                approver=Approver.ANYONE,
                person_id=by,
                person_name="Emil Ebert",
                outcome=Outcome.EXCLUSIVE,
            ),
            ConflictDecision(
                deal_id=deal.id,
                rival_company_id=rival.owner_company_id,
                rival_id=rival.id,
                rule=Rule.DECISION,
                sentence="They know the site.",
                decided_by_name="Dora Deschner",
            ),
            Holiday(day=date(2026, 12, 24), name="Christmas Eve"),
            PairDecision(
                newer_id=max(agreement.id, deal.id),
                older_id=min(agreement.id, deal.id),
                verdict=Verdict.DISTINCT,
                label="one / other",
            ),
            AgreementExecution(
                agreement_id=agreement.id,
                title=agreement.title,
                sha256=agreement.sha256,
                signatory_id=by,
                signatory_name=nina.name,
                login_name=nina.name,
            ),
        ):
            row.owner_company_id = owner
            work.add(row)
        work.flush()


@pytest.mark.usefixtures("savepoint")
def test_each_wall_alone_shows_the_same_rows(world: World, asker: Asker) -> None:
    leave_traces(asker)
    count, found = disagreements(world, PEOPLE | MACHINES)
    assert found == []
    assert count > 1_000
    assert {mapper.class_ for mapper in Base.registry.mappers} >= set(read_rules())
