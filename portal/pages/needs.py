"""One thing that waits for a reader: with a clock and a single action."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Need:
    """`used` is the share of the promised time gone by, 0 to 1; `left` says the rest in words.

    `detail_of` is the deal it is about; what is about none says its line and its day itself.
    """

    title: str
    detail_of: Any
    action: str
    url: str
    glyph: str
    due: datetime
    used: float
    left: str
    line: str = ""
    day: date | None = None

    @property
    def tone(self) -> str:
        return "red" if self.used >= 0.8 else "amber" if self.used >= 0.5 else "blue"  # noqa: PLR2004
