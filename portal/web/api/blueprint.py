"""Where a package's endpoints hang: a blueprint that describes itself when it is registered.

flask-smorest reads and writes bodies by schema and collects the OpenAPI description; the portal
keeps its own errors, access and commits around it.
"""

from collections.abc import Callable
from typing import Any, Final, cast

import flask_smorest
from flask import Flask

from portal.web.api.operations import ApiView, add_parameter, add_refusals, described, doc_of
from portal.web.api.schemas import StrictParser
from portal.web.origin import SAFE_METHODS

Decorator = Callable[[ApiView], ApiView]

PREFIX: Final = "/api/v1"
SPEC: Final = "kontor-api-spec"
MAX_KEY_LENGTH: Final = 128
_KEY_PARAMETER: Final = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "Repeat the request with the same key and it has one effect: the first answer"
    " is returned again, with `Idempotency-Replayed: true`. Keys are kept for seven days.",
    "schema": {"type": "string", "minLength": 1, "maxLength": MAX_KEY_LENGTH},
}


class ApiBlueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """One chapter of the API. Made by `api_blueprint`."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, chapter: str, description: str) -> None:
        name = f"api_{chapter.replace('-', '_')}"
        super().__init__(name, __name__, url_prefix=PREFIX, description=description)
        self.chapter = chapter

    def get(self, rule: str, **options: Any) -> Decorator:
        return cast("Decorator", super().get(rule, **options))

    def post(self, rule: str, **options: Any) -> Decorator:
        return cast("Decorator", super().post(rule, **options))

    def arguments(self, schema: Any, **options: Any) -> Decorator:
        """Read the body, or with `location="query"` the query, by a schema."""
        return cast("Decorator", super().arguments(schema, **options))

    def response(self, status_code: int, schema: Any = None, **options: Any) -> Decorator:
        """Write what the view returns by a schema."""
        return cast("Decorator", super().response(status_code, schema, **options))

    @staticmethod
    def refuses(*statuses: int) -> Decorator:
        """Declare problems that not every endpoint has. Stands below `requires_token`."""

        def decorate(view: ApiView) -> ApiView:
            doc = doc_of(view)
            add_refusals(doc, *statuses)
            return described(view, doc)

        return decorate

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: ApiView | None = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        """Add a route; what follows from its address and method is described here."""
        if view_func is not None:
            doc = doc_of(view_func)
            if "<" in rule:
                add_refusals(doc, 404)
            if not set(options.get("methods", ("GET",))) <= SAFE_METHODS:
                add_parameter(doc, _KEY_PARAMETER)
            described(view_func, doc)
        options["tags"] = options.get("tags") or [self.chapter]
        super().add_url_rule(rule, endpoint, view_func, provide_automatic_options, **options)

    def register(self, app: Flask, options: dict[str, Any]) -> None:
        """Register the routes, and write them into the description of this app's API."""
        super().register(app, options)
        api = app.extensions[SPEC]
        self.register_views_in_doc(api, app, api.spec, name=self.name, parameters=None)
        api.spec.tag({"name": self.chapter, "description": self.description})


def api_blueprint(chapter: str, description: str) -> ApiBlueprint:
    """Return a blueprint under `/api/v1` for one chapter ("deals") of the API.

    `chapter` is unique, in kebab-case; `description` is one sentence for the reader of the API.
    """
    return ApiBlueprint(chapter, description)
