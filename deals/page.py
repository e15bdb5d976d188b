"""The page of one deal, and doing one thing to it: what all views of deals end with."""

from collections.abc import Callable
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deals import policies, queries
from deals.amendments.presentation import history_of
from deals.approval.presentation import APPROVERS, outcomes_of, signing_of
from deals.commissions.of_deal import earning_of
from deals.conflicts.answers import Answer, answer_to_partner
from deals.conflicts.detection import scope_of
from deals.conflicts.family import family_of
from deals.conflicts.review import compare
from deals.disputes.presentation import contest_of
from deals.evidence.presentation import proof_of
from deals.handoffs.presentation import passage_of
from deals.models import Deal
from deals.pipeline.presentation import pipeline_of
from deals.presentation import steps_of
from deals.protection.presentation import guard_of
from deals.receipts.queries import receipts_of
from deals.review.states import Review
from partners.companies.queries import get_host
from portal.kernel.actor import Actor
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid
from portal.web.access import services
from portal.web.timeline import activities_of


def act_on(work: Work, deal_id: UUID, action: Callable[[Deal], None]) -> ResponseReturnValue:
    """Do one thing to a deal, and show the deal again: as it is now, with what was typed.

    A form filled in against an older version, a state that was left, or an exclusive protection
    that the database holds against it is a 409 on the deal's own page.
    """
    deal = queries.get_deal(work, deal_id)
    try:
        work.expect_version(deal, request.form.get("version", deal.version, type=int))
        action(deal)
        work.flush()
    except Invalid as error:
        return deal_page(work, deal, errors=error.fields), error.status
    except Conflict as error:
        work.rollback()
        return deal_page(work, queries.get_deal(work, deal_id), conflict=error), error.status
    return redirect(url_for("deals.show", deal_id=deal.id), 303)


def deal_page(
    work: Work,
    deal: Deal,
    *,
    errors: dict[str, str] | None = None,
    conflict: Conflict | None = None,
) -> str:
    comparison = compare(work, services().database, deal)
    return render_template(
        "deals/show.html",
        deal=deal,
        errors=errors or {},
        conflict=conflict,
        typed=request.form,
        activities=activities_of(work, deal.id),
        host_name=get_host(work).trade_name,
        deal_steps=steps_of(deal),
        is_read_by_grant=policies.is_read_by_grant(work.actor, deal),
        pipeline=pipeline_of(work, deal),
        guard=guard_of(work, deal),
        signing=signing_of(work, deal),
        contest=contest_of(work, deal),
        passage=passage_of(work, deal),
        shows_partner=work.actor.is_host and work.actor.has_permission("partners:read"),
        question=queries.question_asked(work, deal) if deal.awaits_answer else None,
        **_open_steps(work.actor, deal),
        comparison=comparison,
        family=family_of(work, services().database, deal),
        proof=proof_of(work, deal, comparison),
        history=history_of(work, deal),
        answer=_answer(work, deal),
        approvers=APPROVERS,
        outcomes_of=outcomes_of,
        receipts=receipts_of(work, deal.id),
        earning=earning_of(work, services().database, deal),
    )


def _answer(work: Work, deal: Deal) -> Answer | None:
    """Return what the partner itself is told of others while its registration waits."""
    if not work.actor.is_company(deal.owner_company_id) or not deal.is_undecided:
        return None
    return answer_to_partner(services().database, scope_of(deal))


def _open_steps(actor: Actor, deal: Deal) -> dict[str, bool]:
    """Return which forms the page offers: what the role allows and the map of states leads to."""
    decides, reviews = policies.can_approve(actor, deal), policies.can_review(actor, deal)
    return {
        "can_approve": decides and deal.may_be_decided(Review.APPROVED),
        "can_reject": decides and deal.may_be_decided(Review.REJECTED),
        "can_ask": reviews and deal.may_be_decided(Review.ACTION_REQUIRED),
        "can_take_back": reviews and deal.awaits_answer,
        "can_start": reviews and deal.awaits_review,
        "can_hold": reviews and deal.may_be_decided(Review.CONFLICT_HOLD),
        "can_release": reviews and deal.is_held,
        "can_wait_list": decides and deal.may_be_decided(Review.WAIT_LISTED),
        "can_call_up": decides and deal.is_wait_listed,
        "can_answer": policies.can_answer(actor, deal) and deal.awaits_answer,
        "can_withdraw": policies.can_withdraw(actor, deal) and deal.may_enter(Review.WITHDRAWN),
    }
