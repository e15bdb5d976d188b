"""Reading a body strictly: what two parsers could understand in two ways is refused.

I-JSON (RFC 7493): no duplicate names, no lone surrogates, numbers within range; and no NUL, which
the database could not store.
"""

import json
import re
from decimal import Decimal
from typing import Any, Final

from flask import Request

from portal.web.api.refusals import BrokenJson, NotJson

MAX_DEPTH: Final = 32
MAX_DIGITS: Final = 18
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def read_json(request: Request) -> Any:
    """Return the body as Python values; numbers with a point as Decimal.

    Raises:
        NotJson: the content type is not application/json in UTF-8.
        BrokenJson: it is not strict JSON; the message says where.
    """
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype != "application/json" or charset not in {"utf-8", "utf8"}:
        raise NotJson
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise NotJson("Send the body without compression.")
    value = _parse(request.get_data(cache=True))
    _check(value)
    return value


def has_unstorable(text: str) -> bool:
    """Return whether a text holds a NUL or half a surrogate pair."""
    return _UNSTORABLE.search(text) is not None


def _parse(body: bytes) -> Any:
    try:
        return json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_decimal,
            parse_constant=_constant,
        )
    except UnicodeDecodeError:
        raise BrokenJson("The body is not UTF-8.") from None
    except RecursionError:
        raise BrokenJson(f"Nest at most {MAX_DEPTH} levels deep.") from None
    except json.JSONDecodeError as error:
        raise BrokenJson(f"{error.msg} at line {error.lineno}, column {error.colno}.") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BrokenJson("A name stands twice in one object.")
    return found


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        raise BrokenJson(f"A number has more than {MAX_DIGITS} digits.")
    return int(digits)


def _decimal(digits: str) -> Decimal:
    value = Decimal(digits)
    if len(digits) > 2 * MAX_DIGITS or abs(value.adjusted()) > MAX_DIGITS:
        raise BrokenJson(f"A number has more than {MAX_DIGITS} digits.")
    return value


def _constant(name: str) -> Any:
    raise BrokenJson(f"{name} is not a JSON value.")


def _check(value: Any) -> None:
    level = [value]
    for _depth in range(MAX_DEPTH):
        level = [inner for outer in level for inner in _inner(outer)]
        if not level:
            return
    raise BrokenJson(f"Nest at most {MAX_DEPTH} levels deep.")


def _inner(value: Any) -> list[Any]:
    """Return what stands one level below; refuse texts the portal could not keep."""
    match value:
        case str() if has_unstorable(value):
            raise BrokenJson("A text holds a NUL or half a surrogate pair.")
        case dict():
            return [*value.keys(), *value.values()]
        case list():
            return value
        case _:
            return []
