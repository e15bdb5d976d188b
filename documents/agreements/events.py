from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import Event


@dataclass(frozen=True, slots=True)
class AgreementNamed(Event):
    agreement_id: UUID
    sha256: str


@dataclass(frozen=True, slots=True)
class AgreementRetired(Event):
    agreement_id: UUID


@dataclass(frozen=True, slots=True)
class AgreementExecuted(Event):
    agreement_id: UUID
    title: str
    sha256: str
