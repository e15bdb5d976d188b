"""Ending a relationship: everything that tied the partner to the portal is cut in one commit."""

from uuid import UUID

import sqlalchemy as sa

from partners.audiences import at_host
from partners.companies.models import Company, PartnerRelationship
from partners.farewell import policies
from partners.farewell.events import FarewellFetched, PartnerTerminated
from partners.farewell.export import CONTENT_TYPE
from partners.farewell.models import Farewell
from partners.farewell.parting import Parting, ties
from partners.notifications.actions import people_of
from portal.kernel.actor import Actor, system_actor
from portal.kernel.bell import company_audience
from portal.kernel.db import Database, Work, constraint_means
from portal.kernel.errors import Conflict, Invalid, NotFound
from portal.kernel.permissions import Role
from portal.kernel.policy import ensure
from portal.kernel.storage import ObjectMissing, Storage
from portal.kernel.words import said

_FAREWELL = system_actor("farewell")

constraint_means(
    "deals_are_settled",
    lambda: Conflict(
        said("A deal of this partner has no plan yet. Decide what becomes of each, then end it.")
    ),
)
constraint_means(
    "ended_for_good",
    lambda: Conflict(said("This relationship has ended. The partner would have to apply anew.")),
)


def terminate_partner(
    database: Database, by: Actor, partner_id: UUID, *, version: int, code: str, reason: str
) -> None:
    """End a relationship for good, in the name of `by`, in one transaction of its own.

    It is the portal's work, because it reaches what belongs to the partner alone: sessions,
    tokens, its grants to others. When it commits, nothing that begins afterwards succeeds.

    Raises:
        Forbidden: the role may not end relationships.
        NotFound: `by` does not look after the partner.
        Invalid: no reason, or the typed code is not that of the company.
        TransitionRefused: it is neither being offboarded nor suspended, or was never let in.
        Conflict: a deal has no plan, or the relationship changed since `version`.
    """
    ensure(policies.can_end(by), said("Ending a relationship needs the role programme admin."))
    with database.work(by) as work:
        visible = work.get(PartnerRelationship, _relationship_id(work, partner_id))
    with database.work(_FAREWELL) as work:
        # Whatever the partner is just writing points at its company: we wait for its commit.
        partner = work.lock(Company, partner_id)
        relationship = work.lock(PartnerRelationship, visible.id)
        work.expect_version(relationship, version)
        _check(partner, code, reason)
        relationship.refuse_unless_leaving()
        _end(Parting(work, partner, by, reason.strip()), relationship)


def open_farewell(work: Work, farewell_id: UUID | None) -> Farewell:
    """Return the farewell of a link that a mail held (the portal's own work).

    Raises:
        NotFound: the link was made up, or has died.
    """
    ensure(work.actor.is_system)
    farewell = work.lock(Farewell, farewell_id) if farewell_id else None
    if farewell is None or not farewell.is_open(work.now):
        raise NotFound
    return farewell


def fetch_export(work: Work, storage: Storage, farewell: Farewell) -> str:
    """Note that the export was fetched and return an address that dies after 60 seconds.

    Raises:
        ObjectMissing: the store does not hold it as it was made.
    """
    ensure(work.actor.is_system)
    assert farewell.key is not None  # noqa: S101 - its link is open, so it was made
    if storage.size_of(farewell.key) != farewell.size:
        raise ObjectMissing
    farewell.fetched_at = work.now
    partner = work.get(Company, farewell.owner_company_id)
    work.record(FarewellFetched(partner.id), subject=partner, owner=partner.id)
    work.ring("partners", f"partner:{partner.id}", to=at_host(work, partner.id))
    return storage.download_url(farewell.key, f"{partner.code}.zip", CONTENT_TYPE)


def _relationship_id(work: Work, partner_id: UUID) -> UUID:
    return work.one(
        sa.select(PartnerRelationship).where(PartnerRelationship.partner_id == partner_id)
    ).id


def _check(partner: Company, code: str, reason: str) -> None:
    fields = {}
    if code.strip().upper() != partner.code:
        fields["code"] = said("Type %(code)s, the company's code.", code=partner.code)
    if not reason.strip():
        fields["reason"] = said("Say why; it stays on the record.")
    if fields:
        raise Invalid(fields=fields)


def _end(parting: Parting, relationship: PartnerRelationship) -> None:
    work, partner = parting.work, parting.partner
    before = relationship.state
    admins = people_of(work, partner.id, Role.PARTNER_ADMIN)
    for tie in ties():
        tie.cut(parting)
    work.flush()  # The database lets nobody end a relationship while a deal has no plan.
    relationship.terminate(at=work.now)
    work.add(Farewell(owner_company_id=partner.id, recipient_ids=admins))
    work.flush()
    work.record(
        PartnerTerminated(partner.id),
        subject=partner,
        owner=partner.id,
        before={"state": before},
        after={"state": relationship.state},
        reason=parting.reason,
        by=parting.by,
    )
    work.ring("partners", f"partner:{partner.id}", "accounts", to=at_host(work, partner.id))
    work.evict(company_audience(partner.id))
