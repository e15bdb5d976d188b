"""What the headings and lines of order changes, responses and invoices have in common."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from edi.canonical.measures import Moment, Money
from edi.messages.checking import Good, Take
from edi.messages.x12 import codes, terms
from edi.messages.x12.parties import PartyDraft, contact, reference
from edi.messages.x12.remarks import Remark
from edi.messages.x12.terms import Terms
from edi.messages.x12.values import moments

if TYPE_CHECKING:
    from edi.canonical.charges import AllowanceCharge, TaxAmount, TaxCategory
    from edi.canonical.parties import Contact, Reference

_LINE_TOTAL = "1"


class Heading(Terms):
    """A message while its segments come in: its heading, and the line at hand."""

    def __init__(self) -> None:
        super().__init__()
        self.parties: list[PartyDraft] = []
        self.contacts: list[Contact] = []
        self.references: list[Reference] = []
        self.dates: list[Moment] = []
        self.notes: list[str] = []
        self.line: LineDraft | None = None
        self.lines: list[Any] = []
        self.total: Decimal | None = None
        self.counted: Good | None = None  # CTT

    def cur(self, segment: Good) -> None:
        self.currency = segment[2]

    def ref(self, segment: Good) -> None:
        self.references.append(reference(segment))

    def per(self, segment: Good) -> None:
        self.contacts.append(contact(segment))

    def dtm(self, segment: Good) -> None:
        self.dates += moments(segment)

    def n9(self, segment: Good) -> None:
        if segment[2]:
            self.references.append(reference(segment))

    def msg(self, segment: Good) -> None:
        self.notes.append(segment[1].rstrip())

    def mtx(self, segment: Good) -> None:
        if segment[2]:
            self.notes.append(segment[2].rstrip())

    def n1(self, segment: Good) -> None:
        self.parties.append(PartyDraft(segment))

    def begin_line(self, head: Good, place: str) -> None:
        self.end_line()
        self.line = LineDraft(head, self.currency, len(self.lines) + 1, self.spare, place)

    def end_line(self) -> None:
        if self.line:
            self.lines.append(self.finish_line(self.line))
            self.line = None

    def finish_line(self, line: "LineDraft") -> object:
        raise NotImplementedError

    def ctt(self, segment: Good) -> None:
        self.end_line()
        self.counted = segment

    def amt(self, segment: Good) -> None:
        """Take the AMT of the summary: it is the total, whatever it is called."""
        if self.total is None:
            self.total = Decimal(segment[2])
        else:
            self.spare.add("CTT/AMT")

    def miscounted(self, *counts: int) -> list[Remark]:
        """Compare CTT01 with what came; `counts` are the numbers it may be."""
        self.end_line()
        if self.counted is None or int(self.counted[1]) in counts:
            return []
        sentence = (
            f"The message says it has {int(self.counted[1])} lines (CTT01), but {counts[0]} came. "
            "Check whether lines were lost, correct the count and send the message again."
        )
        return [Remark(self.counted, "CTT", 1, "7", sentence, "354", "CTT")]


class LineDraft:
    """A PO1, POC or IT1 with what followed it so far."""

    def __init__(
        self, head: Good, currency: str, ordinal: int, spare: set[str], place: str
    ) -> None:
        self.head = head
        self.currency = currency
        self.ordinal = ordinal
        self.spare = spare
        self.place = place
        self.descriptions: list[str] = []
        self.dates: list[Moment] = []
        self.references: list[Reference] = []
        self.notes: list[str] = []
        self.parties: list[PartyDraft] = []
        self.charges: list[AllowanceCharge] = []
        self.taxes: list[TaxAmount] = []
        self.tax: TaxCategory | None = None
        self.price: str | None = None
        self.per = Decimal(1)
        self.stated: Money | None = None
        self.acks: list[Good] = []
        self.ack_dates: list[list[Moment]] = []
        self.schedule: list[Good] = []

    def cur(self, segment: Good) -> None:
        self.currency = segment[2]

    def pid(self, segment: Good) -> None:
        if segment[5]:
            self.descriptions.append(segment[5].rstrip())

    def ref(self, segment: Good) -> None:
        self.references.append(reference(segment))

    def dtm(self, segment: Good) -> None:
        self.dates += moments(segment)

    def n9(self, segment: Good) -> None:
        if segment[2]:
            self.references.append(reference(segment))

    def msg(self, segment: Good) -> None:
        self.notes.append(segment[1].rstrip())

    def mtx(self, segment: Good) -> None:
        if segment[2]:
            self.notes.append(segment[2].rstrip())

    def n1(self, segment: Good) -> None:
        self.parties.append(PartyDraft(segment))

    def sac(self, segment: Good) -> None:
        found = terms.charge(segment, self.currency)
        if found:
            self.charges.append(found)
            terms.note_spare(self.spare, f"{self.place}/SAC", segment, terms.sac_taken(segment))
        else:
            self.spare.add(f"{self.place}/SAC")

    def sac_cur(self, segment: Good) -> None:
        if self.charges:
            self.charges[-1] = terms.in_currency(self.charges[-1], segment[2])

    def txi(self, segment: Good) -> None:
        """Take a rate, and where there is one the amount."""
        self.tax = self.tax or terms.tax_category(segment)
        found = terms.tax_amount(segment, self.currency)
        if found:
            self.taxes.append(found)
        terms.note_spare(self.spare, f"{self.place}/TXI", segment, terms.TXI_TAKEN)

    def ctp(self, segment: Good) -> None:
        """Take a price where the line itself has none; CTP11 is the units it is for."""
        place = f"{self.place}/CTP"
        if self.price or not segment[3]:
            self.spare.add(place)
            return
        self.price, self.per = segment[3], Decimal(segment[11] or 1)
        terms.note_spare(self.spare, place, segment, {3, 11})

    def amt(self, segment: Good) -> None:
        if segment[1] == _LINE_TOTAL and self.stated is None:
            self.stated = Money(Decimal(segment[2]), self.currency)
        else:
            self.spare.add(f"{self.place}/AMT")

    def ack(self, segment: Good) -> None:
        self.acks.append(segment)
        self.ack_dates.append([])

    def ack_dtm(self, segment: Good) -> None:
        self.ack_dates[-1] += moments(segment)

    def sch(self, segment: Good) -> None:
        self.schedule.append(segment)

    def priced(self, price: str | None, basis: str | None) -> None:
        """Take the price of the line's own segment with its basis, which may be for many units."""
        self.price = price
        self.per = codes.PRICE_PER.get(basis or "", Decimal(1))

    def money(self) -> Money | None:
        return Money(Decimal(self.price), self.currency) if self.price else None


def _line(draft: Heading) -> LineDraft:
    if draft.line is None:  # the grammar lets nothing of a line come before its first segment
        raise AssertionError
    return draft.line


def _of_line(take: Callable[[LineDraft, Good], None]) -> Take[Any]:
    return lambda draft, segment: take(_line(draft), segment)


def _of_party(take: Take[PartyDraft]) -> Take[Any]:
    return lambda draft, segment: take(draft.parties[-1], segment)


def _of_line_party(take: Take[PartyDraft]) -> Take[Any]:
    return lambda draft, segment: take(_line(draft).parties[-1], segment)


PARTY: dict[str, Take[PartyDraft]] = {
    "N2": PartyDraft.n2,
    "N3": PartyDraft.n3,
    "N4": PartyDraft.n4,
    "PER": PartyDraft.per,
    "REF": PartyDraft.ref,
}
HEADING: dict[str, Take[Any]] = {
    "CUR": Heading.cur,
    "REF": Heading.ref,
    "PER": Heading.per,
    "DTM": Heading.dtm,
    "N9": Heading.n9,
    "N9/MSG": Heading.msg,
    "N9/MTX": Heading.mtx,
    **terms.TAKERS,
    "N1": Heading.n1,
    **{f"N1/{name}": _of_party(take) for name, take in PARTY.items()},
    "CTT": Heading.ctt,
    "CTT/AMT": Heading.amt,
}
_LINE: dict[str, Callable[[LineDraft, Good], None]] = {
    "CUR": LineDraft.cur,
    "PID": LineDraft.pid,
    "REF": LineDraft.ref,
    "DTM": LineDraft.dtm,
    "MSG": LineDraft.msg,
    "MTX": LineDraft.mtx,
    "N9": LineDraft.n9,
    "N9/MSG": LineDraft.msg,
    "N9/MTX": LineDraft.mtx,
    "N1": LineDraft.n1,
    "SAC": LineDraft.sac,
    "SAC/CUR": LineDraft.sac_cur,
    "TXI": LineDraft.txi,
    "CTP": LineDraft.ctp,
    "AMT": LineDraft.amt,
    "ACK": LineDraft.ack,
    "ACK/DTM": LineDraft.ack_dtm,
    "SCH": LineDraft.sch,
}


def line_takers(loop: str, *without: str) -> dict[str, Take[Any]]:
    """Return who takes the segments of a line's loop, but for those the document has no field."""
    begin: Take[Any] = lambda draft, segment: draft.begin_line(segment, loop)  # noqa: E731
    return {
        loop: begin,
        **{f"{loop}/{n}": _of_line(t) for n, t in _LINE.items() if n.split("/")[0] not in without},
        **{f"{loop}/N1/{n}": _of_line_party(t) for n, t in PARTY.items() if "N1" not in without},
    }
