"""Bringing a sheet of customers, starting what was tried out, stopping it."""

import hashlib
from typing import BinaryIO, Final

from partners.accounts.imports.events import AccountImportReceived, AccountImportStarted
from partners.accounts.imports.models import AccountImport, ImportState
from partners.accounts.imports.reading import MOST_BYTES
from portal.kernel.bell import company_audience
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.kernel.ids import new_id
from portal.kernel.policy import ensure
from portal.kernel.storage import Storage, received_key
from portal.kernel.words import said

CHOOSE: Final = said("Choose a CSV or Excel file (XLSX) of up to 20 MB.")


def bring_sheet(work: Work, storage: Storage, name: str, file: BinaryIO) -> AccountImport:
    """Keep a sheet and have it tried out by a job.

    Raises:
        Invalid: it is empty or larger than the portal takes.
    """
    ensure(work.actor.has_permission("accounts:write"))
    company_id = work.actor.company_id
    size = file.seek(0, 2)
    if company_id is None or not 1 <= size <= MOST_BYTES:
        raise Invalid(fields={"file": CHOOSE})
    record = work.add(
        AccountImport(
            owner_company_id=company_id,
            person_id=work.actor.id,
            person_name=work.actor.name,
            file_name=name[-255:] or "customers.csv",
            storage_key=_kept(storage, work, file, size),
            size=size,
            state=ImportState.TRYING,
            columns={},
            ignored=[],
            findings=[],
        )
    )
    work.flush()
    work.record(AccountImportReceived(record.id), subject=record)
    ring(work, record)
    return record


def start_import(work: Work, record: AccountImport) -> None:
    """Take in what the trial showed, by a job.

    Raises:
        TransitionRefused: it was not tried out, or it was started or stopped before.
    """
    ensure(work.actor.has_permission("accounts:write"))
    record.enter(ImportState.RUNNING)
    record.begin_again()
    # Whoever starts it answers for it: their rights decide, row by row.
    record.person_id, record.person_name = work.actor.id or record.person_id, work.actor.name
    work.record(AccountImportStarted(record.id), subject=record)
    ring(work, record)


def stop_import(work: Work, record: AccountImport) -> None:
    """Go no further; what was added stays.

    Raises:
        TransitionRefused: it is over already.
    """
    ensure(work.actor.has_permission("accounts:write"))
    record.enter(ImportState.STOPPED)
    record.finished_at = work.now
    ring(work, record)


def ring(work: Work, record: AccountImport) -> None:
    work.ring(
        "account-imports",
        f"account-import:{record.id}",
        to=[company_audience(record.owner_company_id)],
    )


def _kept(storage: Storage, work: Work, file: BinaryIO, size: int) -> str:
    """Store the bytes under their hash, as the portal read them."""
    assert work.actor.company_id is not None  # noqa: S101 - asked by the caller
    received = received_key(work.actor.company_id, new_id())
    file.seek(0)
    storage.put_stream(received, file, size, "text/csv")
    digest = hashlib.sha256()
    for chunk in storage.chunks(received):
        digest.update(chunk)
    key = storage.promote(received, work.actor.company_id, size, digest.hexdigest())
    storage.discard(received)
    return key
