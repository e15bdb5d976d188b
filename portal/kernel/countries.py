"""The countries of the world (ISO 3166-1), by their two letters and as people write them."""

from functools import cache, lru_cache
from typing import Final

from babel import Locale

from portal.kernel.words import LANGUAGES

_LENGTH: Final = 2
_NO_COUNTRIES: Final = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)
"""Codes that are only reserved: unions, islands of a country, and none at all."""


@cache
def country_names(language: str) -> dict[str, str]:
    """Return the countries by code (alpha-2) with their names in a language."""
    return {
        code: str(name)
        for code, name in Locale.parse(language).territories.items()
        if len(code) == _LENGTH and code.isalpha() and code not in _NO_COUNTRIES
    }


def is_country(code: str) -> bool:
    """Return whether two capital letters are the code of a country."""
    return code in country_names("en")


def country_code(text: str) -> str | None:
    """Return the two letters of a country written as code or name, if it is one."""
    code = text.strip().upper()
    return code if is_country(code) else _codes().get(text.strip().casefold())


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """By name, in each language of the portal."""
    return {
        name.casefold(): code
        for language in LANGUAGES
        for code, name in country_names(language).items()
    }
