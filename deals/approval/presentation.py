"""How the approvals of one registration read to those who decide."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext

from deals import policies
from deals.approval.chain import Chain, chain_of
from deals.approval.models import Approver, Outcome
from deals.models import Deal
from portal.kernel.db import Work
from portal.kernel.permissions import Role
from portal.web.navigation import ROLE_LABELS

APPROVERS: dict[Approver, Any] = {
    Approver.ANYONE: lazy_gettext("Whoever may approve"),
    **{each: ROLE_LABELS[Role(each)] for each in Approver if each is not Approver.ANYONE},
}


OUTCOMES: dict[Outcome, Any] = {
    Outcome.EXCLUSIVE: lazy_gettext("Exclusive"),
    Outcome.NON_EXCLUSIVE: lazy_gettext("Not exclusive"),
    Outcome.SPLIT: lazy_gettext("In part"),
}


def outcomes_of(deal: Deal) -> list[tuple[str, Any]]:
    """Return what an approval may give: a part only of what has parts. Its lines are loaded."""
    offered = set(Outcome) if len(deal.lines) > 1 else set(Outcome) - {Outcome.SPLIT}
    return [(each.value, text) for each, text in OUTCOMES.items() if each in offered]


@dataclass(frozen=True, slots=True)
class Signing:
    """Whose approvals there are and lack, and whether the reader's is one of them."""

    chain: Chain
    may_sign: bool
    is_last: bool
    """Whether nobody has to approve after the reader."""

    @property
    def proposed(self) -> str:
        """Return the outcome that those before approved."""
        given = self.chain.given
        return given[0].outcome.value if given else Outcome.EXCLUSIVE.value

    @property
    def proposed_families(self) -> list[str]:
        """Return the product families of a split that those before approved."""
        given = self.chain.given
        return given[0].families if given else []


def signing_of(work: Work, deal: Deal) -> Signing | None:
    """Return who has to approve; None for readers who do not decide, and once it is decided."""
    if not policies.can_review(work.actor, deal) or not deal.is_undecided:
        return None
    chain = chain_of(work, deal)
    return Signing(chain, chain.step_for(work.actor) is not None, len(chain.missing) == 1)
