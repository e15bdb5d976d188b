"""Where a package's endpoints hang: a flask-smorest blueprint that describes itself on registration.

flask-smorest reads and writes bodies by schema and collects the OpenAPI description; the portal
keeps its own errors, access and commits around it.
"""

from collections.abc import Callable
from copy import deepcopy
from http import HTTPStatus
from typing import Any, Final

import flask_smorest
from flask import Flask

from portal.web.api.bearer import document_key
from portal.web.api.schemas import StrictParser
from portal.web.origin import SAFE_METHODS

ApiView = Callable[..., Any]

PREFIX: Final = "/api/v1"
SPEC: Final = "kontor-api-spec"


class ApiBlueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """One chapter of the API. Made by `api_blueprint`."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, chapter: str, description: str, module: str) -> None:
        super().__init__(
            f"api_{chapter.replace('-', '_')}", module, url_prefix=PREFIX, description=description
        )
        self.chapter = chapter

    def add_url_rule(self, rule: str, *args: Any, **options: Any) -> None:
        view = options.get("view_func") or args[1]
        methods = set(options.get("methods", ("GET",)))
        if not methods <= SAFE_METHODS and hasattr(view, "_apidoc"):
            document_key(view._apidoc)
        if "<" in rule:
            _answers(view, 404)
        options.setdefault("tags", [self.chapter])
        super().add_url_rule(rule, *args, **options)

    @staticmethod
    def refuses(*statuses: int) -> Callable[[ApiView], ApiView]:
        """Declare refusals that not every endpoint has, for the description."""

        def decorate(view: ApiView) -> ApiView:
            doc = deepcopy(getattr(view, "_apidoc", {}))
            view._apidoc = doc  # type: ignore[attr-defined]
            _answers(view, *statuses)
            return view

        return decorate

    def register(self, app: Flask, options: dict[str, Any]) -> None:
        """Register the routes, and write them into the description of this app's API."""
        super().register(app, options)
        api = app.extensions[SPEC]
        self.register_views_in_doc(api, app, api.spec, name=self.name, parameters=None)
        api.spec.tag({"name": self.chapter, "description": self.description})


def api_blueprint(chapter: str, description: str, module: str = "portal.web.api") -> ApiBlueprint:
    """Return a blueprint under `/api/v1` for one chapter ("deals") of the API.

    `chapter` is unique, in kebab-case; `description` is one sentence for the reader of the API.
    """
    return ApiBlueprint(chapter, description, module)


def _answers(view: ApiView, *statuses: int) -> None:
    doc: dict[str, Any] | None = getattr(view, "_apidoc", None)
    if doc is None:
        return
    for status in statuses:
        responses = doc.setdefault("response", {}).setdefault("responses", {})
        responses.setdefault(status, [HTTPStatus(status).name])
