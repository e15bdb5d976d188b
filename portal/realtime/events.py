"""What a socket may ask: packages register their questions here, each answered like a request.

A question runs in a worker thread, in a unit of work of the actor whom the session names at that
moment, and is committed once. A refusal becomes `{"error": sentence}`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.kernel.db import Work

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Caller:
    """The line that asks. `enter` and `leave` change what it listens to and return when done.

    A line must enter an audience before it reads what it will be told about, or a change between
    the two goes by unheard.
    """

    enter: Callable[[str], None]
    leave: Callable[[str], None]


Answer = Callable[[Work, Caller, Content], Content]

_ANSWERS: dict[str, Answer] = {}


def answers(event: str) -> Callable[[Answer], Answer]:
    """Register the one answer to a socket event (lower case letters only)."""

    def register(answer: Answer) -> Answer:
        if event in _ANSWERS:
            raise RuntimeError(f"the socket event {event} is answered twice")
        _ANSWERS[event] = answer
        return answer

    return register


def answer_to(event: str) -> Answer | None:
    return _ANSWERS.get(event)
