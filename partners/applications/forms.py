"""The application form: what was typed, and the choices it offers."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from partners.applications.models import FIELDS
from partners.companies.models import RelationshipType
from partners.companies.presentation import TYPE_LABELS
from portal.web.countries import country_choices


def typed_in(form: Mapping[str, str]) -> dict[str, str]:
    return {name: form.get(name, "") for name in (*FIELDS, "email")}


def choices() -> dict[str, list[tuple[str, str]]]:
    """Return the countries by name, and what a partner can be."""
    return {
        "countries": country_choices(),
        "types": [
            ("", gettext("Choose")),
            *((each.value, str(TYPE_LABELS[each])) for each in RelationshipType),
        ],
    }


def field_labels() -> dict[str, Any]:
    return {
        "company_name": gettext("Company, with its legal form"),
        "website": gettext("Website"),
        "country": gettext("Country"),
        "type": gettext("You would be our"),
        "vat_id": gettext("VAT number"),
        "contact_name": gettext("Your name"),
        "reason": gettext("Why together?"),
    }
