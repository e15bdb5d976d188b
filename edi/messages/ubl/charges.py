"""Allowances, charges, taxes and totals."""

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal

from edi.canonical.charges import AllowanceCharge, TaxAmount, TaxCategory
from edi.canonical.measures import Money
from edi.canonical.totals import Totals
from edi.messages.ubl import codes
from edi.messages.ubl.drafts import Draft, amount
from edi.messages.ubl.nodes import Group
from edi.messages.ubl.taking import money, number, text, truth

_WIDE = Context(prec=200)
_TAXES = frozenset({"VAT", "GST"})
_MONETARY = ("AnticipatedMonetaryTotal", "LegalMonetaryTotal")
_TOTALS = {
    "lines": "LineExtensionAmount",
    "allowances": "AllowanceTotalAmount",
    "charges": "ChargeTotalAmount",
    "net": "TaxExclusiveAmount",
    "gross": "TaxInclusiveAmount",
    "prepaid": "PrepaidAmount",
    "rounding": "PayableRoundingAmount",
    "payable": "PayableAmount",
}


def read_charges(group: Group, *, percent: bool) -> tuple[AllowanceCharge, ...]:
    """Read allowances and charges of a document, a line or a price.

    `percent` says that factors are in percent, as EN 16931 and Peppol have it (BT-94). Elsewhere
    a factor that makes the amount out of its base is taken for a factor: 0.2 is 20 percent.
    """
    return tuple(_charge(each, percent=percent) for each in group.groups("AllowanceCharge"))


def _charge(group: Group, *, percent: bool) -> AllowanceCharge:
    is_charge = bool(truth(group, "ChargeIndicator"))
    code = text(group, "AllowanceChargeReasonCode")
    names = codes.CHARGES if is_charge else codes.ALLOWANCES
    given, base = money(group, "Amount"), money(group, "BaseAmount")
    factor = number(group, "MultiplierFactorNumeric")
    if factor is not None and not percent and given and base:
        product = _WIDE.multiply(base.amount, factor)
        if product == given.amount and product:
            factor = _WIDE.multiply(factor, Decimal(100))
    return AllowanceCharge(
        is_charge,
        given,
        factor,
        base,
        names.name(code),
        text(group, "AllowanceChargeReason"),
        read_category(group.group("TaxCategory")),
    )


def read_category(group: Group | None) -> TaxCategory | None:
    """Read a TaxCategory or ClassifiedTaxCategory."""
    if group is None:
        return None
    kind = text(group, "TaxScheme", "ID") or "VAT"
    return TaxCategory(
        kind if kind in _TAXES else codes.our_name(kind),
        text(group, "ID"),
        number(group, "Percent"),
        text(group, "TaxExemptionReason"),
        text(group, "TaxExemptionReasonCode"),
    )


def read_currency(group: Group) -> str:
    """Return the currency of a document, else that of its total, which older ones only have."""
    stated = text(group, "DocumentCurrencyCode")
    for key in _MONETARY if not stated else ():
        leaf = group.leaf(key, "PayableAmount")
        stated = stated or ((leaf.attributes or {}).get("currencyID", "") if leaf else "")
    return stated


def read_taxes(group: Group) -> tuple[TaxAmount, ...]:
    return tuple(
        TaxAmount(category, tax, money(part, "TaxableAmount"))
        for total in group.groups("TaxTotal")
        for part in total.groups("TaxSubtotal")
        if (category := read_category(part.group("TaxCategory")))
        and (tax := money(part, "TaxAmount"))
    )


def read_tax_totals(group: Group, currency: str) -> tuple[Money | None, Money | None]:
    """Return the tax of a document in its currency and in its tax currency (BT-110, BT-111).

    A total without currency subtotals in another currency is the latter.
    """
    own: Money | None = None
    other: Money | None = None
    for total in group.groups("TaxTotal"):
        leaf = total.leaf("TaxAmount")
        given = leaf.attributes.get("currencyID", "") if leaf and leaf.attributes else ""
        if own is None and (not currency or given == currency):
            own = money(total, "TaxAmount")
        elif other is None and given != currency:
            other = money(total, "TaxAmount")
    return own, other


def read_totals(group: Group | None, tax: Money | None) -> Totals | None:
    """Read a monetary total; None if nothing is stated."""
    found = {name: money(group, key) for name, key in _TOTALS.items()}
    stated = {name: given.amount for name, given in found.items() if given}
    if tax:
        stated["tax"] = tax.amount
    return Totals(**stated) if stated else None


def write_charges(given: Iterable[AllowanceCharge], currency: str) -> list[Draft]:
    return [
        {
            "ChargeIndicator": each.is_charge,
            "AllowanceChargeReasonCode": (
                codes.CHARGES if each.is_charge else codes.ALLOWANCES
            ).code(each.code),
            "AllowanceChargeReason": each.reason,
            "MultiplierFactorNumeric": each.percent,
            "Amount": amount(each.amount, currency),
            "BaseAmount": amount(each.base, currency),
            "TaxCategory": write_category(each.tax),
        }
        for each in given
    ]


def write_category(given: TaxCategory | None) -> Draft:
    if given is None:
        return {}
    return {
        "ID": given.category,
        "Percent": given.rate,
        "TaxExemptionReasonCode": given.exemption_code,
        "TaxExemptionReason": given.exemption,
        "TaxScheme": {"ID": codes.own_code(given.kind)},
    }


def write_taxes(taxes: Sequence[TaxAmount], totals: Totals | None, currency: str) -> list[Draft]:
    """Draft the total of taxes with its parts; the sum of the parts where no total is stated."""
    total = totals.tax if totals else None
    if total is None:
        if not taxes:
            return []
        total = Decimal(0)
        for each in taxes:
            total = _WIDE.add(total, each.amount.amount)
    parts = [
        {
            "TaxableAmount": amount(each.basis, currency),
            "TaxAmount": amount(each.amount, currency),
            "TaxCategory": write_category(each.category),
        }
        for each in taxes
    ]
    return [{"TaxAmount": amount(total, currency), "TaxSubtotal": parts}]


def write_totals(totals: Totals | None, currency: str) -> Draft:
    if totals is None:
        return {}
    return {key: amount(getattr(totals, name), currency) for name, key in _TOTALS.items()}
