from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import Event


@dataclass(frozen=True, slots=True)
class AccountImportReceived(Event):
    import_id: UUID


@dataclass(frozen=True, slots=True)
class AccountImportStarted(Event):
    import_id: UUID


@dataclass(frozen=True, slots=True)
class AccountImportFinished(Event):
    import_id: UUID
