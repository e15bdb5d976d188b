"""Reads of pulses: of one deal, of an account's deals, and what nobody looked at for too long."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from deals.models import Deal
from deals.pipeline.queries import is_open
from deals.pulse.models import Pulse
from partners.companies.queries import shut_out_partners
from portal.kernel.db import Work


def find_pulse(work: Work, deal: Deal) -> Pulse | None:
    """Return the deal's pulse; a job begins to take it some minutes after the approval."""
    return work.session.scalars(sa.select(Pulse).where(Pulse.deal_id == deal.id)).first()


def open_deals_on(work: Work, account_id: UUID, owner_id: UUID) -> Sequence[Deal]:
    return work.all(
        sa.select(Deal).where(
            Deal.account_id == account_id, Deal.owner_company_id == owner_id, *is_open()
        )
    )


def without_pulse(work: Work, limit: int) -> Sequence[Deal]:
    """Return open deals that have none yet; two workers at once pass over each other's."""
    taken = sa.select(Pulse.deal_id).where(Pulse.deal_id == Deal.id).exists()
    return work.all(
        sa.select(Deal)
        .where(*is_open(), sa.not_(taken))
        .order_by(Deal.id)
        .limit(limit)
        .with_for_update(of=Deal, skip_locked=True)
    )


def to_nudge(work: Work, limit: int) -> Sequence[tuple[Pulse, Deal]]:
    """Return, locked, the pulses of open deals about which somebody is told now."""
    rows = work.session.execute(
        sa.select(Pulse, Deal)
        .join(Deal, Deal.id == Pulse.deal_id)
        .where(
            Pulse.nudge_at <= work.now,
            *is_open(),
            Deal.owner_company_id.not_in(shut_out_partners()),
        )
        .order_by(Pulse.nudge_at)
        .limit(limit)
        .with_for_update(of=Pulse, skip_locked=True)
    )
    return [(pulse, deal) for pulse, deal in rows]
