"""Who calls the API: a machine with an access token, in the Authorization header and nowhere else.

`portal.web` does not know where tokens come from; the composition root hands `init_api` something
that turns one into an actor.
"""

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any, Final, Protocol

from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue

from portal.kernel.actor import Actor
from portal.kernel.errors import Invalid
from portal.kernel.permissions import PERMISSIONS
from portal.web.access import Access, answer, declare, services
from portal.web.api.limits import Allowance, Buckets
from portal.web.api.refusals import (
    InsufficientScope,
    RateExceeded,
    TokenInAddress,
    TokenMissing,
    TokenRefused,
)
from portal.web.origin import SAFE_METHODS

ApiView = Callable[..., Any]

EXTENSION: Final = "kontor-api"
MAX_JSON_BYTES: Final = 256 * 1024
MAX_KEY_LENGTH: Final = 128
_BEARER: Final = re.compile(r"Bearer +([A-Za-z0-9._~+/-]{1,512}=*)", re.IGNORECASE)
_KEY: Final = re.compile(rf"[\x21-\x7e]{{1,{MAX_KEY_LENGTH}}}")
_KEY_PARAMETER: Final = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "Repeat the request with the same key and it has one effect: the first answer"
    " is returned again, with `Idempotency-Replayed: true`. Keys are kept for seven days.",
    "schema": {"type": "string", "minLength": 1, "maxLength": MAX_KEY_LENGTH},
}


class ApiCaller(Protocol):
    """Turns an access token into the actor who may act with it now, or None."""

    def find_actor(self, token: str) -> Actor | None: ...


@dataclass(frozen=True, slots=True)
class ApiState:
    """What an app's API holds: where tokens are looked up, and how fast clients may go."""

    callers: ApiCaller
    buckets: Buckets


def requires_token(scope: str, *, max_bytes: int = MAX_JSON_BYTES) -> Callable[[ApiView], ApiView]:
    """Open the route to machines whose token carries `scope` and whose company may act now.

    The view gets the open unit of work first; it is committed after an answer below 400, with the
    same idempotency keys and by the same code as a page's (`portal.web.access.answer`).
    `max_bytes` caps the request's body.

    Raises (as answers): 400 a token in the address, 401 none or a dead one, 403 without the scope,
    413 a body over the cap, 422 a query parameter the view does not declare, 429 too fast.
    """
    if scope not in PERMISSIONS:
        raise RuntimeError(f"no role holds the permission {scope}")

    def decorate(view: ApiView) -> ApiView:
        takes_query = _takes_query(view)

        @wraps(view)
        def guarded(**arguments: Any) -> ResponseReturnValue:
            request.max_content_length = max_bytes
            actor = calling_actor()
            if not actor.has_permission(scope):
                raise InsufficientScope(scope)
            _check_key()
            if not takes_query:
                _refuse_query()
            return answer(actor, scope, view, arguments)

        guarded._apidoc = _documented(view, scope)  # type: ignore[attr-defined]
        return declare(guarded, Access(scope, via="bearer"))

    return decorate


def calling_actor() -> Actor:
    """Return the machine that calls, after taking the request out of its rate.

    Raises:
        TokenInAddress: the query carries a token.
        TokenMissing: there is none.
        TokenRefused: it is unknown, expired or revoked, or its company may not act.
        RateExceeded: the client is too fast.
    """
    if "access_token" in request.args:
        raise TokenInAddress
    header = request.headers.get("Authorization")
    if header is None:
        raise TokenMissing
    match = _BEARER.fullmatch(header)
    actor = _state().callers.find_actor(match[1]) if match else None
    if actor is None or actor.id is None:
        raise TokenRefused
    g.caller = actor
    g.allowance = allowance = _state().buckets.take(actor.id, services().database.clock.now())
    if not allowance.allowed:
        raise RateExceeded(allowance.retry_after)
    return actor


def init_bearer(app: Flask, state: ApiState) -> None:
    app.extensions[EXTENSION] = state
    app.after_request(_tell_rate)


def _state() -> ApiState:
    state: ApiState = current_app.extensions[EXTENSION]
    return state


def _tell_rate(response: Response) -> Response:
    allowance: Allowance | None = g.get("allowance")
    if allowance is not None:
        response.headers["RateLimit-Limit"] = str(allowance.limit)
        response.headers["RateLimit-Remaining"] = str(allowance.remaining)
        response.headers["RateLimit-Reset"] = str(allowance.reset)
    return response


def _check_key() -> None:
    key = request.headers.get("Idempotency-Key")
    if key is None or request.method in SAFE_METHODS:
        return
    if not _KEY.fullmatch(key):
        raise Invalid(
            fields={"Idempotency-Key": f"Use 1 to {MAX_KEY_LENGTH} visible ASCII characters."}
        )


def _refuse_query() -> None:
    if request.args:
        raise Invalid(fields=dict.fromkeys(request.args, "Unknown field."))


def _parameters(view: ApiView) -> list[Any]:
    found: list[Any] = getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", [])
    return found


def _takes_query(view: ApiView) -> bool:
    return any(each["in"] == "query" for each in _parameters(view))


def _takes_json(view: ApiView) -> bool:
    return any(each["in"] == "json" for each in _parameters(view))


def _documented(view: ApiView, scope: str) -> dict[str, Any]:
    """Describe what every view behind a token has in common."""
    doc: dict[str, Any] = deepcopy(getattr(view, "_apidoc", {}))
    responses = doc.setdefault("response", {}).setdefault("responses", {})
    for status in (400, 401, 403, 422, 429, *((413, 415) if _takes_json(view) else ())):
        responses.setdefault(status, [HTTPStatus(status).name])
    doc.setdefault("manual_doc", {})["security"] = [{"oauth2": [scope]}]
    return doc


def document_key(doc: dict[str, Any]) -> None:
    """Add the idempotency key to an operation's description."""
    doc.setdefault("arguments", {}).setdefault("parameters", []).append(_KEY_PARAMETER)
