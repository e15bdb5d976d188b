"""The sentences people read: what is wrong, in the words of the business, and what to do next."""

from edi.messages.tables import DataElement, Segment

_AGAIN = "and send the message again."


def missing(label: str, name: str) -> str:
    return f"The {_plain(name)} ({label}) is missing, and it is required. Add it {_AGAIN}"


def conditional(kind: str, label: str, name: str, others: list[tuple[str, str]]) -> str:
    named = [f"{_plain(other)} ({place})" for place, other in others]
    this = f"The {_plain(name)} ({label})"
    match kind:
        case "R":
            choice = " or ".join([f"the {_plain(name)} ({label})", *(f"the {n}" for n in named)])
            return f"At least one of these is needed: {choice}. Add one {_AGAIN}"
        case "E":
            return (
                f"{this} must not be given together with the {named[0]}. "
                f"Leave one of them out {_AGAIN}"
            )
        case "L":
            return (
                f"{this} or an alternative is missing: the {named[0]} means nothing without it. "
                f"Add it, or leave out the {named[0]}, {_AGAIN}"
            )
    listed = ", ".join(f"the {n}" for n in named[:3])
    return (
        f"{this} is missing: it belongs together with {listed}. "
        f"Add it, or leave out what it belongs to, {_AGAIN}"
    )


def surplus(label: str, segment: Segment, count: int) -> str:
    return (
        f"The {segment.name} segment ({segment.id}) has {count} elements; there may be "
        f"{len(segment.elements)}. Remove what starts at {label} {_AGAIN}"
    )


def repeated(label: str, name: str) -> str:
    return f"The {_plain(name)} ({label}) is repeated too often. Remove the surplus {_AGAIN}"


def components(label: str, name: str) -> str:
    return (
        f"The {_plain(name)} ({label}) has too many parts. If the component separator is meant as "
        f"text, choose another separator in the header; then send the message again."
    )


def value(code: str, label: str, data: DataElement, given: str) -> str:
    this = f"The {_plain(data.name)} ({label}) is “{_shown(given)}”"
    return f"{this}{_complaint(code, data)} {_AGAIN}"


def _complaint(code: str, data: DataElement) -> str:
    """Return what is wrong and what to do, by AK403 code, to follow the value."""
    not_allowed = " and has characters that are not allowed. Remove them"
    whole = ", which is not a whole number. Correct it"
    plain = ", which is not a plain decimal number. Correct it"
    return {
        "4": f": too short, at least {_length(data, data.shortest)}. Correct it",
        "5": f": too long, at most {_length(data, data.longest)}. Shorten it",
        "6": {"N0": whole, "N2": whole, "R": plain}.get(data.type, not_allowed),
        "8": ", which is no date of the calendar (YYYYMMDD). Correct it",
        "9": ", which is no time of day (HHMM). Correct it",
    }.get(code, ", which is not one of its codes. Use a code of the standard")


def unknown_segment(segment_id: str) -> str:
    return f"There is no segment “{_shown(segment_id)}” in this version. Remove it {_AGAIN}"


def foreign_segment(segment_id: str, message: str) -> str:
    return f"A segment {segment_id} does not belong in a {message}. Remove it {_AGAIN}"


def misplaced_segment(segment_id: str, after: str) -> str:
    return (
        f"The segment {segment_id} cannot stand here, after {after}. Put it in its place, or "
        f"remove it, {_AGAIN}"
    )


def missing_segment(segment: Segment) -> str:
    return (
        f"The {segment.name} segment ({segment.id}) is missing, and it is required. Add it {_AGAIN}"
    )


def segment_too_often(segment: Segment, most: int) -> str:
    times = "once" if most == 1 else f"{most} times"
    return (
        f"The {segment.name} segment ({segment.id}) may stand here {times} at most. "
        f"Remove the surplus {_AGAIN}"
    )


def loop_too_often(segment: Segment, most: int) -> str:
    return (
        f"The group that starts with {segment.name} ({segment.id}) may repeat {most} times at "
        f"most. Split the message {_AGAIN}"
    )


def _plain(name: str) -> str:
    words = name.split(" ")
    return " ".join(word if word.isupper() or "." in word else word.lower() for word in words)


def _length(data: DataElement, length: int) -> str:
    kind = "digit" if data.type in {"N0", "N2", "R"} else "character"
    return f"{length} {kind}{'' if length == 1 else 's'}"


def _shown(text: str) -> str:
    cut = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    return "".join(character if character.isprintable() else "·" for character in cut)


_SHOWN = 40
