"""What surrounds every request: its id, its headers, its reader's language, its errors."""

import secrets
import time
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from flask import (
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    session,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from prometheus_client import Counter, Histogram
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from portal.kernel.actor import Actor
from portal.kernel.errors import (
    KontorError,
    MissingPermission,
    NotSignedIn,
    TooManyAttempts,
    Unavailable,
)
from portal.kernel.words import LANGUAGES, spoken
from portal.web import timeline
from portal.web.access import services, sign_in_redirect
from portal.web.navigation import frame_context, role_opening
from portal.web.origin import SAFE_METHODS, path_of
from portal.web.templating import DEFAULT_LOCALE

logger = structlog.get_logger("portal.web")

API_PREFIX: Final = "/api/"
FORBIDDEN: Final = HTTPStatus.FORBIDDEN
EXPLAINED: Final = frozenset({400, 403, 409, 413, 422})
"""Refusals whose own sentence says more than the page for all of their kind. Never 404: absent and
foreign must read the same."""
STATIC: Final = "static_files.serve"
REQUESTS: Final = Counter("kontor_requests_total", "Requests answered", ["method", "status"])
SECONDS: Final = Histogram("kontor_request_seconds", "Time to answer a request", ["endpoint"])


def init_hooks(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_finish)
    app.context_processor(frame_context)
    app.jinja_env.globals.update(
        new_key=lambda: secrets.token_urlsafe(16),
        sentence_of=timeline.sentence_of,
        told=timeline.told,
        quoted=timeline.quoted,
    )
    app.jinja_env.filters.update(by_day=timeline.by_day, zip=zip)
    app.register_error_handler(KontorError, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _store_down)
    app.register_error_handler(PoolTimeout, _store_down)
    app.register_error_handler(Exception, _crashed)


def _begin() -> None:
    g.started = time.perf_counter()
    g.request_id = secrets.token_hex(8)
    g.now = services().database.clock.now()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)
    actor = getattr(session, "actor", None)
    if actor is not None:
        g.locale, g.timezone = actor.locale, actor.time_zone
    else:
        g.locale = request.accept_languages.best_match(LANGUAGES, DEFAULT_LOCALE)


def _finish(response: Response) -> Response:
    headers = response.headers
    headers["X-Request-ID"] = g.get("request_id", "")
    headers.setdefault("Content-Security-Policy", _content_security_policy())
    headers["X-Content-Type-Options"] = "nosniff"
    # With "no-referrer" browsers send "Origin: null" with forms; the forgery check needs it.
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(self)"
    if services().settings.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint != STATIC:
        headers.setdefault("Cache-Control", "no-store")
    seconds = time.perf_counter() - g.get("started", time.perf_counter())
    REQUESTS.labels(request.method, response.status_code).inc()
    SECONDS.labels(request.endpoint or "none").observe(seconds)
    if request.endpoint not in {STATIC, "health.live", "health.ready"}:
        _log(response.status_code, seconds)
    return response


def _log(status: int, seconds: float) -> None:
    actor = getattr(session, "actor", None)
    caller = g.get("caller")
    logger.info(
        "answered",
        method=request.method,
        path=request.path,
        status=status,
        ms=round(seconds * 1000, 1),
        person=str(actor.id) if actor else None,
        client=str(caller.id) if caller else None,
    )


def _content_security_policy() -> str:
    s3 = services().settings.s3_browser_origin
    socket = urlsplit(services().settings.url)
    ws = f"{'wss' if socket.scheme == 'https' else 'ws'}://{socket.netloc}"
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
        f" img-src 'self' data: {s3}; connect-src 'self' {ws} {s3}; form-action 'self';"
        f" base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
    )


def _refused(error: KontorError) -> ResponseReturnValue:
    if isinstance(error, NotSignedIn) and not _wants_json():
        return sign_in_redirect()
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("refused", code=error.code, exc_info=error)
    headers = {}
    if isinstance(error, TooManyAttempts):
        headers["Retry-After"] = str(error.retry_after)
        _explain(retry_after=error.retry_after)
    if isinstance(error, Unavailable):
        headers["Retry-After"] = "5"
    if isinstance(error, MissingPermission):
        actor = getattr(session, "actor", None)
        _explain(is_closed=True, role=_role_opening(error.permission, actor))
    message = spoken(error.message, gettext)
    if error.status in EXPLAINED and (error.message != error.title or error.status != FORBIDDEN):
        _explain(explanation=message)
    return show_error(error.status, error.code, message, headers, _fields(error))


def _role_opening(permission: str, actor: Actor | None) -> str | None:
    """Return the role to ask for; none helps a company that is only being onboarded."""
    if actor is None or actor.scopes is not None:
        return None
    return role_opening(permission, actor)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if isinstance(error, MethodNotAllowed) and request.method == "GET" and not _wants_json():
        above = _page_above(request.path)
        if above is not None:
            return redirect(above, HTTPStatus.SEE_OTHER)
    headers = {name: value for name, value in error.get_headers() if name in {"Allow", "Location"}}
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        _explain(limit=_limit_exceeded())
    code = HTTPStatus(status).phrase.lower().replace(" ", "-")
    return show_error(status, code, str(error.description or error.name), headers)


def _page_above(path: str) -> str | None:
    """Return the page with the form that is sent to an address, for whoever opens the address."""
    addresses = current_app.create_url_adapter(request)
    while addresses and (path := path.rpartition("/")[0]):
        try:
            addresses.match(path, method="GET")
        except HTTPException:
            continue
        return path
    return None


def _store_down(error: Exception) -> ResponseReturnValue:
    logger.error("database does not answer", error=type(error).__name__)
    return _refused(Unavailable())


def _crashed(error: Exception) -> ResponseReturnValue:
    logger.error("crashed", error=type(error).__name__, exc_info=error)
    message = gettext("Something went wrong on our side. It has been noted.")
    return show_error(500, "server-error", message)


def show_error(
    status: int,
    code: str,
    message: str,
    headers: dict[str, str] | None = None,
    fields: dict[str, str] | None = None,
) -> ResponseReturnValue:
    """Answer with problem+json (RFC 9457) to machines and with a page to people."""
    g.failed = True
    if _wants_json():
        problem: dict[str, Any] = {
            "type": f"urn:kontor:problem:{code}",
            "title": message,
            "status": status,
            "code": code,
            "request_id": g.get("request_id"),
        }
        if fields:
            problem["fields"] = fields
        response = jsonify(problem)
        response.content_type = "application/problem+json"
    else:
        response = Response(_page(status), content_type="text/html; charset=utf-8")
    response.status_code = status
    response.headers.update(headers or {})
    return response


def _page(status: int) -> str:
    known = {400, 403, 404, 409, 413, 422, 429, 500, 502, 503}
    fallback = 500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400
    name = status if status in known else fallback
    return render_template(
        f"errors/{name}.html",
        **g.get("explained", {}),
        reference=g.get("request_id"),
        back_url=None if request.method in SAFE_METHODS else path_of(request.referrer),
    )


def _explain(**facts: Any) -> None:
    """Keep for the error page what this refusal knows besides its status."""
    g.explained = {**g.get("explained", {}), **facts}


def _limit_exceeded() -> int | None:
    """Return the cap in bytes that the request as a whole is over; one of its parts may be too."""
    most, sent = request.max_content_length, request.content_length
    return most if most is not None and sent is not None and sent > most else None


def _fields(error: KontorError) -> dict[str, str] | None:
    fields = getattr(error, "fields", {})
    return {name: spoken(sentence, gettext) for name, sentence in fields.items()} or None


def _wants_json() -> bool:
    return request.path.startswith(API_PREFIX) or (
        request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    )
