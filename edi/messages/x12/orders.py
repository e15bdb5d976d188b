"""850 to `Order`: which segment fills what. Each function takes the elements of one segment."""

from datetime import date, time
from decimal import Decimal

from edi.canonical.measures import Moment, Money
from edi.canonical.orders import Order, OrderLine, Purpose
from edi.canonical.parties import Identifier, Reference
from edi.messages.checking import Take, Values
from edi.messages.x12 import codes
from edi.messages.x12.parties import PartyDraft, contact

_TOTALS = {"TT", "GT", "1"}


class LineDraft:
    """A PO1 with what followed it so far."""

    def __init__(self, po1: Values, currency: str, ordinal: int) -> None:
        self.po1 = po1
        self.currency = currency
        self.ordinal = ordinal
        self.descriptions: list[str] = []
        self.dates: list[Moment] = []
        self.references: list[Reference] = []
        self.parties: list[PartyDraft] = []
        self.notes: list[str] = []

    def line(self) -> OrderLine:
        number, quantity, unit, price, basis = self.po1[:5]
        return OrderLine(
            number or str(self.ordinal),
            Decimal(quantity) if quantity else None,
            codes.unit(unit) if unit else None,
            Money(Decimal(price), self.currency) if price else None,
            basis or "",
            products(self.po1[5:]),
            tuple(self.descriptions),
            tuple(self.dates),
            tuple(self.references),
            tuple(party.party() for party in self.parties),
            tuple(self.notes),
        )


class OrderDraft:
    """An order while its segments come in. `left_out` are values no field carries."""

    def __init__(self) -> None:
        self.beg: Values = ()
        self.currency = ""
        self.parties: list[PartyDraft] = []
        self.header = PartyDraft(())
        self.dates: list[Moment] = []
        self.notes: list[str] = []
        self.lines: list[OrderLine] = []
        self.line: LineDraft | None = None
        self.stated_lines: int | None = None
        self.stated_total: Decimal | None = None

    def end_line(self) -> None:
        if self.line:
            self.lines.append(self.line.line())
            self.line = None

    def order(self) -> Order:
        self.end_line()
        purpose, kind, number, release, issued, contract = self.beg[:6]
        known = codes.PURPOSES.get(purpose or "", Purpose.OTHER)
        total = self.stated_total
        return Order(
            number=(number or "").rstrip(),
            issued=day(issued or ""),
            purpose=known,
            purpose_code=(purpose or "") if known is Purpose.OTHER else "",
            kind=kind or "",
            release=(release or "").rstrip(),
            contract=(contract or "").rstrip(),
            currency=self.currency,
            parties=tuple(party.party() for party in self.parties),
            contacts=tuple(self.header.contacts),
            references=tuple(self.header.references),
            dates=tuple(self.dates),
            notes=tuple(self.notes),
            lines=tuple(self.lines),
            stated_total=None if total is None else Money(total, self.currency),
        )


def day(text: str) -> date:
    """Turn YYYYMMDD, already checked, into a date."""
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))


def clock(text: str) -> time:
    """Turn HHMM, HHMMSS, HHMMSSd or HHMMSSdd, already checked, into a time."""
    hundredths = int(text[6:].ljust(2, "0")) if len(text) > len("HHMMSS") else 0
    return time(int(text[:2]), int(text[2:4]), int(text[4:6] or 0), hundredths * 10_000)


def moment(dtm: Values) -> Moment | None:
    """Turn a DTM into a moment; None when it has a period (DTM05-06) instead of a date."""
    kind, on, at = dtm[:3]
    if not on:
        return None
    return Moment(codes.DATE_KINDS.name(kind or ""), day(on), clock(at) if at else None)


def reference(ref: Values) -> Reference:
    kind, value, description = ref[:3]
    name = codes.REFERENCE_KINDS.name(kind or "")
    return Reference(name, (value or "").rstrip(), (description or "").rstrip())


def products(pairs: Values) -> tuple[Identifier, ...]:
    """Turn pairs of qualifier (235) and product id (234) into identifiers."""
    name = codes.PRODUCT_SCHEMES.name
    return tuple(
        Identifier(name(scheme), value.rstrip())
        for scheme, value in zip(pairs[::2], pairs[1::2], strict=False)
        if scheme and value
    )


def _beg(draft: OrderDraft, values: Values) -> None:
    draft.beg = values


def _cur(draft: OrderDraft, values: Values) -> None:
    draft.currency = values[1] or ""


def _dtm(draft: OrderDraft, values: Values) -> None:
    found = moment(values)
    if found:
        draft.dates.append(found)


def _ref(draft: OrderDraft, values: Values) -> None:
    draft.header.references.append(reference(values))


def _per(draft: OrderDraft, values: Values) -> None:
    draft.header.contacts.append(contact(values))


def _n9(draft: OrderDraft, values: Values) -> None:
    if values[1]:
        draft.header.references.append(reference(values))


def _msg(draft: OrderDraft, values: Values) -> None:
    draft.notes.append((values[0] or "").rstrip())


def _n1(draft: OrderDraft, values: Values) -> None:
    draft.parties.append(PartyDraft(values))


def _po1(draft: OrderDraft, values: Values) -> None:
    draft.end_line()
    draft.line = LineDraft(values, draft.currency, len(draft.lines) + 1)


def _ctt(draft: OrderDraft, values: Values) -> None:
    draft.end_line()
    draft.stated_lines = int(values[0] or 0)


def _amt(draft: OrderDraft, values: Values) -> None:
    if values[0] in _TOTALS:
        draft.stated_total = Decimal(values[1] or 0)


def _line(draft: OrderDraft) -> LineDraft:
    if draft.line is None:  # the grammar lets nothing of a line come before its PO1
        raise AssertionError
    return draft.line


def _line_cur(draft: OrderDraft, values: Values) -> None:
    _line(draft).currency = values[1] or ""


def _line_pid(draft: OrderDraft, values: Values) -> None:
    if values[4]:
        _line(draft).descriptions.append(values[4].rstrip())


def _line_dtm(draft: OrderDraft, values: Values) -> None:
    found = moment(values)
    if found:
        _line(draft).dates.append(found)


def _line_ref(draft: OrderDraft, values: Values) -> None:
    _line(draft).references.append(reference(values))


def _line_n9(draft: OrderDraft, values: Values) -> None:
    if values[1]:
        _line(draft).references.append(reference(values))


def _line_msg(draft: OrderDraft, values: Values) -> None:
    _line(draft).notes.append((values[0] or "").rstrip())


def _line_n1(draft: OrderDraft, values: Values) -> None:
    _line(draft).parties.append(PartyDraft(values))


def _of_party(take: Take[PartyDraft]) -> Take[OrderDraft]:
    return lambda draft, values: take(draft.parties[-1], values)


def _of_line_party(take: Take[PartyDraft]) -> Take[OrderDraft]:
    return lambda draft, values: take(_line(draft).parties[-1], values)


_PARTY: dict[str, Take[PartyDraft]] = {
    "N2": PartyDraft.n2,
    "N3": PartyDraft.n3,
    "N4": PartyDraft.n4,
    "PER": PartyDraft.per,
    "REF": lambda draft, values: draft.references.append(reference(values)),
}
TAKERS: dict[str, Take[OrderDraft]] = {
    "BEG": _beg,
    "CUR": _cur,
    "REF": _ref,
    "PER": _per,
    "DTM": _dtm,
    "N9": _n9,
    "N9/MSG": _msg,
    "N1": _n1,
    **{f"N1/{name}": _of_party(take) for name, take in _PARTY.items()},
    "PO1": _po1,
    "PO1/CUR": _line_cur,
    "PO1/PID": _line_pid,
    "PO1/REF": _line_ref,
    "PO1/DTM": _line_dtm,
    "PO1/MSG": _line_msg,
    "PO1/N9": _line_n9,
    "PO1/N9/MSG": _line_msg,
    "PO1/N1": _line_n1,
    **{f"PO1/N1/{name}": _of_line_party(take) for name, take in _PARTY.items()},
    "CTT": _ctt,
    "CTT/AMT": _amt,
}
