"""Naming evidence on the page of a deal: a document that is there, or a file that is brought."""

from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from deals.evidence import actions
from deals.evidence.files import brought_file, chosen_document, chosen_kind, take_a_file
from deals.evidence.models import EvidenceKind
from deals.evidence.presentation import CONSENTS, KINDS
from deals.models import Deal
from deals.page import act_on
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.kernel.words import said
from portal.web.access import requires, services

blueprint = Blueprint("evidence", __name__, template_folder="templates")


@blueprint.before_app_request
def _take_files() -> None:
    if request.endpoint in {"evidence.create", "deals.create"}:
        take_a_file()


@blueprint.app_context_processor
def _presentation() -> dict[str, object]:
    return {
        "evidence_kinds": KINDS,
        "evidence_choices": [(each.value, KINDS[each]) for each in EvidenceKind],
        "consents": CONSENTS,
        "consent_choices": [(each.value, name) for each, name in CONSENTS.items()],
    }


@blueprint.post("/deals/<uuid:deal_id>/evidence")
@requires("deals:register")
def create(work: Work, deal_id: UUID) -> ResponseReturnValue:
    file, kind, document_id = brought_file(), chosen_kind(), chosen_document()

    def name(deal: Deal) -> None:
        if file is not None:
            actions.bring_evidence(work, services().storage, deal, file, kind)
        elif document_id is not None:
            document = actions.find_nameable(work, deal, document_id)
            actions.name_evidence(work, deal, document, kind)
        else:
            raise Invalid(fields={"proof": said("Choose a file or a document.")})

    return act_on(work, deal_id, name)
