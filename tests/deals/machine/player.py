"""What all rules of the game share: the house they are played in, and chance."""

from random import Random
from typing import ClassVar
from uuid import UUID

from hypothesis.stateful import RuleBasedStateMachine

from portal.kernel.db import Database
from tests.deals.machine.house import PARTNERS, House


class Player(RuleBasedStateMachine):
    """A part of the game's rules; `house` is where they are played, `turn` counts the looks."""

    house: ClassVar[House]
    turn: int

    @property
    def _database(self) -> Database:
        return self.house.cast.database

    def _random(self, seed: int) -> Random:
        """Return chance that depends on where the game stands, not on the seed alone."""
        return Random(f"{seed}:{self.turn}")  # noqa: S311 - anybody may foretell a test

    def _name(self, company_id: UUID | None) -> str:
        """Return which of the partners it is."""
        return next(n for n in PARTNERS if self.house.cast.companies[n].id == company_id)

    def everything_holds(self) -> None:
        """Look at all that has to hold after a step."""
        raise NotImplementedError
