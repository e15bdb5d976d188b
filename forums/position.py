"""Places in a room, as its readers know them."""

import re
from dataclasses import dataclass
from typing import Final, Self

from portal.kernel.errors import Invalid
from portal.kernel.words import said

_WRITTEN: Final = re.compile(r"(\d{1,9})(?:\.(\d{1,9}))?")


@dataclass(frozen=True, order=True, slots=True)
class Position:
    """Of a message: "12" is the twelfth shared one, "12.3" the third internal note, after it.

    Of a reader: both streams read up to these numbers. A partner's reads "12" and says nothing
    about how many notes the host has written; the host's own reads "12.3".
    """

    shared: int = 0
    internal: int = 0

    def __str__(self) -> str:
        return f"{self.shared}.{self.internal}" if self.internal else str(self.shared)

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a written place.

        Raises:
            Invalid: it is none.
        """
        match = _WRITTEN.fullmatch(text)
        if match is None:
            raise Invalid(said("This place in the room cannot be read. Reload the page."))
        return cls(int(match[1]), int(match[2] or 0))

    def reaching(self, other: "Position") -> "Position":
        """Return how far somebody has come who had come here and to the other."""
        return Position(max(self.shared, other.shared), max(self.internal, other.internal))
