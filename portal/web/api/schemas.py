"""What every schema of the API is built from: closed field lists, exact money, plain problems."""

import re
from decimal import Decimal
from typing import Any, Final

import marshmallow as ma
from flask import Request
from marshmallow import fields
from webargs.flaskparser import FlaskParser

from portal.kernel.errors import Invalid
from portal.kernel.words import said
from portal.web.api.strict_json import has_unstorable, read_json

_AMOUNT: Final = r"^(0|[1-9][0-9]{0,13})(\.[0-9]{1,2})?$"


class ApiSchema(ma.Schema):
    """A closed list of fields, kept in the order they are written: an unknown one is refused."""

    class Meta:
        unknown = ma.RAISE


class Money(fields.String):
    """An exact amount as text with a point, at most two decimals: "184000.00"."""

    def __init__(self, **kwargs: Any) -> None:
        metadata = {"pattern": _AMOUNT, "examples": ["184000.00"], **kwargs.pop("metadata", {})}
        super().__init__(metadata=metadata, **kwargs)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return super()._serialize(None if value is None else f"{value:.2f}", attr, obj, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not re.fullmatch(_AMOUNT, text, re.ASCII):
            raise ma.ValidationError('Write the amount as text with a point, like "184000.00".')
        return Decimal(text)


class ProblemSchema(ma.Schema):
    """A refusal (RFC 9457). `fields` names each field that needs attention, nested ones by dots."""

    type = fields.URL(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    request_id = fields.String(required=True)
    fields_ = fields.Dict(
        keys=fields.String(), values=fields.String(), data_key="fields", required=False
    )


class StrictParser(FlaskParser):
    """webargs with strict bodies, unknown parameters refused, and the portal's own refusals."""

    DEFAULT_UNKNOWN_BY_LOCATION = {  # noqa: RUF012 - webargs' own protocol
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "json": ma.RAISE,
        "query": ma.RAISE,
    }

    def load_json(self, req: Request, schema: ma.Schema) -> Any:  # noqa: ARG002
        return read_json(req)

    def load_querystring(self, req: Request, schema: ma.Schema) -> Any:
        for name, values in req.args.lists():
            if len(values) > 1:
                raise Invalid(fields={name: said("Give this once.")})
            if has_unstorable(name + values[0]):
                raise Invalid(fields={"query": said("A parameter holds a NUL.")})
        return super().load_querystring(req, schema)

    def handle_error(self, error: ma.ValidationError, *_args: Any, **_options: Any) -> Any:
        raise Invalid(fields=dict(_flat(error.messages)))


def _flat(messages: Any, path: str = "") -> list[tuple[str, str]]:
    """Turn marshmallow's tree of messages into "lines.0.quantity": one sentence."""
    if isinstance(messages, dict):
        return [
            found
            for name, below in messages.items()
            for found in _flat(below, _joined(path, str(name)))
        ]
    sentences = messages if isinstance(messages, list) else [messages]
    return [(path or "body", " ".join(str(each) for each in sentences))]


def _joined(path: str, name: str) -> str:
    # webargs puts the location first, marshmallow calls the whole object "_schema".
    if name in {"json", "query"} and not path:
        return ""
    if name == "_schema":
        return path
    return f"{path}.{name}" if path else name
