"""Why two accounts may be one customer, in words."""

from typing import Final

from flask_babel import lazy_gettext

from partners.accounts.duplicates.models import IdentityKind

REASONS: Final = {
    IdentityKind.VAT: lazy_gettext("Same VAT number"),
    IdentityKind.DUNS: lazy_gettext("Same D-U-N-S number"),
    IdentityKind.LEI: lazy_gettext("Same LEI"),
    IdentityKind.GLN: lazy_gettext("Same GLN"),
    IdentityKind.DOMAIN: lazy_gettext("Same web domain"),
    IdentityKind.NAME_KEY: lazy_gettext("Same name and country"),
    IdentityKind.NAME_STEM: lazy_gettext("Similar name, same country"),
}
LABELS: Final = {
    IdentityKind.VAT: lazy_gettext("VAT number"),
    IdentityKind.DUNS: lazy_gettext("D-U-N-S number"),
    IdentityKind.LEI: lazy_gettext("LEI"),
    IdentityKind.GLN: lazy_gettext("GLN"),
}
