"""Whether a deal can be handed over now, and who may be asked.

Who is asked depends on who can open the customer to the receiver: its owner. The giver, where the
account is its own; the host, where it is the host's and the host chooses; nobody else, so that
nothing is opened that whoever gives could not open.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from deals.disputes.queries import find_dispute
from deals.disputes.states import DisputeState
from deals.handoffs import queries
from deals.handoffs.models import HandOff
from deals.models import Deal
from deals.protection.models import ExtensionState
from deals.protection.queries import find_request
from deals.protection.states import ProtectionState
from deals.review.states import Review
from partners.companies.models import Company
from partners.companies.queries import get_host
from portal.kernel.db import Work
from portal.kernel.words import Said, said

if TYPE_CHECKING:
    from partners.accounts.models import Account


def obstacle(work: Work, deal: Deal) -> Said | None:
    """Return why a deal cannot be handed over now."""
    last = queries.last_of_deal(work, deal.id)
    if last is not None and last.is_open(work.now):
        return said("This deal is being handed over already.")
    return obstacle_to_taking(work, deal)


def obstacle_to_taking(work: Work, deal: Deal) -> Said | None:
    """Return why a deal that was offered cannot be taken over any more."""
    if deal.review is not Review.APPROVED or deal.is_closed:
        return said("Only an approved deal that is not closed can be handed over.")
    request = find_request(work, deal)
    if request is not None and request.state is ExtensionState.ASKED:
        return said("An extension of its protection is asked for. Wait for the answer first.")
    if deal.protection is not ProtectionState.ACTIVE or not deal.protection_runs(work.now):
        return said("Its protection does not run any more, so there is nothing to hand over.")
    dispute = find_dispute(work, deal)
    if dispute is not None and dispute.state is not DisputeState.FINAL:
        return said("A dispute about this deal is open. Wait for its end first.")
    return None


def receivers_of(work: Work, deal: Deal, handoff: HandOff | None = None) -> Sequence[Company]:
    """Return whom the actor may ask: companies it knows, to which the customer can be opened.

    `handoff` is one that waits for the host; without it the actor begins one.
    """
    is_hosts = handoff.is_hosts if handoff else work.actor.is_host
    host_id = get_host(work).id if work.actor.is_host else None
    # An account that the host does not see is the giver's: see `leaves_to_host`.
    account: Account | None = deal.account
    owner_id = account.owner_company_id if account else deal.owner_company_id
    known = queries.companies_to_ask(work, deal.owner_company_id)
    return [each for each in known if can_be_opened(owner_id, deal, each.id, is_hosts, host_id)]


def leaves_to_host(work: Work, deal: Deal) -> bool:
    """Return whether a partner may leave to the host whom to ask: not about a third one's customer.

    Neither of the two could open that.
    """
    return deal.account.owner_company_id in {deal.owner_company_id, get_host(work).id}


def can_be_opened(
    owner_id: UUID, deal: Deal, receiver_id: UUID, is_hosts: bool, host_id: UUID | None
) -> bool:
    """Return whether a receiver sees the customer, which is `owner_id`'s, once it accepts.

    The giver opens its own unless the host began the hand-off; the host, whose id is given where it
    chose the receiver, opens its own.
    """
    giver_id = None if is_hosts else deal.owner_company_id
    return owner_id in {receiver_id, giver_id, host_id}
