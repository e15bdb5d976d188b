"""What every route declares: who may knock. The app does not start while one route is silent.

A view behind `@requires` gets the open unit of work of the signed-in actor as its first argument.
It is committed once, after the view answered with a status below 400, and rolled back otherwise::

    @blueprint.post("/deals/<uuid:deal_id>/approval")
    @requires("deals:approve")
    def create_approval(work: Work, deal_id: UUID) -> ResponseReturnValue:
        deal = get_deal(work, deal_id)
        approve_deal(work, deal)
        return redirect(url_for("deals.show", deal_id=deal.id), 303)
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from flask import (
    Flask,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from portal.kernel import idempotency
from portal.kernel.actor import Actor
from portal.kernel.db import Work
from portal.kernel.errors import MissingPermission, NotSignedIn, Unavailable
from portal.kernel.permissions import PERMISSIONS
from portal.kernel.services import Services
from portal.web.origin import SAFE_METHODS, check_origin, check_token

View = Callable[..., ResponseReturnValue]
PUBLIC: Final = "public"
_ATTRIBUTE: Final = "kontor_access"


@dataclass(frozen=True, slots=True)
class Access:
    """A route's declaration: a permission, or `public`; and how the caller proves who they are."""

    permission: str
    via: str = "session"


def services() -> Services:
    """Return the process's settings, database and storage."""
    found: Services = current_app.extensions["kontor"]
    return found


def requires(permission: str) -> Callable[[View], View]:
    """Open the route to signed-in people whose roles hold `permission`."""
    if permission not in PERMISSIONS:
        raise RuntimeError(f"no role holds the permission {permission}")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> ResponseReturnValue:
            actor = signed_in_actor()
            check_origin(request, services().settings.url)
            check_token(request)
            return answer(actor, permission, view, arguments)

        setattr(guarded, _ATTRIBUTE, Access(permission))
        return guarded

    return decorate


def public(view: View) -> View:
    """Open the route to everyone. The view gets no unit of work."""

    @wraps(view)
    def guarded(**arguments: Any) -> ResponseReturnValue:
        check_origin(request, services().settings.url)
        return view(**arguments)

    setattr(guarded, _ATTRIBUTE, Access(PUBLIC))
    return guarded


def open_to_tools(view: View) -> View:
    """Open the route to callers without a browser (probes, token requests): no Origin is asked."""
    setattr(view, _ATTRIBUTE, Access(PUBLIC, via="tool"))
    return view


def declare(view: View, access: Access) -> View:
    setattr(view, _ATTRIBUTE, access)
    return view


def signed_in_actor() -> Actor:
    """Return who is signed in.

    Raises:
        NotSignedIn: nobody; the error page becomes the sign-in form.
        Unavailable: nobody knows, because the database does not answer.
    """
    if getattr(session, "is_out_of_reach", False):
        raise Unavailable
    actor: Actor | None = getattr(session, "actor", None)
    if actor is None:
        raise NotSignedIn
    return actor


def answer(actor: Actor, permission: str, view: View, arguments: dict[str, Any]) -> Response:
    """Run a view in a unit of work of the actor and commit it if the answer is not a refusal.

    Raises:
        MissingPermission: none of the actor's roles holds the permission.
    """
    if not actor.has_permission(permission):
        raise MissingPermission(permission)
    work = g.work = services().database.work(actor)
    try:
        response = _once(work, view, arguments)
        if response.status_code < 400:  # noqa: PLR2004 - where refusals begin
            work.commit()
        else:
            work.rollback()
    except BaseException:
        work.rollback()
        raise
    finally:
        work.close()
    return response


def _once(work: Work, view: View, arguments: dict[str, Any]) -> Response:
    """Run the view, or return the first answer to the same idempotency key."""
    key = _idempotency_key()
    if key is None:
        return make_response(view(work, **arguments))
    route = f"{request.method} {request.path}"
    first = idempotency.claim(work, route, key, _request_hash())
    if first is not None:
        return _replay(first)
    response = make_response(view(work, **arguments))
    if response.status_code < 400:  # noqa: PLR2004
        idempotency.remember(work, route, key, _kept(response))
    return response


def _idempotency_key() -> str | None:
    if request.method in SAFE_METHODS:
        return None
    key = request.headers.get("Idempotency-Key") or request.form.get("idempotency_key")
    return key[:128] if key else None


def _request_hash() -> bytes:
    if request.mimetype in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        fields = [(k, v) for k, v in request.form.items(multi=True) if k != "csrf_token"]
        files = [(name, *_file_facts(file)) for name, file in request.files.items(multi=True)]
        plain = urlencode(fields) + "".join(f"\n{urlencode({'file': each})}" for each in files)
        return hashlib.sha256(plain.encode()).digest()
    return hashlib.sha256(request.get_data(cache=True)).digest()


def _file_facts(file: FileStorage) -> tuple[str, int, str]:
    """Return name, size and SHA-256 of a sent file, read once in constant memory and rewound."""
    digest = hashlib.file_digest(file.stream, "sha256")  # type: ignore[arg-type]  # werkzeug's own
    size = file.stream.tell()
    file.stream.seek(0)
    return file.filename or "", size, digest.hexdigest()


def _kept(response: Response) -> idempotency.Answer:
    return idempotency.Answer(
        response.status_code,
        response.headers.get("Location"),
        response.headers.get("Content-Type"),
        response.get_data(),
    )


def _replay(first: idempotency.Answer) -> Response:
    response = Response(first.body, first.status, content_type=first.content_type)
    if first.location:
        response.headers["Location"] = first.location
    response.headers["Idempotency-Replayed"] = "true"
    return response


def access_of(app: Flask, endpoint: str) -> Access | None:
    declared: Access | None = getattr(app.view_functions[endpoint], _ATTRIBUTE, None)
    return declared


def refuse_silent_routes(app: Flask) -> None:
    """Stop the start while a route does not say who may knock.

    Raises:
        RuntimeError: naming the routes.
    """
    silent = sorted(
        {
            rule.endpoint
            for rule in app.url_map.iter_rules()
            if access_of(app, rule.endpoint) is None
        }
    )
    if silent:
        raise RuntimeError(f"routes without @requires or @public: {', '.join(silent)}")


def sign_in_redirect() -> ResponseReturnValue:
    """Send a visitor to the sign-in form and back afterwards."""
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("signin.show", next=target), 303)
