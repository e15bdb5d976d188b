"""The vocabulary of the table: how a door is opened, and what a rule says about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Names = frozenset[str]


class Door(StrEnum):
    """How a caller proves who they are at a route."""

    PAGE = "PAGE"
    """A session cookie; without one: 303 to the sign-in form."""
    API = "API"
    """A bearer token; without one: 401."""
    OPEN = "OPEN"
    """Nothing is asked: `answers` says what each kind of visitor gets."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What one method of one route answers to whom.

    Read it from left to right: who is let in at all (`may`, all others 403), what it is done to
    (`on`, a kind of record in SIGHT; whoever does not see the record gets `unseen`), and who of
    those who see it may do this to it (`acts`, by record; all others 403). Then the answer is `ok`.
    `elsewhere` is another answer that a record gives to some of them: its state, or their side.
    """

    route: str
    door: Door
    may: Names = frozenset()
    on: str | None = None
    acts: Mapping[str, Names] = field(default_factory=dict)
    ok: int = 200
    unseen: int = 404
    elsewhere: Mapping[str, tuple[int, Names]] = field(default_factory=dict)
    answers: Mapping[str, int] = field(default_factory=dict)
    """Open doors: status by visitor; "*" is everybody else."""
    lists: str | None = None
    """A kind of record: the answer holds the ids of exactly those that the reader sees."""
    tells: Mapping[str, Names] = field(default_factory=dict)
    """By record: the canaries that the step itself opens to whoever may take it."""

    @property
    def method(self) -> str:
        return self.route.split(" ", 1)[0]

    @property
    def path(self) -> str:
        return self.route.split(" ", 1)[1]
