"""UBL and cXML: each element by its name in words, with its value and attributes."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from edi.messages.formats.syntaxes import Syntax
from edi.syntax.faults import Fault
from edi.syntax.xml.parsing import Element, XmlRefusedError, parse_source, read_source
from edi.syntax.xml.positions import name_of
from edi.tools.explaining.standing import Standing
from edi.tools.explaining.units import unit_name
from edi.tools.screen import Screen, shown

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_FIRST = re.compile(r"\[1\]")
_NAME = 40
_SECRETS = {"SharedSecret"}  # cXML: nobody needs to see a password to understand a file


def tree_lines(
    stream: BinaryIO, syntax: Syntax, faults: list[Fault], screen: Screen
) -> Iterator[str]:
    """Yield the lines that explain a document, faults below the element they stand at."""
    standing = Standing(faults, lambda fault: _FIRST.sub("", fault.path), syntax, screen)
    try:
        root = parse_source(read_source(stream, allow_doctype=syntax is Syntax.CXML))
    except XmlRefusedError:
        yield from standing.rest()  # the reader has refused it too
        return
    prefixes = _prefixes(syntax)
    yield from _lines(root, f"/{_local(root)}", 0, prefixes, standing, screen)
    yield from standing.rest()


def _prefixes(syntax: Syntax) -> Mapping[str, str]:
    if syntax is not Syntax.UBL:
        return {}
    from edi.messages.ubl.tables import PREFIXES

    return PREFIXES


def _lines(
    element: Element,
    path: str,
    depth: int,
    prefixes: Mapping[str, str],
    standing: Standing,
    screen: Screen,
) -> Iterator[str]:
    indent = "  " * depth
    children = list(element)
    text = "" if children else (element.text or "").strip()
    yield indent + _title(element, text, depth, screen)
    yield from standing.at(path, f"{indent}    ")
    for name in map(str, element.attrib):
        yield from standing.at(f"{path}/@{name}", f"{indent}    ")
    counts: Counter[str] = Counter()
    for child in children:
        name = _name(child, prefixes)
        counts[name] += 1
        inside = f"{path}/{name}" + (f"[{counts[name]}]" if counts[name] > 1 else "")
        yield from _lines(child, inside, depth + 1, prefixes, standing, screen)


def _title(element: Element, text: str, depth: int, screen: Screen) -> str:
    words = _WORD.sub(" ", _local(element)).split() if depth else [_local(element)]
    name = " ".join([words[0], *(w if w.isupper() else w.lower() for w in words[1:])])
    if not text and not element.attrib:
        return screen.bold(name)
    secret = _local(element) in _SECRETS
    said = [screen.bold("(not shown)" if secret else shown(text))] if text else []
    for full, value in element.attrib.items():
        key = str(full).rpartition("}")[2]
        meaning = unit_name(str(value)) if key in {"unitCode", "unit"} else ""
        told = meaning or shown(str(value))
        said.append(screen.dim(f"({shown(key)} {told})"))
    return f"{name:<{max(_NAME - 2 * depth, 1)}} {' '.join(said)}"


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _name(element: Element, prefixes: Mapping[str, str]) -> str:
    space, _, local = str(element.tag).rpartition("}")
    return name_of(space.removeprefix("{"), local, prefixes)
