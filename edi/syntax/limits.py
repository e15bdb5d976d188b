from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one stream is worth reading; beyond a limit there is a fault, not a crash.

    They bound time and memory for hostile input. A message of 16 MB is an order of about 150,000
    lines, more than X12 allows in one order.
    """

    message_bytes: int = 16_000_000
    faults_per_message: int = 100
    messages_per_group: int = 100_000
    refused_messages: int = 10_000  # of an interchange; who sends more has another problem
    groups_per_interchange: int = 10_000
    interchanges: int = 10_000
    rows: int = 1_048_576  # of a CSV file; as many as a spreadsheet program shows
    spreadsheet_cells: int = 400_000  # of an XLSX file, which take ten times as long to read
