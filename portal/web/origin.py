"""Forgery checks on everything that changes something: the Origin, and a token in the session."""

import hmac
from urllib.parse import urlsplit

from flask import Request, request, session

from portal.kernel.errors import KontorError
from portal.kernel.words import said

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class ForgedRequest(KontorError):
    status = 400
    code = "forged-request"
    title = said(
        "This form did not come from the page you opened here, or that page is from an earlier"
        " sign-in. Go back, reload the page and send it again"
    )


def check_origin(request: Request, own_origin: str) -> None:
    """Refuse an unsafe request that another site's page sent.

    Raises:
        ForgedRequest: Origin (or the Referer that old browsers send instead) is missing or foreign.
    """
    if request.method in SAFE_METHODS:
        return
    claimed = request.headers.get("Origin") or request.headers.get("Referer")
    if claimed is None or claimed == "null" or _origin(claimed) != own_origin:
        raise ForgedRequest


def check_token(request: Request) -> None:
    """Refuse an unsafe request without the session's own token.

    Raises:
        ForgedRequest: the token is missing or another session's.
    """
    if request.method in SAFE_METHODS:
        return
    sent = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    expected = str(session.get("csrf", ""))
    if not expected or not hmac.compare_digest(sent.encode(), expected.encode()):
        raise ForgedRequest


def path_of(referrer: str | None) -> str:
    """Return the path of this portal that the reader came from, or home."""
    host = request.host_url
    if not referrer or not referrer.startswith(host):
        return "/"
    # A second slash, or a backslash, after the first would begin another site's address.
    return "/" + referrer[len(host) :].lstrip("/\\")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
