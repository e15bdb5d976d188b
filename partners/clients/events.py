from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import Event


@dataclass(frozen=True, slots=True)
class ApiClientCreated(Event):
    client_id: UUID
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ApiClientRevoked(Event):
    client_id: UUID
