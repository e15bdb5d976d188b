from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one stream is worth reading; beyond a limit there is a fault, not a crash.

    They bound time and memory for hostile input: no message takes more than 5 seconds or 256 MB. A
    message of 8 MB is an order of 80,000 lines that say all that lines say.
    """

    message_bytes: int = 8_000_000
    faults_per_message: int = 100
    messages_per_group: int = 100_000
    refused_messages: int = 10_000  # of an interchange; who sends more has another problem
    groups_per_interchange: int = 10_000
    interchanges: int = 10_000
    rows: int = 1_048_576  # of a CSV file; as many as a spreadsheet program shows
    spreadsheet_cells: int = 400_000  # of an XLSX file, which take ten times as long to read
