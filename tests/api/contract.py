"""The API's promise about itself, held against what it answers."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker
from werkzeug.test import TestResponse

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass
class Contract:
    """The OpenAPI document of an app."""

    app: Flask

    @cached_property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = self.app.test_client().get("/api/v1/openapi.json").get_json()
        return found

    def operations(self, chapters: set[str]) -> list[tuple[str, str, dict[str, Any]]]:
        """Return (method, path template, operation) of some chapters."""
        return [
            (method.upper(), path, item[method])
            for path, item in self.document["paths"].items()
            for method in METHODS
            if method in item and chapters & set(item[method]["tags"])
        ]

    def hold(self, method: str, path: str, answer: TestResponse) -> None:
        """Fail on a status, a content type or a body the document does not promise."""
        operation = self._operation(method, path)
        if operation is None:
            return
        declared = operation["responses"].get(str(answer.status_code))
        assert declared is not None, f"{method} {path} answered {answer.status_code}, undeclared"
        declared = self._resolved(declared)
        kinds = declared.get("content", {})
        kind = answer.mimetype or ""
        assert kind in kinds, f"{method} {path} answered {kind}"
        if "json" in kind:
            self._validate(kinds[kind]["schema"], answer.get_json())

    def _validate(self, schema: dict[str, Any], body: Any) -> None:
        whole = {**schema, "components": self.document["components"]}
        Draft202012Validator(whole, format_checker=FormatChecker()).validate(body)

    def _operation(self, method: str, path: str) -> dict[str, Any] | None:
        plain = path.partition("?")[0]
        for template, item in self.document["paths"].items():
            pattern = re.sub(r"\{[a-z_]+\}", "[0-9a-f-]{36}", template)
            if re.fullmatch(pattern, plain) and method.lower() in item:
                operation: dict[str, Any] = item[method.lower()]
                return operation
        return None

    def _resolved(self, answer: dict[str, Any]) -> dict[str, Any]:
        reference = answer.get("$ref")
        if reference is None:
            return answer
        found: dict[str, Any] = self.document["components"]["responses"][
            reference.rpartition("/")[2]
        ]
        return found
