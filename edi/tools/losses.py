"""The report of a conversion: what stayed behind, on standard error."""

from edi.tools.converting import Converted
from edi.tools.faults import fault_line, writing_fault_line
from edi.tools.reading import Opened
from edi.tools.screen import Screen, shown, warn

_MOST = 50


def report(file: Opened, converted: Converted) -> None:
    """Tell what of one message was not carried over, and why it could not be written."""
    named = f"{file.name}: {shown(converted.name)}"
    if converted.data is None:
        warn(f"{named} was not converted:")
    for fault in converted.faults[:_MOST]:
        warn(f"  {fault_line(fault, file.syntax, Screen())}")
    for fault in converted.refused[:_MOST]:
        warn(f"  {writing_fault_line(fault, Screen())}")
    _tell(f"{named} has what no document has a field for:", converted.not_carried)
    _tell(f"{named} says what the other syntax has no place for:", converted.left_out)


def _tell(title: str, paths: tuple[str, ...]) -> None:
    if not paths:
        return
    warn(title)
    for path in paths[:_MOST]:
        warn(f"  {shown(path)}")
    if len(paths) > _MOST:
        warn(f"  ... and {len(paths) - _MOST:,} more")
