"""How many exclusive protections a partner holds at one time: whoever squats gets none."""

from collections.abc import Sequence

from deals.models import Deal
from deals.programme.queries import terms_of
from deals.protection import queries
from portal.kernel.db import Work
from portal.kernel.errors import Conflict
from portal.kernel.words import said

SHOWN = 5


def refuse_over_capacity(work: Work, deal: Deal) -> None:
    """Refuse one more than the programme gives; one approval for a partner follows the other.

    Raises:
        Conflict: the partner holds as many already; it names the first that could be released.
    """
    held = held_at_most(work, deal)
    if held:
        raise Conflict(
            said(
                "This partner holds %(count)s exclusive protections, as many as the programme"
                " gives. Nothing was changed. Approve it not exclusively, or have one released"
                " first: %(deals)s.",
                count=len(held),
                deals="; ".join(f"{each.number}, {each.customer_name}" for each in held[:SHOWN]),
            )
        )


def held_at_most(work: Work, deal: Deal) -> Sequence[Deal]:
    """Return what the partner holds besides a deal if it can hold no more; otherwise nothing."""
    most = terms_of(work).most_protections
    queries.wait_for_partner(work, deal)
    held = queries.held_by_partner(work, deal, most)
    return held if len(held) >= most else ()
