"""Bounds on the time that work takes, which hold on slow and on busy machines."""

import gc
import re
import time
from collections.abc import Callable
from typing import Final

_TRIES: Final = 3
_COLLECT_AFTER: Final = (700, 10, 10)  # as Python starts
_USUAL: Final = 0.03  # CPU seconds that the yardstick takes where the bounds were chosen
_TEXT: Final = "PO1*1*5*EA*9.25**VP*HC-3001~" * 20_000
_SEGMENT: Final = re.compile(r"([A-Z0-9]+)\*([^~]*)~")


def assert_done_within(seconds: float, work: Callable[[], object]) -> None:
    """Fail when the work takes more CPU seconds than that, three times over.

    On a machine that is slower than the one the bounds were chosen on, they are longer in
    proportion, as the slower of two measurements says, before the work and after it. What this
    finds is work that grows faster than its input; `bench/` has the rates.
    """
    taken = []
    for _ in range(_TRIES):
        gc.freeze()  # what thousands of tests left behind is not to be walked over on its account
        before, spent, after = map(_cpu_seconds, (_yardstick, _as_usual(work), _yardstick))
        slower = max(_USUAL, before, after) / _USUAL
        if spent < seconds * slower:
            return
        taken.append(f"{spent:.1f} s of {seconds * slower:.1f}")
    raise AssertionError(", ".join(taken))


def _as_usual(work: Callable[[], object]) -> Callable[[], None]:
    """Let the work be collected as often as Python does by itself, not as seldom as tests are."""

    def collected() -> None:
        kept = gc.get_threshold()
        gc.set_threshold(*_COLLECT_AFTER)
        try:
            work()
        finally:
            gc.set_threshold(*kept)

    return collected


def _cpu_seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _yardstick() -> None:
    """Do a little of what reading does: match, cut, look up and build."""
    seen: dict[str, int] = {}
    for found in _SEGMENT.finditer(_TEXT):
        for element in found[2].split("*"):
            seen[element] = seen.get(element, 0) + 1
