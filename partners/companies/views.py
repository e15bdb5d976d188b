"""Partners on screen, for the host's people: those they look after."""

from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload

from partners.companies.models import Company, PartnerRelationship
from partners.companies.presentation import STATE_BADGES, TYPE_LABELS
from partners.companies.queries import last_activity, partner_place, partners_page
from partners.people.queries import member_place, members_page
from portal.kernel.activity import Activity
from portal.kernel.db import Work
from portal.web.access import requires
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page, name_and_id
from portal.web.navigation import Page, register_page
from portal.web.stretches import Part, read_stretch

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


@blueprint.app_context_processor
def _presentation() -> dict[str, object]:
    return {"state_badges": STATE_BADGES, "type_labels": TYPE_LABELS}


@blueprint.get("/partners")
@requires("partners:read")
def index(work: Work) -> ResponseReturnValue:
    after = asked_position("partners.index", name_and_id)
    found = partners_page(work, after=after, limit=PAGE_SIZE + 1)
    shown, next_url = cut_page("partners.index", found, partner_place)
    return render_template("companies/index.html", relationships=shown, next_url=next_url)


@blueprint.get("/partners/<uuid:partner_id>")
@requires("partners:read")
def show(work: Work, partner_id: UUID) -> ResponseReturnValue:
    stretch = read_stretch(
        work,
        partner_id,
        "partners.show",
        Part(Activity.owner_company_id == partner_id),
        Part(Activity.counterparty_company_id == partner_id),
    )
    if stretch.is_loaded_in_place:
        return render_template("companies/older.html", stretch=stretch)
    relationship = work.one(
        sa.select(PartnerRelationship)
        .where(PartnerRelationship.partner_id == partner_id)
        .options(joinedload(PartnerRelationship.partner))
    )
    after = asked_position("partners.show", name_and_id)
    found = members_page(work, partner_id, after=after, limit=PAGE_SIZE + 1)
    members, next_url = cut_page("partners.show", found, member_place)
    return render_template(
        "companies/show.html",
        relationship=relationship,
        partner=work.get(Company, partner_id),
        last_activity=last_activity(work, partner_id),
        members=members,
        may_manage_people=work.actor.has_permission("people:manage"),
        next_url=next_url,
        stretch=stretch,
    )
