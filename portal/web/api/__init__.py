"""The JSON API: bearer tokens, strict bodies, problems, pages by cursor, and its own description.

How to add an endpoint, in `<package>/api.py` (found and registered by `portal.app`)::

    from portal.web.api import ApiSchema, api_blueprint, requires_token

    blueprint = api_blueprint("orders", "Orders received through the gateway")


    class OrderSchema(ApiSchema):
        id = fields.UUID(required=True)
        number = fields.String(required=True)


    @blueprint.get("/orders/<uuid:order_id>")
    @requires_token("orders:read")
    @blueprint.response(200, OrderSchema)
    def show(work: Work, order_id: UUID) -> Order:
        '''Show one order.'''
        return get_order(work, order_id)

The blueprint's addresses start at `/api/v1`. Decorators stand in this order: route,
`requires_token`, then `blueprint.arguments(Schema)` for a JSON body or
`blueprint.arguments(Schema, location="query")`, then `blueprint.response(status, Schema)`. The view
gets the open unit of work first, then what the schemas read, then the parts of the path. Its
docstring is the description.

* An endpoint that takes something other than JSON (a raw EDI interchange) has no
  `blueprint.arguments`: it says `@requires_token("edi:exchange", max_bytes=…)`, reads
  `request.get_data()`, and documents its body with
  `@blueprint.doc(requestBody={"content": {"application/edi-x12": {}}})`. An answer that is not JSON
  is a ready Flask `Response`, described with `@blueprint.response(200, {"type": "string", "format":
  "binary"}, content_type="application/edi-x12")`.
* A refusal is an exception of `portal.kernel.errors`; the answer becomes problem+json and the unit
  of work is rolled back. What it raises that is not usual for its method is declared:
  `@blueprint.refuses(409)`.
* Whatever a schema does not name is neither read nor written. There is no "all columns" schema.
* Every declared answer is seen in `tests/api/test_contract.py`; an undeclared one fails it.
"""

from portal.web.api.bearer import ApiCaller, requires_token
from portal.web.api.blueprint import ApiBlueprint, api_blueprint
from portal.web.api.paging import Page, PageArguments, page_schema, read_position
from portal.web.api.schemas import ApiSchema, Money
from portal.web.api.versions import ETAG, LOCATION, check_version, expects_version, with_version

__all__ = [
    "ETAG",
    "LOCATION",
    "ApiBlueprint",
    "ApiCaller",
    "ApiSchema",
    "Money",
    "Page",
    "PageArguments",
    "api_blueprint",
    "check_version",
    "expects_version",
    "page_schema",
    "read_position",
    "requires_token",
    "with_version",
]
