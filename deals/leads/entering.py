"""Leads entered on screen by the host: taken in, and corrected."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from deals.catalogue.queries import product_families, territories
from deals.leads import actions, queries
from deals.leads.correcting import correct, refuse_unless_correctable
from deals.leads.entry import FIELDS, NewLead
from deals.leads.lead_page import lead_page
from deals.leads.models import Lead
from deals.leads.presentation import FIELD_NAMES, SIZES
from deals.leads.reading import TYPED_AS, read_lead
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid, StaleVersion
from portal.web.access import requires, services
from portal.web.countries import country_choices
from portal.web.templating import format_country

blueprint = Blueprint("lead_entries", __name__)


@blueprint.get("/leads/new")
@requires("leads:route")
def new(work: Work) -> ResponseReturnValue:
    return _form(work, {}, {})


@blueprint.post("/leads")
@requires("leads:route")
def create(work: Work) -> ResponseReturnValue:
    try:
        lead = actions.take_in(work, read_lead(request.form))
    except Invalid as error:
        return _form(work, request.form, error.fields), error.status
    return redirect(url_for("leads.show", lead_id=lead.id), 303)


@blueprint.get("/leads/<uuid:lead_id>/correction")
@requires("leads:route")
def edit(work: Work, lead_id: UUID) -> ResponseReturnValue:
    lead = queries.get_lead(work, lead_id)
    try:
        refuse_unless_correctable(lead)
    except Conflict as refused:
        return lead_page(work, lead, refused), refused.status
    return _form(work, _typed(NewLead.of(lead, lead.contact)), {}, lead)


@blueprint.post("/leads/<uuid:lead_id>/correction")
@requires("leads:route")
def update(work: Work, lead_id: UUID) -> ResponseReturnValue:
    """Correct a lead; whoever typed against an older version sees both, and saves again."""
    lead = queries.get_lead(work, lead_id)
    version = request.form.get("version", lead.version, type=int)
    try:
        correct(services().database, work.actor, lead_id, read_lead(request.form), version)
    except Invalid as error:
        return _form(work, request.form, error.fields, lead), error.status
    except Conflict as conflict:
        work.rollback()
        lead = queries.get_lead(work, lead_id)
        return _form(work, request.form, {}, lead, conflict), conflict.status
    return redirect(url_for("leads.show", lead_id=lead_id), 303)


def _form(
    work: Work,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    lead: Lead | None = None,
    conflict: Conflict | None = None,
) -> str:
    return render_template(
        "leads/entry.html",
        lead=lead,
        typed=typed,
        errors=errors,
        names={TYPED_AS.get(name, name): label for name, label in FIELD_NAMES.items()},
        conflict=conflict,
        is_stale=isinstance(conflict, StaleVersion),
        saved=_saved(lead, typed) if lead and conflict else [],
        countries=country_choices(),
        families=product_families(work),
        territories=territories(work),
    )


def _typed(lead: NewLead) -> dict[str, str]:
    return {TYPED_AS.get(name, name): getattr(lead, name) for name in FIELDS}


def _saved(lead: Lead, typed: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what a lead says where something else was typed, by the names of the fields."""
    now = _typed(NewLead.of(lead, lead.contact))
    shown = now | {
        "country": format_country(lead.country),
        "territory": lead.territory.name,
        "family": lead.family.name,
        "size": str(SIZES[lead.size]),
    }
    return [
        (str(FIELD_NAMES[name]), shown[key] or gettext("nothing"))
        for name in FIELDS
        if typed.get(key := TYPED_AS.get(name, name), "").strip() != now[key]
    ]
