"""Who may see, put and fetch documents.

The read rule in one sentence: whoever sees the subject and is of its audience. The audience is
the owner and the host's people who look after the owner. On an account, which grants open to
several companies, it is instead: the owner; for what the account's owner put there, whoever holds
a grant in force that opens documents; for what another put there, the account's owner (at the
host those who look after that other). So two grantees of one account never see each other's.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from documents.models import (
    AccessReceipt,
    CompanyStorage,
    Document,
    Upload,
    Version,
)
from partners.accounts.models import (
    WRITES,
    Account,
    AccountShareGrant,
    GrantObject,
    GrantState,
)
from portal.kernel.actor import Actor
from portal.kernel.policy import owner_is_managed, read_rules, visible_to
from portal.kernel.subjects import SubjectType, subject_types

_DOCUMENTS = Document.__table__.alias("d")
_GRANTS = AccountShareGrant.__table__.alias("document_grants")


@visible_to(Document)
def _documents(actor: Actor) -> sa.ColumnElement[bool]:
    return _readable(Document, actor)


@visible_to(Version)
def _versions(actor: Actor) -> sa.ColumnElement[bool]:
    return Version.document_id.in_(_readable_ids(actor))


@visible_to(AccessReceipt)
def _receipts(actor: Actor) -> sa.ColumnElement[bool]:
    """Show them to the owner; at the host, a partner's to those who look after it."""
    return sa.and_(
        AccessReceipt.owner_company_id == actor.company_id,
        _is_own_or_looked_after(AccessReceipt.actor_company_id, actor),
        AccessReceipt.document_id.in_(_readable_ids(actor)),
    )


def _is_own_or_looked_after(company: Any, actor: Actor) -> sa.ColumnElement[bool]:
    if not actor.is_host:
        return sa.true()
    return sa.or_(company == actor.company_id, owner_is_managed(company, actor))


@visible_to(Upload)
def _uploads(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(Upload.uploader_id == actor.id, Upload.uploader_company_id == actor.company_id)


@visible_to(CompanyStorage)
def _storage(actor: Actor) -> sa.ColumnElement[bool]:
    return _is_side(CompanyStorage.owner_company_id, actor)


def _readable_ids(actor: Actor) -> sa.Select[tuple[UUID]]:
    """Select readable documents under another name, which an outer `documents` cannot capture."""
    return sa.select(_DOCUMENTS.c.id).where(_readable(_DOCUMENTS.c, actor))


def _readable(documents: Any, actor: Actor) -> sa.ColumnElement[bool]:
    kinds = [kind for kind in subject_types().values() if kind.holds_documents]
    return sa.or_(
        sa.false(),
        *(
            sa.and_(documents.subject_type == kind.name, _on_subject(kind, documents, actor))
            for kind in kinds
        ),
    )


def _on_subject(kind: SubjectType, documents: Any, actor: Actor) -> sa.ColumnElement[bool]:
    subject_is_visible = [
        kind.model.id == documents.subject_id,
        read_rules()[kind.model](actor),
    ]
    if kind.is_shared_by_grants:
        subject_is_visible.append(_account_audience(documents, actor))
    seen = sa.select(kind.model.id).where(*subject_is_visible).correlate_except(kind.model)
    if kind.is_shared_by_grants:
        return seen.exists()
    return sa.and_(seen.exists(), _is_side(documents.owner_company_id, actor))


def _account_audience(documents: Any, actor: Actor) -> sa.ColumnElement[bool]:
    owner = documents.owner_company_id
    looks_after = owner_is_managed(owner, actor) if actor.is_host else sa.true()
    return sa.or_(
        owner == actor.company_id,
        sa.and_(Account.owner_company_id == actor.company_id, looks_after),
        sa.and_(owner == Account.owner_company_id, _documents_granted(Account.id, actor)),
    )


def _documents_granted(
    account_id: Any, actor: Actor, *more: sa.ColumnElement[bool]
) -> sa.ColumnElement[bool]:
    return (
        sa.select(_GRANTS.c.id)
        .where(
            _GRANTS.c.account_id == account_id,
            _GRANTS.c.grantee_company_id == actor.company_id,
            _GRANTS.c.state == GrantState.ACTIVE,
            _GRANTS.c.valid_until > sa.func.kontor_now(),
            _GRANTS.c.objects.contains([GrantObject.DOCUMENTS.value]),
            *more,
        )
        .correlate_except(_GRANTS)
        .exists()
    )


def _is_side(owner: Any, actor: Actor) -> sa.ColumnElement[bool]:
    own: sa.ColumnElement[bool] = owner == actor.company_id
    return sa.or_(own, owner_is_managed(owner, actor)) if actor.is_host else own


def opens_documents(actor: Actor) -> sa.ColumnElement[bool]:
    """Return, for a statement over accounts, whether the actor's company may add documents.

    The owner may, and whoever holds a grant that opens documents for more than reading.
    """
    may_write = _GRANTS.c.access.in_(sorted(WRITES))
    return sa.or_(
        Account.owner_company_id == actor.company_id,
        _documents_granted(Account.id, actor, may_write),
    )


def owner_on(actor: Actor, kind: SubjectType, subject: Any) -> UUID | None:
    """Return the company a document put on `subject` by `actor` would belong to; None: no one's.

    The subject is one the actor sees. On a subject of one company, that company; on an account,
    the company of whoever puts it there.
    """
    if kind.is_shared_by_grants:
        return actor.company_id
    (company,) = kind.companies(subject)
    return company if actor.is_host or actor.is_company(company) else None


def can_upload(actor: Actor, kind: SubjectType, subject: Any) -> bool:
    return (
        kind.holds_documents
        and actor.has_permission("documents:upload")
        and owner_on(actor, kind, subject) is not None
    )


def can_add_version(actor: Actor, document: Document, kind: SubjectType) -> bool:
    """Return whether the actor stands on the owner's side (on an account: is the owner)."""
    is_side = actor.is_company(document.owner_company_id) or (
        actor.is_host and not kind.is_shared_by_grants
    )
    return actor.has_permission("documents:upload") and is_side


def can_download(actor: Actor, version: Version) -> bool:
    return actor.has_permission("documents:download") and version.is_clean


def can_complete(actor: Actor, upload: Upload) -> bool:
    return actor.is_system or (
        actor.has_permission("documents:upload") and actor.id == upload.uploader_id
    )


def sees_receipts(actor: Actor, document: Document) -> bool:
    return actor.is_company(document.owner_company_id)
