"""What a view says of itself to the description: flask-smorest keeps it in one attribute."""

from collections.abc import Callable
from copy import deepcopy
from http import HTTPStatus
from typing import Any, Final

ApiView = Callable[..., Any]
Doc = dict[str, Any]

_ATTRIBUTE: Final = "_apidoc"


def doc_of(view: ApiView) -> Doc:
    """Return a copy of what the view says so far."""
    return deepcopy(getattr(view, _ATTRIBUTE, {}))


def described(view: ApiView, doc: Doc) -> ApiView:
    setattr(view, _ATTRIBUTE, doc)
    return view


def parameters_in(doc: Doc, place: str) -> list[Doc]:
    """Return the parameters in one place: "query", "header" or "json"."""
    found = doc.get("arguments", {}).get("parameters", [])
    return [each for each in found if each["in"] == place]


def add_parameter(doc: Doc, parameter: Doc) -> None:
    doc.setdefault("arguments", {}).setdefault("parameters", []).append(parameter)


def add_refusals(doc: Doc, *statuses: int) -> None:
    """Declare problems the operation may answer with."""
    responses = doc.setdefault("response", {}).setdefault("responses", {})
    for status in statuses:
        responses.setdefault(status, [HTTPStatus(status).name])
