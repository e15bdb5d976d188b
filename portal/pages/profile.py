"""The reader's own page: who the portal takes them for, and signing out everywhere."""

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from partners.people.models import Person
from partners.people.preferences import LOCALES, TIME_ZONES, choose_preferences
from partners.signin.workplaces import workplaces
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.web.access import requires, services

blueprint = Blueprint("profile", __name__)


@blueprint.get("/profile")
@requires("home:read")
def show(work: Work) -> ResponseReturnValue:
    return _page(work, {})


@blueprint.post("/profile")
@requires("home:read")
def update(work: Work) -> ResponseReturnValue:
    person = _self(work)
    try:
        choose_preferences(
            work, person, request.form.get("locale", ""), request.form.get("time_zone", "")
        )
    except Invalid as error:
        return _page(work, error.fields), 422
    return redirect(url_for("profile.show"), 303)


@blueprint.post("/profile/sign-outs")
@requires("home:read")
def create_sign_out(work: Work) -> ResponseReturnValue:
    """End every session of this person, this one too."""
    store = current_app.session_interface.store  # type: ignore[attr-defined]
    store.close_all_of(_self(work).id)
    session.sign_out(store)  # type: ignore[attr-defined]
    return redirect(url_for("signin.show"), 303)


def _self(work: Work) -> Person:
    assert work.actor.id is not None  # noqa: S101 - people have one
    return work.get(Person, work.actor.id)


def _page(work: Work, errors: dict[str, str]) -> str:
    person = _self(work)
    return render_template(
        "pages/profile.html",
        person=person,
        workplaces=workplaces(services().database, person.id),
        own_company_id=work.actor.company_id,
        errors=errors,
        locales=list(LOCALES.items()),
        time_zones=TIME_ZONES,
    )
