"""The number by which both sides call a registration, also when it refuses a step."""

from sqlalchemy.orm import Mapped

from portal.kernel.errors import TransitionRefused
from portal.kernel.words import said


class Numbered:
    """What goes by a number, and says that it has moved on."""

    number: Mapped[str]

    def _moved_on(self) -> TransitionRefused:
        return TransitionRefused(
            said(
                "%(number)s has moved on, so this step is not open any more."
                " Look at where it stands now.",
                number=self.number,
            )
        )
