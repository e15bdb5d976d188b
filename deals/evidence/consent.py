"""What the customer agreed to: that it is registered, and that the host may contact it."""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


class Consent(StrEnum):
    NONE = "NONE"
    REGISTRATION = "REGISTRATION"
    CONTACT = "CONTACT"
    """It agreed to be registered and to be contacted by the host."""


class Consented:
    """The columns of a registration that say what its customer agreed to, and on which day."""

    consent: Mapped[Consent] = mapped_column(default=Consent.NONE)
    consent_on: Mapped[date | None] = mapped_column(sa.Date)
