"""Who is told of a change to a document, in whose name, and what is cleared away after it."""

from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

from documents import queries
from documents.models import Document, Upload
from partners.accounts.models import Account
from partners.audiences import at_host, at_partner
from partners.companies.queries import get_host
from portal.kernel.actor import Actor
from portal.kernel.bell import company_audience, person_audience
from portal.kernel.db import Work
from portal.kernel.errors import Unavailable
from portal.kernel.storage import Storage
from portal.kernel.subjects import subject_type


def drop_remains(work: Work, storage: Storage, upload: Upload) -> None:
    """Drop the copies after the commit: until then a repeat after a crash still needs them.

    If the store does not answer just then, the daily sweep drops them.
    """

    def drop() -> None:
        with suppress(Unavailable):
            storage.discard(upload.staging_key)
            storage.discard(upload.received_key)

    work.after_commit(drop)


def in_the_name_of(work: Work, upload: Upload) -> Actor:
    """Return in whose name a job records what it finished for them."""
    if not work.actor.is_system:
        return work.actor
    return replace(
        work.actor,
        kind=upload.uploader_kind,
        id=upload.uploader_id,
        name=upload.uploader_name,
        company_id=upload.uploader_company_id,
        company_name=upload.uploader_company_name,
    )


def other_side(work: Work, kind: str, subject: Any, owner: UUID) -> UUID | None:
    """Return the partner on the other side of the subject.

    The host is never named: it looks after its partners, and naming it would show the activity to
    those of its people who do not look after this one.
    """
    others = subject_type(kind).companies(subject) - {owner, get_host(work).id}
    return next(iter(others), None)


def ring(work: Work, upload: Upload, subject: Any) -> None:
    work.ring(
        "documents",
        f"{upload.subject_type}:{upload.subject_id}",
        f"documents:{upload.subject_id}",
        to=[*_who_reads(work, upload, subject), person_audience(upload.uploader_id)],
    )


def _who_reads(work: Work, upload: Upload, subject: Any) -> list[str]:
    owner_id = upload.owner_company_id
    if not isinstance(subject, Account):
        return [*at_partner(owner_id, subject), *at_host(work, owner_id)]
    companies = {owner_id, subject.owner_company_id}
    if owner_id == subject.owner_company_id:
        grants = queries.companies_reading_account(work, subject)
        companies |= {grant.grantee_company_id for grant in grants}
    return [
        reader for each in sorted(companies) for reader in readers_at(work, each, upload, subject)
    ]


def readers_at(
    work: Work, company_id: UUID, document: Document | Upload, subject: Any
) -> list[str]:
    """Return who of a company reads a document on `subject`.

    At the host that is who looks after the partner with a part in it; if none has, everybody.
    """
    host_id = get_host(work).id
    if company_id != host_id:
        return at_partner(company_id, subject)
    partners = {document.owner_company_id, subject.owner_company_id} - {host_id}
    looking_after = [person for each in partners for person in at_host(work, each)]
    return looking_after or [company_audience(host_id)]
