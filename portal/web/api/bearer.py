"""Who calls the API: a machine with an access token, in the Authorization header and nowhere else.

`portal.web` does not know where tokens come from; the composition root hands `init_api` something
that turns one into an actor.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, Protocol

from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue

from portal.kernel.actor import Actor
from portal.kernel.errors import Invalid
from portal.kernel.permissions import PERMISSIONS
from portal.kernel.words import said
from portal.web.access import Access, answer, declare, services
from portal.web.api.blueprint import MAX_KEY_LENGTH
from portal.web.api.limits import Allowance, Buckets
from portal.web.api.operations import (
    ApiView,
    Doc,
    add_refusals,
    described,
    doc_of,
    parameters_in,
)
from portal.web.api.refusals import (
    InsufficientScope,
    RateExceeded,
    TokenInAddress,
    TokenMissing,
    TokenRefused,
)
from portal.web.origin import SAFE_METHODS

EXTENSION: Final = "kontor-api"
MAX_JSON_BYTES: Final = 256 * 1024

_BEARER: Final = re.compile(r"Bearer +([A-Za-z0-9._~+/-]{1,512}=*)", re.IGNORECASE)
_KEY: Final = re.compile(rf"[\x21-\x7e]{{1,{MAX_KEY_LENGTH}}}")


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
        doc = doc_of(view)
        takes_query = bool(parameters_in(doc, "query"))

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

        return declare(described(guarded, _documented(doc, scope)), Access(scope, via="bearer"))

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
            fields={
                "Idempotency-Key": said(
                    "Use 1 to %(most)s visible ASCII characters.", most=MAX_KEY_LENGTH
                )
            }
        )


def _refuse_query() -> None:
    if request.args:
        raise Invalid(fields=dict.fromkeys(request.args, said("Unknown field.")))


def _documented(doc: Doc, scope: str) -> Doc:
    """Describe what every view behind a token has in common."""
    add_refusals(doc, 400, 401, 403, 422, 429)
    if parameters_in(doc, "json"):
        add_refusals(doc, 413, 415)
    doc.setdefault("manual_doc", {})["security"] = [{"oauth2": [scope]}]
    return doc
