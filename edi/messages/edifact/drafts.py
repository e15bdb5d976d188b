"""A message of trade while its segments come in."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from edi.canonical.terms import DeliveryTerms, PaymentMeans, PaymentTerms, Transport
from edi.messages.edifact import codes
from edi.messages.edifact.parts import Dated, LinePart, Part, Referred

if TYPE_CHECKING:
    from decimal import Decimal


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
