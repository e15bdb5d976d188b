from collections.abc import Callable, Hashable, Iterator

from edi.messages.formats.syntaxes import Syntax
from edi.syntax.faults import Fault
from edi.tools.faults import fault_line
from edi.tools.screen import Screen


class Standing:
    """Faults by where they stand, each told once: in its place, or at the end."""

    def __init__(
        self,
        faults: list[Fault],
        place: Callable[[Fault], Hashable],
        syntax: Syntax,
        screen: Screen,
    ) -> None:
        self._screen = screen
        self._syntax = syntax
        self._faults: dict[Hashable, list[Fault]] = {}
        for fault in faults:
            self._faults.setdefault(place(fault), []).append(fault)

    def at(self, place: Hashable, indent: str) -> Iterator[str]:
        for fault in self._faults.pop(place, ()):
            yield f"{indent}{fault_line(fault, self._syntax, self._screen)}"

    def rest(self) -> Iterator[str]:
        """Yield what stands nowhere, such as what is missing at the end."""
        for place in list(self._faults):
            yield from self.at(place, "")
