"""What happens to documents outside a request: large files are checked, remains are swept."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from procrastinate.job_context import JobContext

from documents import queries
from documents.actions import UploadRefused, check_upload, refuse_upload
from documents.events import DocumentReceived, DocumentRefused, DocumentUploaded
from documents.models import Upload, UploadState
from partners.companies.queries import get_host
from partners.notifications.actions import notify
from partners.notifications.models import Kind
from partners.people.queries import channel_manager_of
from portal.kernel.activity import Activity
from portal.kernel.actor import ActorKind, system_actor
from portal.kernel.db import Database, Work
from portal.kernel.jobs import handles, queue
from portal.kernel.services import Services
from portal.kernel.storage import RECEIVED, STAGING, ObjectMissing, Storage
from portal.kernel.words import said

logger = logging.getLogger(__name__)

REMAINS_LIVE = timedelta(hours=24)
"""How long the store keeps what is not a version: after it, an unfinished check cannot go on."""


GONE = said("The file is gone from the store. Send it again.")
NOT_CHECKED = said("The check did not end within a day. Nothing was kept. Send the file again.")


@handles(DocumentReceived)
def check_received(work: Work, activity: Activity, services: Services) -> None:
    """Check a file that was too large to be checked in its request."""
    upload = work.lock(Upload, UUID(str(activity.facts["upload_id"])))
    if upload.state is not UploadState.CHECKING:
        return
    try:
        check_upload(work, services.storage, upload)
    except UploadRefused as refusal:
        refuse_upload(work, services.storage, upload, refusal.message)
    except ObjectMissing:
        refuse_upload(work, services.storage, upload, GONE)


@handles(DocumentUploaded)
def tell_the_channel_manager(work: Work, activity: Activity, _services: Services) -> None:
    """Tell whoever at the host looks after the partner that a document came from it."""
    host = get_host(work)
    manager = channel_manager_of(work, activity.owner_company_id)
    if manager and activity.actor_company_id != host.id:
        notify(work, activity, host.id, [manager], kind=Kind.DOCUMENTS)


@handles(DocumentRefused)
def tell_the_sender(work: Work, activity: Activity, _services: Services) -> None:
    """Tell who sent a large file that its check ended badly; a small one's sender saw it at once.

    A machine asks for the state of its upload instead.
    """
    person, company = activity.actor_id, activity.actor_company_id
    is_late = activity.facts.get("is_late") and activity.actor_kind is ActorKind.PERSON
    if is_late and person and company:
        notify(work, activity, company, [person], also_its_author=True, kind=Kind.DOCUMENTS)


@queue.periodic(cron="17 * * * *")
@queue.task(name="documents.sweep", queue="housekeeping", pass_context=True)
def sweep_hourly(context: JobContext, timestamp: int) -> None:
    """Run the sweep once an hour, whichever worker gets to it."""
    services: Services = context.additional_context["services"]
    ended, dropped = sweep(services.database, services.storage)
    logger.info("sweep of %s: %d uploads ended, %d objects dropped", timestamp, ended, dropped)


def sweep(database: Database, storage: Storage) -> tuple[int, int]:
    """End uploads that nobody completed and drop what is older than a day and not a version.

    An upload whose check did not end within that day, because its job was parked, is refused: its
    sender is told, and its company has the space again. Final objects are never touched. Returns
    how many uploads and objects. The store is cleared after the commit: quotas stay locked while
    the uploads end, and nobody should wait for S3.
    """
    with database.work(system_actor("documents.sweep")) as work:
        until = work.now - REMAINS_LIVE
        ended = _end_expired_uploads(work) + _end_unfinished_checks(work, storage, until)
    return ended, sum(_drop_remains(storage, prefix, until) for prefix in (STAGING, RECEIVED))


def _end_expired_uploads(work: Work) -> int:
    expired = queries.expired_uploads(work)
    for upload in expired:
        upload.abort(at=work.now)
        queries.release_bytes(work, upload.owner_company_id, upload.size)
    return len(expired)


def _end_unfinished_checks(work: Work, storage: Storage, until: datetime) -> int:
    unchecked = queries.unchecked_uploads(work, until)
    for upload in unchecked:
        refuse_upload(work, storage, upload, NOT_CHECKED)
    return len(unchecked)


def _drop_remains(storage: Storage, prefix: str, until: datetime) -> int:
    dropped = 0
    for key in storage.older_than(prefix, until):
        storage.discard(key)
        dropped += 1
    return dropped
