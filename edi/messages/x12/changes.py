"""860 to `OrderChange`.

BCH05 is the sequence where it is a number, else the change's own number, which is BCH07
otherwise. BCH09 is the seller's order number. The change was issued on BCH11, else BCH10, else on
the date of the order (BCH06).
"""

from decimal import Decimal
from typing import Any

from edi.canonical.changes import LineAction, LineChange, OrderChange
from edi.canonical.orders import OrderLine, Purpose
from edi.canonical.parties import Reference
from edi.canonical.totals import Totals
from edi.messages.checking import Good, Take
from edi.messages.x12 import codes, terms
from edi.messages.x12.headings import HEADING, Heading, LineDraft, line_takers
from edi.messages.x12.remarks import Remark
from edi.messages.x12.units import UNITS
from edi.messages.x12.values import day, products

_FIRST_PRODUCT = 7
UNIT = slice(0, 2)  # the code of a composite unit (C001), whatever separator follows it


class OrderChangeDraft(Heading):
    """An 860 while its segments come in."""

    def __init__(self) -> None:
        super().__init__()
        self.bch: Good | None = None

    def begin(self, segment: Good) -> None:
        self.bch = segment
        if segment[9]:
            self.references.append(Reference("vendor-order", segment[9].rstrip()))
        terms.note_spare(self.spare, "BCH", segment, range(1, 12))

    def finish_line(self, line: LineDraft) -> LineChange:
        poc = line.head
        number, action, quantity, left, unit, _, basis = poc.group(1, 2, 3, 4, 5, 6, 7)
        known = codes.LINE_ACTIONS.get(action, LineAction.CHANGE)
        is_plain = codes.LINE_ACTION_CODES[known] == action
        return LineChange(
            known,
            OrderLine(
                number=number or str(line.ordinal),
                quantity=Decimal(quantity) if quantity else None,
                unit=UNITS[unit[UNIT]] if unit else None,
                price=line.money(),
                price_basis=codes.PRICE_BASES.name(basis) if basis else "",
                products=products(poc.groups()[_FIRST_PRODUCT : poc.lastindex]),
                descriptions=tuple(line.descriptions),
                dates=tuple(line.dates),
                references=tuple(line.references),
                parties=tuple(party.party() for party in line.parties),
                notes=tuple(line.notes),
                charges=tuple(line.charges),
                price_per=line.per,
                tax=line.tax,
                stated_amount=line.stated,
            ),
            left=Decimal(left) if left else None,
            action_code="" if is_plain else f"x12:{action}",
        )

    def change(self) -> OrderChange:
        """Return the change; only for a message without faults, which has its BCH."""
        self.end_line()
        if self.bch is None:
            raise AssertionError
        purpose, kind, number, release, sequence, ordered, own, contract = self.bch.group(
            1, 2, 3, 4, 5, 6, 7, 8
        )
        known = codes.PURPOSES.get(purpose, Purpose.OTHER)
        is_count = bool(sequence) and sequence.isdecimal()
        own = own or ("" if is_count else sequence)
        return OrderChange(
            order_number=number.rstrip(),
            issued=day(self.bch[11] or self.bch[10] or ordered),
            order_issued=day(ordered),
            number=(own or "").rstrip(),
            sequence=int(sequence) if is_count else None,
            purpose=known,
            purpose_code=f"x12:{purpose}" if known is Purpose.OTHER else "",
            kind=codes.ORDER_KINDS.name(kind),
            release=(release or "").rstrip(),
            contract=(contract or "").rstrip(),
            currency=self.currency,
            parties=self.taxed(party.party() for party in self.parties),
            contacts=tuple(self.contacts),
            references=tuple(self.references),
            dates=tuple(self.dates),
            notes=tuple(self.notes),
            lines=tuple(self.lines),
            totals=None if self.total is None else Totals(payable=self.total),
            charges=tuple(self.charges),
            taxes=tuple(self.taxes),
            payment_terms=self.payment_terms,
            delivery_terms=self.delivery_terms,
            transport=self.transport,
        )

    def remarks(self) -> list[Remark]:
        self.end_line()
        return self.miscounted(len(self.lines))


def _poc(draft: OrderChangeDraft, segment: Good) -> None:
    draft.begin_line(segment, "POC")
    if draft.line:
        draft.line.priced(segment[6], segment[7])


TAKERS: dict[str, Take[Any]] = {
    "BCH": OrderChangeDraft.begin,
    **HEADING,
    **line_takers("POC", "ACK", "SCH"),
    "POC": _poc,
}
