"""The ledger as a sheet, in the words of whoever exports it; codes have a column of their own."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext

from deals.commissions.models import CommissionEntry, EntryKind
from deals.commissions.presentation import KINDS


def heading() -> list[str]:
    return [
        gettext("Day"),
        gettext("Partner"),
        gettext("Deal"),
        gettext("Entry"),
        gettext("Code of the entry"),
        gettext("Amount"),
        gettext("Currency"),
        gettext("Reference"),
        gettext("Paid on"),
        gettext("Reason"),
        gettext("By"),
    ]


def row(entry: CommissionEntry) -> Iterator[Any]:
    """Yield an entry under that heading: days as ISO 8601, what is taken back below zero."""
    yield entry.created_at.date().isoformat()
    yield entry.partner.trade_name
    yield entry.label
    yield str(KINDS[entry.kind][0])
    yield entry.kind.value
    yield -entry.amount if entry.kind is EntryKind.CLAWED_BACK else entry.amount
    yield entry.currency
    yield entry.reference
    yield entry.paid_on.isoformat() if entry.paid_on else None
    yield entry.reason
    yield entry.by_name if entry.by_id else None
