"""Record versions over HTTP: an ETag when reading, If-Match before changing."""

from functools import wraps
from typing import Any, Final, Protocol

from flask import request

from portal.web.api.operations import ApiView, add_parameter, add_refusals, described, doc_of
from portal.web.api.refusals import VersionMissing, VersionStale

_PARAMETER: Final = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": "The ETag last read. Another one in force means somebody was faster: 412.",
    "schema": {"type": "string"},
}

ETAG: Final = {
    "ETag": {
        "description": "The record's version, for If-Match.",
        "schema": {"type": "string"},
    }
}
LOCATION: Final = {"Location": {"schema": {"type": "string", "format": "uri-reference"}}}


class Versioned(Protocol):
    version: Any


def with_version(record: Versioned) -> dict[str, str]:
    """Return the header that tells a reader which version this is."""
    return {"ETag": f'"{record.version}"'}


def expects_version(view: ApiView) -> ApiView:
    """Ask for If-Match; stands below `requires_token`. The view itself calls `check_version`."""

    @wraps(view)
    def asking(*args: Any, **kwargs: Any) -> Any:
        if not request.if_match:
            raise VersionMissing
        return view(*args, **kwargs)

    doc = doc_of(view)
    add_parameter(doc, _PARAMETER)
    add_refusals(doc, 412, 428)
    return described(asking, doc)


def check_version(record: Versioned) -> None:
    """Refuse to change what the caller has not seen.

    Raises:
        VersionStale: If-Match names another version, or a weak one.
    """
    if not request.if_match.contains(str(record.version)):
        raise VersionStale
