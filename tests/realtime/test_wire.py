"""What processes tell each other: signed, and unreadable ones are dropped, not stumbled over."""

import pytest

from portal.kernel.bell import Hint
from portal.realtime.wire import Wire

HINT = Hint(("deals",), ("company:1",))


def test_a_hint_arrives_as_it_was_written() -> None:
    (message,) = Wire("k" * 32, sender="here").write([HINT])
    assert Wire("k" * 32, sender="there").read(message) == ("here", [HINT])


def test_a_message_under_another_key_is_dropped() -> None:
    (message,) = Wire("x" * 32, sender="here").write([HINT])
    assert Wire("k" * 32, sender="there").read(message) is None


@pytest.mark.parametrize("body", ["{}", "[]", "null", "{", '{"from":"a","hints":[{"to":[]}]}'])
def test_a_message_of_another_version_is_dropped(body: str) -> None:
    wire = Wire("k" * 32, sender="here")
    assert wire.read(wire._signature(body) + body) is None
