"""Reads of interactions and next steps that are longer than a line."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from partners.accounts.models import Account
from partners.companies.queries import shut_out_partners
from partners.interactions.models import EarlierWording, Interaction, NextStep
from partners.people.models import Membership, MembershipState, Person
from portal.kernel.db import Work

MORNING: Final = time(8)
"""When people are reminded of what is due, by the clock on their own wall."""


def get_step(work: Work, step_id: UUID) -> NextStep:
    """Return a visible next step with what it follows from, and on which account.

    Raises:
        NotFound: absent, or not visible.
    """
    account = joinedload(NextStep.interaction).joinedload(Interaction.account)
    return work.get(NextStep, step_id, account.joinedload(Account.owner))


def get_interaction(work: Work, interaction_id: UUID) -> Interaction:
    """Return a visible interaction with its account, contact and next step.

    Raises:
        NotFound: absent, or not visible.
    """
    return work.get(
        Interaction,
        interaction_id,
        joinedload(Interaction.account).joinedload(Account.owner),
        joinedload(Interaction.contact),
        joinedload(Interaction.step),
    )


def earlier_wordings(work: Work, interaction: Interaction) -> Sequence[EarlierWording]:
    """Return what it said before its corrections, the latest first."""
    return work.all(
        sa.select(EarlierWording)
        .where(EarlierWording.interaction_id == interaction.id)
        .order_by(EarlierWording.created_at.desc(), EarlierWording.id.desc())
    )


def interactions_by_id(work: Work, ids: Iterable[UUID]) -> dict[UUID, Interaction]:
    """Return the visible ones of some interactions, with contact and next step, by their id."""
    found = work.all(
        sa.select(Interaction)
        .where(Interaction.id.in_(set(ids)))
        .options(joinedload(Interaction.contact), joinedload(Interaction.step))
    )
    return {interaction.id: interaction for interaction in found}


def interactions_page(
    work: Work, account: Account, *, after: tuple[datetime, UUID] | None = None, limit: int = 50
) -> Sequence[Interaction]:
    """Return an account's visible interactions, newest first, past the cursor (created_at, id)."""
    statement = (
        sa.select(Interaction)
        .where(Interaction.account_id == account.id)
        .options(joinedload(Interaction.contact), joinedload(Interaction.step))
        .order_by(Interaction.created_at.desc(), Interaction.id)
        .limit(limit)
    )
    if after is not None:
        at, interaction_id = after
        statement = statement.where(
            sa.or_(
                Interaction.created_at < at,
                sa.and_(Interaction.created_at == at, Interaction.id > interaction_id),
            )
        )
    return work.all(statement)


def steps_due(work: Work, *, limit: int = 20) -> Sequence[NextStep]:
    """Return the actor's own open steps whose day has come, the longest overdue first."""
    today = sa.cast(sa.func.timezone(work.actor.time_zone, sa.func.kontor_now()), sa.Date)
    return work.all(
        sa.select(NextStep)
        .where(
            NextStep.assignee_id == work.actor.id,
            NextStep.done_at.is_(None),
            NextStep.due_on <= today,
        )
        .options(joinedload(NextStep.account))
        .order_by(NextStep.due_on, NextStep.id)
        .limit(limit)
    )


def steps_to_announce(work: Work, limit: int) -> Sequence[NextStep]:
    """Return, locked, the open steps whose morning has come where their assignee lives.

    The first condition is by the calendar that is ahead of all others, for the index.
    """
    morning = sa.func.timezone(Person.time_zone, NextStep.due_on + sa.literal(MORNING, sa.Time()))
    return work.all(
        sa.select(NextStep)
        .join(Person, Person.id == NextStep.assignee_id)
        .join(
            Membership,
            sa.and_(
                Membership.person_id == NextStep.assignee_id,
                Membership.owner_company_id == NextStep.owner_company_id,
                Membership.state == MembershipState.ACTIVE,
            ),
        )
        .where(
            NextStep.done_at.is_(None),
            NextStep.reminded_at.is_(None),
            NextStep.due_on <= (work.now + timedelta(days=1)).date(),
            morning <= work.now,
            NextStep.owner_company_id.not_in(shut_out_partners()),
        )
        .options(joinedload(NextStep.interaction).joinedload(Interaction.account))
        .order_by(NextStep.due_on, NextStep.id)
        .limit(limit)
        .with_for_update(of=NextStep, skip_locked=True)
    )
