"""What is said to whoever takes a step that is not open any more."""

from typing import NoReturn

from portal.kernel.errors import TransitionRefused
from portal.kernel.words import said


def refuse() -> NoReturn:
    raise TransitionRefused(
        said("This hand-off has moved on, so this step is not open any more. Look at it again.")
    )
