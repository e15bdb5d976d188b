"""Who goes first of two registrations of one customer: steps in order, each with a rule id."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple


class Rule(StrEnum):
    """CP-1 to CP-5, in the order in which they are asked. The first that separates decides."""

    INCUMBENT = "CP-1"
    WRITTEN = "CP-2"
    EARLIEST = "CP-3"
    EVIDENCE = "CP-4"
    DECISION = "CP-5"


class Side(StrEnum):
    THIS = "THIS"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Claim:
    """What speaks for one registration.

    `sequence` is its place among all complete submissions, `documents` how many are named as its
    evidence, `letters` in how many of these the customer names the partner.
    """

    is_renewal: bool
    is_incumbent: bool
    is_named_in_writing: bool
    sequence: int | None
    documents: int
    letters: int = 0


class Step(NamedTuple):
    """One rule and whom it is for; for neither it leaves the question to the next."""

    rule: Rule
    goes_to: Side | None


def precedence(this: Claim, other: Claim) -> list[Step]:
    """Return the steps up to the one that decides. The last one is always a person's."""
    steps = []
    for rule, holds in _HOLDS.items():
        steps.append(Step(rule, _separates(holds(this), holds(other))))
        if steps[-1].goes_to is not None:
            return steps
    return [*steps, Step(Rule.DECISION, None)]


def _separates(this: int, other: int) -> Side | None:
    if this == other:
        return None
    return Side.THIS if this > other else Side.OTHER


def _incumbent(claim: Claim) -> int:
    return claim.is_renewal and claim.is_incumbent


def _written(claim: Claim) -> int:
    """Return whether the customer named the partner, with the letter to show for it."""
    return claim.is_named_in_writing and claim.letters > 0


def _earliness(claim: Claim) -> int:
    return -claim.sequence if claim.sequence is not None else _NEVER


def _documents(claim: Claim) -> int:
    return claim.documents


_NEVER: Final = -(2**63)
_HOLDS: Final = {
    Rule.INCUMBENT: _incumbent,
    Rule.WRITTEN: _written,
    Rule.EARLIEST: _earliness,
    Rule.EVIDENCE: _documents,
}
