"""The API's own description: OpenAPI 3.1 made from the code, and a page of it for people."""

from http import HTTPStatus
from typing import Any, Final

import flask_smorest
from flask import Blueprint, Flask, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue

from portal.kernel.permissions import ROLE_PERMISSIONS, Role
from portal.web.access import public, services
from portal.web.api.bearer import ApiCaller, ApiState, init_bearer
from portal.web.api.blueprint import PREFIX, SPEC
from portal.web.api.limits import Buckets, Rate
from portal.web.api.refusals import init_refusals
from portal.web.api.schemas import ProblemSchema

blueprint = Blueprint("api", __name__, url_prefix=PREFIX)

PROBLEM: Final = "application/problem+json"
SUMMARY: Final = (
    "Everything here obeys the same rules as the pages of the portal: a client sees what its"
    " company sees, and what it may not see does not exist.\n\n"
    "Get a token with your client's credentials (`POST /oauth/token`, grant `client_credentials`)"
    " and send it as `Authorization: Bearer …`. Lists come in pages: pass `next` back as `cursor`."
    " Refusals are problems (RFC 9457). Any operation may also answer 500 or 503; nothing was"
    " changed then, and a repeat with the same Idempotency-Key is safe."
)


class PortalApi(flask_smorest.Api):  # type: ignore[misc]
    """flask-smorest's collector, with the portal's problems and without its own error handler."""

    DEFAULT_ERROR_RESPONSE_NAME = None
    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        """Leave errors to `portal.web.hooks`."""

    def _register_pagination_header(self) -> None:
        """Leave paging to `portal.web.api.paging`: it is in the body."""

    def _register_responses(self) -> None:
        for status in HTTPStatus:
            content = {PROBLEM: {"schema": self.ERROR_SCHEMA}}
            problem = {"description": status.phrase, "content": content}
            self.spec.components.response(status.name, problem, lazy=True)


def init_api(app: Flask, callers: ApiCaller, rate: Rate | None = None) -> None:
    """Prepare the app for API blueprints: before any is registered.

    `callers` turns access tokens into actors; `rate` is what one client may send.
    """
    init_refusals(app)
    init_bearer(app, ApiState(callers, Buckets(rate or Rate())))
    api = PortalApi(spec_kwargs=_spec_options())
    api.init_app(app)
    api.spec.components.security_scheme("oauth2", _security_scheme())
    app.extensions[SPEC] = api
    app.register_blueprint(blueprint)


def api_scopes() -> list[str]:
    """Return the scopes a machine can have, by name."""
    return sorted(ROLE_PERMISSIONS[Role.INTEGRATION])


def describe() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of this app."""
    document: dict[str, Any] = current_app.extensions[SPEC].spec.to_dict()
    document["servers"] = [{"url": services().settings.url}]
    return document


@blueprint.get("/openapi.json")
@public
def document() -> ResponseReturnValue:
    return jsonify(describe())


@blueprint.get("/")
@public
def index() -> ResponseReturnValue:
    return render_template("api/index.html", api=describe(), chapters=_chapters(describe()))


def _chapters(document: dict[str, Any]) -> list[dict[str, Any]]:
    operations = [
        {"method": method.upper(), "path": path, **operation}
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in {"get", "post", "put", "patch", "delete"}
    ]
    return [
        {**tag, "operations": [each for each in operations if tag["name"] in each["tags"]]}
        for tag in document.get("tags", ())
    ]


def _spec_options() -> dict[str, Any]:
    return {
        "title": "Kontor",
        "version": "1",
        "openapi_version": "3.1.0",
        "info": {
            "description": SUMMARY,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{"oauth2": []}],
    }


def _security_scheme() -> dict[str, Any]:
    return {
        "type": "oauth2",
        "flows": {
            "clientCredentials": {
                "tokenUrl": "/oauth/token",
                "scopes": {scope: scope for scope in api_scopes()},
            }
        },
    }
