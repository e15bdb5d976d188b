"""How receipts and what was found out about them read."""

from datetime import date
from typing import Any, Final, NamedTuple

from flask_babel import lazy_gettext

from deals.catalogue.queries import Names
from deals.commissions.presentation import MOTIONS
from deals.evidence.consent import Consent
from deals.evidence.presentation import CONSENTS
from deals.models import DealKind, Motion
from deals.receipts.chain import Fault
from partners.accounts.presentation import PARENT_LABELS
from portal.web.templating import format_day

FIELDS: Final[dict[str, Any]] = {
    "number": lazy_gettext("Receipt"),
    "registration": lazy_gettext("Registration"),
    "submitted_at": lazy_gettext("Submitted"),
    "submitted_by": lazy_gettext("Registered by"),
    "partner": lazy_gettext("Partner"),
    "partner_code": lazy_gettext("Partner code"),
    "host": lazy_gettext("Received by"),
    "customer": lazy_gettext("Customer"),
    **PARENT_LABELS,
    "territory": lazy_gettext("Territory"),
    "motion": lazy_gettext("How you sell it"),
    "kind": lazy_gettext("Kind"),
    "currency": lazy_gettext("Currency"),
    "value": lazy_gettext("Value"),
    "lines": lazy_gettext("Products and value"),
    "expected_close": lazy_gettext("Expected close"),
    "progress": lazy_gettext("What has been done so far"),
    "crm_id": lazy_gettext("The partner's own CRM id"),
    "named_in_writing": lazy_gettext("Named in writing"),
    "consent": lazy_gettext("Customer's consent"),
    "consent_on": lazy_gettext("Agreed on"),
    "corrects": lazy_gettext("Corrects"),
    "answer": lazy_gettext("Late answer"),
    "format": lazy_gettext("Format"),
    "sha256": lazy_gettext("SHA-256"),
}
"""The fields of a receipt, in the order in which people read them."""

KINDS: Final[dict[str, Any]] = {
    DealKind.NET_NEW.value: lazy_gettext("New"),
    DealKind.EXPANSION.value: lazy_gettext("Expansion"),
    DealKind.RENEWAL.value: lazy_gettext("Renewal"),
}

FAULTS: Final[dict[Fault, Any]] = {
    Fault.CONTENT: lazy_gettext("The receipt does not have the hash of what it says."),
    Fault.RECEIPT: lazy_gettext("The chain was sealed over another receipt than the one kept."),
    Fault.PREVIOUS: lazy_gettext("It does not follow the receipt before it."),
    Fault.SEAL: lazy_gettext("Its seal is not that of its place and its receipt."),
    Fault.MISSING: lazy_gettext("The registration has no receipt for its place in line."),
    Fault.DISPLACED: lazy_gettext("The registration does not stand where its receipt says."),
}


class Shown(NamedTuple):
    """A field as people read it, and as it stands in what is hashed if that differs."""

    name: Any
    text: Any
    raw: str | None = None


def coded_fields(content: dict[str, Any], names: Names) -> list[Shown]:
    """Return the fields of a receipt that are kept as codes, by what they mean to its reader.

    A code that the catalogue has no more stands for itself.
    """
    territory, close, agreed = (content[each] for each in _CODED)
    return [
        Shown(FIELDS["territory"], names.territories.get(territory, territory), territory),
        Shown(FIELDS["motion"], MOTIONS[Motion(content["motion"])], content["motion"]),
        Shown(FIELDS["kind"], KINDS[content["kind"]], content["kind"]),
        Shown(FIELDS["expected_close"], format_day(date.fromisoformat(close)), close),
        Shown(FIELDS["consent"], CONSENTS[Consent(content["consent"])], content["consent"]),
        *(
            [Shown(FIELDS["consent_on"], format_day(date.fromisoformat(agreed)), agreed)]
            if agreed
            else []
        ),
    ]


_CODED: Final = ("territory", "expected_close", "consent_on")
