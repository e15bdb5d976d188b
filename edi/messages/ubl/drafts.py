"""From a draft of a document to its elements, in the order and by the rules of its table.

A draft is a dict by the names of children; a value is a draft, a list, a `Said` with attributes,
or a plain value. What is None or empty is not there. Writers put things in any order: the table
knows theirs.
"""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any, NamedTuple

from edi.canonical.measures import Measure, Money, Unit
from edi.messages.ubl import codes, wording
from edi.messages.ubl.tables import CAC, CBC, Aggregate, Child, aggregates, document, namespace
from edi.syntax.faults import Fault, Level, NotWritableError, Position
from edi.syntax.xml import values
from edi.syntax.xml.writing import Node, has_forbidden_character, write

Draft = dict[str, Any]
_SHOWN = 99
_MAY_BE_EMPTY = frozenset({"Item", "TaxScheme"})  # UBL wants the element, but nothing in it


class Said(NamedTuple):
    """A value with attributes; those that are empty are not written."""

    value: Any
    attributes: tuple[tuple[str, str], ...] = ()


def amount(money: Money | Decimal | None, currency: str) -> Said | None:
    """Say an amount in its currency, which is `currency` where it names none of its own."""
    if money is None:
        return None
    if isinstance(money, Decimal):
        return Said(money, (("currencyID", currency),))
    return Said(money.amount, (("currencyID", money.currency or currency),))


def quantity(number: Decimal | None, unit: Unit | None) -> Said | None:
    return None if number is None else Said(number, (("unitCode", codes.unit_code(unit)),))


def measure(given: Measure) -> Said:
    return Said(given.value, (("unitCode", codes.unit_code(given.unit)),))


def identifier(value: str, scheme_id: str) -> Said | None:
    return Said(value, (("schemeID", scheme_id),)) if value else None


def to_bytes(name: str, draft: Draft, *, indent: str) -> bytes:
    """Write a document; NotWritableError names by path all that its table forbids or misses."""
    faults: list[Fault] = []
    root = _Writer(faults).group(name, document(name), draft, f"/{name}")
    if faults:
        raise NotWritableError(faults)
    namespaces = {"": namespace(name), "cac": CAC, "cbc": CBC}
    return write(root, namespaces, indent=indent)


class _Writer:
    def __init__(self, faults: list[Fault]) -> None:
        self._faults = faults

    def group(self, name: str, table: Aggregate, draft: Draft, path: str) -> Node:
        unknown = draft.keys() - table.by_key.keys()
        if unknown:  # a mistake of ours, not of the document
            raise KeyError(f"{path} has no {sorted(unknown)}")
        node = Node(name)
        for child in table.children:
            given = draft.get(child.key)
            found = given if isinstance(given, list) else [given]
            present = [each for each in found if not _is_absent(each)]
            if not present and child.key in _MAY_BE_EMPTY and isinstance(given, dict):
                present = [given]
            for at, each in enumerate(present, 1):
                position = f"[{at}]" if child.most > 1 else ""
                node.children.append(self._child(child, each, f"{path}/{child.name}{position}"))
            if len(present) < child.least:
                self._fault(child, path, "ubl-missing", wording.missing(child.name, name))
            if len(present) > child.most:
                self._fault(child, path, "ubl-too-many", wording.too_many(child.name, name))
        return node

    def _child(self, child: Child, given: Any, path: str) -> Node:
        if child.is_aggregate:
            return self.group(child.name, aggregates()[child.type], given, path)
        said = given if isinstance(given, Said) else Said(given)
        text = _text(said.value)
        if has_forbidden_character(text) or not _is_sayable(said.value):
            sentence = (
                f"The {wording.words(child.name)} ({child.name}) is “{wording.shown(text)}”, which "
                "XML cannot carry. Correct it in the document."
            )
            self._note(child, path, "ubl-value", sentence, text)
        attributes = [(key, value) for key, value in said.attributes if value]
        required = "currencyID" if child.type == "Amount" else ""
        required = "unitCode" if child.type == "Measure" else required
        if required and required not in dict(attributes):
            sentence = wording.attribute_missing(child.name, required)
            self._note(child, path, "ubl-missing-attribute", sentence)
        return Node(child.name, text, attributes)

    def _fault(self, child: Child, path: str, code: str, sentence: str) -> None:
        self._note(child, f"{path}/{child.name}", code, sentence)

    def _note(self, child: Child, path: str, code: str, sentence: str, text: str = "") -> None:
        level = Level.SEGMENT if child.is_aggregate else Level.ELEMENT
        self._faults.append(
            Fault(level, code, Position(0), sentence, child.name, value=text[:_SHOWN], path=path)
        )


def _is_absent(given: object) -> bool:
    if given is None or given in ("", {}):
        return True
    if isinstance(given, Mapping):
        return all(_are_absent(each) for each in given.values())
    return isinstance(given, Said) and (given.value is None or given.value == "")


def _are_absent(given: object) -> bool:
    return all(map(_is_absent, given)) if isinstance(given, list) else _is_absent(given)


def _text(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return values.write_decimal(value) if value.is_finite() else str(value)
        case date():
            return values.write_date(value)
        case time():
            return values.write_time(value)
    return str(value)


def _is_sayable(value: object) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite() and values.read_decimal(values.write_decimal(value)) is not None
    return True
