"""Naming a document as evidence for a registration, one that is there or one that is brought."""

from dataclasses import dataclass
from typing import BinaryIO, Final

import sqlalchemy as sa

from deals.bells import ring_deal
from deals.evidence.events import EvidenceNamed
from deals.evidence.models import Evidence, EvidenceKind
from deals.evidence.policies import can_name
from deals.models import Deal
from deals.subjects import DEAL
from documents.actions import NewUpload, UploadRefused, add_document
from documents.models import Document
from documents.queries import get_document
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict, Invalid, TooLarge, TransitionRefused
from portal.kernel.policy import ensure
from portal.kernel.storage import Storage
from portal.kernel.words import said

LARGEST: Final = 10 * 1024**2
"""Bytes of a file that comes with a form; a larger one is put on the deal first, then named."""
TOO_LARGE: Final = said("Files here may have 10 MB. Add a larger one as a document, then name it.")

constraint_means(
    "uq_deal_evidence_deal_id_document_id",
    lambda: Conflict(said("This document is named as evidence already.")),
)


@dataclass(frozen=True, slots=True)
class Brought:
    """A file as a form brings it; `size` in bytes."""

    name: str
    content: BinaryIO
    size: int
    content_type: str | None = None


def name_evidence(
    work: Work, deal: Deal, document: Document, kind: EvidenceKind | None
) -> Evidence:
    """Name a document on the registration as evidence, in the version it has now.

    Raises:
        Invalid: no kind was chosen, or the document is on something else.
        TransitionRefused: another company carries the deal on.
        Conflict: it is named already.
    """
    _check_may_name(work, deal)
    if kind is None:
        raise Invalid(fields={"evidence_kind": said("Choose what the document shows.")})
    if (document.subject_type, document.subject_id) != (DEAL.name, deal.id):
        raise Invalid(fields={"document_id": said("Choose a document that is on this deal.")})
    version = get_document(work, document.id).latest
    evidence = work.add(
        Evidence(
            owner_company_id=deal.owner_company_id,
            deal_id=deal.id,
            document_id=document.id,
            kind=kind,
            title=document.title,
            number=version.number,
            sha256=version.sha256,
            named_by_name=work.actor.name,
        )
    )
    work.flush()
    work.record(
        EvidenceNamed(deal.id, document.id, document.title, kind.value),
        subject=deal,
        account_id=deal.account_id,
    )
    ring_deal(work, deal)
    return evidence


def bring_evidence(
    work: Work, storage: Storage, deal: Deal, file: Brought, kind: EvidenceKind | None
) -> Evidence:
    """Put a file on the registration and name it as evidence; checked as every document.

    Raises:
        Invalid: it is too large, not what the portal takes, or no kind was chosen.
    """
    _check_may_name(work, deal)
    if kind is None:
        raise Invalid(fields={"evidence_kind": said("Choose what the document shows.")})
    if file.size > LARGEST:
        raise Invalid(fields={"proof": TOO_LARGE})
    new = NewUpload(file.name, file.size, file.content_type)
    try:
        document = add_document(work, storage, deal, new, file.content)
    except (UploadRefused, Invalid, TooLarge) as refusal:
        sentence = next(iter(getattr(refusal, "fields", {}).values()), refusal.message)
        raise Invalid(fields={"proof": sentence}) from refusal
    return name_evidence(work, deal, document, kind)


def _check_may_name(work: Work, deal: Deal) -> None:
    """Refuse for a deal that stays as a record: bringing a file would change it as well."""
    ensure(can_name(work.actor, deal))
    if deal.was_handed_over:
        raise TransitionRefused(
            said("This deal was handed over. Evidence is named by the company that carries it on.")
        )


def find_nameable(work: Work, deal: Deal, document_id: object) -> Document:
    """Return a visible document on the deal; foreign, absent and elsewhere are the same.

    Raises:
        Invalid: there is none of this id.
    """
    found = work.session.scalars(
        sa.select(Document).where(
            Document.id == document_id,
            Document.subject_type == DEAL.name,
            Document.subject_id == deal.id,
        )
    ).first()
    if found is None:
        raise Invalid(fields={"document_id": said("Choose a document that is on this deal.")})
    return found
