"""X12 messages: tables per version, checks, mappings to and from canonical documents.

Read, then answer::

    groups = []
    for result in read_interchanges(stream):
        match result:
            case MessageResult(document=Order() as order):
                ...  # keep it, apply it when the interchange is known to be good
            case GroupResult():
                groups.append(result)
            case InterchangeResult():
                answer = acknowledge(
                    result, groups, interchange_number=7, group_numbers=[7], written=now
                )

`read_interchanges` documents what comes in which order, `results` what each holds.
"""

from edi.messages.x12.acknowledging import acknowledge, answerable
from edi.messages.x12.reading import read_interchanges
from edi.messages.x12.results import (
    Disposition,
    GroupHeader,
    GroupResult,
    InterchangeNote,
    InterchangeOpened,
    InterchangeResult,
    MessageResult,
    MessageVerdict,
    Result,
    Unreadable,
)

__all__ = [
    "Disposition",
    "GroupHeader",
    "GroupResult",
    "InterchangeNote",
    "InterchangeOpened",
    "InterchangeResult",
    "MessageResult",
    "MessageVerdict",
    "Result",
    "Unreadable",
    "acknowledge",
    "answerable",
    "read_interchanges",
]
