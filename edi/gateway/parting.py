"""EDI at the end of a relationship: no agreement is in force, so nothing is exchanged."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from edi.gateway.models import Interchange, TradingAgreement
from partners.farewell.parting import Parting, Sheet, Tie, register_sheet, register_tie
from portal.kernel.db import Work
from portal.kernel.words import said


def agreements_count(company_id: UUID) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count(TradingAgreement.id))
        .where(TradingAgreement.owner_company_id == company_id, TradingAgreement.is_active)
        .scalar_subquery()
    )


def _end_agreements(parting: Parting) -> None:
    parting.work.session.execute(
        sa.update(TradingAgreement)
        .where(TradingAgreement.owner_company_id == parting.partner.id)
        .values(is_active=False, version=TradingAgreement.version + 1)
        .execution_options(synchronize_session=False)
    )


def _interchanges(work: Work, _partner_id: UUID) -> Iterator[tuple[Any, ...]]:
    statement = (
        sa.select(
            Interchange.direction,
            Interchange.syntax,
            Interchange.control_number,
            Interchange.kind,
            Interchange.reference,
            Interchange.state,
            Interchange.created_at,
            Interchange.sha256,
        )
        .order_by(Interchange.created_at, Interchange.id)
        .execution_options(yield_per=500)
    )
    for direction, *rest, state, at, sha256 in work.session.execute(statement):
        yield direction.value, *rest, state.value, at, sha256


register_tie(
    Tie(
        said("EDI agreements"),
        said("end: interchanges are refused, and what still waits is put aside"),
        _end_agreements,
        agreements_count,
    )
)
register_sheet(
    Sheet(
        "interchanges.csv",
        ("direction", "syntax", "control number", "kind", "reference", "state", "at", "sha256"),
        _interchanges,
    )
)
