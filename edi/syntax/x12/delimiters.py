from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The separators an interchange declares in its ISA; each is one character.

    `repetition` is empty where there is none: before version 00402 ISA11 holds `U`.
    """

    element: str = "*"
    component: str = ":"
    segment: str = "~"
    repetition: str = ""

    def all(self) -> str:
        return self.element + self.component + self.segment + self.repetition

    def are_usable(self) -> bool:
        """Whether no two are equal and none can be taken for data, padding or NUL."""
        every = self.all()
        return len(set(every)) == len(every) and not any(
            character.isalnum() or character in " \0" for character in every
        )


DEFAULT = Delimiters()
