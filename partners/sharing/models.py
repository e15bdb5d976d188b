"""What a partner asks for: a customer it names, and what it would see of it."""

from datetime import datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partners.accounts.models import GrantAccess
from partners.companies.models import Company
from portal.kernel.db import Base, Owned
from portal.kernel.errors import TransitionRefused
from portal.kernel.words import said


class RequestState(StrEnum):
    REQUESTED = "REQUESTED"
    GRANTED = "GRANTED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"


REQUEST_TRANSITIONS: Final[dict[RequestState, frozenset[RequestState]]] = {
    RequestState.REQUESTED: frozenset(
        {RequestState.GRANTED, RequestState.DECLINED, RequestState.WITHDRAWN}
    ),
    RequestState.GRANTED: frozenset(),
    RequestState.DECLINED: frozenset(),
    RequestState.WITHDRAWN: frozenset(),
}


class AccountShareRequest(Owned, Base):
    """A partner asks the host to share a customer, named in its own words.

    It belongs to the partner and points at no account: so asking tells nothing about whether the
    host knows the customer, to whoever asks and in whatever way. The host's people see what fits.
    """

    __tablename__ = "account_share_requests"

    customer_name: Mapped[str]
    customer_domain: Mapped[str | None]
    customer_country: Mapped[str] = mapped_column(sa.String(2))
    customer_key: Mapped[str]
    """The domain, else the name in small letters: the same customer is asked for once at a time."""
    objects: Mapped[list[str]] = mapped_column(ARRAY(sa.String(16)))
    access: Mapped[GrantAccess]
    purpose: Mapped[str]
    days: Mapped[int]
    asked_by_name: Mapped[str]
    state: Mapped[RequestState]
    answer: Mapped[str | None]
    """Why it was declined, as the partner reads it."""
    answered_at: Mapped[datetime | None]

    partner: Mapped[Company] = relationship(
        primaryjoin="foreign(AccountShareRequest.owner_company_id) == Company.id",
        lazy="raise",
        viewonly=True,
    )

    def grant(self, *, at: datetime) -> None:
        self._enter(RequestState.GRANTED, at)

    def decline(self, reason: str, *, at: datetime) -> None:
        self._enter(RequestState.DECLINED, at)
        self.answer = reason

    def withdraw(self, *, at: datetime) -> None:
        self._enter(RequestState.WITHDRAWN, at)

    @property
    def is_open(self) -> bool:
        return self.state is RequestState.REQUESTED

    def _enter(self, state: RequestState, at: datetime) -> None:
        if state not in REQUEST_TRANSITIONS[self.state]:
            raise TransitionRefused(said("This request was answered or withdrawn already."))
        self.state = state
        self.answered_at = at

    __table_args__ = (
        sa.Index("ix_account_share_requests_newest", sa.text("created_at DESC"), "id"),
        sa.Index(
            "ix_account_share_requests_owner_newest",
            "owner_company_id",
            sa.text("created_at DESC"),
            "id",
        ),
        sa.Index(
            "uq_account_share_requests_open",
            "owner_company_id",
            "customer_key",
            unique=True,
            postgresql_where=sa.text("state = 'REQUESTED'"),
        ),
    )
