"""Every write to documents: announcing, checking, adding, fetching."""

from documents.actions.announcing import LARGEST_FILE, NewUpload, abort_upload, open_upload
from documents.actions.checking import (
    NotArrived,
    UploadRefused,
    add_document,
    check_upload,
    complete_upload,
    refuse_upload,
)
from documents.actions.fetching import fetch_version

__all__ = [
    "LARGEST_FILE",
    "NewUpload",
    "NotArrived",
    "UploadRefused",
    "abort_upload",
    "add_document",
    "check_upload",
    "complete_upload",
    "fetch_version",
    "open_upload",
    "refuse_upload",
]
