"""What the owner of a deal says before the host offers it to anybody else.

A deal is its owner's. So the owner is asked as long as it can answer, and its silence is no
consent. Without a running protection no deal is handed over at all, so there is nothing to ask.
"""

from typing import Final
from uuid import UUID

from deals.handoffs import clocks, policies, queries
from deals.handoffs.answers import check_reason
from deals.handoffs.events import (
    HandOffAgreed,
    HandOffProposalEndsSoon,
    HandOffProposalLapsed,
    HandOffRefused,
)
from deals.handoffs.models import HandOff
from deals.handoffs.news import PLACER, tell_giver
from deals.handoffs.placing import ask_next
from deals.handoffs.readiness import obstacle_to_taking
from deals.handoffs.states import HandOffState
from deals.models import Deal
from deals.queries import get_deal
from portal.kernel.actor import Actor
from portal.kernel.db import Database, Work
from portal.kernel.errors import Conflict
from portal.kernel.policy import ensure
from portal.kernel.words import said

GONE: Final = said("This proposal is not open any more. Nothing was changed.")


def needs_consent(work: Work, by: Actor, deal: Deal) -> bool:
    """Return whether the owner is asked before anybody else. For the portal itself, and the host.

    Who begins it with the own company's deal consents by that. Whose relationship rests or ends
    cannot answer any more: there the host provides for the deal.
    """
    owner_id = deal.owner_company_id
    return by.is_host and not by.is_company(owner_id) and queries.is_active(work, owner_id)


def ask_owner(work: Work, handoff: HandOff) -> None:
    """Make a new hand-off a proposal; the turns that the host chose wait until the owner agreed."""
    handoff.state = HandOffState.PROPOSED
    handoff.consent_due_at, handoff.remind_at = clocks.answer_due(work), clocks.reminder(work)


def agree(database: Database, by: Actor, handoff_id: UUID) -> None:
    """Agree for the owner: the first whom the host chose is asked, or the host chooses now.

    Of several answers at one moment exactly one counts.

    Raises:
        NotFound: it is another company's, or of a deal that the actor does not see.
        Forbidden: the role does not hand over.
        Conflict: the time is over, it was answered or taken back, or the deal cannot be handed over
            any more.
    """
    _check(database, by, handoff_id)
    with database.work(PLACER) as work:
        handoff = _lock(work, handoff_id)
        deal = get_deal(work, handoff.deal_id)
        if why := obstacle_to_taking(work, deal):
            raise Conflict(why)
        handoff.answer(by, has_agreed=True, at=work.now)
        handoff.enter(HandOffState.DRAFT)
        work.flush()
        tell_giver(work, handoff, deal, HandOffAgreed(handoff.id), by)
        if queries.next_turn(work, handoff) is not None:
            ask_next(work, handoff, deal, by)


def refuse(database: Database, by: Actor, handoff_id: UUID, reason: str) -> None:
    """Decline for the owner, and say why: the deal stays, and nobody else was asked.

    Raises:
        NotFound, Forbidden: see `agree`.
        Invalid: no reason was given.
        Conflict: the time is over, or it was answered or taken back.
    """
    _check(database, by, handoff_id)
    check_reason(reason, said("Say why; whoever asked reads this."))
    with database.work(PLACER) as work:
        handoff = _lock(work, handoff_id)
        handoff.answer(by, has_agreed=False, at=work.now)
        handoff.end(HandOffState.DECLINED, at=work.now, reason=reason.strip())
        deal = get_deal(work, handoff.deal_id)
        tell_giver(work, handoff, deal, HandOffRefused(handoff.id), by, handoff.reason)


def lapse(work: Work, handoff_id: UUID) -> bool:
    """Say that the owner did not answer in time; return whether nobody was quicker."""
    ensure(work.actor.is_system)
    handoff = work.lock(HandOff, handoff_id)
    if not handoff.has_lapsed(work.now):  # answered meanwhile
        return False
    handoff.end(HandOffState.EXPIRED, at=work.now)
    work.flush()
    deal = get_deal(work, handoff.deal_id)
    tell_giver(work, handoff, deal, HandOffProposalLapsed(handoff.id), PLACER)
    return True


def remind(work: Work, handoff: HandOff) -> None:
    """Remind the owner that an answer is due; the hand-off is locked by then."""
    ensure(work.actor.is_system)
    handoff.remind_at = None
    deal = get_deal(work, handoff.deal_id)
    tell_giver(work, handoff, deal, HandOffProposalEndsSoon(handoff.id), PLACER)


def _check(database: Database, by: Actor, handoff_id: UUID) -> None:
    with database.work(by) as work:
        ensure(policies.can_consent(by, work.get(HandOff, handoff_id)))


def _lock(work: Work, handoff_id: UUID) -> HandOff:
    """Return what still waits for the owner, locked.

    Raises:
        Conflict: it does not.
    """
    handoff = work.lock(HandOff, handoff_id)
    if handoff.has_lapsed(work.now):
        raise Conflict(said("The time to answer this proposal is over. Nothing was changed."))
    if handoff.state is not HandOffState.PROPOSED:
        raise Conflict(GONE)
    return handoff
