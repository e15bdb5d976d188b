"""The end of a relationship on screen: what each step does, before it is done."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import joinedload

from partners.companies import actions as companies
from partners.companies.models import Company, PartnerRelationship
from partners.farewell import policies
from partners.farewell.actions import fetch_export, open_farewell, terminate_partner
from partners.farewell.models import LETTER, Farewell
from partners.farewell.steps import Step, effects_of, open_steps, step_called
from partners.onboarding.actions import activate
from portal.kernel.actor import system_actor
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid, TransitionRefused
from portal.kernel.link_tokens import read_link_token
from portal.kernel.words import said
from portal.web.access import public, requires, services

blueprint = Blueprint("farewell", __name__, template_folder="templates")
LEAVER: Final = system_actor("farewell link")
NOTICE: Final = timedelta(days=30)


@blueprint.app_context_processor
def _on_the_partner_page() -> dict[str, object]:
    return {"relationship_steps": relationship_steps}


def relationship_steps(relationship: PartnerRelationship) -> Markup:
    """Return what the partner's own page says of the end, and the steps the reader may take."""
    work: Work = g.work
    farewell = work.session.scalars(
        sa.select(Farewell).where(Farewell.owner_company_id == relationship.partner_id)
    ).first()
    steps = open_steps(relationship) if policies.can_end(work.actor) else ()
    return Markup(  # noqa: S704 - escaped
        render_template(
            "farewell/_steps.html", relationship=relationship, steps=steps, farewell=farewell
        )
    )


@blueprint.get("/partners/<uuid:partner_id>/steps/<name>")
@requires("partners:write")
def show_step(work: Work, partner_id: UUID, name: str) -> ResponseReturnValue:
    relationship = _relationship(work, partner_id)
    step = step_called(name)
    if not step.is_open(relationship):
        return _step_page(work, relationship, step, conflict=_not_now()), 409
    return _step_page(work, relationship, step)


@blueprint.post("/partners/<uuid:partner_id>/steps/<name>")
@requires("partners:write")
def create_step(work: Work, partner_id: UUID, name: str) -> ResponseReturnValue:
    relationship = _relationship(work, partner_id)
    step = step_called(name)
    try:
        work.expect_version(
            relationship, request.form.get("version", relationship.version, type=int)
        )
        _take(work, relationship, step)
        work.flush()
    except Invalid as error:
        return _step_page(work, relationship, step, errors=error.fields), error.status
    except Conflict as error:
        work.rollback()
        relationship = _relationship(work, partner_id)
        return _step_page(work, relationship, step, conflict=error), error.status
    return redirect(url_for("partners.show", partner_id=partner_id), 303)


@blueprint.get("/farewell")
@public
def show_export() -> ResponseReturnValue:
    """Show a leaver what is kept for their company; mail scanners open links, and fetch nothing."""
    with services().database.work(LEAVER) as work:
        farewell = open_farewell(work, _linked())
        partner = work.get(Company, farewell.owner_company_id)
        return render_template(
            "farewell/export.html", farewell=farewell, partner=partner, token=request.args.get("t")
        )


@blueprint.post("/farewell")
@public
def create_fetch() -> ResponseReturnValue:
    """Send the leaver on to the store."""
    with services().database.work(LEAVER) as work:
        return redirect(fetch_export(work, services().storage, open_farewell(work, _linked())), 303)


def _linked() -> UUID | None:
    key = services().settings.secret_key
    return read_link_token(key, LETTER, request.args.get("t", ""))


def _take(work: Work, relationship: PartnerRelationship, step: Step) -> None:
    reason = request.form.get("reason", "")
    match step.name:
        case "activation":
            activate(work, relationship)
        case "suspension":
            companies.suspend_partner(work, relationship, reason)
        case "resumption":
            companies.resume_partner(work, relationship)
        case "offboarding":
            companies.start_offboarding(work, relationship, reason, _last_day())
        case _:
            terminate_partner(
                services().database,
                work.actor,
                relationship.partner_id,
                version=relationship.version,
                code=request.form.get("code", ""),
                reason=reason,
            )


def _last_day() -> date:
    try:
        return date.fromisoformat(request.form.get("last_day", ""))
    except ValueError:
        raise Invalid(fields={"last_day": said("Enter a day, like 2027-03-31.")}) from None


def _relationship(work: Work, partner_id: UUID) -> PartnerRelationship:
    return work.one(
        sa.select(PartnerRelationship)
        .where(PartnerRelationship.partner_id == partner_id)
        .options(joinedload(PartnerRelationship.partner))
        .execution_options(populate_existing=True)
    )


def _not_now() -> TransitionRefused:
    return TransitionRefused(said("This partner has moved on, so this step is not open any more."))


def _step_page(
    work: Work,
    relationship: PartnerRelationship,
    step: Step,
    *,
    errors: Mapping[str, str] | None = None,
    conflict: Conflict | None = None,
) -> str:
    typed: dict[str, Any] = request.form.to_dict()
    typed.setdefault("last_day", (work.now.date() + NOTICE).isoformat())
    return render_template(
        "farewell/step.html",
        relationship=relationship,
        partner=relationship.partner,
        step=step,
        effects=effects_of(work, step, relationship),
        errors=errors or {},
        conflict=conflict,
        typed=typed,
        is_open=step.is_open(relationship),
    )
