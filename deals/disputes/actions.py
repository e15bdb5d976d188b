"""Disputing a decision, deciding the dispute, and what follows from that."""

from datetime import timedelta

from deals.bells import ring_deal
from deals.conflicts.precedence import Rule
from deals.disputes import policies, queries
from deals.disputes.events import (
    DisputeAppealed,
    DisputeDecided,
    DisputeInvestigated,
    DisputeOpened,
    DisputeRunsLate,
)
from deals.disputes.models import LONGEST, Dispute, DisputeDecision
from deals.disputes.states import Disputed, DisputeState, Verdict
from deals.models import Deal
from deals.programme.queries import terms_of
from deals.protection.actions import protect
from deals.review.states import Review
from deals.review.waiting import reopen
from partners.clients.queries import maker_of
from partners.companies.queries import host_calendar
from portal.kernel.activity import Event
from portal.kernel.actor import ActorKind
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict, Invalid, TransitionRefused
from portal.kernel.policy import ensure
from portal.kernel.words import Said, said

_ONCE: Said = said("This decision is disputed already.")
_SOMEBODY_ELSE: Said = said(
    "Somebody else has to decide this: not who took the decision that is disputed, and an appeal"
    " not who decided the dispute."
)

constraint_means("uq_disputes_open", lambda: Conflict(_ONCE))
constraint_means("uq_dispute_decisions_dispute_id_round", lambda: Conflict(_ONCE))
constraint_means("uq_dispute_decisions_dispute_id_decided_by_id", lambda: Conflict(_SOMEBODY_ELSE))


def open_dispute(work: Work, deal: Deal, claim: str) -> None:
    """Say that a decision was wrong, and what there is to show for that.

    Raises:
        Invalid: nothing was said, or it is too late.
        TransitionRefused: there is no decision to dispute.
        Conflict: it is disputed already.
    """
    ensure(policies.can_dispute(work.actor, deal))
    found = queries.disputable(deal)
    if found is None:
        raise TransitionRefused(said("There is no decision here that can be disputed."))
    about, taken_at = found
    _check_claim("claim", claim)
    if taken_at is not None and work.now > taken_at + _window(work):
        raise Invalid(fields={"claim": said("It is too late to dispute this decision.")})
    last = queries.find_dispute(work, deal)
    if last is not None and last.state is not DisputeState.FINAL:
        raise Conflict(_ONCE)
    dispute = work.add(
        Dispute(
            owner_company_id=deal.owner_company_id,
            deal_id=deal.id,
            about=about,
            state=DisputeState.OPEN,
            claim=claim.strip(),
            opened_by_name=work.actor.name,
            against_id=queries.who_decided(work, deal, about),
            due_at=host_calendar(work).close_of_business(work.now, terms_of(work).dispute_days),
        )
    )
    work.flush()
    _tell(work, deal, DisputeOpened(dispute.id, about, dispute.claim))


def appeal(work: Work, deal: Deal, why: str) -> None:
    """Have a decision looked at again, once, by somebody who has not decided before.

    Raises:
        Invalid: nothing was said.
        TransitionRefused: there is nothing to appeal, or it is too late.
    """
    ensure(policies.can_dispute(work.actor, deal))
    dispute = _dispute(work, deal)
    _check_claim("appeal", why)
    if dispute.state_at(work.now) is not DisputeState.DECIDED:
        raise TransitionRefused(said("There is no decision here that can be appealed."))
    due_at = host_calendar(work).close_of_business(work.now, terms_of(work).dispute_days)
    dispute.take_appeal(why.strip(), due_at=due_at)
    _tell(work, deal, DisputeAppealed(dispute.id, why.strip()))


def investigate(work: Work, deal: Deal) -> None:
    """Take a dispute up; the partner is told that somebody is on it."""
    ensure(policies.can_decide(work.actor, deal))
    dispute = _dispute(work, deal)
    _check_is_another(work, dispute)
    dispute.investigate()
    _tell(work, deal, DisputeInvestigated(dispute.id))


def decide_dispute(
    work: Work, deal: Deal, verdict: Verdict | None, rule: Rule | None, reason: str
) -> None:
    """Decide a dispute or its appeal, with the rule that it follows and words for the partner.

    Raises:
        Invalid: the verdict, the rule or the reason lacks.
        TransitionRefused: no decision is due.
        Conflict: it is for somebody else to decide; or what the partner would get back is
            another's by now.
    """
    ensure(policies.can_decide(work.actor, deal))
    dispute = _dispute(work, deal)
    _check_is_another(work, dispute)
    if verdict is None or rule is None or not reason.strip():
        raise Invalid(fields=_lacking(verdict, rule, reason))
    if dispute.state is DisputeState.OPEN:
        investigate(work, deal)
    number = len(dispute.decisions) + 1
    dispute.decide(verdict, appeal_until=work.now + _window(work))
    _write(work, dispute, number, verdict, rule, reason)
    if verdict is not Verdict.UPHELD:
        _put_right(work, deal, dispute, verdict)
    _tell(work, deal, DisputeDecided(dispute.id, verdict), reason=reason.strip())


def close_unappealed(work: Work, dispute: Dispute) -> None:
    """Write down what the clock said: nobody appealed in time."""
    ensure(work.actor.is_system)
    dispute.state = dispute.state_at(work.now)


def say_it_is_late(work: Work, dispute: Dispute) -> None:
    """Tell both sides that the host did not decide in the time it promised."""
    ensure(work.actor.is_system)
    dispute.is_late = True
    deal = work.get(Deal, dispute.deal_id)
    _tell(work, deal, DisputeRunsLate(dispute.id))


def _put_right(work: Work, deal: Deal, dispute: Dispute, verdict: Verdict) -> None:
    """Review it again in its place, or give the protection back: for a part, not alone."""
    if dispute.about is Disputed.REVOCATION:
        until = work.now + timedelta(days=terms_of(work).protection_days)
        is_exclusive = deal.is_exclusive and verdict is Verdict.OVERTURNED
        deal.restore(until=until, is_exclusive=is_exclusive)
        protect(work, deal)
    elif deal.review in {Review.REJECTED, Review.WAIT_LISTED}:
        reopen(work, deal)


def _write(
    work: Work, dispute: Dispute, number: int, verdict: Verdict, rule: Rule, reason: str
) -> None:
    work.add(
        DisputeDecision(
            owner_company_id=dispute.owner_company_id,
            dispute_id=dispute.id,
            round=number,
            verdict=verdict,
            rule=rule,
            reason=reason.strip()[:LONGEST],
            decided_by_id=work.actor.id,
            decided_by_name=work.actor.name,
            against_id=dispute.against_id,
        )
    )
    work.flush()


def _dispute(work: Work, deal: Deal) -> Dispute:
    dispute = queries.find_dispute(work, deal)
    if dispute is None:
        raise TransitionRefused(said("Nothing is disputed here."))
    return dispute


def _check_is_another(work: Work, dispute: Dispute) -> None:
    """Refuse who decided before. A machine counts as who made it, and decides no appeal."""
    before = {dispute.against_id, *(each.decided_by_id for each in dispute.decisions)}
    who = {work.actor.id}
    if work.actor.kind is ActorKind.MACHINE:
        if dispute.is_appealed:
            raise Conflict(said("An appeal is decided by a person, on the page of the deal."))
        who.add(maker_of(work))
    if who & before:
        raise Conflict(_SOMEBODY_ELSE)


def _check_claim(field: str, text: str) -> None:
    if not text.strip():
        raise Invalid(fields={field: said("Say what was wrong, and what shows it.")})
    if len(text.strip()) > LONGEST:
        raise Invalid(fields={field: said("Keep it to %(count)s characters.", count=LONGEST)})


def _lacking(verdict: Verdict | None, rule: Rule | None, reason: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    if verdict is None:
        fields["verdict"] = said("Choose how it is decided.")
    if rule is None:
        fields["dispute_rule"] = said("Choose the rule that it follows.")
    if not reason.strip():
        fields["verdict_reason"] = said("Say why; the partner reads this.")
    return fields


def _window(work: Work) -> timedelta:
    return timedelta(days=terms_of(work).dispute_window_days)


def _tell(work: Work, deal: Deal, event: Event, *, reason: str | None = None) -> None:
    after = {"review": deal.review, "protection": deal.protection}
    work.record(event, subject=deal, account_id=deal.account_id, after=after, reason=reason)
    ring_deal(work, deal)
