"""`kontor edi`: what the gateway thinks of a file, without sending it anywhere."""

from pathlib import Path

import click

from edi.messages.x12 import (
    GroupResult,
    InterchangeOpened,
    InterchangeResult,
    MessageResult,
    Result,
    Unreadable,
    read_interchanges,
)
from edi.syntax.faults import Fault, NotReadableError, Severity


@click.group()
def edi() -> None:
    """Look into EDI files."""


@edi.command(short_help="Say what is wrong with an X12 file.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--charset", default="utf-8", show_default=True, help="Characters of the file.")
def check(file: Path, charset: str) -> None:
    """Say in plain words what is wrong with an X12 FILE; exit 1 if something is."""
    errors = 0
    with file.open("rb") as stream:
        try:
            for result in read_interchanges(stream, charset=charset):
                errors += _tell(result)
        except NotReadableError as error:
            errors += _tell_faults((error.fault,))
    if errors:
        raise click.ClickException(f"{errors} error{'s' if errors > 1 else ''} in {file.name}.")
    click.echo(f"{file.name} is right.")


def _tell(result: Result) -> int:
    match result:
        case InterchangeOpened():
            header = result.header
            click.echo(
                f"Interchange {header.control_number} from {header.sender} to {header.receiver}"
            )
        case MessageResult():
            click.echo(
                f"  Message {result.message} {result.control_number}: {result.disposition.value},"
                f" {result.segment_count} segments"
            )
            for path in result.not_carried:
                click.echo(f"    {path} is kept in the raw file only")
            return _tell_faults(result.faults)
        case GroupResult() | InterchangeResult():
            return _tell_faults(result.faults)
        case Unreadable():
            return _tell_faults((result.fault,))
    return 0


def _tell_faults(faults: tuple[Fault, ...]) -> int:
    """Print each fault with its place; return how many are errors."""
    for fault in faults:
        at = fault.position
        where = f"segment {at.in_message} of the message" if at.in_message else f"byte {at.offset}"
        name = fault.place() or "file"
        mark = click.style("error" if fault.severity is Severity.ERROR else "note ", bold=True)
        click.echo(f"    {mark} {name}, {where}: {fault.sentence}")
    return sum(fault.severity is Severity.ERROR for fault in faults)
