"""The sentences people read about cXML documents: what is wrong, and what to do next."""

_AGAIN = "and send the document again."
_SHOWN = 40


def missing(name: str, parent: str) -> str:
    return f"The element {name} is missing in {parent}, and it is required. Add it {_AGAIN}"


def too_many(name: str, parent: str) -> str:
    return f"{parent} may have one {name} only. Remove the surplus {_AGAIN}"


def misplaced(name: str, parent: str, after: str) -> str:
    return (
        f"In {parent}, {name} stands after {after} but belongs before it. It was read all the "
        "same; other programs may refuse it. Correct the order."
    )


def unknown(name: str, parent: str) -> str:
    return (
        f"{parent} has no element {_plain(name)} that is known here. It was not read; check its "
        "spelling, or keep the original for it."
    )


def stray_text(parent: str, text: str) -> str:
    return (
        f"{parent} holds elements only, and here the text “{_plain(text)}” stands between them. "
        "It was not read; put it into an element, such as Comments."
    )


def missing_attribute(name: str, element: str) -> str:
    return f"The attribute {name} of {element} is missing, and it is required. Add it {_AGAIN}"


def unknown_attribute(name: str, element: str) -> str:
    return (
        f"{element} has no attribute {_plain(name)} that is known here. It was not read; check "
        "its spelling."
    )


def value(place: str, kind: str, given: str) -> str:
    wrong = {
        "decimal": "which is not a plain decimal number",
        "integer": "which is not a whole number",
        "date": "which is no date and time as 2026-11-21T09:30:00+01:00",
        "currency": "which is not the ISO 4217 code of a currency (EUR, USD)",
    }[kind]
    return f"{place} is “{_plain(given)}”, {wrong}. Correct it {_AGAIN}"


def blank(name: str) -> str:
    return f"{name} states no amount. It was read as not stated; have it filled in or left out."


def code(place: str, codes: tuple[str, ...], given: str) -> str:
    return f"{place} is “{_plain(given)}”; it may be {', '.join(codes)}. Use one of them {_AGAIN}"


def nested(name: str) -> str:
    return f"{name} holds a text and no elements. Remove them {_AGAIN}"


def no_order() -> str:
    return (
        "The document does not say which order it is about (orderID of OrderReference). Add it "
        f"{_AGAIN}"
    )


def _plain(text: str) -> str:
    cut = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    return "".join(mark if mark.isprintable() else "·" for mark in cut)
