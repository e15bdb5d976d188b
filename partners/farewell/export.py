"""The export: a ZIP of the partner's tables, its documents and its timeline, in constant memory."""

import hashlib
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Any, Final

from partners.companies.models import Company
from partners.farewell.parting import KeptFile, kept_files, sheets
from portal.kernel.actor import Actor, ActorKind, Reach, Side
from portal.kernel.db import Database, Work
from portal.kernel.permissions import Role
from portal.kernel.sheets import csv_lines
from portal.kernel.storage import CHUNK, ObjectMissing, Storage, StoredBytes, final_key

CONTENT_TYPE: Final = "application/zip"
MANIFEST: Final = ("file", "bytes", "sha256")
Entry = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Export:
    stored: StoredBytes
    files: int


def eyes_of(partner: Company) -> Actor:
    """Return the partner as a reader of all it may read, and of nothing else: both walls stand."""
    return Actor(
        kind=ActorKind.SYSTEM,
        id=None,
        name="farewell export",
        company_id=partner.id,
        company_name=partner.trade_name,
        side=Side.PARTNER,
        roles=frozenset({Role.PARTNER_ADMIN}),
        reach=Reach.COMPANY,
    )


def make_export(database: Database, portal: Work, storage: Storage, partner: Company) -> Export:
    """Write the ZIP to a temporary file, then to the store.

    `portal`, the portal's own unit of work, reads what the partner owns and cannot see any more.

    Raises:
        ObjectMissing: the store does not hold a document as it was checked.
    """
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            with database.work(eyes_of(partner)) as eyes:
                entries = _tables(archive, eyes, partner, by_owner=False)
            entries += _tables(archive, portal, partner, by_owner=True)
            entries += [_copy(archive, storage, kept) for kept in kept_files(portal, partner.id)]
            _write(archive, "manifest.csv", csv_lines(MANIFEST, entries))
        return Export(_store(storage, partner, file), len(entries))


def _tables(
    archive: zipfile.ZipFile, work: Work, partner: Company, *, by_owner: bool
) -> list[Entry]:
    return [
        _write(archive, sheet.name, csv_lines(sheet.columns, sheet.rows(work, partner.id)))
        for sheet in sheets()
        if sheet.is_read_by_owner is by_owner
    ]


def _write(archive: zipfile.ZipFile, name: str, chunks: Iterable[bytes]) -> Entry:
    digest, size = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as entry:
        for chunk in chunks:
            entry.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return name, size, digest.hexdigest()


def _copy(archive: zipfile.ZipFile, storage: Storage, kept: KeptFile) -> Entry:
    entry = _write(archive, kept.path, storage.chunks(kept.key))
    if entry[1:] != (kept.size, kept.sha256):
        raise ObjectMissing
    return entry


def _store(storage: Storage, partner: Company, file: IO[Any]) -> StoredBytes:
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    file.seek(0)
    key = final_key(partner.id, digest.hexdigest())
    storage.put_stream(key, file, size, CONTENT_TYPE)  # type: ignore[arg-type]  # binary it is
    return StoredBytes(key, size, digest.hexdigest())
