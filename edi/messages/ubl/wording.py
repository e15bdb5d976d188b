"""The sentences people read about the structure of a document; codes start with `ubl-`."""

import re

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_AGAIN = "and send the document again."
_TYPES = {
    "Amount": "a plain decimal number such as 12.50",
    "Quantity": "a plain decimal number such as 12.5",
    "Measure": "a plain decimal number such as 12.5",
    "Numeric": "a plain decimal number such as 12.5",
    "Percent": "a plain decimal number such as 19.00",
    "Rate": "a plain decimal number such as 1.25",
    "Date": "a date of the calendar as YYYY-MM-DD",
    "Time": "a time of day as HH:MM:SS",
    "Indicator": "true or false",
}


def words(name: str) -> str:
    """Turn `cbc:IssueDate` into `issue date`."""
    parts = _WORD.split(name.rpartition(":")[2])
    return " ".join(part if part.isupper() and part != "A" else part.lower() for part in parts)


def unknown(name: str, parent: str) -> str:
    return (
        f"There is no element {shown(name)} in the {words(parent)} ({parent}). Remove it, or "
        f"correct its name and namespace, {_AGAIN}"
    )


def misplaced(name: str, parent: str, after: str) -> str:
    return (
        f"The {words(name)} ({name}) cannot stand after {after} in the {words(parent)} ({parent}). "
        f"Put the elements in the order of UBL {_AGAIN}"
    )


def missing(name: str, parent: str) -> str:
    return (
        f"The {words(name)} ({name}) of the {words(parent)} ({parent}) is missing, and it is "
        f"required. Add it {_AGAIN}"
    )


def too_many(name: str, parent: str) -> str:
    return (
        f"The {words(name)} ({name}) may stand only once in the {words(parent)} ({parent}). "
        f"Remove the surplus {_AGAIN}"
    )


def value(name: str, data_type: str, text: str) -> str:
    given = f"is “{shown(text)}”, not" if text else "is empty; it must be"
    return f"The {words(name)} ({name}) {given} {_TYPES[data_type]}. Correct it {_AGAIN}"


def nested(name: str) -> str:
    return (
        f"The {words(name)} ({name}) holds other elements, but it is a value. Remove them {_AGAIN}"
    )


def stray_text(parent: str, text: str) -> str:
    return (
        f"The text “{shown(text)}” stands between the elements of the {words(parent)} ({parent}). "
        f"Put it in an element, or remove it, {_AGAIN}"
    )


def too_long(name: str, limit: int) -> str:
    return f"The {words(name)} ({name}) is longer than {limit:,} characters. Shorten it {_AGAIN}"


def crowded(parent: str, most: int) -> str:
    return (
        f"There are more than {most:,} elements in the {words(parent)} ({parent}). Split the "
        "document and send its parts."
    )


def attribute_missing(name: str, attribute: str) -> str:
    meaning = {"currencyID": "currency", "unitCode": "unit", "mimeCode": "kind of file"}[attribute]
    return f"The {words(name)} ({name}) does not say its {meaning} ({attribute}). Add it {_AGAIN}"


def attribute_unknown(name: str, attribute: str) -> str:
    return (
        f"The {words(name)} ({name}) has an attribute “{shown(attribute)}” that UBL does not know. "
        f"Remove it {_AGAIN}"
    )


def shown(text: str) -> str:
    cut = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    return "".join(character if character.isprintable() else "·" for character in cut)


_SHOWN = 40
