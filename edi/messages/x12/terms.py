"""Allowances and charges, taxes, terms of payment and delivery, carriers: SAC, TXI, ITD, FOB, TD5.

What a segment says beyond the fields of the document is noted in `spare` as its place, `SAC13`.
"""

from collections.abc import Container, Iterable, Mapping
from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from edi.canonical.charges import AllowanceCharge, TaxAmount, TaxCategory
from edi.canonical.measures import Money
from edi.canonical.parties import Identifier, Party
from edi.canonical.terms import DeliveryTerms, PaymentTerms, Transport
from edi.messages.checking import Good, Take
from edi.messages.x12 import codes

_ALLOWANCE, _CHARGE = "A", "C"  # data element 248
_INVOICE_DATE = "3"  # data element 333
_INCOTERMS = "01"  # data element 334
_SCAC = "2"  # data element 66
MUTUAL = "ZZ"


class Terms:
    """What a heading says of money and carriage, as it comes in."""

    def __init__(self) -> None:
        self.currency = ""
        self.charges: list[AllowanceCharge] = []
        self.taxes: list[TaxAmount] = []
        self.tax_numbers: list[Identifier] = []
        self.payment_terms: PaymentTerms | None = None
        self.delivery_terms: DeliveryTerms | None = None
        self.transport: Transport | None = None
        self.spare: set[str] = set()

    def sac(self, segment: Good) -> None:
        found = charge(segment, self.currency)
        if found:
            self.charges.append(found)
            note_spare(self.spare, "SAC", segment, sac_taken(segment))
        else:
            self.spare.add("SAC")

    def sac_cur(self, segment: Good) -> None:
        if self.charges:
            self.charges[-1] = in_currency(self.charges[-1], segment[2])

    def txi(self, segment: Good) -> None:
        found = tax_amount(segment, self.currency)
        if found:
            self.taxes.append(found)
            note_spare(self.spare, "TXI", segment, TXI_TAKEN)
        else:
            self.spare.add("TXI")

    def tax(self, segment: Good) -> None:
        if segment[1]:
            self.tax_numbers.append(Identifier("TAX", segment[1].rstrip()))
        note_spare(self.spare, "TAX", segment, {1})

    def itd(self, segment: Good) -> None:
        if self.payment_terms:
            self.spare.add("ITD")
            return
        self.payment_terms = payment_terms(segment, self.currency)
        taken = {1, 3, 4, 5, 6, 7, 8, 12} | ({2} if segment[2] == _INVOICE_DATE else set())
        note_spare(self.spare, "ITD", segment, taken)

    def fob(self, segment: Good) -> None:
        if self.delivery_terms:
            self.spare.add("FOB")
            return
        self.delivery_terms = delivery_terms(segment)
        taken = {1, 3, 4, 5} | ({2} if segment[2] == MUTUAL else set())
        note_spare(self.spare, "FOB", segment, taken)

    def td5(self, segment: Good) -> None:
        if self.transport and (self.transport.carrier or self.transport.name):
            self.spare.add("TD5")
            return
        self.transport = transport(segment, self.transport or Transport())
        taken = {3, 4, 5, 12} | ({2} if segment[2] in {_SCAC, MUTUAL} else set())
        note_spare(self.spare, "TD5", segment, taken)

    def taxed(self, parties: Iterable[Party]) -> tuple[Party, ...]:
        """Return the parties, the buyer with the tax numbers of the TAX segments."""
        known = tuple(parties)
        if not self.tax_numbers:
            return known
        numbers, self.tax_numbers = tuple(self.tax_numbers), []
        if not any(party.role == "buyer" for party in known):
            self.spare.add("TAX01")
        return tuple(
            replace(party, tax_ids=party.tax_ids + numbers) if party.role == "buyer" else party
            for party in known
        )


def note_spare(spare: set[str], place: str, segment: Good, taken: Container[int]) -> None:
    """Note the elements of a segment that nobody took."""
    for at in range(1, (segment.lastindex or 0) + 1):
        if at not in taken and segment[at]:
            spare.add(f"{place}{at:02}")


def charge(sac: Good, currency: str) -> AllowanceCharge | None:
    """Turn a SAC into an allowance or a charge; None when it is neither (SAC01 N, P, Q, R, S)."""
    indicator, code, agency, agency_code, amount, _, percent = sac.group(1, 2, 3, 4, 5, 6, 7)
    if indicator not in {_ALLOWANCE, _CHARGE}:
        return None
    value = implied(amount) if amount else None
    is_negative = value is not None and value < 0
    name = codes.CHARGES.name(code) if code else f"x12:{agency}/{agency_code}"
    return AllowanceCharge(
        is_charge=(indicator == _CHARGE) != is_negative,
        amount=None if value is None else Money(abs(value), currency),
        percent=Decimal(percent) if percent else None,
        code="" if code == codes.OTHER_CHARGE else name,
        reason=(sac[15] or "").rstrip(),
    )


def sac_taken(sac: Good) -> set[int]:
    return {1, 2, 5, 6, 7, 15} if sac[2] else {1, 3, 4, 5, 6, 7, 15}


def in_currency(given: AllowanceCharge, currency: str) -> AllowanceCharge:
    if given.amount is None:
        return given
    return replace(given, amount=Money(given.amount.amount, currency))


TXI_TAKEN = frozenset({1, 2, 3, 6, 8})


def tax_category(txi: Good) -> TaxCategory:
    """Turn a TXI into a category; TXI03 is a fraction, 0.19 for 19 percent."""
    rate = Decimal(txi[3]).scaleb(2) if txi[3] else None
    exempt = txi[6] or ""
    category = codes.TAX_EXEMPT.get(exempt) or ("E" if exempt else "Z" if rate == 0 else "S")
    is_known = not exempt or exempt in codes.TAX_EXEMPT
    return TaxCategory(
        codes.TAX_KINDS.name(txi[1]),
        category,
        rate,
        exemption_code="" if is_known else f"x12:{exempt}",
    )


def tax_amount(txi: Good, currency: str) -> TaxAmount | None:
    """Turn a TXI into an amount of tax; None when it says only the rate."""
    if not txi[2]:
        return None
    basis = Money(Decimal(txi[8]), currency) if txi[8] else None
    return TaxAmount(tax_category(txi), Money(Decimal(txi[2]), currency), basis)


def implied(text: str) -> Decimal:
    """Read a number with two implied decimals (type N2)."""
    return Decimal(text).scaleb(-2)


def payment_terms(itd: Good, currency: str) -> PaymentTerms:
    kind, _, percent, discount_due, discount_days, due, net_days, discount = itd.group(
        1, 2, 3, 4, 5, 6, 7, 8
    )
    return PaymentTerms(
        note=(itd[12] or "").rstrip(),
        kind=f"x12:{kind}" if kind else "",
        due=_day(due),
        net_days=int(net_days) if net_days else None,
        discount_percent=Decimal(percent) if percent else None,
        discount_days=int(discount_days) if discount_days else None,
        discount_due=_day(discount_due),
        discount=Money(implied(discount), currency) if discount else None,
    )


def delivery_terms(fob: Good) -> DeliveryTerms:
    paid_by, _, place, agency, code = fob.group(1, 2, 3, 4, 5)
    name = code or ""
    if agency and agency != _INCOTERMS:
        name = f"x12:{agency}/{name}"
    return DeliveryTerms(
        code=name,
        place=(place or "").rstrip(),
        paid_by="" if paid_by == codes.PAID_AS_AGREED else codes.PAID_BY.name(paid_by),
    )


def transport(td5: Good, known: Transport) -> Transport:
    carrier, mode, name = td5.group(3, 4, 5)
    return replace(
        known,
        mode=codes.TRANSPORT_MODES.name(mode) if mode else "",
        carrier=(carrier or "").rstrip(),
        name=(name or "").rstrip(),
        service=f"x12:{td5[12]}" if td5[12] else "",
    )


def _day(text: str | None) -> date | None:
    return date(int(text[:4]), int(text[4:6]), int(text[6:8])) if text else None


TAKERS: Mapping[str, Take[Terms]] = {
    "SAC": Terms.sac,
    "SAC/CUR": Terms.sac_cur,
    "TXI": Terms.txi,
    "TAX": Terms.tax,
    "ITD": Terms.itd,
    "FOB": Terms.fob,
    "TD5": Terms.td5,
}
