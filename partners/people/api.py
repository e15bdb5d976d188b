"""The people of one's own company through the API: whom to leave a next step to, and who left."""

from typing import Any

from marshmallow import fields, validate

from partners.people.models import Membership, MembershipState
from partners.people.queries import member_place, members_page
from portal.kernel.db import Work
from portal.kernel.errors import NotFound
from portal.kernel.permissions import Role
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

blueprint = api_blueprint("people", "Who works at your company, and as what")
LIST = "people"


class PersonSchema(ApiSchema):
    """A person of your company. Who is not ACTIVE does not sign in."""

    id = fields.UUID(required=True, attribute="person.id")
    name = fields.String(required=True, attribute="person.name")
    email = fields.String(required=True, attribute="person.email")
    roles = fields.List(
        fields.String(validate=validate.OneOf([role.value for role in Role])), required=True
    )
    state = fields.Enum(MembershipState, by_value=True, required=True)


@blueprint.get("/people")
@requires_token("people:read")
@blueprint.arguments(PageArguments, location="query")
@blueprint.response(200, page_schema(PersonSchema))
def index(work: Work, wanted: dict[str, Any]) -> Page[Membership]:
    """List the people of your own company by name."""
    if work.actor.company_id is None:
        raise NotFound
    after = read_position(LIST, wanted["cursor"], name_and_id)
    company_id, limit = work.actor.company_id, wanted["limit"]
    found = members_page(work, company_id, after=after, limit=limit + 1)
    return Page.of(LIST, found, limit, member_place)
