"""Naming agreements and executing them."""

from collections.abc import Sequence
from typing import Final

from documents.agreements import policies
from documents.agreements.events import AgreementExecuted, AgreementNamed, AgreementRetired
from documents.agreements.models import Agreement, AgreementExecution
from documents.models import Document, Version
from partners.audiences import at_host
from partners.companies.models import RelationshipType
from partners.companies.queries import get_host, get_own_company
from portal.kernel.bell import company_audience
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.policy import ensure
from portal.kernel.storage import ObjectMissing, Storage
from portal.kernel.words import said

LONGEST_NAME: Final = 100

constraint_means(
    "uq_agreement_executions_owner_company_id_agreement_id",
    lambda: Conflict(said("Your company has executed this agreement already.")),
)


def name_agreement(work: Work, version: Version, types: Sequence[str]) -> Agreement:
    """Let partners of some kinds (none named: of all) execute this very version.

    Raises:
        Forbidden: the role may not.
        Invalid: not a clean version of the host's own, or a kind there is not.
    """
    ensure(policies.can_name(work.actor), said("Agreements are named by the role legal."))
    if not version.is_clean or not work.actor.is_company(version.owner_company_id):
        raise Invalid(fields={"version": said("Choose one of your own documents.")})
    if not set(types) <= {each.value for each in RelationshipType}:
        raise Invalid(fields={"types": said("Choose kinds from the list.")})
    document = work.get(Document, version.document_id)
    agreement = work.add(
        Agreement(
            owner_company_id=version.owner_company_id,
            version_id=version.id,
            title=document.title,
            file_name=version.file_name,
            key=version.key,
            sha256=version.sha256,
            size=version.size,
            content_type=version.content_type,
            types=sorted(set(types)),
        )
    )
    work.flush()
    event = AgreementNamed(agreement.id, agreement.sha256)
    work.record(event, subject=get_host(work), owner=agreement.owner_company_id)
    return agreement


def retire_agreement(work: Work, agreement: Agreement) -> None:
    """Ask nobody for it any more; what was executed stays."""
    ensure(policies.can_name(work.actor), said("Agreements are named by the role legal."))
    agreement.retire(at=work.now)
    event = AgreementRetired(agreement.id)
    work.record(event, subject=get_host(work), owner=agreement.owner_company_id)


def execute_agreement(
    work: Work, agreement: Agreement, *, sha256: str, name: str, agreed: bool
) -> AgreementExecution:
    """Accept an agreement for the actor's company; it cannot be taken back or changed.

    `sha256` is the hash that stood beside the text the signatory saw.

    Raises:
        Forbidden: not somebody who may sign for the company.
        Invalid: no name, or not agreed.
        Conflict: another text stands there now, or it is executed already.
    """
    ensure(
        policies.can_execute(work.actor),
        said("Executing agreements needs the role authorised signatory."),
    )
    if agreement.retired_at is not None or agreement.sha256 != sha256:
        raise Conflict(said("Another version stands here now. Read it before you accept it."))
    fields = {}
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        fields["name"] = said("Type your full name.")
    if not agreed:
        fields["agreed"] = said("Say that you have read it and may sign for the company.")
    if fields:
        raise Invalid(fields=fields)
    partner = get_own_company(work)
    execution = work.add(
        AgreementExecution(
            owner_company_id=partner.id,
            agreement_id=agreement.id,
            title=agreement.title,
            sha256=agreement.sha256,
            signatory_id=work.actor.id,
            signatory_name=name.strip(),
            login_name=work.actor.name,
        )
    )
    work.flush()
    event = AgreementExecuted(agreement.id, agreement.title, agreement.sha256)
    work.record(event, subject=partner, owner=partner.id)
    everybody = [company_audience(partner.id), *at_host(work, partner.id)]
    work.ring("onboarding", "home", f"partner:{partner.id}", to=everybody)
    return execution


def link_to(storage: Storage, agreement: Agreement) -> str:
    """Return an address of the text that dies after 60 seconds.

    Raises:
        ObjectMissing: the store does not hold these bytes any more.
    """
    if storage.size_of(agreement.key) != agreement.size:
        raise ObjectMissing
    return storage.download_url(agreement.key, agreement.file_name, agreement.content_type)
