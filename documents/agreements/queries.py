"""Reads of agreements and their executions."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from documents.agreements.models import Agreement, AgreementExecution
from documents.models import Document, Scan, Version
from partners.companies.models import PartnerRelationship
from partners.onboarding.queries import requires_before_activation
from portal.kernel.db import Work


@dataclass(frozen=True, slots=True)
class Standing:
    """An agreement, and its execution by one partner if there is one."""

    agreement: Agreement
    execution: AgreementExecution | None

    def is_shown_to(self, relationship: PartnerRelationship) -> bool:
        """Return whether the partner executed it, or is asked to."""
        is_asked = self.agreement.retired_at is None and self.agreement.is_for(relationship.type)
        return self.execution is not None or is_asked


def agreements_in_force(work: Work) -> Sequence[Agreement]:
    """Return the visible agreements that are not retired, by title."""
    return work.all(
        sa.select(Agreement)
        .where(Agreement.retired_at.is_(None))
        .order_by(Agreement.title, Agreement.id)
    )


def standings_of(work: Work, relationship: PartnerRelationship) -> list[Standing]:
    """Return what a partner is to execute, or has executed, by title."""
    mine = sa.and_(
        AgreementExecution.agreement_id == Agreement.id,
        AgreementExecution.owner_company_id == relationship.partner_id,
    )
    statement = (
        sa.select(Agreement, AgreementExecution)
        .outerjoin(AgreementExecution, mine)
        .order_by(Agreement.title, Agreement.id)
    )
    found = (
        Standing(agreement, execution) for agreement, execution in work.session.execute(statement)
    )
    return [each for each in found if each.is_shown_to(relationship)]


@requires_before_activation
def unexecuted(work: Work, relationship: PartnerRelationship) -> int:
    """Count the agreements a partner must still execute."""
    return sum(1 for each in standings_of(work, relationship) if each.execution is None)


def nameable(work: Work) -> Sequence[Version]:
    """Return the clean latest versions of the host's own documents on its own page, by title."""
    host_id = work.actor.company_id
    return work.all(
        sa.select(Version)
        .join(
            Document,
            sa.and_(Document.id == Version.document_id, Document.latest_number == Version.number),
        )
        .where(
            Document.owner_company_id == host_id,
            Document.subject_type == "partner",
            Document.subject_id == host_id,
            Version.scan == Scan.CLEAN,
        )
        .order_by(Version.file_name, Version.id)
        .limit(200)
    )


def own_relationship(work: Work) -> PartnerRelationship:
    return work.one(
        sa.select(PartnerRelationship).where(
            PartnerRelationship.partner_id == work.actor.company_id
        )
    )


def find_execution(work: Work, agreement_id: UUID) -> AgreementExecution | None:
    """Return the execution by the actor's own company."""
    return work.session.scalars(
        sa.select(AgreementExecution).where(
            AgreementExecution.agreement_id == agreement_id,
            AgreementExecution.owner_company_id == work.actor.company_id,
        )
    ).first()
