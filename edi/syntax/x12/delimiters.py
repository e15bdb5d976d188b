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
        """Whether no two are equal and none can be taken for data, padding, NUL or a line end.

        Only the segment terminator may be CR or LF.
        """
        every = self.all()
        inside = self.element + self.component + self.repetition
        return (
            len(set(every)) == len(every)
            and not any(character.isalnum() or character in " \0" for character in every)
            and not any(character in "\r\n" for character in inside)
        )


DEFAULT = Delimiters()
