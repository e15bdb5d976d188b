"""The gateway through the API: a partner's own system sends, asks what became of it, fetches."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, g, json, request, url_for
from marshmallow import fields, validate

from edi.gateway import actions, queries
from edi.gateway.actions import Outcome, Receipt
from edi.gateway.files import acknowledgement_of, stream_file
from edi.gateway.intake import MAX_BYTES, MEDIA_TYPE
from edi.gateway.marks import Answer, Delivery, Validation, marks_of
from edi.gateway.models import Interchange
from edi.gateway.reception import MEDIA_TYPES, Contradiction, take_in, wait_until_settled
from edi.gateway.states import Direction, InterchangeState, MessageDisposition
from portal.kernel.db import Work
from portal.web.access import services
from portal.web.api import (
    ApiSchema,
    Page,
    PageArguments,
    api_blueprint,
    page_schema,
    read_position,
    requires_token,
)
from portal.web.cursors import moment_and_id

blueprint = api_blueprint("edi", "Interchanges sent to the host, its acknowledgements and answers")
LIST = "interchanges"
ApiView = Callable[..., Any]
_BYTES = {"type": "string", "format": "binary"}
_GIVES_FILE: Callable[[ApiView], ApiView] = blueprint.alt_response(
    200, schema=_BYTES, content_type=MEDIA_TYPE, description="The file", success=True
)
_BODY = {
    "required": True,
    "content": {kind: {"schema": _BYTES} for kind in sorted(MEDIA_TYPES)},
}
_PREFER = {
    "in": "header",
    "name": "Prefer",
    "required": False,
    "description": "`wait=20` holds the answer back until the interchange is processed, for that"
    " many seconds at the most; with `Accept: application/edi-x12` the answer is then the 997.",
    "schema": {"type": "string"},
}


class FindingSchema(ApiSchema):
    """One thing wrong or odd. `code` is from the standard's list for the `level`."""

    level = fields.String(required=True)
    code = fields.String(required=True)
    severity = fields.String(required=True, validate=validate.OneOf(("error", "warning")))
    sentence = fields.String(required=True)
    segment = fields.String(dump_default="")
    element = fields.Integer(dump_default=0)
    place = fields.String(dump_default="")
    in_message = fields.Integer(dump_default=0)


class InterchangeMessageSchema(ApiSchema):
    """One message (X12: transaction set). `reference` is its business number."""

    type = fields.String(required=True)
    group_number = fields.String(required=True)
    number = fields.String(required=True)
    reference = fields.String(required=True)
    disposition = fields.Enum(MessageDisposition, by_value=True, required=True, allow_none=True)
    findings = fields.List(fields.Nested(FindingSchema), required=True)


class MarksSchema(ApiSchema):
    """Is it right, is it there, is it answered: three questions, never blended."""

    validation = fields.Enum(Validation, by_value=True, required=True)
    delivery = fields.Enum(Delivery, by_value=True, required=True)
    acknowledgement = fields.Enum(Answer, by_value=True, required=True)


class LinksSchema(ApiSchema):
    self = fields.String(required=True)
    raw = fields.String(required=True)
    acknowledgement = fields.String(required=True, allow_none=True)


class InterchangeSchema(ApiSchema):
    """One envelope. IN came from your system, OUT waits for it or was fetched by it."""

    id = fields.UUID(required=True)
    direction = fields.Enum(Direction, by_value=True, required=True)
    state = fields.Enum(InterchangeState, by_value=True, required=True)
    kind = fields.String(required=True)
    reference = fields.String(required=True)
    control_number = fields.String(required=True)
    sender = fields.String(required=True)
    receiver = fields.String(required=True)
    is_test = fields.Boolean(required=True)
    size = fields.Integer(required=True)
    sha256 = fields.String(required=True)
    received_at = fields.AwareDateTime(required=True, attribute="created_at")
    settled_at = fields.AwareDateTime(required=True, allow_none=True)
    marks = fields.Function(
        lambda each: MarksSchema().dump(marks_of(each, g.now)),
        required=True,
        metadata={"type": "object"},
    )
    findings = fields.List(fields.Nested(FindingSchema), required=True)
    links = fields.Method("links_of", required=True, metadata={"type": "object"})

    def links_of(self, interchange: Interchange) -> dict[str, Any]:
        return _links(interchange)


class InterchangeDetailSchema(InterchangeSchema):
    messages = fields.List(fields.Nested(InterchangeMessageSchema), required=True)


class ReceiptSchema(ApiSchema):
    """What an arrival is: NEW, or REPEATED or DUPLICATE, for which the first answer stands."""

    outcome = fields.Enum(Outcome, by_value=True, required=True)
    interchange = fields.Nested(InterchangeDetailSchema, required=True)


class InterchangesArguments(PageArguments):
    direction = fields.Enum(Direction, by_value=True, load_default=None)
    search = fields.String(
        load_default="",
        validate=validate.Length(0, 80),
        metadata={"description": "Part of a business number, or a control number"},
    )


class OutboxSchema(ApiSchema):
    items = fields.List(fields.Nested(InterchangeDetailSchema), required=True)


@blueprint.post("/edi/interchanges")
@requires_token("edi:exchange", max_bytes=MAX_BYTES)
@blueprint.doc(requestBody=_BODY, parameters=[_PREFER])  # type: ignore[untyped-decorator]
@blueprint.refuses(409, 413, 415, 503)
@_GIVES_FILE
@blueprint.alt_response(200, schema=ReceiptSchema)  # type: ignore[untyped-decorator]
@blueprint.response(202, ReceiptSchema)
def create(work: Work) -> Any:
    """Send an interchange. It is safe with us when this answers; a repeat is recognised."""
    receipt = take_in(services(), work.actor, request)
    if receipt.outcome is Outcome.CONFLICT:
        raise Contradiction
    waited = wait_until_settled(services(), work.actor, receipt.interchange.id, request)
    answer = _receipt_answer(work, receipt)
    answer.headers["Location"] = url_for("api_edi.show", interchange_id=receipt.interchange.id)
    if waited is not None:
        answer.headers["Preference-Applied"] = f"wait={waited}"
    return answer


@blueprint.get("/edi/interchanges")
@requires_token("edi:exchange")
@blueprint.arguments(InterchangesArguments, location="query")
@blueprint.response(200, page_schema(InterchangeSchema))
def index(work: Work, wanted: dict[str, Any]) -> Page[Interchange]:
    """List interchanges both ways, the newest first."""
    found = queries.interchanges_page(
        work,
        direction=wanted["direction"],
        search=wanted["search"],
        after=read_position(LIST, wanted["cursor"], moment_and_id),
        limit=wanted["limit"] + 1,
    )
    return Page.of(LIST, found, wanted["limit"], _place)


@blueprint.get("/edi/interchanges/<uuid:interchange_id>")
@requires_token("edi:exchange")
@blueprint.response(200, InterchangeDetailSchema)
def show(work: Work, interchange_id: UUID) -> Interchange:
    """Show an interchange with its messages and what is wrong with them."""
    return queries.get_interchange(work, interchange_id)


@blueprint.get("/edi/interchanges/<uuid:interchange_id>/raw")
@requires_token("edi:exchange")
@blueprint.refuses(502, 503)
@_GIVES_FILE
def show_raw(work: Work, interchange_id: UUID) -> Response:
    """Fetch the file, byte for byte."""
    return stream_file(services().storage, work.get(Interchange, interchange_id))


@blueprint.get("/edi/interchanges/<uuid:interchange_id>/acknowledgement")
@requires_token("edi:exchange")
@blueprint.refuses(502, 503)
@_GIVES_FILE
def show_acknowledgement(work: Work, interchange_id: UUID) -> Response:
    """Fetch the acknowledgement; every time the same bytes. 404 until there is one."""
    return _acknowledgement(work, work.get(Interchange, interchange_id))


@blueprint.get("/edi/outbox")
@requires_token("edi:exchange")
@blueprint.response(200, OutboxSchema)
def outbox(work: Work) -> dict[str, Any]:
    """List what waits for your system, the oldest first, fifty at the most."""
    return {"items": queries.waiting_for(work)}


@blueprint.post("/edi/outbox/<uuid:interchange_id>/confirmation")
@requires_token("edi:exchange")
@blueprint.response(200, InterchangeDetailSchema)
def create_confirmation(work: Work, interchange_id: UUID) -> Interchange:
    """Say that your system has the file; it leaves the outbox. A repeat changes nothing."""
    actions.confirm_pick_up(work, work.get(Interchange, interchange_id))
    work.flush()
    return queries.get_interchange(work, interchange_id)


def _receipt_answer(work: Work, receipt: Receipt) -> Response:
    """Answer with the 997 itself when it is there and wanted, else with what is known."""
    interchange = queries.get_interchange(work, receipt.interchange.id)
    wants_file = request.accept_mimetypes.best_match(["application/json", MEDIA_TYPE]) == MEDIA_TYPE
    if wants_file and interchange.is_settled and _has_answer(interchange):
        return _acknowledgement(work, interchange)
    content = ReceiptSchema().dump({"outcome": receipt.outcome, "interchange": interchange})
    response = Response(json.dumps(content), content_type="application/json")
    response.status_code = 200 if interchange.is_settled else 202
    return response


def _acknowledgement(work: Work, interchange: Interchange) -> Response:
    """Hand the answer over. The file is opened first: no row is locked while the store thinks."""
    answer = acknowledgement_of(work, interchange)
    file = stream_file(services().storage, answer)
    actions.confirm_pick_up(work, answer)
    return file


def _has_answer(interchange: Interchange) -> bool:
    return interchange.acknowledgement_id is not None or interchange.is_duplicate


def _links(interchange: Interchange) -> dict[str, Any]:
    here = url_for("api_edi.show", interchange_id=interchange.id)
    answered = interchange.is_inbound and _has_answer(interchange)
    return {
        "self": here,
        "raw": f"{here}/raw",
        "acknowledgement": f"{here}/acknowledgement" if answered else None,
    }


def _place(last: Interchange) -> tuple[str, str]:
    return last.created_at.isoformat(), str(last.id)
