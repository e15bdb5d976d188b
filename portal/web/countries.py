"""The countries of the world, as a form offers them."""

from flask_babel import gettext

from portal.kernel.countries import country_names
from portal.web.templating import current_locale


def country_choices() -> list[tuple[str, str]]:
    """Return (ISO 3166 alpha-2 code, name in the reader's language) by name; none comes first."""
    countries = country_names(str(current_locale())).items()
    return [("", gettext("Choose")), *sorted(countries, key=lambda each: each[1])]
