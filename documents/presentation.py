"""How documents look: the word and icon of their kind, who reads them, in sentences."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from documents import policies, queries
from documents.file_types import ACCEPT
from documents.models import Document
from partners.companies.models import Company
from partners.companies.queries import get_host
from portal.kernel.db import Work
from portal.kernel.subjects import subject_type

SHORT_HASH = 12


@dataclass(frozen=True, slots=True)
class Reader:
    """One line of "Who may read it": never more than its reader may know."""

    title: str
    text: str
    glyph: str


def readers_of(work: Work, document: Document, subject: Any) -> list[Reader]:
    """Say who may read a document. A grantee is not told of other grantees."""
    host = get_host(work)
    owner = work.find(Company, document.owner_company_id)
    name = owner.trade_name if owner else gettext("Another company")
    if not subject_type(document.subject_type).is_shared_by_grants:
        return [
            Reader(name, gettext("everyone who sees what it is about"), "building-2"),
            Reader(
                host.trade_name,
                gettext("those who look after %(name)s", name=name),
                "user-round-check",
            ),
        ]
    readers = [Reader(name, gettext("everyone in the company"), "building-2")]
    if document.owner_company_id != subject.owner_company_id:
        other = work.find(Company, subject.owner_company_id)
        if other is not None and other.is_host:
            text = gettext("those who look after %(name)s", name=name)
            return [*readers, Reader(other.trade_name, text, "user-round-check")]
        if other is not None:
            readers.append(Reader(other.trade_name, gettext("owner of the account"), "building-2"))
        return readers
    for grant in queries.companies_reading_account(work, subject):
        if grant.grantee is not None:
            text = gettext("by a grant that opens documents")
            readers.append(Reader(grant.grantee.trade_name, text, "key-round"))
    return readers


def section_of(work: Work, kind: str, subject: Any) -> dict[str, Any]:
    """Return what `documents/_on_subject.html` shows."""
    return {
        "kind": kind,
        "subject_id": subject.id,
        "documents": queries.documents_of(work, kind, subject.id),
        "under_way": queries.uploads_under_way(work, kind, subject.id),
        "can_upload": can_upload_on(work, kind, subject),
        "can_download": work.actor.has_permission("documents:download"),
        "accept": ACCEPT,
    }


def can_upload_on(work: Work, kind: str, subject: Any) -> bool:
    found = subject_type(kind)
    if not policies.can_upload(work.actor, found, subject):
        return False
    return not found.is_shared_by_grants or queries.may_add_to_account(work, subject)
