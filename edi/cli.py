"""`kontor edi`: what is in EDI files, what is wrong with them, and what else they could be."""

import secrets
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

from edi.messages.formats.addressing import MUTUAL, Endpoint
from edi.messages.formats.syntaxes import Syntax, Target, TargetError, parse_target
from edi.messages.guides import GuideError
from edi.syntax.faults import NotReadableError, NotWritableError, Severity
from edi.tools.files import STDIN, Source, UnusableFileError, opened, sentence_of
from edi.tools.output import Output
from edi.tools.reading import Choices, Opened, WrongChoiceError, guide_of_file, map_of_file
from edi.tools.screen import Screen, shown, warn

RIGHT, FAULTS, UNREADABLE, INTERRUPTED = 0, 1, 2, 130
F = TypeVar("F", bound=Callable[..., Any])


class PlainCommands(click.Group):
    """Ends with one sentence whatever happens: Ctrl+C, a closed pipe, an option that cannot be."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except WrongChoiceError as error:
            raise click.UsageError(str(error), ctx) from error
        except BrokenPipeError:
            _silence(sys.stdout)
            ctx.exit(FAULTS)
        except KeyboardInterrupt:
            warn("Stopped.")
            ctx.exit(INTERRUPTED)
        return result


@click.group(cls=PlainCommands)
def edi() -> None:
    """Look into EDI files: X12, EDIFACT, UBL, cXML, CSV and XLSX.

    FILE is a file, or - for standard input; several are read one after the other. All commands end
    with 0 when everything is right, 1 when faults, differences or losses were found, and 2 when
    something could not be read or was asked wrongly.
    """


def reads_files(command: F) -> F:
    """Add the files, and the options that say how to read them."""
    for add in (
        click.option("--guide", "guides", multiple=True, help=_GUIDE_HELP),
        click.option("--map", "column_map", default="", help=_MAP_HELP),
        click.option("--from", "syntax", type=click.Choice(list(Syntax)), help=_FROM_HELP),
        click.option("--charset", default="", callback=_charset, help=_CHARSET_HELP),
        click.argument("files", nargs=-1, required=True, metavar="FILE..."),
    ):
        command = add(command)
    return command


def _charset(_ctx: click.Context, _option: click.Parameter, value: str) -> str:
    try:
        "a".encode(value or "utf-8")
    except (LookupError, UnicodeError) as error:
        raise click.BadParameter(f"“{value}” is no character set. Use such as utf-8.") from error
    return value


_MAP_HELP = (
    "Column map (TOML) of a CSV or XLSX file; or order, invoice, order-response, despatch-advice, "
    "price-catalogue, inventory-report when the headings are names of fields."
)
_GUIDE_HELP = "Partner guide (TOML): what a partner wants of X12 messages; may be repeated."
_FROM_HELP = "Syntax of the file; found out when left out."
_CHARSET_HELP = "Characters of an X12 or CSV file; others say it themselves."
_json = click.option("--json", "as_json", is_flag=True, help="One line of JSON for each result.")
_output = click.option("-o", "--output", default="", help="File, or folder for one file each.")
_sender = click.option("--sender", default="", metavar="[SCHEME:]ID", help="Who sends the result.")
_receiver = click.option("--receiver", default="", metavar="[SCHEME:]ID", help="Who receives it.")
_number = click.option(
    "--number", default=1, show_default=True, type=click.IntRange(1, 999_999_999),
    help="Control number of the first interchange written.",
)  # fmt: skip


@edi.command(short_help="Show the documents in files.")
@reads_files
@_json
def parse(files: tuple[str, ...], as_json: bool, **choices: Any) -> None:
    """Show the documents in each FILE: a summary of each, or the whole as a line of JSON."""
    from edi.tools import checking

    screen = Screen()
    _each(files, choices, lambda file: _verdict(checking.parse(file, screen, as_json=as_json)))


@edi.command(short_help="Say what is wrong with files.")
@reads_files
@_json
def check(files: tuple[str, ...], as_json: bool, **choices: Any) -> None:
    """Say in plain words what is wrong with each FILE, where, and what to do about it."""
    from edi.tools import checking

    screen = Screen()
    _each(files, choices, lambda file: _verdict(checking.check(file, screen, as_json=as_json)))


@edi.command(short_help="Tell files in business words.")
@reads_files
def explain(files: tuple[str, ...], **choices: Any) -> None:
    """Tell each FILE from top to bottom in business words: what every segment and value means.

    What is wrong is said where it stands.
    """
    from edi.tools.explaining import explain

    screen = Screen()

    def run(file: Opened) -> int:
        faults = explain(file, _chosen(choices), screen)
        return FAULTS if any(fault.severity is Severity.ERROR for fault in faults) else RIGHT

    _each(files, choices, run)


@edi.command(short_help="Write the acknowledgement of a file.")
@reads_files
@_output
@_sender
@_receiver
@_number
@click.option("--always", is_flag=True, help="Also where the sender did not ask for one.")
@click.option("--999", "as_999", is_flag=True, help="X12: a 999 instead of a 997.")
def ack(files: tuple[str, ...], output: str, always: bool, as_999: bool, **options: Any) -> None:
    """Write the acknowledgement of each FILE that we would send back to its sender.

    It is a 997 or 999 and a TA1 for X12, a CONTRL for EDIFACT, an ApplicationResponse for UBL and a
    Response for cXML.
    """
    from edi.tools.acknowledging import Answering, acknowledgements

    ends = _endpoint(options["sender"]), _endpoint(options["receiver"])
    answering = Answering(_now(), options["number"], always, *ends, "999" if as_999 else "997")

    def answer(file: Opened) -> int:
        with Output(output, file.syntax) as out:
            for data in acknowledgements(file, answering):
                out.write(data, f"ack-{file.name}")
        if not out.count:
            warn(f"{file.name} asks for no acknowledgement; none was written.")
        return RIGHT

    _each(files, options, answer)


@edi.command(short_help="Write documents in another syntax.")
@reads_files
@click.option("--to", "target", required=True, metavar="SYNTAX[:VERSION]", help="Such as "
              "x12:004010, edifact:d96a, ubl, cxml, csv, xlsx, json.")  # fmt: skip
@click.option("--to-map", default="", help="Column map (TOML) of the CSV or XLSX written.")
@click.option("--to-guide", default="", help="Partner guide (TOML) of the X12 written.")
@click.option("--currency", default="", help="Of documents that do not say theirs, such as USD.")
@click.option("--strict", is_flag=True, help="End with 1 when anything is lost.")
@_output
@_sender
@_receiver
@_number
def convert(files: tuple[str, ...], target: str, output: str, strict: bool, **options: Any) -> None:
    """Write the documents of each FILE in another syntax, and report all that gets lost."""
    from edi.tools.converting import Conversion, convert
    from edi.tools.losses import report

    aim = _target(target)
    made = map_of_file(options["to_map"]) if options["to_map"] else None
    guide = guide_of_file(options["to_guide"]) if options["to_guide"] else None
    ends = _endpoint(options["sender"]), _endpoint(options["receiver"])
    conversion = Conversion(aim, _now(), made, *ends, options["number"], guide, options["currency"])

    def run(file: Opened) -> int:
        with Output(output, aim.syntax if aim else None) as out:
            worst = RIGHT
            for each in convert(file, conversion):
                if each.data is not None:
                    out.write(each.data, file.name)
                report(file, each)
                failed = each.data is None or (strict and each.is_lossy)
                worst = max(worst, FAULTS if failed else RIGHT)
        return worst

    _each(files, options, run)


@edi.command(short_help="Write a file's likeness that names nobody.")
@reads_files
@_output
@click.option("--key", default="", help="Secret that pseudonyms are made with; random if left out.")
@click.option("--scale-amounts", "factor", default=1, type=click.IntRange(1, 1000), help="Multiply "
              "amounts by this whole number; sums stay sums.")  # fmt: skip
def anonymise(files: tuple[str, ...], output: str, key: str, factor: int, **choices: Any) -> None:
    """Write a likeness of each FILE, of the same structure and validity, that names nobody.

    Names, addresses, contacts, numbers, references and texts become pseudonyms, the same text the
    same one in all files of one key, check digits and all. Codes, dates, quantities and control
    numbers stay.
    """
    from edi.tools.anonymising import anonymise
    from edi.tools.anonymising.pseudonyms import Pseudonyms

    secret = key.encode() or secrets.token_bytes(32)

    def run(file: Opened) -> int:
        made = anonymise(file, _chosen(choices), Pseudonyms(secret, factor))
        with Output(output, file.syntax) as out:
            out.copy(made.stream, f"anonymous-{file.name}")
        for fault in made.new_faults[:10]:
            warn(f"{file.name}: the result has an error: {fault.sentence}")
        for text in made.kept[:10]:
            warn(f"{file.name}: “{shown(text)}” was replaced, but also stands where it is kept.")
        return FAULTS if made.new_faults or made.kept else RIGHT

    _each(files, choices, run)


@edi.command(short_help="Compare the documents of two files.")
@click.argument("one")
@click.argument("other")
@click.option("--map", "column_map", default="", help=_MAP_HELP)
@click.option("--charset", default="", callback=_charset, help=_CHARSET_HELP)
@_json
def diff(one: str, other: str, column_map: str, charset: str, as_json: bool) -> None:
    """Compare the documents of two files field by field, whatever their syntaxes."""
    from edi.tools import comparing

    choices = {"syntax": None, "charset": charset, "column_map": column_map}
    found: list[list[Any]] = []

    def collect(file: Opened) -> int:
        documents, verdict = comparing.documents_of(file, warn)
        found.append(documents)
        return FAULTS if verdict else RIGHT

    worst = _run((one, other), choices, collect)
    if worst != UNREADABLE:
        differences = comparing.tell(found[0], found[1], Screen(), as_json=as_json)
        worst = max(worst, FAULTS if differences else RIGHT)
    click.get_current_context().exit(worst)


def _each(files: tuple[str, ...], choices: dict[str, Any], work: Callable[[Opened], int]) -> None:
    """Do the work on every file and leave with the worst of what it returned."""
    click.get_current_context().exit(_run(files, choices, work))


def _run(files: tuple[str, ...], choices: dict[str, Any], work: Callable[[Opened], int]) -> int:
    chosen = _chosen(choices)
    return max(_of_file(file, lambda source: work(Opened(source, chosen))) for file in files)


def _chosen(choices: dict[str, Any]) -> Choices:
    syntax = Syntax(choices["syntax"]) if choices["syntax"] else None
    guides = choices.get("guides", ())
    return Choices(syntax, choices["charset"], choices["column_map"], guides)


def _of_file(file: str, work: Callable[[Source], int]) -> int:
    name = "standard input" if file == STDIN else file
    try:
        with opened(file) as source:
            return work(source)
    except NotReadableError as refused:
        warn(f"{name}: {refused.fault.sentence}")
    except UnusableFileError as error:
        warn(str(error))
    except (WrongChoiceError, GuideError) as error:
        warn(f"{name}: {error}")
    except NotWritableError as refused:
        warn(f"{name}: {refused.faults[0].sentence}")
        return FAULTS
    except BrokenPipeError:
        raise
    except OSError as error:
        warn(sentence_of(name, error))
    return UNREADABLE


def _verdict(tally: Any) -> int:
    return FAULTS if tally.errors or not tally.messages else RIGHT


def _target(text: str) -> Target | None:
    """Read `--to`; None stands for JSON."""
    if text.strip().lower() == "json":
        return None
    try:
        return parse_target(text)
    except TargetError as error:
        raise WrongChoiceError(str(error)) from error


def _endpoint(text: str) -> Endpoint | None:
    if not text:
        return None
    scheme, _, number = text.rpartition(":")
    return Endpoint(number, scheme or MUTUAL)


def _now() -> datetime:
    return datetime.now(UTC)


def _silence(stream: Any) -> None:
    """Let nothing more be written to a pipe that nobody reads."""
    with suppress(OSError):
        import os

        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
