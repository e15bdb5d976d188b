"""Everything that people can do to a registration or a lead, by name."""

from collections.abc import Callable
from typing import Final

from deals import actions
from deals.approval.award import ALONE, BESIDE_OTHERS, Award
from deals.conflicts.actions import hold_deal, release_hold
from deals.conflicts.precedence import Rule
from deals.disputes import actions as disputes
from deals.disputes.states import Verdict
from deals.leads import actions as leads
from deals.leads.models import Lead
from deals.pipeline.actions import move_stage
from deals.pipeline.states import REASONS, Stage
from deals.protection import extending
from deals.protection.actions import release_protection, revoke_protection
from deals.protection.states import RevocationReason
from deals.review.waiting import call_up, put_on_wait_list
from portal.kernel.db import Work
from tests.deals.machine.house import Move, Standing

LeadMove = Callable[[Work, Lead], object]
WHY: Final = "For a reason."


def _stage(stage: Stage) -> Move:
    reasons = REASONS.get(stage, (None,))
    return lambda work, deal: move_stage(work, deal, stage, reasons[0], "")


def _verdict(verdict: Verdict) -> Move:
    return lambda work, deal: disputes.decide_dispute(work, deal, verdict, Rule.DECISION, WHY)


AT_THE_HOST: Final[dict[str, Move]] = {
    "start review": actions.start_review,
    "ask": lambda work, deal: actions.ask_for_information(work, deal, "Who asked for it?"),
    "approve": lambda work, deal: actions.approve_deal(work, deal, ALONE),
    "approve beside others": lambda work, deal: actions.approve_deal(work, deal, BESIDE_OTHERS),
    "approve drives": lambda work, deal: actions.approve_deal(work, deal, Award.part(["DRIVES"])),
    "approve sensors": lambda work, deal: actions.approve_deal(work, deal, Award.part(["SENSORS"])),
    "reject": lambda work, deal: actions.reject_deal(work, deal, WHY),
    "cancel": lambda work, deal: actions.cancel_deal(work, deal, WHY),
    "hold": lambda work, deal: hold_deal(work, deal, WHY),
    "release hold": release_hold,
    "wait-list": put_on_wait_list,
    "call up": call_up,
    "revoke": lambda work, deal: revoke_protection(work, deal, RevocationReason.UNTRUE, WHY),
    "grant extension": extending.grant_extension,
    "decline extension": lambda work, deal: extending.decline_extension(work, deal, WHY),
    "investigate": disputes.investigate,
    **{f"verdict {each.value.lower()}": _verdict(each) for each in Verdict},
}
AT_THE_PARTNER: Final[dict[str, Move]] = {
    "answer": lambda work, deal: actions.answer_question(work, deal, "The works manager."),
    "withdraw": actions.withdraw_deal,
    "release": lambda work, deal: release_protection(work, deal, WHY),
    "ask for extension": lambda work, deal: extending.ask_extension(work, deal, "An offer is out."),
    "dispute": lambda work, deal: disputes.open_dispute(work, deal, WHY),
    "appeal": lambda work, deal: disputes.appeal(work, deal, WHY),
    **{f"move to {each.value.lower()}": _stage(each) for each in Stage},
}
ALL: Final = {**AT_THE_HOST, **AT_THE_PARTNER}
ALL_OF_LEADS: Final[dict[str, LeadMove]] = {
    "qualify lead": leads.qualify,
    "reject lead": lambda work, lead: leads.reject(work, lead, WHY),
    "retire lead": lambda work, lead: leads.retire(work, lead, WHY),
    "reach": leads.reach,
    "give lead up": lambda work, lead: leads.give_up(work, lead, WHY),
}
VERDICTS: Final = tuple(f"verdict {each.value.lower()}" for each in Verdict)
OF_HOLDERS: Final = ("reach", "reach", "give lead up")
"""What only the partner that accepted a lead does with it."""

_BY_REVIEW: Final = {
    "SUBMITTED": ("start review", "ask", "approve", "approve drives", "reject", "wait-list"),
    "IN_REVIEW": ("ask", "approve", "approve beside others", "approve sensors", "hold", "withdraw"),
    "ACTION_REQUIRED": ("answer", "answer", "reject", "cancel"),
    "CONFLICT_HOLD": ("release hold", "release hold", "cancel"),
    "WAIT_LISTED": ("call up", "dispute", "investigate", "withdraw"),
    "REJECTED": ("dispute", "investigate", "verdict overturned", "verdict upheld", "appeal"),
}
_BY_STAGE: Final = {
    "QUALIFIED": ("move to developed", "move to developed", "move to lost"),
    "DEVELOPED": ("move to proposed", "move to lost", "move to closed_error"),
    "PROPOSED": ("move to negotiated", "move to negotiated", "move to lost"),
    "NEGOTIATED": ("move to won", "move to won", "move to lost"),
}
_BY_PROTECTION: Final = {
    "ACTIVE": ("release", "revoke", "ask for extension", "grant extension", "decline extension"),
    "REVOKED": ("dispute", "investigate", "verdict overturned", "verdict split", "appeal"),
}


def fitting(standing: Standing) -> list[str]:
    """Return steps that may be open where a deal stands, so that games get somewhere."""
    found = _BY_REVIEW.get(standing.review, ())
    if standing.review == "APPROVED":
        found = _BY_STAGE.get(standing.stage, ()) + _BY_PROTECTION.get(standing.protection, ())
    return list(found)
