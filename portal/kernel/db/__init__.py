"""The database: owned records, the two tenant walls and the unit of work."""

from portal.kernel.db.database import Database, Wall
from portal.kernel.db.declarative import Base, Owned, Record, metadata
from portal.kernel.db.walls import raw
from portal.kernel.db.work import Work, constraint_means

__all__ = [
    "Base",
    "Database",
    "Owned",
    "Record",
    "Wall",
    "Work",
    "constraint_means",
    "metadata",
    "raw",
]
