"""Strategies made of others, each made once.

Hypothesis examines a strategy when it is first drawn from. One that is put together anew inside
`draw(…)` is examined anew for every example: that was half the time of the round trips.
"""

from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


@cache
def optional(of: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.none() | of


@cache
def either(*of: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(*of)


@cache
def few(
    of: st.SearchStrategy[T], most: int = 2, *, least: int = 0
) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(of, min_size=least, max_size=most).map(tuple)
