"""What is added to or taken off a price, and the taxes on it."""

from decimal import Decimal

from edi.canonical.measures import Money
from edi.record import Record


class TaxCategory(Record):
    """A rate of a tax: `kind` is `VAT`, `GST`, `sales-tax`..., or such as `x12:CS`.

    `category` is from UN/CEFACT 5305 (`S` standard, `Z` zero, `E` exempt, `AE` reverse charge, `K`
    intra-Community, `G` export, `O` outside the scope); `rate` is in percent.
    """

    kind: str = "VAT"
    category: str = "S"
    rate: Decimal | None = None
    exemption: str = ""
    exemption_code: str = ""


class TaxAmount(Record):
    """The tax of one category; `basis` is what it is charged on."""

    category: TaxCategory
    amount: Money
    basis: Money | None = None


class AllowanceCharge(Record):
    """A charge added or, unless `is_charge`, an allowance taken off.

    `code` is `freight`, `packing`, `discount`..., or the sender's own with its list: `x12:D240`,
    `uncl5189:95`, `uncl7161:FC`. `amount` is never negative; it is `percent` of `base` where both
    are given. `tax` is the category it is taxed in.
    """

    is_charge: bool
    amount: Money | None = None
    percent: Decimal | None = None
    base: Money | None = None
    code: str = ""
    reason: str = ""
    tax: TaxCategory | None = None
