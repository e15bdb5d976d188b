"""`Discrepancy` to QVR."""

from edi.canonical.receiving import Discrepancy
from edi.messages.edifact.composing import Composer, number
from edi.messages.edifact.discrepancies import (
    BY_NATURE,
    COMPARED,
    NATURES,
    OWN,
    QUANTITIES,
    REASONS,
    SAID_BY_KIND,
)

_OF_GS1 = {"AUE", "BN", "DME"}  # 4295 codes that GS1 added: 3055 says so
_GS1 = "9"
_BY_KIND = {kind: code for code, kind in SAID_BY_KIND.items()}
_REJECTED = {fate: code for code, (kind, fate) in QUANTITIES.items() if kind == "rejected"}


def write(to: Composer, given: Discrepancy) -> None:
    """Write a QVR; what is short or damaged is negative, as GS1 wants it."""
    nature, reason = _reason(given)
    code, is_negative = _code(given)
    if given.quantity is None:
        code = ""
    if code not in QUANTITIES:
        nature = _nature(given, nature)
    if code is None or not (nature or reason or given.quantity is not None):
        return
    amount = number(given.quantity)
    to.add(
        "QVR", "6064", f"-{amount}" if is_negative and amount else amount, "6063", code,
        "4221", nature, "4295", reason, "3055", _GS1 if reason in _OF_GS1 else "",
        "4294", given.note,
    )  # fmt: skip


def _nature(given: Discrepancy, nature: str) -> str:
    """Return the 4221 that says the kind, where nothing else does; never one that denies it."""
    if given.kind in _BY_KIND and (given.quantity is None or given.kind == "damaged"):
        return _BY_KIND[given.kind]
    return nature if BY_NATURE.get(nature, given.kind) == given.kind else ""


def _reason(given: Discrepancy) -> tuple[str, str]:
    """Return 4221 and 4295, of which one is empty."""
    reason = REASONS.code(given.reason)
    return ("", reason) if reason else (NATURES.code(given.reason), "")


def _code(given: Discrepancy) -> tuple[str | None, bool]:
    """Return 6063, None where there is none for the kind, and whether the quantity is negative."""
    if given.kind == "rejected":
        return _REJECTED.get(given.fate, _REJECTED[""]), False
    if given.kind == "damaged" and not given.compared_to:
        return "124", True
    if given.kind in {"short", "damaged", "over"}:
        return COMPARED.code(given.compared_to), given.kind != "over"
    if given.kind == "other":
        return (None if given.quantity is not None else ""), False
    own = given.kind.removeprefix(OWN)
    return (None if ":" in own or own == given.kind else own), False
