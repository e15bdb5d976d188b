"""What a process holds for its whole life, handed to whoever needs it."""

from dataclasses import dataclass

from portal.kernel.db.database import Database
from portal.kernel.settings import Settings
from portal.kernel.storage import Storage


@dataclass(frozen=True, slots=True)
class Services:
    """Settings, database and object storage: made once, in `portal.app` or `portal.cli`."""

    settings: Settings
    database: Database
    storage: Storage
