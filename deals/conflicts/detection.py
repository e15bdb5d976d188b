"""Which registrations conflict: same customer, a common family, overlapping territory and time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from deals.conflicts import queries
from deals.conflicts.customers.queries import Scope, candidates, find_customer
from deals.conflicts.likeness import Sign, likeness
from deals.conflicts.models import DEFAULT, Thresholds
from deals.conflicts.precedence import Claim, Step, precedence
from deals.conflicts.queries import Case
from deals.models import Deal, DealKind
from portal.kernel.actor import system_actor
from portal.kernel.db import Work

DETECTOR: Final = system_actor("conflict detection")


class Level(StrEnum):
    CONFLICT = "CONFLICT"
    POSSIBLE = "POSSIBLE"


@dataclass(frozen=True, slots=True)
class Finding:
    """Another partner's registration that may be in the way, how sure that is, and why."""

    deal_id: UUID
    level: Level
    points: int
    sign: Sign
    protected_until: datetime | None


@dataclass(frozen=True, slots=True)
class Weighed:
    """A finding, and who goes first by which rule; the last step decides."""

    finding: Finding
    steps: list[Step]


def scope_of(deal: Deal) -> Scope:
    return Scope(
        deal.owner_company_id,
        deal.account_id,
        tuple(line.family_code for line in deal.claimed_lines),
        deal.territory_code,
        deal.parent,
    )


def detect(work: Work, scope: Scope, thresholds: Thresholds = DEFAULT) -> list[Finding]:
    """Return what is in the way of a registration, the surest first. For the portal itself.

    What it returns names other partners' deals: show of it what the reader may see.
    """
    known = find_customer(work, scope)
    if known is None:
        return []
    customer, identities = known
    found = []
    for each in candidates(work, scope, customer, identities):
        points, sign = likeness(customer, each.customer, thresholds)
        level = _level(points, thresholds)
        if sign is not None and level is not None:
            found.append(Finding(each.deal_id, level, points, sign, each.protected_until))
    return sorted(found, key=lambda finding: -finding.points)


def _level(points: int, thresholds: Thresholds) -> Level | None:
    if points >= thresholds.conflict_from:
        return Level.CONFLICT
    return Level.POSSIBLE if points >= thresholds.possible_from else None


def weigh(work: Work, deal: Deal, findings: list[Finding]) -> list[Weighed]:
    """Return each finding with who goes first, rule by rule. For the portal itself."""
    if not findings:
        return []
    scope = scope_of(deal)
    found = queries.cases(work, scope, [deal.id, *(each.deal_id for each in findings)])
    claims = {case.deal_id: _claim(case) for case in found}
    return [
        Weighed(each, precedence(claims[deal.id], claims[each.deal_id]))
        for each in findings
        if each.deal_id in claims
    ]


def _claim(case: Case) -> Claim:
    return Claim(
        is_renewal=case.kind is DealKind.RENEWAL,
        is_incumbent=case.is_incumbent,
        is_named_in_writing=case.is_named_in_writing,
        sequence=case.sequence,
        documents=case.documents,
        letters=case.letters,
    )
