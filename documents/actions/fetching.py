"""Fetching a version: the receipt first, then an address that dies."""

from typing import Any
from uuid import UUID

from documents import policies, queries
from documents.actions.telling import readers_at
from documents.events import DocumentDownloaded
from documents.models import AccessReceipt, Document, Version
from portal.kernel.actor import Actor
from portal.kernel.db import Work
from portal.kernel.policy import ensure
from portal.kernel.storage import ObjectMissing, Storage
from portal.kernel.words import said


def fetch_version(work: Work, storage: Storage, version: Version) -> str:
    """Write the receipt and return an address for the bytes that dies after 60 seconds.

    The receipt is committed before the address leaves the portal, so a cut download has one too.
    `version` comes with its document loaded.

    Raises:
        Forbidden: the role may not download, or the version is not clean.
        ObjectMissing: the store does not hold these bytes any more.
    """
    ensure(policies.can_download(work.actor, version), said("Downloading needs a role that may."))
    if storage.size_of(version.key) != version.size:
        raise ObjectMissing
    document, actor = version.document, work.actor
    work.add(
        AccessReceipt(
            at=work.now,
            owner_company_id=document.owner_company_id,
            document_id=document.id,
            number=version.number,
            actor_id=actor.id,
            actor_name=actor.name,
            actor_company_id=actor.company_id,
            actor_company_name=actor.company_name,
        )
    )
    subject = queries.get_subject(work, document.subject_type, document.subject_id)
    work.record(
        DocumentDownloaded(document.id, version.file_name, version.number),
        subject=subject,
        owner=document.owner_company_id,
        counterparty=_fetching_side(actor, document, subject),
        account_id=document.account_id,
    )
    owners = readers_at(work, document.owner_company_id, document, subject)
    work.ring(f"document:{document.id}", to=owners)
    return storage.download_url(version.key, version.file_name, version.content_type)


def _fetching_side(actor: Actor, document: Document, subject: Any) -> UUID | None:
    """Return the reader's company, so that it sees its own fetches; see `other_side`."""
    if actor.is_company(document.owner_company_id):
        return None
    holds_a_grant = (
        document.subject_type == "account" and subject.owner_company_id == document.owner_company_id
    )
    return actor.company_id if holds_a_grant or not actor.is_host else None
