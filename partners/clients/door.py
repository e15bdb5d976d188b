"""What a request to the token endpoints must be before its credentials are looked at.

Answers are those of RFC 6749, section 5.2: JSON with an `error`, never a page.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from typing import Final

from flask import Request, Response, jsonify

from partners.signin.throttle import note_failure, refuse_flood
from portal.kernel.actor import system_actor
from portal.kernel.db import Database
from portal.kernel.errors import TooManyAttempts

MAX_REQUEST_BYTES: Final = 16 * 1024
_FORM: Final = "application/x-www-form-urlencoded"
_BASIC: Final = re.compile(r"basic +([A-Za-z0-9+/]+=*)", re.IGNORECASE)
_DOOR: Final = system_actor("token endpoint")


class BadRequest(Exception):
    """The request is not one this endpoint can mean; the message says why."""


def answer_credentials(
    database: Database, request: Request, answer: Callable[[], Response]
) -> Response:
    """Let `answer` look at the credentials of a well-formed request, and count a failure."""
    request.max_content_length = MAX_REQUEST_BYTES
    try:
        account = _account(_named_client(request))
    except BadRequest as error:
        return _error(400, "invalid_request", str(error))
    address = request.remote_addr or "unknown"
    try:
        with database.work(_DOOR) as work:
            refuse_flood(work, account, address)
    except TooManyAttempts as error:
        return _slow_down(error)
    response = answer()
    if response.status_code == 401:  # noqa: PLR2004 - the one status of wrong credentials
        with database.work(_DOOR) as work:
            note_failure(work, account, address)
    return response


def _named_client(request: Request) -> str:
    """Return the client id a request names, once it is clear that it names one way in only.

    Raises:
        BadRequest: parameters in the address, another content type, a repeated parameter, or two
            ways of authentication at once (RFC 6749, section 2.3).
    """
    if request.args:
        raise BadRequest("Send the parameters in the body, never in the address.")
    if request.mimetype != _FORM:
        raise BadRequest(f"Send the body as {_FORM}.")
    repeated = [name for name, values in request.form.lists() if len(values) > 1]
    if repeated:
        raise BadRequest("A parameter stands twice.")
    header = request.headers.get("Authorization")
    if header is None:
        return request.form.get("client_id", "")
    if "client_secret" in request.form:
        raise BadRequest("Authenticate in one way: the Authorization header or the body.")
    return _basic_name(header)


def _basic_name(header: str) -> str:
    match = _BASIC.fullmatch(header)
    try:
        return base64.b64decode(match[1]).decode("utf-8").partition(":")[0] if match else ""
    except (binascii.Error, UnicodeDecodeError):
        raise BadRequest("The Authorization header cannot be read.") from None


def _account(client_id: str) -> bytes:
    return hashlib.sha256(f"client:{client_id}".encode("utf-8", "surrogatepass")).digest()


def _error(status: int, code: str, description: str) -> Response:
    response = jsonify(error=code, error_description=description)
    response.status_code = status
    return response


def _slow_down(error: TooManyAttempts) -> Response:
    response = _error(429, "slow_down", error.message)
    response.headers["Retry-After"] = str(error.retry_after)
    return response
