"""Refusals that only machines meet, each with the headers its RFC asks for."""

from flask import Flask
from flask.typing import ResponseReturnValue

from portal.kernel.errors import KontorError
from portal.web.hooks import show_error

REALM = "kontor"


class ApiRefusal(KontorError):
    """A refusal that brings headers of its own."""

    def __init__(self, message: str | None = None, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.headers = headers or {}


class TokenMissing(ApiRefusal):
    """RFC 6750, section 3.1: without any token, the challenge names no error."""

    status = 401
    code = "token-missing"
    title = "Send an access token: Authorization: Bearer …. POST /oauth/token gives you one"

    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": f'Bearer realm="{REALM}"'})


class TokenRefused(ApiRefusal):
    """Unknown, expired and revoked tokens, and those of suspended companies, look the same."""

    status = 401
    code = "invalid-token"
    title = "This access token is not valid, or not any more. Ask for a new one"

    def __init__(self) -> None:
        challenge = f'Bearer realm="{REALM}", error="invalid_token"'
        super().__init__(headers={"WWW-Authenticate": challenge})


class TokenInAddress(ApiRefusal):
    """Addresses end up in logs and histories: a token there is refused, valid or not."""

    status = 400
    code = "token-in-address"
    title = (
        "Send the access token in the Authorization header, never in the address. Revoke this one"
    )

    def __init__(self) -> None:
        challenge = f'Bearer realm="{REALM}", error="invalid_request"'
        super().__init__(headers={"WWW-Authenticate": challenge})


class InsufficientScope(ApiRefusal):
    """RFC 6750, section 3.1: the challenge names the scope that would do."""

    status = 403
    code = "insufficient-scope"

    def __init__(self, scope: str) -> None:
        challenge = f'Bearer realm="{REALM}", error="insufficient_scope", scope="{scope}"'
        super().__init__(
            f"This needs a token with the scope {scope}.", {"WWW-Authenticate": challenge}
        )


class RateExceeded(ApiRefusal):
    """Too many requests of one client. `retry_after` is in seconds."""

    status = 429
    code = "rate-exceeded"

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            f"Too many requests. Try again in {retry_after} s.", {"Retry-After": str(retry_after)}
        )


class NotJson(ApiRefusal):
    status = 415
    code = "unsupported-media-type"
    title = "Send the body as application/json in UTF-8"


class BrokenJson(ApiRefusal):
    """The body is not JSON as RFC 8259 and RFC 7493 (I-JSON) have it."""

    status = 400
    code = "broken-json"


class VersionMissing(ApiRefusal):
    status = 428
    code = "version-missing"
    title = "Send the ETag you last read as If-Match, so that nothing newer is overwritten"


class VersionStale(ApiRefusal):
    status = 412
    code = "version-stale"
    title = "This changed after you read it. Read it again, then decide"


def show_refusal(error: ApiRefusal) -> ResponseReturnValue:
    return show_error(error.status, error.code, error.message, error.headers)


def init_refusals(app: Flask) -> None:
    app.register_error_handler(ApiRefusal, show_refusal)
