"""What reading a sheet gives: its documents as `MessageResult`, then one `SheetResult`."""

from dataclasses import dataclass

from edi.messages.results import Disposition, MessageResult, Unreadable, disposition
from edi.syntax.faults import Fault


@dataclass(frozen=True, slots=True)
class SheetResult:
    """A sheet read to its end, or as far as it could be.

    Apply documents only once this is seen: when its `faults` refuse the sheet, such as for rows of
    one document that do not stand together, nothing of it counts. `kind` is `csv` or `xlsx`,
    `sheet` the name in the workbook, `rows` those with something in them.
    """

    kind: str
    sheet: str
    documents: int
    rows: int
    faults: tuple[Fault, ...]

    @property
    def disposition(self) -> Disposition:
        return disposition(self.faults)


Result = MessageResult | Unreadable | SheetResult
