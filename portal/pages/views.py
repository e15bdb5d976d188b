"""Pages that compose several packages."""

from flask import Blueprint, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.kernel.db import Work
from portal.pages import home, inbox, jobs, partner, profile, search
from portal.pages.components import components_page
from portal.web.access import public, requires
from portal.web.origin import path_of

blueprint = Blueprint("pages", __name__)
YEAR = 365 * 24 * 3600


@blueprint.get("/components")
@requires("components:read")
def components(_work: Work) -> ResponseReturnValue:
    """Show every component in every state, for staff who build and check the portal."""
    return components_page()


@blueprint.get("/rail")
@requires("home:read")
def rail(_work: Work) -> ResponseReturnValue:
    """Show the rail and the tabs of the page `at`: what is unread and waiting there now."""
    g.page_path = request.args.get("at", "/")
    return render_template("rail.html") + render_template("tabs.html", is_brought_along=True)


@blueprint.post("/theme")
@public
def create_theme() -> ResponseReturnValue:
    """Keep the reader's choice of light, dark or the system's own."""
    theme = request.form.get("theme", "")
    response = make_response(redirect(path_of(request.referrer), 303))
    if theme in {"light", "dark"}:
        response.set_cookie("kontor_theme", theme, max_age=YEAR, samesite="Lax", httponly=True)
    else:
        response.delete_cookie("kontor_theme")
    return response


blueprints = (
    home.blueprint,
    inbox.blueprint,
    jobs.blueprint,
    partner.blueprint,
    profile.blueprint,
    search.blueprint,
    blueprint,
)
