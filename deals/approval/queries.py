"""Reads of steps and approvals."""

from collections.abc import Sequence

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


def _is_outdated() -> sa.ColumnElement[bool]:
    return (
        sa.select(Amendment.id)
        .where(
            Amendment.deal_id == Approval.deal_id,
            Amendment.was_decided.is_(False),
            Amendment.created_at > Approval.created_at,
        )
        .correlate(Approval)
        .exists()
    )


def wait_for_others(work: Work, deal: Deal) -> None:
    """Let one approval of a registration follow the other: each sees those before it."""
    work.session.execute(sa.select(Deal.id).where(Deal.id == deal.id).with_for_update())
