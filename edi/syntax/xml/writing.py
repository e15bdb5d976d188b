"""A tree to bytes, the same bytes every time."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_FORBIDDEN = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_IN_VALUE = {**_IN_TEXT, '"': "&quot;", "\t": "&#9;", "\n": "&#10;"}
_TEXT, _VALUE = str.maketrans(_IN_TEXT), str.maketrans(_IN_VALUE)
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(slots=True)
class Node:
    """An element to be written: `name` with its prefix; either `text` or `children`."""

    name: str
    text: str = ""
    attributes: Sequence[tuple[str, str]] = ()
    children: list["Node"] = field(default_factory=list)


def has_forbidden_character(text: str) -> bool:
    """Say whether a text has a character XML 1.0 cannot carry, not even escaped."""
    return bool(_FORBIDDEN.search(text))


def write(root: Node, namespaces: Mapping[str, str], *, indent: str = "  ") -> bytes:
    """Return the document in UTF-8 with a declaration.

    `namespaces` maps prefixes (empty for the default) to names and is written on the root in its
    order. Each element stands on a line of its own unless `indent` is empty.
    """
    declared = [
        (f"xmlns:{prefix}" if prefix else "xmlns", uri) for prefix, uri in namespaces.items()
    ]
    top = Node(root.name, root.text, [*declared, *root.attributes], root.children)
    parts = [_DECLARATION]
    _write(top, parts, indent, "\n" if indent else "")
    parts.append("\n")
    return "".join(parts).encode()


def _write(node: Node, parts: list[str], indent: str, line: str) -> None:
    start = "".join([node.name, *(f' {k}="{v.translate(_VALUE)}"' for k, v in node.attributes)])
    if not node.children:
        text = node.text.translate(_TEXT)
        parts.append(f"<{start}>{text}</{node.name}>" if text else f"<{start}/>")
        return
    inner = line + indent
    parts.append(f"<{start}>")
    for child in node.children:
        parts.append(inner)
        _write(child, parts, indent, inner)
    parts.append(f"{line}</{node.name}>")
