"""Record versions over HTTP: an ETag when reading, If-Match before changing."""

from collections.abc import Callable
from copy import deepcopy
from functools import wraps
from http import HTTPStatus
from typing import Any, Final, Protocol

from flask import request

from portal.web.api.refusals import VersionMissing, VersionStale

ApiView = Callable[..., Any]
_PARAMETER: Final = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": "The ETag last read. Another one in force means somebody was faster: 412.",
    "schema": {"type": "string"},
}


class Versioned(Protocol):
    version: Any


def with_version(record: Versioned) -> dict[str, str]:
    """Return the header that tells a reader which version this is."""
    return {"ETag": f'"{record.version}"'}


def expects_version(view: ApiView) -> ApiView:
    """Ask for If-Match on the route; stands below `requires_token`. The view calls `check_version`."""

    @wraps(view)
    def asking(*args: Any, **kwargs: Any) -> Any:
        if not request.if_match:
            raise VersionMissing
        return view(*args, **kwargs)

    doc = deepcopy(getattr(view, "_apidoc", {}))
    doc.setdefault("arguments", {}).setdefault("parameters", []).append(_PARAMETER)
    for status in (412, 428):
        doc.setdefault("response", {}).setdefault("responses", {})[status] = [
            HTTPStatus(status).name
        ]
    asking._apidoc = doc  # type: ignore[attr-defined]
    return asking


def check_version(record: Versioned) -> None:
    """Refuse to change what the caller has not seen.

    Raises:
        VersionStale: If-Match names another version, or a weak one.
    """
    if not request.if_match.contains(str(record.version)):
        raise VersionStale
