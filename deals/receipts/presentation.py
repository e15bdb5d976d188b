"""How receipts and what was found out about them read."""

from typing import Any, Final

from flask_babel import lazy_gettext

from deals.receipts.chain import Fault
from partners.accounts.presentation import PARENT_LABELS

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

FAULTS: Final[dict[Fault, Any]] = {
    Fault.CONTENT: lazy_gettext("The receipt does not have the hash of what it says."),
    Fault.RECEIPT: lazy_gettext("The chain was sealed over another receipt than the one kept."),
    Fault.PREVIOUS: lazy_gettext("It does not follow the receipt before it."),
    Fault.SEAL: lazy_gettext("Its seal is not that of its place and its receipt."),
    Fault.MISSING: lazy_gettext("The registration has no receipt for its place in line."),
    Fault.DISPLACED: lazy_gettext("The registration does not stand where its receipt says."),
}
