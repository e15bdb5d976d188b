"""What a reviewer is shown of conflicts, and that nobody approves past one unseen.

The portal itself looks across all partners. The reviewer then reads what was found through their
own eyes: of a partner that a colleague looks after they learn that there is one, and no more.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from deals.actions import approve_deal
from deals.approval.award import ALONE, Award
from deals.conflicts import queries
from deals.conflicts.decisions import Ruling, decide_conflicts
from deals.conflicts.detection import DETECTOR, Finding, Level, detect, scope_of, weigh
from deals.conflicts.models import DEFAULT, ConflictDecision, ConflictHold
from deals.conflicts.precedence import Rule, Side, Step
from deals.models import Deal
from deals.protection.actions import refuse_if_kept
from partners.accounts.parents.models import Parent
from portal.kernel.db import Database, Work
from portal.kernel.errors import Conflict
from portal.kernel.words import said

MOST_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Rival:
    """Another registration as the reader sees it: how sure, by what, who goes first."""

    deal: Deal
    finding: Finding
    steps: list[Step]
    decision: ConflictDecision | None

    @property
    def has_to_be_decided(self) -> bool:
        return self.finding.level is Level.CONFLICT

    @property
    def rule(self) -> Rule:
        """What an approval would cite: what was decided, the rule that is for it, or a choice."""
        if self.decision is not None:
            return self.decision.rule
        last = self.steps[-1]
        return last.rule if last.goes_to is Side.THIS else Rule.DECISION


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that is in the way of a registration; `seal` stands for exactly this in a form."""

    rivals: list[Rival]
    unseen: int
    """How many more there are of partners whom others look after."""
    unseen_level: Level | None
    seal: str
    hold: ConflictHold | None
    parents: Mapping[UUID, Parent]
    """Whom the customers belong to, by deal, as far as the reader may know."""


def compare(work: Work, database: Database, deal: Deal) -> Comparison | None:
    """Return what a reader at the host is shown; None for others, and once nothing can conflict."""
    if not work.actor.is_host or not deal.is_open(work.now):
        return None
    with database.work(DETECTOR) as look:
        findings = _found(look, deal)
        weighed = weigh(look, deal, findings[: max(MOST_SHOWN, _certain(findings))])
    seen = queries.visible_deals(work, [each.finding.deal_id for each in weighed])
    decided = queries.decisions_on(work, deal) if seen else {}
    rivals = [
        Rival(
            seen[each.finding.deal_id],
            each.finding,
            each.steps,
            decided.get(each.finding.deal_id),
        )
        for each in weighed
        if each.finding.deal_id in seen
    ]
    hidden = [each for each in findings if each.deal_id not in seen]
    return Comparison(
        rivals=rivals,
        unseen=len(hidden),
        unseen_level=hidden[0].level if hidden else None,
        seal=_seal(findings),
        hold=queries.find_hold(work, deal) if deal.is_held else None,
        parents=queries.visible_parents(work, [deal, *seen.values()]) if seen else {},
    )


def approve_as_seen(
    work: Work,
    database: Database,
    deal: Deal,
    seal: str,
    rulings: Mapping[UUID, Ruling],
    award: Award = ALONE,
) -> None:
    """Approve a registration whose conflicts the reviewer had before them, and decided each.

    Raises:
        Conflict: there is one that was not on the page, or that the reviewer may not know; or an
            exclusive protection overlaps.
        Invalid: one was not decided.
    """
    with database.work(DETECTOR) as look:
        findings = _found(look, deal)
        weighed = weigh(look, deal, findings[: _certain(findings)])
        if award.is_exclusive:
            refuse_if_kept(look, deal, award.gives(deal))
    if _seal(findings) != seal:
        raise Conflict(
            said(
                "Other registrations of this customer are in the way, or were while you looked."
                " Compare them below, then decide."
            )
        )
    decide_conflicts(work, deal, weighed, rulings)
    approve_deal(work, deal, award)


def _certain(findings: list[Finding]) -> int:
    """Return how many have to be decided: the page shows them all."""
    return sum(each.level is Level.CONFLICT for each in findings)


def _found(look: Work, deal: Deal) -> list[Finding]:
    settings = queries.find_settings(look)
    return detect(look, scope_of(deal), settings.thresholds if settings else DEFAULT)


def _seal(findings: list[Finding]) -> str:
    """Return what stands for the certain ones, without naming any; empty if there are none."""
    ids = sorted(str(each.deal_id) for each in findings if each.level is Level.CONFLICT)
    return hashlib.sha256(" ".join(ids).encode()).hexdigest()[:32] if ids else ""
