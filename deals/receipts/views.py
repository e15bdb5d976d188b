"""Receipts on screen: one of them, its file, the check of one, and the check of their order."""

import json
from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from deals.catalogue.queries import names_of_codes
from deals.models import Deal
from deals.receipts import queries
from deals.receipts.chain import Examination, examine
from deals.receipts.content import document_of
from deals.receipts.models import Receipt
from deals.receipts.presentation import FAULTS, FIELDS, coded_fields
from deals.receipts.verification import LONGEST, Verified, verify
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.kernel.storage import attachment
from portal.web.access import requires

blueprint = Blueprint("receipts", __name__, template_folder="templates")


@blueprint.app_context_processor
def _presentation() -> dict[str, object]:
    return {"receipt_fields": FIELDS}


@blueprint.get("/deals/receipts/<uuid:receipt_id>")
@requires("deals:read")
def show(work: Work, receipt_id: UUID) -> ResponseReturnValue:
    receipt = work.get(Receipt, receipt_id)
    content, names = json.loads(receipt.content), names_of_codes(work)
    return render_template(
        "receipts/show.html",
        receipt=receipt,
        content=content,
        coded=coded_fields(content, names),
        families=names.families,
        deal=work.get(Deal, receipt.deal_id),
        others=[each for each in queries.receipts_of(work, receipt.deal_id) if each is not receipt],
    )


@blueprint.get("/deals/receipts/<uuid:receipt_id>/file")
@requires("deals:read")
def download(work: Work, receipt_id: UUID) -> ResponseReturnValue:
    receipt = work.get(Receipt, receipt_id)
    name = f"receipt-{receipt.number.replace('/', '-')}.json"
    headers = {"Content-Disposition": attachment(name)}
    document = document_of(receipt.content, receipt.sha256)
    return Response(document, headers=headers, content_type="application/json; charset=utf-8")


@blueprint.get("/deals/receipts/verification")
@requires("deals:read")
def ask(work: Work) -> ResponseReturnValue:  # noqa: ARG001 - the form reads nothing
    return _verification_page("", {})


@blueprint.post("/deals/receipts/verification")
@requires("deals:read")
def verify_receipt(work: Work) -> ResponseReturnValue:
    text = _brought()
    try:
        return _verification_page(text, {}, verify(work, text))
    except Invalid as error:
        return _verification_page(text, error.fields), error.status


@blueprint.get("/deals/receipts/chain")
@requires("receipts:examine")
def show_chain(work: Work) -> ResponseReturnValue:
    sealed, waiting = queries.count_links(work)
    return _chain_page(Examination(sealed, waiting), is_examined=False)


@blueprint.post("/deals/receipts/chain")
@requires("receipts:examine")
def examine_chain(work: Work) -> ResponseReturnValue:
    return _chain_page(examine(work), is_examined=True)


def _brought() -> str:
    """Return what was pasted, or else the file that was brought."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return request.form.get("receipt", "").strip()
    return file.stream.read(LONGEST + 1).decode(errors="replace").lstrip("\ufeff")


def _verification_page(
    text: str, errors: Mapping[str, str], verified: Verified | None = None
) -> str:
    return render_template("receipts/verify.html", text=text, errors=errors, verified=verified)


def _chain_page(examination: Examination, *, is_examined: bool) -> str:
    return render_template(
        "receipts/chain.html", examination=examination, is_examined=is_examined, faults=FAULTS
    )
