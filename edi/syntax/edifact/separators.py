from dataclasses import dataclass

_NONE = " "


@dataclass(frozen=True, slots=True)
class Separators:
    """The service characters of an interchange; each is one ASCII character.

    `release` is empty when there is none. `decimals` are the marks a number may have: the one UNA
    names up to syntax version 3, else both (ISO 9735:1988, 10.1; ISO 9735-1:2002, 10.2).
    """

    component: str = ":"
    element: str = "+"
    release: str = "?"
    terminator: str = "'"
    decimals: str = ".,"

    def all(self) -> str:
        return self.component + self.element + self.release + self.terminator

    def are_usable(self) -> bool:
        """Whether all differ and none can be taken for data, padding or NUL."""
        every = self.all()
        return (
            len(set(every)) == len(every)
            and every.isascii()
            and not any(mark.isalnum() or mark in _NONE + "\0" for mark in every)
            and not any(mark in "\r\n" for mark in self.component + self.element + self.release)
            and not any(mark in every for mark in self.decimals)
        )


LEVEL_A = Separators()
LEVEL_B = Separators("\x1f", "\x1d", "", "\x1c")  # ISO 9735:1988, 5.2: IS1, IS3, IS4


def from_una(text: str) -> Separators:
    """Read the six characters after UNA: component, element, decimal, release, spare, end."""
    component, element, decimal, release, _, terminator = list(text)
    decimals = decimal if decimal in ".," else ".,"
    return Separators(component, element, release.strip(_NONE), terminator, decimals)
