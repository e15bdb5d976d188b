"""The numbers of the host's programme: each promise and limit that both sides are shown."""

from dataclasses import dataclass, fields
from datetime import timedelta
from decimal import Decimal
from typing import Final, Self

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from deals.pipeline.states import OPEN, Stage
from portal.kernel.db import Base, Owned


@dataclass(frozen=True, slots=True)
class Terms:
    """The numbers themselves; these are what holds until a host says otherwise."""

    review_days: int = 2
    """Business days until a registration is answered."""
    first_warning: int = 50
    second_warning: int = 80
    """Per cent of that time after which its reviewer is reminded."""
    protection_days: int = 90
    reminders: tuple[int, ...] = (30, 14, 7, 1)
    """Days before the end of a protection at which both sides are told, the first one first."""
    extension_days: int = 60
    extension_window_days: int = 30
    """How long before the end an extension may be asked for."""
    cooling_off_days: int = 30
    """How long a partner waits after its protection ended before it registers the customer anew."""
    reply_days: int = 5
    """Business days in which a partner answers a question and keeps its place."""
    most_protections: int = 100
    """How many exclusive protections a partner holds at one time."""
    dispute_days: int = 5
    """Business days until a dispute, or its appeal, is decided."""
    dispute_window_days: int = 30
    """How long after a decision it may be disputed, and appealed."""
    weight_qualified: int = 10
    weight_developed: int = 25
    weight_proposed: int = 50
    weight_negotiated: int = 75
    """Per cent of its value at which an open deal of a stage is forecast."""
    stalls_qualified: int = 15
    stalls_developed: int = 15
    stalls_proposed: int = 10
    stalls_negotiated: int = 10
    """Business days after which a deal of a stage is stalled, if nothing happens to it."""
    nudge_again_days: int = 5
    nudge_host_days: int = 5
    """Business days until whoever registered it is told again, and until the host is told."""
    lead_answer_days: int = 1
    """Business days in which a partner answers the offer of a lead."""
    lead_contact_days: int = 2
    """Business days in which it reaches the customer after it accepted."""
    most_leads: int = 10
    """A partner that works on so many at once is offered no more."""

    @property
    def weights(self) -> dict[Stage, Decimal]:
        """The share of its value at which a deal of each open stage is forecast."""
        return {
            stage: Decimal(getattr(self, f"weight_{stage.value.lower()}")) / 100 for stage in OPEN
        }

    @property
    def stalls_after(self) -> dict[Stage, int]:
        """The business days after which a deal of each open stage is stalled."""
        return {stage: getattr(self, f"stalls_{stage.value.lower()}") for stage in OPEN}

    @property
    def protection(self) -> timedelta:
        return timedelta(days=self.protection_days)

    @property
    def extension(self) -> timedelta:
        return timedelta(days=self.extension_days)

    @property
    def extension_window(self) -> timedelta:
        return timedelta(days=self.extension_window_days)

    @property
    def cooling_off(self) -> timedelta:
        return timedelta(days=self.cooling_off_days)


DEFAULTS: Final = Terms()


class Programme(Owned, Base):
    """What a host set its numbers to. Everybody reads it; without a row the defaults hold."""

    __tablename__ = "programmes"

    review_days: Mapped[int]
    first_warning: Mapped[int]
    second_warning: Mapped[int]
    protection_days: Mapped[int]
    reminders: Mapped[list[int]] = mapped_column(ARRAY(sa.Integer()))
    extension_days: Mapped[int]
    extension_window_days: Mapped[int]
    cooling_off_days: Mapped[int]
    reply_days: Mapped[int]
    most_protections: Mapped[int]
    dispute_days: Mapped[int]
    dispute_window_days: Mapped[int]
    weight_qualified: Mapped[int]
    weight_developed: Mapped[int]
    weight_proposed: Mapped[int]
    weight_negotiated: Mapped[int]
    stalls_qualified: Mapped[int]
    stalls_developed: Mapped[int]
    stalls_proposed: Mapped[int]
    stalls_negotiated: Mapped[int]
    nudge_again_days: Mapped[int]
    nudge_host_days: Mapped[int]
    lead_answer_days: Mapped[int]
    lead_contact_days: Mapped[int]
    most_leads: Mapped[int]

    @property
    def terms(self) -> Terms:
        values = {each.name: getattr(self, each.name) for each in fields(Terms)}
        return Terms(**{**values, "reminders": tuple(self.reminders)})

    def set(self, terms: Terms) -> Self:
        for each in fields(Terms):
            setattr(self, each.name, getattr(terms, each.name))
        self.reminders = list(terms.reminders)
        return self

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id"),
        sa.CheckConstraint(
            "review_days > 0 AND protection_days > 0 AND extension_days > 0"
            " AND extension_window_days > 0 AND cooling_off_days >= 0",
            name="numbers_are_days",
        ),
        sa.CheckConstraint(
            "0 < first_warning AND first_warning < second_warning AND second_warning < 100",
            name="warnings_are_in_order",
        ),
        sa.CheckConstraint(
            "reply_days > 0 AND most_protections > 0 AND dispute_days > 0"
            " AND dispute_window_days > 0",
            name="limits_are_positive",
        ),
        sa.CheckConstraint(
            "stalls_qualified > 0 AND stalls_developed > 0 AND stalls_proposed > 0"
            " AND stalls_negotiated > 0 AND nudge_again_days > 0 AND nudge_host_days > 0",
            name="patience_is_positive",
        ),
        sa.CheckConstraint(
            "lead_answer_days > 0 AND lead_contact_days > 0 AND most_leads > 0",
            name="promises_on_leads_are_positive",
        ),
        sa.CheckConstraint(
            "0 <= weight_qualified AND weight_qualified <= weight_developed"
            " AND weight_developed <= weight_proposed AND weight_proposed <= weight_negotiated"
            " AND weight_negotiated <= 100",
            name="weights_grow_with_the_stage",
        ),
    )
