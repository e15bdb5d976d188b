"""Where a path of a document stands in its bytes.

Only asked when there is a fault: a second, simple pass counts elements, so that the first can be
the fast one. A path is `/Invoice/cac:InvoiceLine[2]/cbc:ID`: `[n]` counts equal names under one
parent from 1 and may be left out for 1; the root has no prefix; `/@name` at the end is an
attribute, which stands where its element does.
"""

import contextlib
import re
from collections.abc import Iterable, Mapping
from xml.parsers import expat

from edi.syntax.faults import Position
from edi.syntax.xml.parsing import Source

_STEP = re.compile(r"((?:\{[^{}]*\})?[^/\[]+)(?:\[(\d+)\])?")
_Steps = tuple[tuple[str, int], ...]


def name_of(namespace: str, local: str, prefixes: Mapping[str, str]) -> str:
    """Return the name a path uses: with our prefix, else with its namespace in braces."""
    if not namespace:
        return local
    prefix = prefixes.get(namespace)
    return f"{prefix}:{local}" if prefix else f"{{{namespace}}}{local}"


def locate(
    source: Source, paths: Iterable[str], prefixes: Mapping[str, str]
) -> dict[str, Position]:
    """Return the positions of paths; one that is not there is where its nearest parent is.

    `offset` counts bytes as sent, `segment` elements from 1 (the root).
    """
    wanted = {path: _steps(path) for path in paths}
    found = _scan(source, _with_parents(wanted.values()), prefixes)
    start = Position(source.prolog.bom, line=1, column=1)
    positions = {}
    for path, steps in wanted.items():
        near = next((steps[:n] for n in range(len(steps), 0, -1) if steps[:n] in found), None)
        positions[path] = found[near] if near else start
    return positions


def _steps(path: str) -> _Steps:
    element = path.partition("/@")[0]
    return tuple((name, int(count or 1)) for name, count in _STEP.findall(element))


def _with_parents(wanted: Iterable[_Steps]) -> set[_Steps]:
    return {steps[:n] for steps in wanted for n in range(1, len(steps) + 1)}


def _scan(
    source: Source, wanted: set[_Steps], prefixes: Mapping[str, str]
) -> dict[_Steps, Position]:
    found: dict[_Steps, Position] = {}
    stack: list[tuple[str, int]] = []
    counts: list[dict[str, int]] = [{}]  # a Counter is slow to make
    known: dict[str, str] = {}
    ordinal = 0
    ends = {steps[-1] for steps in wanted if steps}
    parser = expat.ParserCreate("utf-8", "}")

    def start(full: str, _attributes: object) -> None:
        nonlocal ordinal
        ordinal += 1
        name = known.get(full, "") if stack else full.rpartition("}")[2]
        if not name:
            namespace, _, local = full.rpartition("}")
            name = known[full] = name_of(namespace, local, prefixes)
        here = counts[-1]
        count = here[name] = here.get(name, 0) + 1
        stack.append((name, count))
        counts.append({})
        if (name, count) in ends and (steps := tuple(stack)) in wanted:
            found[steps] = Position(
                source.original(parser.CurrentByteIndex),
                ordinal,
                line=parser.CurrentLineNumber,
                column=parser.CurrentColumnNumber + 1,
            )

    def end(_full: str) -> None:
        stack.pop()
        counts.pop()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    with contextlib.suppress(expat.ExpatError):  # what was found before is true all the same
        parser.Parse(source.utf8, True)  # noqa: FBT003 - the library takes it by position
    return found
