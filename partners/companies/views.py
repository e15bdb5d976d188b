"""Partners on screen, for the host's people: those they look after."""

from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload

from partners.companies.models import Company, PartnerRelationship
from partners.companies.queries import partners_of
from partners.people.models import Membership
from portal.kernel.db import Work
from portal.web.access import requires
from portal.web.navigation import Page, register_page
from portal.web.timeline import activities_of_company

blueprint = Blueprint("partners", __name__, template_folder="templates")

register_page(
    Page(
        label=lazy_gettext("Partners"),
        icon="users",
        endpoint="partners.index",
        permission="partners:read",
        order=10,
        staff=True,
        section="/partners",
    )
)


@blueprint.get("/partners")
@requires("partners:read")
def index(work: Work) -> ResponseReturnValue:
    return render_template("companies/index.html", relationships=partners_of(work))


@blueprint.get("/partners/<uuid:partner_id>")
@requires("partners:read")
def show(work: Work, partner_id: UUID) -> ResponseReturnValue:
    relationship = work.one(
        sa.select(PartnerRelationship)
        .where(PartnerRelationship.partner_id == partner_id)
        .options(joinedload(PartnerRelationship.partner))
    )
    return render_template(
        "companies/show.html",
        relationship=relationship,
        partner=work.get(Company, partner_id),
        members=work.all(
            sa.select(Membership)
            .where(Membership.owner_company_id == partner_id)
            .options(joinedload(Membership.person))
        ),
        activities=activities_of_company(work, partner_id),
    )
