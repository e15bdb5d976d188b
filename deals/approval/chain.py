"""Whose approvals one registration needs: anybody's, and one more from each amount it reaches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from deals.approval import queries
from deals.approval.models import Approval, ApprovalStep, Approver
from deals.models import Deal
from portal.kernel.actor import Actor
from portal.kernel.db import Work


@dataclass(frozen=True, slots=True)
class Link:
    """One approval that is needed, and who gave it if somebody has."""

    approver: Approver
    from_amount: Decimal | None
    """From which amount on; None for what every registration needs."""
    given: Approval | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """All approvals that one registration needs, in any order but by as many people."""

    links: list[Link]

    @property
    def given(self) -> list[Approval]:
        return [link.given for link in self.links if link.given is not None]

    @property
    def missing(self) -> list[Link]:
        return [link for link in self.links if link.given is None]

    def step_for(self, actor: Actor) -> Approver | None:
        """Return the step that the actor would take: one of their role before one of anybody."""
        if actor.id in {approval.person_id for approval in self.given}:
            return None
        missing = [link.approver for link in self.missing]
        theirs = [each for each in missing if each.value in {role.value for role in actor.roles}]
        anybodys = [each for each in missing if each is Approver.ANYONE]
        return next(iter([*theirs, *anybodys]), None)


def chain_of(work: Work, deal: Deal) -> Chain:
    """Return whose approvals a registration needs and has. For readers at the host."""
    needed = _needed(deal, queries.steps_of(work))
    return Chain(_matched(needed, queries.approvals_of(work, deal)))


def _needed(deal: Deal, steps: Sequence[ApprovalStep]) -> list[Link]:
    """Return anybody's approval, and those of the amounts that the deal's value reaches.

    A currency in which the programme names no amount needs every approver that it names: nobody
    gets around a step by another currency.
    """
    named = [step for step in steps if step.currency == deal.currency]
    first = Link(Approver.ANYONE, None)
    if not named:
        approvers = sorted({step.approver for step in steps})
        return [first, *(Link(each, Decimal(0)) for each in approvers)]
    reached = [step for step in named if step.from_amount <= deal.value]
    return [first, *(Link(step.approver, step.from_amount) for step in reached)]


def _matched(needed: list[Link], approvals: Iterable[Approval]) -> list[Link]:
    """Return the links with their approvals; one for a step that is needed no more counts not."""
    left = list(approvals)
    links = []
    for link in needed:
        given = next((each for each in left if each.approver is link.approver), None)
        if given is not None:
            left.remove(given)
        links.append(Link(link.approver, link.from_amount, given))
    return links
