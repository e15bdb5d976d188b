"""Correcting what a lead says, before any partner is asked again.

A lead that partners were shown stays as they were shown it. Who may ask is checked as the person;
then it is the portal's own transaction in their name, as placing is, which waits for the same lock:
of an offer and a correction at one moment, the later meets what the earlier left.
"""

from typing import Final
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified

from deals.leads import policies, queries
from deals.leads.actions import ring_host, write_down
from deals.leads.entry import FIELDS, NewLead, errors_of
from deals.leads.events import LeadCorrected
from deals.leads.models import Lead
from deals.leads.states import LeadState
from portal.kernel.actor import Actor, system_actor
from portal.kernel.db import Database, Work
from portal.kernel.errors import Invalid, TransitionRefused
from portal.kernel.policy import ensure
from portal.kernel.words import said

CORRECTOR: Final = system_actor("lead correction")
CORRECTABLE: Final = frozenset({LeadState.NEW, LeadState.QUALIFIED, LeadState.UNPLACED})
_RECALLABLE: Final = frozenset({LeadState.OFFERED, LeadState.ACCEPTED})
_RECALL_FIRST: Final = said(
    "Partners read this lead as it is now. Take it back first; then it can be corrected."
)
_IS_OVER: Final = said("A partner worked on this lead, or it is over: it stays as it was.")


def refuse_unless_correctable(lead: Lead) -> None:
    """Say what to do first, where a lead cannot be corrected as it stands.

    Raises:
        TransitionRefused: it is offered or held, or it is over.
    """
    if lead.state not in CORRECTABLE:
        raise TransitionRefused(_RECALL_FIRST if lead.state in _RECALLABLE else _IS_OVER)


def correct(database: Database, by: Actor, lead_id: UUID, new: NewLead, version: int) -> None:
    """Have a lead say what was entered, if that is something else than it says.

    Raises:
        Forbidden: the role may not.
        NotFound: the actor sees no such lead.
        Invalid: something is missing or wrong.
        StaleVersion: somebody else changed it since `version`.
        TransitionRefused: partners read it, or it is over.
    """
    with database.work(by) as work:
        ensure(policies.can_route(by))
        refuse_unless_correctable(work.get(Lead, lead_id))
        if errors := errors_of(work, new):
            raise Invalid(fields=errors)
    with database.work(CORRECTOR) as work:
        lead = work.lock(Lead, lead_id)
        refuse_unless_correctable(lead)
        work.expect_version(lead, version)
        _write(work, lead, new.tidied, by)


def _write(work: Work, lead: Lead, new: NewLead, by: Actor) -> None:
    contact = queries.contact_of(work, lead)
    before = NewLead.of(lead, contact)
    changed = tuple(name for name in FIELDS if getattr(before, name) != getattr(new, name))
    if not changed:
        return
    write_down(new, lead, contact)
    flag_modified(lead, "source")  # its version counts what its contact says too
    work.flush()
    work.record(LeadCorrected(lead.id, changed), subject=lead, by=by)
    ring_host(work, lead)
