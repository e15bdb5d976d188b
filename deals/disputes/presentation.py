"""How a dispute reads on the page of its deal, and which steps it offers to this reader."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask_babel import lazy_gettext

from deals.disputes import policies, queries
from deals.disputes.models import Dispute
from deals.disputes.states import Disputed, DisputeState, Verdict
from deals.models import Deal
from portal.kernel.db import Work
from portal.web.spans import span_in_words

STATES: Final[dict[DisputeState, tuple[Any, str, str]]] = {
    DisputeState.OPEN: (lazy_gettext("Open"), "blue", "scale"),
    DisputeState.INVESTIGATING: (lazy_gettext("Looked into"), "amber", "search"),
    DisputeState.DECIDED: (lazy_gettext("Decided"), "neutral", "gavel"),
    DisputeState.APPEALED: (lazy_gettext("Appealed"), "amber", "scale"),
    DisputeState.FINAL: (lazy_gettext("Final"), "neutral", "gavel"),
}
ABOUT: Final[dict[Disputed, Any]] = {
    Disputed.REJECTION: lazy_gettext("That the registration was declined"),
    Disputed.WAIT_LIST: lazy_gettext("That it was put on the wait-list"),
    Disputed.REVOCATION: lazy_gettext("That the protection was revoked"),
}
VERDICTS: Final[dict[Verdict, tuple[Any, Any]]] = {
    Verdict.UPHELD: (
        lazy_gettext("The decision stands"),
        lazy_gettext("Nothing changes. The partner can appeal once."),
    ),
    Verdict.OVERTURNED: (
        lazy_gettext("The decision falls"),
        lazy_gettext("It is reviewed again in its place, or protected again."),
    ),
    Verdict.SPLIT: (
        lazy_gettext("Each gets a part"),
        lazy_gettext("It is reviewed again in its place, or protected again but not alone."),
    ),
}


@dataclass(frozen=True, slots=True)
class Contest:
    """A dispute and what the reader may do now: open one, appeal, take it up, decide it."""

    dispute: Dispute | None
    state: DisputeState | None
    may_open: bool
    may_appeal: bool
    may_decide: bool
    shows_rules: bool
    verdicts: list[tuple[str, Any, Any, None, bool]]


def clock_of(dispute: Dispute, now: datetime) -> tuple[float, str]:
    """Return the share of the promised time used (0 to 1), after an appeal anew, and what is left.

    Its decisions are loaded.
    """
    begun = max([dispute.created_at, *(each.created_at for each in dispute.decisions)])
    total = (dispute.due_at - begun).total_seconds()
    left = (dispute.due_at - now).total_seconds()
    used = min(max(1 - left / total, 0), 1) if total > 0 else 1
    return used, span_in_words(left)


def contest_of(work: Work, deal: Deal) -> Contest:
    dispute, actor = queries.find_dispute(work, deal), work.actor
    state = dispute.state_at(work.now) if dispute else None
    is_free = dispute is None or dispute.state is DisputeState.FINAL
    disputes = policies.can_dispute(actor, deal)
    judged = {dispute.against_id, *(d.decided_by_id for d in dispute.decisions)} if dispute else {}
    return Contest(
        dispute=dispute,
        state=state,
        may_open=disputes and is_free and queries.disputable(deal) is not None,
        may_appeal=disputes and state is DisputeState.DECIDED,
        may_decide=dispute is not None
        and dispute.awaits_the_host
        and policies.can_decide(actor, deal)
        and actor.id not in judged,
        shows_rules=actor.is_host,
        verdicts=[(each.value, *VERDICTS[each], None, False) for each in Verdict],
    )
