"""Companies through the API: one's own and the host; the host's machines see its partners too."""

from typing import Any
from uuid import UUID

from marshmallow import fields

from partners.companies.models import Company, CompanyKind
from partners.companies.queries import companies_page
from portal.kernel.db import Work
from portal.web.api import (
    ApiSchema,
    Page,
    PageArguments,
    api_blueprint,
    page_schema,
    read_position,
    requires_token,
)
from portal.web.cursors import name_and_id

blueprint = api_blueprint("companies", "Your own company and those you work with")
LIST = "companies"


class CompanySchema(ApiSchema):
    """A legal entity. `code` is the middle of its deal numbers, `country` ISO 3166-1 alpha-2."""

    id = fields.UUID(required=True)
    kind = fields.Enum(CompanyKind, by_value=True, required=True)
    code = fields.String(required=True)
    trade_name = fields.String(required=True)
    legal_name = fields.String(required=True)
    country = fields.String(required=True)
    website_domain = fields.String(required=True, allow_none=True)
    gln = fields.String(required=True, allow_none=True)


@blueprint.get("/companies")
@requires_token("companies:read")
@blueprint.arguments(PageArguments, location="query")
@blueprint.response(200, page_schema(CompanySchema))
def index(work: Work, wanted: dict[str, Any]) -> Page[Company]:
    """List companies by name."""
    after = read_position(LIST, wanted["cursor"], name_and_id)
    companies = companies_page(work, after=after, limit=wanted["limit"] + 1)
    return Page.of(LIST, companies, wanted["limit"], lambda last: (last.trade_name, str(last.id)))


@blueprint.get("/companies/<uuid:company_id>")
@requires_token("companies:read")
@blueprint.response(200, CompanySchema)
def show(work: Work, company_id: UUID) -> Company:
    """Show one company."""
    return work.get(Company, company_id)
