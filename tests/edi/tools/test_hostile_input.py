"""Whatever a file holds, a command ends with a code and sentences, never with an exception."""

from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edi.messages.formats import Syntax, Target, write
from tests.edi.examples import examples
from tests.edi.messages.formats.trade import INVOICE, ORDER
from tests.edi.tools.running import run

COMMANDS = (
    ("parse",),
    ("check", "--json"),
    ("explain",),
    ("ack", "--always"),
    ("anonymise", "--key", "k"),
    ("convert", "--to", "json"),
    ("convert", "--to", "edifact"),
)


@cache
def sources() -> tuple[bytes, ...]:
    return tuple(
        write(document, Target(syntax)).data for document in (ORDER, INVOICE) for syntax in Syntax
    )


def broken(data: bytes, places: list[tuple[float, bytes]]) -> bytes:
    """Replace a few bytes at places from 0 to 1; nothing in place of some cuts them out."""
    for place, new in places:
        at = int(place * len(data))
        data = data[:at] + new + data[at + max(len(new), 2) :]
    return data


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, 11),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4)), min_size=1, max_size=4),
)
def test_a_broken_file_ends_no_command_otherwise_than_in_words(
    which: int, places: list[tuple[float, bytes]]
) -> None:
    data = broken(sources()[which], places)
    for command in COMMANDS:
        result = run(command[0], "--map", "order", *command[1:], "-", stdin=data)
        assert result.exit_code in {0, 1, 2}
        assert result.exit_code < 2 or result.stderr


@settings(max_examples=examples(20), deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_end_no_command_otherwise_than_in_words(data: bytes) -> None:
    for command in COMMANDS:
        assert run(*command, "-", stdin=data).exit_code in {1, 2}
