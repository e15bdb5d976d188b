"""Documents of every class, with anything in any field that its type allows."""

import datetime as dt
import types
import typing
from decimal import Decimal
from enum import StrEnum
from typing import Any

from hypothesis import strategies as st

from edi.record import is_record, names

_TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
_NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20)
_LEAVES: dict[Any, st.SearchStrategy[Any]] = {
    str: _TEXTS,
    int: st.integers(-(10**9), 10**9),
    bool: st.booleans(),
    Decimal: _NUMBERS | st.sampled_from([Decimal("1E+3"), Decimal("1E-30"), Decimal("7E+90")]),
    dt.date: st.dates(),
    dt.time: st.times(),
}


def anything(hint: Any) -> st.SearchStrategy[Any]:
    """Return values of a type: of its fields' types for a class, few where there are several."""
    if isinstance(hint, types.UnionType):
        inner = next(each for each in typing.get_args(hint) if each is not types.NoneType)
        return st.none() | anything(inner)
    if typing.get_origin(hint) is tuple:
        return st.lists(anything(typing.get_args(hint)[0]), max_size=2).map(tuple)
    if is_record(hint):
        found = typing.get_type_hints(hint)
        parts = {name: anything(found[name]) for name in names(hint)}
        return st.builds(typing.cast("Any", hint), **parts)
    if issubclass(hint, StrEnum):
        return st.sampled_from(list(hint))
    return _LEAVES[hint]
