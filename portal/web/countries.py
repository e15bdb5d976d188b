"""The countries of the world, as a form offers them."""

from typing import Final

from babel import Locale
from flask_babel import gettext

from portal.web.templating import current_locale

_CODE_LENGTH: Final = 2
_NOT_COUNTRIES: Final = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


def country_choices() -> list[tuple[str, str]]:
    """Return (ISO 3166 alpha-2 code, name in the reader's language) by name; none comes first."""
    territories = Locale.parse(current_locale()).territories
    countries = [
        (code, str(name))
        for code, name in territories.items()
        if len(code) == _CODE_LENGTH and code.isalpha() and code not in _NOT_COUNTRIES
    ]
    return [("", gettext("Choose")), *sorted(countries, key=lambda each: each[1])]
