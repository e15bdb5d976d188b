"""Reads of steps and approvals."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from deals.amendments.models import Amendment
from deals.approval.models import Approval, ApprovalStep
from deals.models import Deal
from portal.kernel.db import Work


def steps_of(work: Work) -> Sequence[ApprovalStep]:
    """Return the programme's steps, the lowest amount first."""
    return work.all(
        sa.select(ApprovalStep).order_by(
            ApprovalStep.currency, ApprovalStep.from_amount, ApprovalStep.approver
        )
    )


def approvals_of(work: Work, deal: Deal) -> Sequence[Approval]:
    """Return the approvals that stand, in their order.

    None stands that was given before the registration was amended: it was of something else.
    """
    return work.all(_given(deal).where(~_is_outdated()))


def outdated_approvals(work: Work, deal: Deal) -> Sequence[Approval]:
    """Return those that an amendment took the ground from, and that nobody voided yet."""
    return work.all(_given(deal).where(_is_outdated()))


def _given(deal: Deal) -> sa.Select[Approval]:
    return (
        sa.select(Approval)
        .where(Approval.deal_id == deal.id, Approval.voided_at.is_(None))
        .order_by(Approval.created_at, Approval.id)
    )


def amendments_so_far(work: Work, deal: Deal) -> int:
    return work.session.scalars(_amendments(deal.id)).one()


def _is_outdated() -> sa.ColumnElement[bool]:
    """Count, and compare no clocks: those of two machines may differ."""
    return _amendments(Approval.deal_id).correlate(Approval).scalar_subquery() > Approval.amendments


def _amendments(deal_id: Any) -> sa.Select[int]:
    return sa.select(sa.func.count()).where(
        Amendment.deal_id == deal_id, Amendment.was_decided.is_(False)
    )


def wait_for_others(work: Work, deal: Deal) -> None:
    """Let one approval of a registration follow the other: each sees those before it."""
    work.session.execute(sa.select(Deal.id).where(Deal.id == deal.id).with_for_update())
