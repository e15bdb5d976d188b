"""Interactions in the export of a partner that leaves: those it logged itself."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from partners.accounts.models import Account
from partners.farewell.parting import Sheet, register_sheet
from partners.interactions.models import Interaction, NextStep
from portal.kernel.db import Work

_COLUMNS = (
    "account",
    "at",
    "kind",
    "audience",
    "who",
    "text",
    "next_step",
    "due",
    "assignee",
    "done_at",
    "corrected_at",
    "withdrawn_at",
)


def _interactions(work: Work, partner_id: UUID) -> Iterator[tuple[Any, ...]]:
    statement = (
        sa.select(
            Account.name,
            Interaction.created_at,
            Interaction.kind,
            Interaction.audience,
            Interaction.author_name,
            Interaction.text,
            NextStep.text,
            NextStep.due_on,
            NextStep.assignee_name,
            NextStep.done_at,
            Interaction.corrected_at,
            Interaction.withdrawn_at,
        )
        .join(Account, Account.id == Interaction.account_id)
        .outerjoin(NextStep, NextStep.interaction_id == Interaction.id)
        .where(Interaction.owner_company_id == partner_id)
        .order_by(Interaction.created_at, Interaction.id)
        .execution_options(yield_per=500)
    )
    for row in work.session.execute(statement):
        yield tuple(row)


register_sheet(
    Sheet(
        "interactions.csv",
        _COLUMNS,
        _interactions,
        is_read_by_owner=True,
    )
)
