"""850 to `Order`: which segment fills what. Each function takes one good segment."""

from decimal import Decimal

from edi.canonical.measures import Moment, Money
from edi.canonical.orders import Order, OrderLine, Purpose
from edi.canonical.parties import Contact, Party, Reference
from edi.canonical.totals import Totals
from edi.messages.checking import Good, Take
from edi.messages.x12 import codes, terms
from edi.messages.x12.order_lines import LineDraft
from edi.messages.x12.parties import PartyDraft, contact, reference
from edi.messages.x12.terms import Terms
from edi.messages.x12.values import day, moments

TOTALS = {"TT", "1"}  # the summary's AMT is the total of the order, whatever it is called
_LINE_TOTAL = "1"


class OrderDraft(Terms):
    """An order while its segments come in."""

    def __init__(self) -> None:
        super().__init__()
        self.beg: Good | None = None
        self.parties: list[PartyDraft | Party] = []  # one that was taken whole is ready
        self.contacts: list[Contact] = []
        self.references: list[Reference] = []
        self.dates: list[Moment] = []
        self.notes: list[str] = []
        self.lines: list[OrderLine] = []
        self.line: LineDraft | None = None
        self.ctt: Good | None = None
        self.stated_lines: int | None = None
        self.stated_total: Decimal | None = None

    def end_line(self) -> None:
        if self.line:
            self.lines.append(self.line.line())
            self.line = None

    def order(self) -> Order:
        """Return the order; only for a message without faults, which has its BEG."""
        self.end_line()
        purpose, kind, number, release, issued, contract = (
            self.beg.group(1, 2, 3, 4, 5, 6) if self.beg else ("",) * 6
        )
        known = codes.PURPOSES.get(purpose, Purpose.OTHER)
        total = self.stated_total
        return Order(
            number=number.rstrip(),
            issued=day(issued),
            purpose=known,
            purpose_code=f"x12:{purpose}" if known is Purpose.OTHER else "",
            kind=codes.ORDER_KINDS.name(kind),
            release=(release or "").rstrip(),
            contract=(contract or "").rstrip(),
            currency=self.currency,
            parties=self.taxed(
                [each if isinstance(each, Party) else each.party() for each in self.parties]
            ),
            contacts=tuple(self.contacts),
            references=tuple(self.references),
            dates=tuple(self.dates),
            notes=tuple(self.notes),
            lines=tuple(self.lines),
            totals=None if total is None else Totals(payable=total),
            charges=tuple(self.charges),
            taxes=tuple(self.taxes),
            payment_terms=self.payment_terms,
            delivery_terms=self.delivery_terms,
            transport=self.transport,
        )


def _beg(draft: OrderDraft, segment: Good) -> None:
    draft.beg = segment


def _cur(draft: OrderDraft, segment: Good) -> None:
    draft.currency = segment[2]


def _dtm(draft: OrderDraft, segment: Good) -> None:
    draft.dates += moments(segment)


def _ref(draft: OrderDraft, segment: Good) -> None:
    draft.references.append(reference(segment))


def _per(draft: OrderDraft, segment: Good) -> None:
    draft.contacts.append(contact(segment))


def _n9(draft: OrderDraft, segment: Good) -> None:
    if segment[2]:
        draft.references.append(reference(segment))


def _msg(draft: OrderDraft, segment: Good) -> None:
    draft.notes.append(segment[1].rstrip())


def _mtx(draft: OrderDraft, segment: Good) -> None:
    if segment[2]:
        draft.notes.append(segment[2].rstrip())


def _n1(draft: OrderDraft, segment: Good) -> None:
    draft.parties.append(PartyDraft(segment))


def _po1(draft: OrderDraft, segment: Good) -> None:
    draft.end_line()
    draft.line = LineDraft(segment, draft.currency, len(draft.lines) + 1)


def _ctt(draft: OrderDraft, segment: Good) -> None:
    draft.end_line()
    draft.ctt = segment
    draft.stated_lines = int(segment[1])


def _amt(draft: OrderDraft, segment: Good) -> None:
    if segment[1] in TOTALS:
        draft.stated_total = Decimal(segment[2])


def _line(draft: OrderDraft) -> LineDraft:
    if draft.line is None:  # the grammar lets nothing of a line come before its PO1
        raise AssertionError
    return draft.line


def _line_cur(draft: OrderDraft, segment: Good) -> None:
    _line(draft).currency = segment[2]


def _line_pid(draft: OrderDraft, segment: Good) -> None:
    if segment[5]:
        _line(draft).descriptions += (segment[5].rstrip(),)


def _line_dtm(draft: OrderDraft, segment: Good) -> None:
    _line(draft).dates += moments(segment)


def _line_ref(draft: OrderDraft, segment: Good) -> None:
    _line(draft).references += (reference(segment),)


def _line_n9(draft: OrderDraft, segment: Good) -> None:
    if segment[2]:
        _line(draft).references += (reference(segment),)


def _line_msg(draft: OrderDraft, segment: Good) -> None:
    _line(draft).notes += (segment[1].rstrip(),)


def _line_n1(draft: OrderDraft, segment: Good) -> None:
    _line(draft).parties += (PartyDraft(segment),)


def _line_mtx(draft: OrderDraft, segment: Good) -> None:
    if segment[2]:
        _line(draft).notes += (segment[2].rstrip(),)


def _line_ctp(draft: OrderDraft, segment: Good) -> None:
    line = _line(draft)
    if line.po1[4] or line.ctp or not segment[3]:
        draft.spare.add("PO1/CTP")
    else:
        line.ctp = segment
        terms.note_spare(draft.spare, "PO1/CTP", segment, {3, 11})


def _line_sac(draft: OrderDraft, segment: Good) -> None:
    line = _line(draft)
    found = terms.charge(segment, line.currency)
    if found:
        line.charges += (found,)
        terms.note_spare(draft.spare, "PO1/SAC", segment, terms.sac_taken(segment))
    else:
        draft.spare.add("PO1/SAC")


def _line_sac_cur(draft: OrderDraft, segment: Good) -> None:
    line = _line(draft)
    if line.charges:
        line.charges = (*line.charges[:-1], terms.in_currency(line.charges[-1], segment[2]))


def _line_txi(draft: OrderDraft, segment: Good) -> None:
    line = _line(draft)
    if line.tax:
        draft.spare.add("PO1/TXI")
        return
    line.tax = terms.tax_category(segment)
    terms.note_spare(draft.spare, "PO1/TXI", segment, {1, 3, 6})


def _line_amt(draft: OrderDraft, segment: Good) -> None:
    line = _line(draft)
    if segment[1] == _LINE_TOTAL and line.stated is None:
        line.stated = Money(Decimal(segment[2]), line.currency)
    else:
        draft.spare.add("PO1/AMT")


def _party(draft: OrderDraft) -> PartyDraft:
    party = draft.parties[-1]
    if isinstance(party, Party):  # nothing of its loop comes after one that was taken whole
        raise TypeError
    return party


def _of_party(take: Take[PartyDraft]) -> Take[OrderDraft]:
    return lambda draft, segment: take(_party(draft), segment)


def _of_line_party(take: Take[PartyDraft]) -> Take[OrderDraft]:
    return lambda draft, segment: take(_line(draft).parties[-1], segment)


_PARTY: dict[str, Take[PartyDraft]] = {
    "N2": PartyDraft.n2,
    "N3": PartyDraft.n3,
    "N4": PartyDraft.n4,
    "PER": PartyDraft.per,
    "REF": PartyDraft.ref,
}
TAKERS: dict[str, Take[OrderDraft]] = {
    "BEG": _beg,
    "CUR": _cur,
    "REF": _ref,
    "PER": _per,
    "DTM": _dtm,
    "N9": _n9,
    "N9/MSG": _msg,
    "N9/MTX": _mtx,
    **terms.TAKERS,
    "N1": _n1,
    **{f"N1/{name}": _of_party(take) for name, take in _PARTY.items()},
    "PO1": _po1,
    "PO1/CUR": _line_cur,
    "PO1/PID": _line_pid,
    "PO1/REF": _line_ref,
    "PO1/DTM": _line_dtm,
    "PO1/CTP": _line_ctp,
    "PO1/SAC": _line_sac,
    "PO1/SAC/CUR": _line_sac_cur,
    "PO1/TXI": _line_txi,
    "PO1/AMT": _line_amt,
    "PO1/MSG": _line_msg,
    "PO1/MTX": _line_mtx,
    "PO1/N9": _line_n9,
    "PO1/N9/MSG": _line_msg,
    "PO1/N9/MTX": _line_mtx,
    "PO1/N1": _line_n1,
    **{f"PO1/N1/{name}": _of_line_party(take) for name, take in _PARTY.items()},
    "CTT": _ctt,
    "CTT/AMT": _amt,
}
