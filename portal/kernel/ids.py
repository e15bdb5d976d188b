"""Record ids: UUID version 7 (RFC 9562, section 5.7), made by the server and never by a client.

Version 7 sorts by time, so new rows land at the right edge of an index. It says when a row was
made, never how many rows others made: a counter in a URL would count a rival's deals.
"""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    return uuid7()
