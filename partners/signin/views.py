"""The door: sign in, sign out."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from partners.signin.actions import WrongCredentials, sign_in
from partners.signin.visitor import Visitor
from portal.web.access import public, services
from portal.web.origin import check_token

blueprint = Blueprint("signin", __name__, template_folder="templates")


@blueprint.get("/sign-in")
@public
def show() -> ResponseReturnValue:
    if getattr(session, "actor", None) is not None:
        return redirect(_next())
    return render_template("signin/sign_in.html", next=request.args.get("next", ""))


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
    session.sign_in(current_app.session_interface.store, actor, membership.id)  # type: ignore[attr-defined]
    g.set_session_cookie = True
    login_user(Visitor(actor))
    return redirect(_next(), 303)


@blueprint.post("/sign-out")
@public
def delete() -> ResponseReturnValue:
    check_token(request)
    logout_user()
    session.sign_out(current_app.session_interface.store)  # type: ignore[attr-defined]
    return redirect(url_for("signin.show"), 303)


def _next() -> str:
    """Return where to go after signing in: a path of this portal, never another site."""
    target = request.values.get("next", "")
    parts = urlsplit(target)
    is_path = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if is_path and not parts.netloc and "\\" not in target else url_for("home.show")
