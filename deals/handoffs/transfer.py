"""A deal ends at one company and goes on at another, in the same instant and the same place.

See docs/decisions/0025-a-transferred-deal-has-a-successor.md.
"""

from typing import Final

from sqlalchemy.dialects.postgresql import Range

from deals.models import Deal
from deals.protection.actions import new_protection
from deals.protection.capacity import held_at_most
from deals.protection.queries import running_protections, wait_for_turn
from deals.protection.states import ProtectionState
from deals.queries import next_number
from deals.registration.models import DealLine
from deals.review.states import Review
from partners.accounts.parents.models import FIELDS as PARENT_FIELDS
from partners.companies.models import Company
from portal.kernel.db import Work
from portal.kernel.errors import Conflict
from portal.kernel.policy import ensure
from portal.kernel.words import Said, said

FULL: Final = said(
    "Your company holds as many exclusive protections as the programme gives. Nothing was changed."
    " Release one first; the offer stays open until its time is over."
)


def succeed(
    work: Work,
    deal: Deal,
    receiver: Company,
    submitter: tuple[object, str],
    *,
    when_full: Said = FULL,
) -> Deal:
    """End a deal with its protection, and begin its successor with the rest of that.

    `deal` is locked and loaded with its lines; `submitter` is id and name of whoever looks after
    it at the receiver.

    Raises:
        Conflict: the receiver holds as many exclusive protections as the programme gives;
            `when_full` says so to whoever asked.
    """
    ensure(work.actor.is_system)
    until = deal.protected_until
    deal.end_protection(ProtectionState.TRANSFERRED, at=work.now)
    successor = _successor(work, deal, receiver, submitter)
    successor.protected_until = until
    wait_for_turn(work, deal)
    ended = running_protections(work, deal)
    for protection in ended:
        protection.end(ProtectionState.TRANSFERRED, at=work.now)
    work.flush()  # Two that exclude each other: the one has to end before the other begins.
    if successor.is_exclusive and held_at_most(work, successor):
        raise Conflict(when_full)
    for protection in ended:
        taken = new_protection(work, successor, protection.family_code)
        taken.customer_key, taken.is_exclusive = protection.customer_key, protection.is_exclusive
        taken.state, taken.during = ProtectionState.ACTIVE, Range(work.now, until)
    work.flush()
    return successor


def _successor(work: Work, deal: Deal, receiver: Company, submitter: tuple[object, str]) -> Deal:
    """Return a copy of the receiver's: with its own number, in the place of the first submission.

    What the giver alone uses, its CRM id, stays behind; so does the instant of the decision, which
    was about the giver's registration and is counted once.
    """
    submitter_id, submitter_name = submitter
    return work.add(
        Deal(
            owner_company_id=receiver.id,
            number=f"DR-{receiver.code}-{next_number(work, receiver.id):04d}",
            submitter_id=submitter_id,
            submitter_name=submitter_name,
            review=Review.APPROVED,
            protection=ProtectionState.ACTIVE,
            protected_from=work.now,
            lines=[_line(work, line, receiver) for line in deal.lines],
            **{name: getattr(deal, name) for name in _KEPT},
        )
    )


_KEPT = (
    "account_id",
    "customer_name",
    "customer_key",
    "motion",
    "kind",
    "territory_code",
    "currency",
    "value",
    "expected_close",
    "progress",
    "is_named_in_writing",
    *PARENT_FIELDS,
    "stage",
    "submitted_at",
    "submission_sequence",
    "clock_from",
    "answer_due_at",
    "is_exclusive",
    "left_out",
    "consent",
    "consent_on",
    "reminded_days",
)


def _line(work: Work, line: DealLine, receiver: Company) -> DealLine:
    return DealLine(
        owner_company_id=receiver.id,
        created_at=work.now,
        position=line.position,
        family_code=line.family_code,
        quantity=line.quantity,
        amount=line.amount,
    )
