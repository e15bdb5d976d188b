"""What a form brings as evidence: a file, and what it shows."""

from typing import BinaryIO, Final, cast
from uuid import UUID

from flask import request

from deals.evidence.actions import LARGEST, Brought
from deals.evidence.models import EvidenceKind

ROOM_FOR_FORM_PARTS: Final = 64 * 1024


def take_a_file() -> None:
    """Raise the cap of a form's body for a route that takes a file."""
    request.max_content_length = 2 * LARGEST + ROOM_FOR_FORM_PARTS


def brought_file() -> Brought | None:
    file = request.files.get("proof")
    if file is None or not file.filename:
        return None
    size = file.stream.seek(0, 2)
    file.stream.seek(0)
    return Brought(file.filename, cast("BinaryIO", file.stream), size, file.mimetype)


def chosen_kind() -> EvidenceKind | None:
    value = request.form.get("evidence_kind", "")
    return EvidenceKind(value) if value in set(EvidenceKind) else None


def chosen_document() -> UUID | None:
    return request.form.get("document_id", type=UUID)
