"""What a partner asked for at the end of a relationship: nothing waits for an answer any more."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from partners.farewell.parting import Parting, Sheet, Tie, register_sheet, register_tie
from partners.sharing.models import AccountShareRequest, RequestState
from portal.kernel.db import Work
from portal.kernel.words import said


def _open(company_id: UUID) -> sa.ColumnElement[bool]:
    return sa.and_(
        AccountShareRequest.owner_company_id == company_id,
        AccountShareRequest.state == RequestState.REQUESTED,
    )


def requests_count(company_id: UUID) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count(AccountShareRequest.id)).where(_open(company_id)).scalar_subquery()
    )


def _withdraw(parting: Parting) -> None:
    asked = parting.work.all(sa.select(AccountShareRequest).where(_open(parting.partner.id)))
    for each in asked:
        each.withdraw(at=parting.work.now)


def _requests(work: Work, partner_id: UUID) -> Iterator[tuple[Any, ...]]:
    asked = AccountShareRequest
    statement = (
        sa.select(
            asked.customer_name,
            asked.customer_domain,
            asked.customer_country,
            asked.purpose,
            asked.asked_by_name,
            asked.created_at,
            asked.answered_at,
            asked.answer,
            asked.state,
        )
        .where(asked.owner_company_id == partner_id)
        .order_by(asked.created_at, asked.id)
        .execution_options(yield_per=500)
    )
    for *facts, state in work.session.execute(statement):
        yield *facts, state.value


register_tie(
    Tie(
        said("Requests for customers"),
        said("are withdrawn"),
        _withdraw,
        requests_count,
    )
)
register_sheet(
    Sheet(
        "requests.csv",
        (
            "customer",
            "domain",
            "country",
            "purpose",
            "asked by",
            "asked",
            "answered",
            "answer",
            "state",
        ),
        _requests,
    )
)
