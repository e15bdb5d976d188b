"""What was agreed with a trading partner, and every interchange that came or went under it."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from edi.gateway.states import TRANSITIONS, Direction, InterchangeState, MessageDisposition
from partners.companies.models import Company
from portal.kernel.db import Base, Owned
from portal.kernel.errors import TransitionRefused
from portal.kernel.words import said

Finding = dict[str, Any]
"""A fault as kept: level, code, sentence, severity, segment, element, place, ordinals, value."""


class TradingAgreement(Owned, Base):
    """What host and partner agreed: standard, identifiers, acknowledgements. The partner owns it.

    `partner_*` are ISA05/06 of the partner's interchanges and GS02 of its groups, `host_*` are
    ISA07/08 and GS03.
    """

    __tablename__ = "trading_agreements"

    name: Mapped[str]
    syntax: Mapped[str] = mapped_column(sa.String(8), default="X12")
    syntax_version: Mapped[str] = mapped_column(sa.String(12), default="004010")
    partner_qualifier: Mapped[str] = mapped_column(sa.String(4))
    partner_identifier: Mapped[str] = mapped_column(sa.String(35))
    partner_group: Mapped[str] = mapped_column(sa.String(35))
    host_qualifier: Mapped[str] = mapped_column(sa.String(4))
    host_identifier: Mapped[str] = mapped_column(sa.String(35))
    host_group: Mapped[str] = mapped_column(sa.String(35))
    currency: Mapped[str] = mapped_column(sa.String(3), default="EUR")
    """What amounts mean when a message names no currency; ISO 4217."""
    is_test: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    wants_acknowledgement: Mapped[bool] = mapped_column(default=True)
    """Whether the host expects a 997 for what it sends, within `acknowledgement_hours`."""
    acknowledgement_hours: Mapped[int] = mapped_column(default=24)

    partner: Mapped[Company] = relationship(
        primaryjoin="foreign(TradingAgreement.owner_company_id) == Company.id",
        lazy="raise",
        viewonly=True,
    )

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "id"),
        sa.UniqueConstraint(
            "owner_company_id",
            "partner_qualifier",
            "partner_identifier",
            "host_qualifier",
            "host_identifier",
            name="uq_trading_agreements_identifiers",
        ),
    )


class Interchange(Owned, Base):
    """One envelope with its raw bytes kept. The partner it came from or goes to owns it.

    `key` is what makes two arrivals the same interchange: syntax, both qualified identifiers,
    control number and test mark; of bytes that hold no envelope, their hash. `content_sha256`
    is the hash of what stands between header and trailer.
    """

    __tablename__ = "interchanges"

    direction: Mapped[Direction]
    channel: Mapped[str] = mapped_column(sa.String(16), default="HTTPS")
    agreement_id: Mapped[UUID | None]
    syntax: Mapped[str] = mapped_column(sa.String(8), default="X12")
    sender_qualifier: Mapped[str] = mapped_column(sa.String(4), default="")
    sender: Mapped[str] = mapped_column(sa.String(35), default="")
    receiver_qualifier: Mapped[str] = mapped_column(sa.String(4), default="")
    receiver: Mapped[str] = mapped_column(sa.String(35), default="")
    control_number: Mapped[str] = mapped_column(sa.String(14), default="")
    is_test: Mapped[bool] = mapped_column(default=False)
    key: Mapped[str]
    holds_key: Mapped[bool]
    """Whether this is the interchange that counts for `key`: the first that was not refused."""
    sha256: Mapped[str] = mapped_column(sa.String(64))
    content_sha256: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int] = mapped_column(sa.BigInteger)
    storage_key: Mapped[str]
    state: Mapped[InterchangeState]
    kind: Mapped[str] = mapped_column(sa.String(32), default="")
    """Types of the messages inside, such as `850`."""
    reference: Mapped[str] = mapped_column(default="")
    """What a partner would name on the phone: the first message's business number."""
    findings: Mapped[list[Finding]] = mapped_column(JSONB, default=list)
    settled_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    acknowledgement_due_at: Mapped[datetime | None]
    needs_attention: Mapped[bool] = mapped_column(default=False)
    has_message_errors: Mapped[bool] = mapped_column(default=False)
    """Whether a message inside, though its syntax was accepted, could not be used."""
    resolution: Mapped[str | None]
    first_id: Mapped[UUID | None]
    """The earlier interchange that this one repeats or contradicts."""
    acknowledgement_id: Mapped[UUID | None]
    """The interchange of ours that answers this one."""

    company: Mapped[Company] = relationship(
        primaryjoin="foreign(Interchange.owner_company_id) == Company.id",
        lazy="raise",
        viewonly=True,
    )
    agreement: Mapped[TradingAgreement | None] = relationship(
        primaryjoin="foreign(Interchange.agreement_id) == TradingAgreement.id",
        lazy="raise",
        viewonly=True,
    )
    messages: Mapped[list["InterchangeMessage"]] = relationship(
        primaryjoin="foreign(InterchangeMessage.interchange_id) == Interchange.id",
        order_by="InterchangeMessage.position",
        lazy="raise",
        viewonly=True,
    )

    def identify(self, agreement: TradingAgreement) -> None:
        self._enter(InterchangeState.IDENTIFIED)
        self.agreement_id = agreement.id

    def validate(self) -> None:
        self._enter(InterchangeState.VALIDATED)

    def apply(self, *, at: datetime) -> None:
        self._settle(InterchangeState.APPLIED, at)

    def apply_in_part(self, *, at: datetime) -> None:
        self._settle(InterchangeState.PARTIAL, at)
        self.needs_attention = True

    def acknowledge(self, *, at: datetime) -> None:
        self._settle(InterchangeState.ACKNOWLEDGED, at)

    def reject(self, *, at: datetime) -> None:
        """Refuse it, or note that the partner refused ours. A corrected one may take its key."""
        self._settle(InterchangeState.REJECTED, at)
        self.holds_key = self.direction is Direction.OUT
        self.needs_attention = True

    def quarantine(self, *, at: datetime) -> None:
        self._settle(InterchangeState.QUARANTINED, at)
        self.holds_key = False
        self.needs_attention = True

    def release(self) -> None:
        """Take it out of quarantine, to be processed again."""
        self._enter(InterchangeState.RECEIVED)
        self.holds_key = True
        self.settled_at = None
        self.findings = []
        self.needs_attention = False

    def deliver(self, *, at: datetime, due_at: datetime | None) -> None:
        self._enter(InterchangeState.DELIVERED)
        self.delivered_at = at
        self.acknowledgement_due_at = due_at

    def accept(self, *, at: datetime) -> None:
        self._settle(InterchangeState.ACCEPTED, at)

    def resolve(self, resolution: str) -> None:
        self.needs_attention = False
        self.resolution = resolution

    @property
    def is_inbound(self) -> bool:
        return self.direction is Direction.IN

    @property
    def is_settled(self) -> bool:
        """Whether the gateway has said what became of it."""
        return self.state is not InterchangeState.RECEIVED

    @property
    def is_duplicate(self) -> bool:
        """Whether it is another copy, for which the answer to the first stands."""
        return self.state is InterchangeState.DUPLICATE

    @property
    def is_acknowledgement(self) -> bool:
        return self.kind in {"997", "TA1", "997 TA1"}

    def _settle(self, state: InterchangeState, at: datetime) -> None:
        self._enter(state)
        self.settled_at = at

    def _enter(self, state: InterchangeState) -> None:
        if state not in TRANSITIONS[self.state]:
            raise TransitionRefused(
                said(
                    "This interchange has moved on, so this step is not open any more."
                    " Look at where it stands now."
                )
            )
        self.state = state

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "id"),
        sa.UniqueConstraint("owner_company_id", "key", "sha256", name="uq_interchanges_same_bytes"),
        sa.Index(
            "uq_interchanges_key_holder",
            "owner_company_id",
            "key",
            unique=True,
            postgresql_where=sa.text("holds_key"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "agreement_id"],
            ["trading_agreements.owner_company_id", "trading_agreements.id"],
            name="fk_interchanges_agreement",
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "first_id"],
            ["interchanges.owner_company_id", "interchanges.id"],
            name="fk_interchanges_first",
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "acknowledgement_id"],
            ["interchanges.owner_company_id", "interchanges.id"],
            name="fk_interchanges_acknowledgement",
        ),
        sa.Index("ix_interchanges_content", "owner_company_id", "content_sha256"),
        sa.Index("ix_interchanges_newest", sa.text("created_at DESC"), sa.text("id DESC")),
        sa.Index(
            "ix_interchanges_attention",
            sa.text("created_at DESC"),
            postgresql_where=sa.text("needs_attention"),
        ),
        sa.Index(
            "ix_interchanges_outbox",
            "owner_company_id",
            "created_at",
            postgresql_where=sa.text("state = 'BUILT'"),
        ),
        sa.Index("ix_interchanges_control_number", "control_number"),
    )


class InterchangeMessage(Owned, Base):
    """One message (X12: transaction set) of an interchange: ST to SE, and what became of it."""

    __tablename__ = "interchange_messages"

    interchange_id: Mapped[UUID]
    position: Mapped[int]
    """Its place in the interchange, from 1."""
    type: Mapped[str] = mapped_column(sa.String(8))
    group_code: Mapped[str] = mapped_column(sa.String(8))
    group_number: Mapped[str] = mapped_column(sa.String(14))
    number: Mapped[str] = mapped_column(sa.String(14))
    reference: Mapped[str] = mapped_column(default="")
    segment_position: Mapped[int] = mapped_column(default=0)
    """The ordinal of its header in the interchange, whose own header is 1."""
    segment_count: Mapped[int] = mapped_column(default=0)
    disposition: Mapped[MessageDisposition | None]
    """None while an answer to one of ours is awaited."""
    findings: Mapped[list[Finding]] = mapped_column(JSONB, default=list)

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "id"),
        sa.UniqueConstraint("interchange_id", "position"),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "interchange_id"],
            ["interchanges.owner_company_id", "interchanges.id"],
            name="fk_interchange_messages_interchange",
        ),
        sa.Index("ix_interchange_messages_group", "owner_company_id", "group_code", "group_number"),
        sa.Index("ix_interchange_messages_reference", "reference"),
    )


class ControlNumbers(Base):
    """The last control numbers used towards a partner. Taken with a row lock, so without gaps.

    Only the portal's own work reads or writes it.
    """

    __tablename__ = "trading_control_numbers"

    agreement_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("trading_agreements.id"), primary_key=True
    )
    interchange: Mapped[int]
    group: Mapped[int] = mapped_column("group_number")
