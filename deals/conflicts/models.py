"""What a programme calls a conflict, and the registrations held because of one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from deals.conflicts.precedence import Rule
from portal.kernel.db import Base, Owned


class PartnerAnswer(StrEnum):
    """What a partner is told of registrations that overlap with its own.

    NOTHING: never anything, so that there is nothing to find out. BAND: that a protection overlaps,
    and roughly when it ends.
    """

    NOTHING = "NOTHING"
    BAND = "BAND"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From how many points of a hundred on two customers are one, or may be one."""

    conflict_from: int = 90
    possible_from: int = 60
    name_similarity: int = 92
    """From which likeness of names, in hundredths, a name counts at all."""


DEFAULT: Final = Thresholds()


class ConflictSettings(Owned, Base):
    """What the programme decided. The host owns the one row; without it the defaults hold."""

    __tablename__ = "conflict_settings"

    conflict_from: Mapped[int]
    possible_from: Mapped[int]
    name_similarity: Mapped[int]
    partner_answer: Mapped[PartnerAnswer]

    @classmethod
    def by_default(cls) -> "ConflictSettings":
        """Return what holds as long as the programme decided nothing. It is not stored."""
        return cls(
            conflict_from=DEFAULT.conflict_from,
            possible_from=DEFAULT.possible_from,
            name_similarity=DEFAULT.name_similarity,
            partner_answer=PartnerAnswer.NOTHING,
        )

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(self.conflict_from, self.possible_from, self.name_similarity)

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id"),
        sa.CheckConstraint(
            "0 < possible_from AND possible_from <= conflict_from AND conflict_from <= 100"
            " AND name_similarity BETWEEN 80 AND 100",
            name="thresholds_are_in_order",
        ),
    )


class ConflictHold(Owned, Base):
    """Why a registration waits. The partner owns it, as the deal; only the host reads it.

    That a registration is held would tell the partner that there is another.
    """

    __tablename__ = "conflict_holds"

    deal_id: Mapped[UUID]
    label: Mapped[str]
    """The registration, as timelines name it."""
    reason: Mapped[str]
    placed_by_name: Mapped[str]
    released_at: Mapped[datetime | None]

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"], ["deals.owner_company_id", "deals.id"]
        ),
        sa.Index(
            "uq_conflict_holds_open",
            "deal_id",
            unique=True,
            postgresql_where=sa.text("released_at IS NULL"),
        ),
    )


class ConflictDecision(Owned, Base):
    """Why a registration goes before another, or beside it: a rule, and a sentence where it needs.

    Written by whoever approves, for each conflict, and never changed. The partner owns it, as the
    deal; those at the host who look after both partners read it.
    """

    __tablename__ = "conflict_decisions"

    deal_id: Mapped[UUID]
    rival_company_id: Mapped[UUID]
    rival_id: Mapped[UUID]
    rule: Mapped[Rule]
    sentence: Mapped[str] = mapped_column(sa.String(500))
    """Empty where the rule itself separates the two."""
    evidence_id: Mapped[UUID | None]
    """The document that the decision rests on, if it names one."""
    decided_by_id: Mapped[UUID | None]
    decided_by_name: Mapped[str]

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"], ["deals.owner_company_id", "deals.id"]
        ),
        sa.ForeignKeyConstraint(
            ["rival_company_id", "rival_id"], ["deals.owner_company_id", "deals.id"]
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "evidence_id"],
            ["deal_evidence.owner_company_id", "deal_evidence.id"],
        ),
        sa.CheckConstraint("deal_id <> rival_id", name="there_are_two"),
        sa.CheckConstraint("rule <> 'CP-5' OR sentence <> ''", name="a_choice_has_a_sentence"),
        sa.Index("ix_conflict_decisions_deal", "deal_id", "created_at"),
    )
