"""Deciding each conflict of a registration: by which rule it goes first, or in words why it may."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from deals.conflicts import queries
from deals.conflicts.detection import Weighed
from deals.conflicts.models import ConflictDecision
from deals.conflicts.precedence import Rule, Side
from deals.evidence.queries import evidence_of
from deals.models import Deal
from deals.policies import can_approve
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.policy import ensure
from portal.kernel.words import said

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Ruling:
    """A rule as cited, and what was said about it."""

    rule: Rule
    sentence: str = ""
    evidence_id: UUID | None = None
    """The document it rests on, of those that are named as evidence for the registration."""


def decide_conflicts(
    work: Work, deal: Deal, weighed: Sequence[Weighed], rulings: Mapping[UUID, Ruling]
) -> None:
    """Write down why a registration is approved though others are in the way, for each that is.

    Where the rule cited is the one that separates the two, and for this one, it says enough.

    Raises:
        Conflict: one of them is a partner's that the actor does not look after.
        Invalid: one was not decided, or without the sentence that it needs.
    """
    ensure(can_approve(work.actor, deal))
    seen = queries.visible_deals(work, [each.finding.deal_id for each in weighed])
    if len(seen) < len(weighed):
        raise Conflict(
            said(
                "A registration of a partner that a colleague looks after is in the way. The deal"
                " desk sees both and can decide."
            )
        )
    fields = {
        f"because-{each.finding.deal_id}": said("Cite the rule that decides, or say why.")
        for each in weighed
        if not _is_enough(each, rulings.get(each.finding.deal_id))
    }
    if fields:
        raise Invalid(fields=fields)
    own = {each.id for each in evidence_of(work, deal.id)}
    for each in weighed:
        ruling = rulings[each.finding.deal_id]
        if ruling.evidence_id and ruling.evidence_id not in own:
            name = f"evidence-{each.finding.deal_id}"
            raise Invalid(fields={name: said("Choose one of the documents in the list.")})
        _write(work, deal, seen[each.finding.deal_id], ruling)


def _is_enough(weighed: Weighed, ruling: Ruling | None) -> bool:
    if ruling is None:
        return False
    last = weighed.steps[-1]
    speaks_for_itself = last.rule is ruling.rule and last.goes_to is Side.THIS
    return speaks_for_itself or bool(ruling.sentence.strip())


def _write(work: Work, deal: Deal, rival: Deal, ruling: Ruling) -> None:
    work.add(
        ConflictDecision(
            owner_company_id=deal.owner_company_id,
            deal_id=deal.id,
            rival_company_id=rival.owner_company_id,
            rival_id=rival.id,
            rule=ruling.rule,
            sentence=ruling.sentence.strip()[:LONGEST],
            evidence_id=ruling.evidence_id,
            decided_by_id=work.actor.id,
            decided_by_name=work.actor.name,
        )
    )
