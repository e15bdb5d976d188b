from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class XmlLimits:
    """How much of one XML document is worth reading; beyond a limit it is refused with a fault.

    Sizes are bytes as sent, `text` is characters of one element. `marks` bounds `<`, which each
    element needs at least one of, and `=`, which each attribute needs one of, before anything is
    built in memory. `tree` is the size up to which a document is parsed in one go.
    """

    document: int = 16_000_000
    prolog: int = 65_536
    tree: int = 1_000_000
    depth: int = 100
    attributes: int = 100
    text: int = 1_000_000
    marks: int = 1_200_000


LIMITS = XmlLimits()
