"""The wait-list: a registration that cannot be protected now keeps its place, and is called up."""

from deals.approval.actions import begin_anew
from deals.bells import ring_deal
from deals.models import Deal
from deals.policies import can_approve
from deals.protection.actions import end_quietly
from deals.protection.lateness import start_clock
from deals.protection.states import ProtectionState
from deals.review.events import DealCalledUp, DealWaitListed
from deals.review.replies import answer_due_now
from portal.kernel.db import Work
from portal.kernel.policy import ensure
from portal.kernel.words import said


def put_on_wait_list(work: Work, deal: Deal) -> None:
    """Answer that it waits for its turn. The partner reads the same whatever it waits for.

    Raises:
        TransitionRefused: it is decided, waits already, or a question or a hold is open.
    """
    ensure(can_approve(work.actor, deal), said("The wait-list needs the role channel manager."))
    if deal.awaits_review:
        deal.start_review()
    before = {"review": deal.review, "protection": deal.protection}
    deal.wait_list()
    begin_anew(work, deal)
    end_quietly(work, deal, ProtectionState.REVOKED)
    after = {"review": deal.review, "protection": deal.protection}
    work.record(
        DealWaitListed(deal.id),
        subject=deal,
        account_id=deal.account_id,
        before=before,
        after=after,
    )
    ring_deal(work, deal)


def call_up(work: Work, deal: Deal) -> None:
    """Take it from the wait-list into review, in its place: what it waited for may be over.

    Raises:
        TransitionRefused: it does not wait.
    """
    ensure(work.actor.is_system or can_approve(work.actor, deal))
    before = {"review": deal.review}
    deal.check_is_wait_listed()
    reopen(work, deal)
    work.record(
        DealCalledUp(deal.id),
        subject=deal,
        account_id=deal.account_id,
        before=before,
        after={"review": deal.review},
    )
    ring_deal(work, deal)


def reopen(work: Work, deal: Deal) -> None:
    """Review again, with a new promise; as a part of something that is recorded by itself."""
    deal.reopen(at=work.now, answer_due_at=answer_due_now(work))
    start_clock(work, deal)
