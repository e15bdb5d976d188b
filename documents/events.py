from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import ActivityKind, Event


@dataclass(frozen=True, slots=True)
class DocumentReceived(Event, kind=ActivityKind.DOCUMENTS):
    """A large file arrived and waits for its check, which a job does."""

    upload_id: UUID
    file_name: str


@dataclass(frozen=True, slots=True)
class DocumentUploaded(Event, kind=ActivityKind.DOCUMENTS):
    document_id: UUID
    file_name: str
    number: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class DocumentRefused(Event, kind=ActivityKind.DOCUMENTS):
    """`is_late`: a job found it, after the sender was told that the file had arrived."""

    upload_id: UUID
    file_name: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class DocumentDownloaded(Event, kind=ActivityKind.DOCUMENTS):
    document_id: UUID
    file_name: str
    number: int
