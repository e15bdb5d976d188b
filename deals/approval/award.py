"""What an approval gives: alone on the customer, beside others, or alone in a part of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from deals.approval.models import Approval, Outcome
from deals.models import Deal
from portal.kernel.errors import Invalid
from portal.kernel.words import said


@dataclass(frozen=True, slots=True)
class Award:
    """An outcome; of a split also the product families in which the partner is alone.

    The other families of the registration are left out: for them it keeps nobody away and is in
    nobody's way, so that another partner can have them.
    """

    outcome: Outcome
    families: frozenset[str] = frozenset()

    @classmethod
    def part(cls, families: Iterable[str]) -> "Award":
        """Return a split that gives these families."""
        return cls(Outcome.SPLIT, frozenset(families))

    @property
    def is_exclusive(self) -> bool:
        return self.outcome is not Outcome.NON_EXCLUSIVE

    def gives(self, deal: Deal) -> frozenset[str]:
        """Return the families of a registration for which the partner is approved."""
        return self.families or frozenset(line.family_code for line in deal.lines)

    def left_out(self, deal: Deal) -> list[str]:
        """Return the families of a registration that this does not give; its lines are loaded.

        Raises:
            Invalid: a split that names none or all of them, or one that was not registered.
        """
        if self.outcome is not Outcome.SPLIT:
            return []
        registered = {line.family_code for line in deal.lines}
        if not self.families or not self.families < registered:
            raise Invalid(
                fields={
                    "families": said(
                        "Choose which product families this partner gets, and leave at least one"
                        " to others."
                    )
                }
            )
        return sorted(registered - self.families)


ALONE: Final = Award(Outcome.EXCLUSIVE)
BESIDE_OTHERS: Final = Award(Outcome.NON_EXCLUSIVE)


def award_of(approval: Approval) -> Award:
    """Return what somebody approved."""
    return Award(approval.outcome, frozenset(approval.families))
