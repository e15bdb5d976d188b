"""Which segment of ORDERS, ORDRSP, ORDCHG, DESADV and INVOIC fills what of a draft."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from edi.canonical.charges import TaxCategory
from edi.canonical.measures import Money
from edi.canonical.parties import Identifier, Party
from edi.canonical.terms import DeliveryTerms, PaymentMeans, PaymentTerms, Transport
from edi.messages.edifact import audits, codes, moments
from edi.messages.edifact.audits import decimal
from edi.messages.edifact.drafts import (
    ChargeDraft,
    Dated,
    LinePart,
    Part,
    Referred,
    TaxDraft,
    joined,
)
from edi.messages.edifact.parties import PartyDraft
from edi.messages.edifact.rules import Remark, Take

if TYPE_CHECKING:
    from decimal import Decimal

_TAKEN_NOTES = "AAI"
_TERMS_NOTE = "AAB"
_HOLDER = 35


class Draft:
    """A message while its segments come in. `left` names what was good and has no field."""

    def __init__(self, version: str) -> None:
        is_first = version == "D96A"
        self.text_length = 70 if is_first else 512
        self.description_length = 35 if is_first else 256
        self.kind = self.number = self.function = ""
        self.currency = ""
        self.head = Part()
        self.summary = Part()
        self.lines: list[Any] = []  # LinePart, or a line of the document that was taken whole
        self.part: Part = self.head
        self.line = LinePart("", "", "")
        self.terms: dict[str, object] = {}
        self.has_terms = False
        self.is_discount = False
        self.terms_note: list[str] = []
        self.delivery: DeliveryTerms | None = None
        self.transport: Transport | None = None
        self.means_code = ""
        self.account: tuple[str, str, str] = ("", "", "")
        self.counts: dict[str, Decimal] = {}
        self.left: set[str] = set()
        self.note_goes_on = False

    def leave(self, what: str) -> None:
        self.left.add(f"LIN/{what}" if self.part is self.line else what)

    def leave_of_line(self, line: LinePart, *taken: Referred) -> None:
        """Name what a line says and documents about goods sent or received have no field for.

        `taken` are references whose date nobody took.
        """
        if line.action:
            self.left.add("LIN 1229")
        if line.substitutes:
            self.left.add("LIN/PIA+3")
        if line.parties:
            self.left.add("LIN/NAD")
        if any(each.day for each in taken):
            self.left.add("LIN/RFF/DTM")

    def take_reference(self, kind: str, *, is_dated: bool = False) -> Referred | None:
        """Take out the first reference of a kind in the heading, and name what of it is lost.

        `is_dated` says that the document has a field for its day.
        """
        found = self.head.take_reference(kind)
        if found:
            self._leave_of(found._replace(day=None) if is_dated else found, "")
        return found

    def _leave_of(self, reference: Referred, prefix: str) -> None:
        if reference.line:
            self.left.add(f"{prefix}RFF+{reference.kind} 1156")
        if reference.day:
            self.left.add(f"{prefix}RFF/DTM")

    def take_day(self, *kinds: str) -> dt.date | None:
        """Take out the day of the heading's first date of the first kind there is."""
        return self.day_of(self.head.take_date(*kinds), "")

    def day_of(self, date: Dated | None, prefix: str) -> dt.date | None:
        """Return the day of a date; the document has no field for its time, which is named."""
        if date and date.time:
            self.left.add(f"{prefix}DTM+{date.kind} 2379")
        return date.day if date else None

    def payment_terms(self) -> PaymentTerms | None:
        if not self.has_terms and not self.terms_note:
            return None
        return PaymentTerms(note=" ".join(self.terms_note), **self.terms)  # type: ignore[arg-type]

    def payment_means(self) -> tuple[PaymentMeans, ...]:
        account, name, bank = self.account
        if not (self.means_code or account or bank):
            return ()
        return (PaymentMeans(self.means_code, account, name, bank),)

    def leave_rest(self) -> None:
        """Name what of the parts nobody took."""
        lines = [line for line in self.lines if isinstance(line, LinePart)]
        for part in (self.head, self.summary, *lines):
            prefix = "LIN/" if isinstance(part, LinePart) else ""
            for kind, _ in part.amounts:
                self.left.add(f"{prefix}MOA+{kind}")
            for date in part.dates:
                if date.until and date.kind not in codes.PERIODS:
                    self.left.add(f"{prefix}DTM+{date.kind}")
            for reference in part.references:
                self._leave_of(reference, prefix)
            if isinstance(part, LinePart):
                self.left.update(f"LIN/QTY+{kind}" for kind, _, _ in part.quantities)
                self.left.update(f"LIN/PRI+{price[0]}" for price in part.prices)


def bgm(draft: Draft, kind: str | None, number: str | None, function: str | None) -> Remark | None:
    draft.kind, draft.number, draft.function = kind or "", (number or "").rstrip(), function or ""
    if draft.number:
        return None
    return Remark(
        "1004",
        "The document number (BGM) is missing, and it is required. Add it and send the message "
        "again.",
        code="13",
    )


def dtm(draft: Draft, kind: str, value: str | None, form: str | None) -> Remark | None:
    if not value:
        return None
    said = moments.read(value, form)
    if isinstance(said, moments.When):
        draft.part.dates += (Dated(kind, said.day, said.time, said.until),)
        if not said.is_whole:
            draft.leave(f"DTM+{kind} 2379")
        return None
    if said is None:
        draft.leave(f"DTM+{kind}")
        return None
    return audits.date(kind, value, form)


def ftx(draft: Draft, subject: str, *texts: str | None) -> None:
    kept = [text for text in texts if text and text.strip()]
    if subject == _TERMS_NOTE and draft.part is draft.head:
        draft.terms_note += [text.strip() for text in kept]
        return
    if subject != _TAKEN_NOTES:
        draft.leave("FTX 4451")
    notes, goes_on = list(draft.part.notes), draft.note_goes_on
    for text in kept:
        if goes_on and notes:
            notes[-1] += text
        else:
            notes.append(text)
        goes_on = len(text) == draft.text_length
        if not goes_on:
            notes[-1] = notes[-1].rstrip()
    draft.part.notes = tuple(notes)
    draft.note_goes_on = goes_on and len(kept) == len(texts)


def rff(draft: Draft, kind: str, value: str | None, line: str | None) -> None:
    if value:
        draft.part.references += (Referred(kind, value.rstrip(), line or ""),)
    elif line:
        draft.leave(f"RFF+{kind} 1156")


def rff_dtm(draft: Draft, kind: str, value: str | None, form: str | None) -> Remark | None:
    said = moments.read(value, form) if value else None
    if isinstance(said, str):
        return audits.date(kind, value, form)
    references = draft.part.references
    if isinstance(said, moments.When) and references and not references[-1].day:
        draft.part.references = (*references[:-1], references[-1]._replace(day=said.day))
        if said.time or said.until or not said.is_whole:
            draft.leave("RFF/DTM")
    else:
        draft.leave("RFF/DTM")
    return None


def nad(draft: Draft, *values: str | None) -> Remark | None:
    draft.part.parties += (PartyDraft(values),)
    return audits.location(values[1], values[2])


def _party(draft: Draft) -> PartyDraft:
    party = draft.part.parties[-1]
    if isinstance(party, Party):  # nothing of its group comes after one that was taken whole
        raise TypeError
    return party


def nad_rff(draft: Draft, kind: str, value: str | None, line: str | None) -> None:
    if value:
        _party(draft).add_reference(kind, value.rstrip())
    if line:
        draft.leave(f"NAD/RFF+{kind} 1156")


def cta(draft: Draft, role: str | None, name: str | None) -> None:
    _party(draft).add_contact(role, name)


def com(draft: Draft, value: str, kind: str) -> None:
    _party(draft).add_channel(value, kind)


def fii(draft: Draft, _role: str, *values: str | None) -> None:
    account, name, more, bank = [(value or "").rstrip() for value in values]
    if any(draft.account):
        draft.leave("NAD/FII")
    else:
        draft.account = account, joined([name, more], _HOLDER), bank


def cux(draft: Draft, use: str, currency: str | None, kind: str | None) -> None:
    if use == "2" and currency and not draft.currency:
        draft.currency = currency
    elif currency != draft.currency:
        draft.leave("CUX")
    if kind not in {None, "4", "9"}:
        draft.leave("CUX 6343")


def line_cux(draft: Draft, _use: str, currency: str | None, _kind: str | None) -> None:
    if currency:
        draft.line.currency = currency


_PERIODS = {"D": 1, "CD": 1, "W": 7}  # 2151, in days


def pat(draft: Draft, *values: str | None) -> None:
    kind, after, relation, unit, count = values
    draft.is_discount = kind == "22"
    days = None
    if count and unit in _PERIODS and relation in {None, "3"} and after in {None, "5", "29"}:
        days = int(decimal(count)) * _PERIODS[unit or ""]
    elif count or after or relation or unit:
        draft.leave("PAT 2151")
    if draft.is_discount:
        _term(draft, "discount_days", days)
    else:
        _term(draft, "net_days", days)
        _term(draft, "kind", codes.PAYMENT_TERMS.name(kind or "") or None)
    draft.has_terms = True


def _term(draft: Draft, name: str, value: object) -> None:
    if value is None:
        return
    if name in draft.terms:
        draft.leave("PAT")
    else:
        draft.terms[name] = value


def pat_dtm(draft: Draft, kind: str, value: str | None, form: str | None) -> Remark | None:
    said = moments.read(value, form) if value else None
    if isinstance(said, str):
        return audits.date(kind, value, form)
    if isinstance(said, moments.When) and kind in {"12", "13", "140"}:
        is_discount = kind == "12" or draft.is_discount
        _term(draft, "discount_due" if is_discount else "due", said.day)
    else:
        draft.leave(f"PAT/DTM+{kind}")
    return None


def pat_pcd(draft: Draft, _kind: str, value: str | None) -> None:
    if draft.is_discount and value:
        _term(draft, "discount_percent", decimal(value))
    else:
        draft.leave("PAT/PCD")


def pat_moa(draft: Draft, kind: str, value: str | None, currency: str | None) -> None:
    if draft.is_discount and value:
        _term(draft, "discount", Money(decimal(value), currency or draft.currency))
    else:
        draft.leave(f"PAT/MOA+{kind}")


def tdt(draft: Draft, _stage: str, *values: str | None) -> None:
    if draft.transport:
        draft.leave("TDT")
        return
    tracking, mode, carrier, name, vehicle = [(value or "").rstrip() for value in values]
    draft.transport = Transport(
        mode=codes.MODES.name(mode) if mode else "",
        carrier=carrier,
        name=name,
        vehicle=vehicle,
        tracking=tracking,
    )


def tod(draft: Draft, _function: str | None, *values: str | None) -> None:
    if draft.delivery:
        draft.leave("TOD")
        return
    payer, code, *words = values
    note = " ".join(word.strip() for word in words if word and word.strip())
    paid_by = codes.PAYERS.name(payer) if payer else ""
    draft.delivery = DeliveryTerms(code or "", "", paid_by, note)


def tod_loc(draft: Draft, kind: str, code: str | None, name: str | None) -> None:
    place = (name or code or "").rstrip()
    known = draft.delivery
    if known and kind == "1" and not known.place and not (name and code):
        draft.delivery = DeliveryTerms(known.code, place, known.paid_by, known.note)
    else:
        draft.leave("TOD/LOC")


def tax(draft: Draft, _function: str, *values: str | None) -> None:
    draft.part.taxes += (TaxDraft(_category(*values)),)


def _category(kind: str | None, rate: str | None, category: str | None) -> TaxCategory:
    percent = decimal(rate) if rate and _is_number(rate) else None
    return TaxCategory(
        kind=codes.TAXES.name(kind) if kind else "VAT",
        category=category or ("S" if percent else ""),
        rate=percent,
    )


def _is_number(text: str) -> bool:
    return text.replace(",", ".", 1).replace(".", "", 1).isdecimal() and text.isascii()


def tax_moa(draft: Draft, kind: str, value: str | None, currency: str | None) -> None:
    money = Money(decimal(value), currency or draft.currency) if value else None
    last = draft.part.taxes[-1]
    if kind == "125" and last.basis is None:
        last.basis = money
    elif kind in {"124", "150", "161", "369"} and last.amount is None:
        last.amount = money
    else:
        draft.leave(f"TAX/MOA+{kind}")


def alc(draft: Draft, *values: str | None) -> Remark | None:
    draft.part.charges += (ChargeDraft(values),)
    mark, number, kind, settlement, special, *words = values
    if mark not in {"A", "C"}:
        sentence = (
            f"The mark of the allowance or charge (ALC01) is “{mark}”; only A, an allowance, and "
            "C, a charge, are understood. Use one of them and send the message again."
        )
        return Remark("5463", sentence, mark or "")
    if settlement:
        draft.leave("ALC 4471")
    if number and any(words):
        draft.leave("ALC 1230")
    if kind and special:
        draft.leave("ALC 5189")
    return None


def alc_pcd(draft: Draft, kind: str, value: str | None) -> None:
    last = draft.part.charges[-1]
    if kind in {"1", "2", "3", "12"} and value and last.percent is None:
        last.percent = decimal(value)
    else:
        draft.leave(f"ALC/PCD+{kind}")


def alc_moa(draft: Draft, kind: str, value: str | None, currency: str | None) -> None:
    money = Money(decimal(value), currency or draft.currency) if value else None
    last = draft.part.charges[-1]
    if kind == "25" and last.base is None:
        last.base = money
    elif kind in {"8", "23", "204"} and last.amount is None:
        last.amount = money
    else:
        draft.leave(f"ALC/MOA+{kind}")


def alc_tax(draft: Draft, _function: str, *values: str | None) -> None:
    draft.part.charges[-1].tax = _category(*values)


def moa(draft: Draft, kind: str, value: str | None, currency: str | None) -> None:
    if value:
        draft.part.amounts += ((kind, Money(decimal(value), currency or draft.currency)),)


def lin(
    draft: Draft, number: str | None, action: str | None, value: str | None, kind: str | None
) -> Remark | None:
    ordinal = number.rstrip() if number else str(len(draft.lines) + 1)
    draft.line = draft.part = line = LinePart(ordinal, action or "", draft.currency)
    draft.lines.append(line)
    draft.note_goes_on = False
    if value:
        line.products = (_product(value, kind),)
        if kind in {"EN", "SRV", "UP"}:
            return audits.product(value, kind)
    return None


def _product(value: str, kind: str | None) -> Identifier:
    value = value.rstrip()
    return Identifier(codes.product_scheme(kind, value), value)


def pia(draft: Draft, function: str, *pairs: str | None) -> Remark | None:
    line = draft.line
    if function not in {"1", "3", "5"}:
        draft.leave(f"PIA+{function}")
        return None
    said = zip(pairs[::2], pairs[1::2], strict=True)
    given = tuple([_product(value, kind) for value, kind in said if value])
    if function == "3":
        line.substitutes += given
    else:
        line.products += given
    return audits.more_products(function, *pairs)


def imd(draft: Draft, form: str | None, first: str | None, second: str | None) -> None:
    line, full = draft.line, draft.description_length
    text = joined([first, second], full)
    if form not in {None, "F", "B", "E"}:
        draft.leave("IMD 7077")
    if not text:
        line.open = ""
        return
    if line.open and line.descriptions:
        line.descriptions = (*line.descriptions[:-1], line.descriptions[-1] + text)
    else:
        line.descriptions += (text,)
    line.open = text if len(text) == 2 * full else ""


def qty(draft: Draft, kind: str, value: str, unit: str | None) -> Remark | None:
    draft.line.quantities += ((kind, value, unit),)
    return audits.quantity(kind, value, unit)


def pri(draft: Draft, *values: str | None) -> None:
    draft.line.prices += (values,)


def qvr(
    draft: Draft, value: str | None, _kind: str | None, reason: str | None, *why: str | None
) -> None:
    if any(why):
        draft.leave("QVR 4295")
    if reason and not draft.line.variance:
        draft.line.variance = reason
    if value or not reason:
        draft.leave("QVR 6064")


def uns(draft: Draft, section: str) -> None:
    if section == "S":
        draft.part = draft.summary


def cnt(draft: Draft, kind: str, value: str) -> Remark | None:
    draft.counts[kind] = decimal(value)
    if kind == "2" and draft.counts[kind] != len(draft.lines):
        sentence = (
            f"The message says it has {value} lines (CNT), but {len(draft.lines)} came. Check "
            "whether lines were lost, correct the count and send the message again."
        )
        return Remark("6066", sentence, value)
    return None


def pai(draft: Draft, code: str | None) -> None:
    draft.means_code = code or ""


_SHARED: dict[str, Take] = {
    "DTM": dtm,
    "FTX": ftx,
    "RFF": rff,
    "RFF/DTM": rff_dtm,
    "NAD": nad,
    "NAD/RFF": nad_rff,
    "NAD/CTA": cta,
    "NAD/CTA/COM": com,
    "TAX": tax,
    "TAX/MOA": tax_moa,
    "ALC": alc,
    "ALC/PCD": alc_pcd,
    "ALC/MOA": alc_moa,
    "ALC/TAX": alc_tax,
    "MOA": moa,
}
TAKERS: dict[str, Take] = {
    **_SHARED,
    **{f"LIN/{path}": take for path, take in _SHARED.items()},
    "BGM": bgm,
    "NAD/FII": fii,
    "CUX": cux,
    "PAI": pai,
    "PAT": pat,
    "PAT/DTM": pat_dtm,
    "PAT/PCD": pat_pcd,
    "PAT/MOA": pat_moa,
    "TDT": tdt,
    "TOD": tod,
    "TOD/LOC": tod_loc,
    "LIN": lin,
    "LIN/PIA": pia,
    "LIN/IMD": imd,
    "LIN/QTY": qty,
    "LIN/PRI": pri,
    "LIN/PRI/CUX": line_cux,
    "LIN/QVR": qvr,
    "UNS": uns,
    "UNS:MOA": moa,
    "UNS:TAX": tax,
    "UNS:TAX/MOA": tax_moa,
    "CNT": cnt,
}
