"""The first contact that nears or is late: whoever holds the lead is reminded, the host is told.

Each is said once, by the portal itself. Reading asks the clock, whatever was said.
"""

from deals.leads.actions import tell_both
from deals.leads.events import LeadContactDueSoon, LeadContactLate
from deals.leads.models import Lead
from portal.kernel.db import Work
from portal.kernel.policy import ensure


def remind(work: Work, lead: Lead) -> None:
    """Remind whoever holds an accepted lead of the promised first contact."""
    ensure(work.actor.is_system)
    lead.remind_at, until = None, lead.contact_due_at
    assert until is not None  # noqa: S101 - it was accepted
    tell_both(work, lead, lambda offer_id: LeadContactDueSoon(offer_id, until))


def tell_late(work: Work, lead: Lead) -> None:
    """Tell the host that the promised first contact did not come."""
    ensure(work.actor.is_system)
    lead.late_told_at, until = work.now, lead.contact_due_at
    assert until is not None  # noqa: S101 - it was accepted
    tell_both(work, lead, lambda offer_id: LeadContactLate(offer_id, until))
