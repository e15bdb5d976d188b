"""The door: sign in, sign out; join by an invitation, choose a new password by a mailed link."""

from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, current_app, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from partners.people import invitations
from partners.people.models import Membership
from partners.people.preferences import TIME_ZONES
from partners.signin.actions import WrongCredentials, sign_in
from partners.signin.joining import (
    Newcomer,
    Offer,
    find_offer,
    is_for,
    join_as,
    join_as_newcomer,
)
from partners.signin.resets import LETTER, ask_for_reset, is_usable, use_reset
from partners.signin.visitor import Visitor
from partners.signin.workplaces import act_for
from portal.kernel.actor import Actor
from portal.kernel.db import Work
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.link_tokens import read_link_token
from portal.web.access import public, requires, services
from portal.web.navigation import ROLE_LABELS
from portal.web.origin import check_token
from portal.web.templating import DEFAULT_TIMEZONE, current_locale

blueprint = Blueprint("signin", __name__, template_folder="templates")

NOTHING: Final = UUID(int=0)
"""The id of no row."""


@blueprint.get("/sign-in")
@public
def show() -> ResponseReturnValue:
    if getattr(session, "actor", None) is not None:
        return redirect(_next())
    return render_template(
        "signin/sign_in.html",
        next=request.args.get("next", ""),
        was_changed="changed" in request.args,
    )


@blueprint.post("/sign-in")
@public
def create() -> ResponseReturnValue:
    email, password = request.form.get("email", ""), request.form.get("password", "")
    try:
        actor, membership = sign_in(
            services().database, email, password, request.remote_addr or "unknown"
        )
    except WrongCredentials as error:
        page = render_template(
            "signin/sign_in.html",
            email=email,
            error=error.message,
            next=request.form.get("next", ""),
        )
        return page, 422
    _let_in(actor, membership)
    return redirect(_next(), 303)


@blueprint.post("/sign-out")
@public
def delete() -> ResponseReturnValue:
    check_token(request)
    logout_user()
    session.sign_out(current_app.session_interface.store)  # type: ignore[attr-defined]
    return redirect(url_for("signin.show"), 303)


@blueprint.post("/profile/company")
@requires("home:read")
def create_company_choice(work: Work) -> ResponseReturnValue:
    """Act for another of one's companies from now on, in a session of its own."""
    assert work.actor.id is not None  # noqa: S101 - people have one
    try:
        company_id = UUID(request.form.get("company", ""))
    except ValueError:
        raise NotFound from None
    joined = act_for(services().database, work.actor.id, company_id)
    _let_in(*joined)
    return redirect(url_for("home.show"), 303)


@blueprint.get("/invitation")
@public
def show_invitation() -> ResponseReturnValue:
    invitation_id = _row_of_link(invitations.LETTER)
    try:
        offer = find_offer(services().database, invitation_id)
    except NotFound:
        return _link_is_dead()
    return _offer_page(offer, {})


@blueprint.post("/invitation")
@public
def create_membership() -> ResponseReturnValue:
    """Join the company: as a newcomer with a name and a password, or as who is signed in."""
    _check_token_of_session()
    database, invitation_id = services().database, _row_of_link(invitations.LETTER)
    visitor = _visitor()
    try:
        offer = find_offer(database, invitation_id)
        if visitor is not None:
            joined = join_as(database, invitation_id, visitor)
        else:
            joined = join_as_newcomer(database, invitation_id, _newcomer())
    except NotFound:
        return _link_is_dead()
    except Invalid as error:
        return _offer_page(offer, error.fields), 422
    _let_in(*joined)
    return redirect(url_for("home.show"), 303)


@blueprint.get("/password-reset")
@public
def show_reset() -> ResponseReturnValue:
    """Show the form for a new password; without a link, the one that has a link sent."""
    if "t" in request.args and not is_usable(services().database, _row_of_link(LETTER)):
        return _link_is_dead()
    return _reset_page({})


@blueprint.post("/password-reset")
@public
def create_reset() -> ResponseReturnValue:
    """Set a new password by a mailed link; without one, have a link sent."""
    _check_token_of_session()
    database = services().database
    try:
        if "t" not in request.form:
            email, address = request.form.get("email", ""), request.remote_addr or "unknown"
            ask_for_reset(database, email, address, current_locale())
            return redirect(url_for("signin.show_reset", asked="yes"), 303)
        use_reset(database, _row_of_link(LETTER), request.form.get("password", ""))
    except NotFound:
        return _link_is_dead()
    except Invalid as error:
        return _reset_page(error.fields), 422
    return redirect(url_for("signin.show", changed="yes"), 303)


def _let_in(actor: Actor, membership: Membership) -> None:
    """Open a session, under a new token."""
    session.sign_in(current_app.session_interface.store, actor, membership.id)  # type: ignore[attr-defined]
    g.set_session_cookie = True
    login_user(Visitor(actor))


def _visitor() -> Actor | None:
    actor: Actor | None = getattr(session, "actor", None)
    return actor


def _check_token_of_session() -> None:
    """Ask for the session's token where there is a session; a stranger's form has none."""
    if _visitor() is not None:
        check_token(request)


def _row_of_link(purpose: str) -> UUID:
    """Return the row that the token in the address or form leads to; one of nothing if made up."""
    token = request.values.get("t", "")
    return read_link_token(services().settings.secret_key, purpose, token) or NOTHING


def _newcomer() -> Newcomer:
    zone = request.form.get("time_zone", "")
    return Newcomer(
        name=request.form.get("name", ""),
        password=request.form.get("password", ""),
        locale=current_locale(),
        time_zone=zone if zone in TIME_ZONES else DEFAULT_TIMEZONE,
    )


def _offer_page(offer: Offer, errors: dict[str, str]) -> str:
    visitor = _visitor()
    return render_template(
        "signin/invitation.html",
        offer=offer,
        roles=[str(ROLE_LABELS[role]) for role in sorted(offer.invitation.held_roles)],
        visitor=visitor,
        is_for_visitor=visitor is not None and is_for(services().database, offer, visitor),
        token=request.values.get("t", ""),
        name=request.form.get("name", ""),
        errors=errors,
        time_zones=TIME_ZONES,
        time_zone=request.form.get("time_zone", DEFAULT_TIMEZONE),
    )


def _reset_page(errors: dict[str, str]) -> str:
    return render_template(
        "signin/password_reset.html",
        token=request.values.get("t", ""),
        email=request.form.get("email", ""),
        was_asked="asked" in request.args,
        errors=errors,
    )


def _link_is_dead() -> ResponseReturnValue:
    """Answer a link that is used, replaced, too old or made up: the five are the same."""
    return render_template("signin/dead_link.html"), 404


def _next() -> str:
    """Return where to go after signing in: a path of this portal, never another site."""
    target = request.values.get("next", "")
    parts = urlsplit(target)
    is_path = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if is_path and not parts.netloc and "\\" not in target else url_for("home.show")
