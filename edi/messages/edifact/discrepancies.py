"""QVR of a receiving advice: what did not come as it should."""

from decimal import Decimal

from edi.canonical.receiving import Discrepancy
from edi.messages.edifact.audits import decimal
from edi.messages.edifact.codes import CodeList

QUANTITIES = {  # 6063, of those where it alone says what is wrong
    "195": ("rejected", "returned"),
    "196": ("rejected", "destroyed"),
    "63": ("rejected", ""),
    "124": ("damaged", ""),
    "119": ("short", ""),
    "121": ("over", ""),
}
COMPARED = CodeList({"12": "despatched", "21": "ordered"})  # 6063
NATURES = CodeList(  # 4221
    {
        "AC": "over-shipped",
        "AE": "not-advised",
        "AF": "damaged",
        "AG": "late",
        "BP": "back-order-follows",
        "CP": "no-back-order",
    },
    "uncl4221:",
)
REASONS = CodeList(  # 4295
    {
        "AT": "not-ordered",
        "AUE": "unknown-product",
        "BN": "unreadable-code",
        "DME": "damaged",
        "IS": "substituted",
        "PC": "wrong-packing",
        "PE": "best-before",
    },
    "uncl4295:",
)
BY_NATURE = {"AC": "over", "AF": "damaged", "BP": "short", "CP": "short"}
SAID_BY_KIND = {"AC": "over", "AF": "damaged"}
OWN = "edifact:"


def read(
    value: str | None,
    quantity: str | None,
    nature: str | None,
    reason: str | None,
    note: str | None,
) -> tuple[Discrepancy, bool]:
    """Return what a QVR says, and whether all of it: of two reasons the document has one."""
    amount = decimal(value) if value else None
    kind, fate, against = _kind(amount, quantity, nature)
    code = nature or ""
    if SAID_BY_KIND.get(code) == kind and (kind == "over" or quantity not in QUANTITIES):
        code = ""
    if amount is not None and not kind.startswith(OWN):
        amount = amount.copy_abs()
    why = REASONS.name(reason) if reason else NATURES.name(code) if code else ""
    found = Discrepancy(kind, amount, None, why, (note or "").rstrip(), against, fate)
    return found, not code or NATURES.name(code) == why


def _kind(amount: Decimal | None, quantity: str | None, nature: str | None) -> tuple[str, str, str]:
    """Return the kind, the fate and what it is compared to."""
    if quantity in QUANTITIES:
        return (*QUANTITIES[quantity or ""], "")
    against = COMPARED.name(quantity) if quantity else ""
    if against.startswith(OWN):
        return against, "", ""
    if nature in BY_NATURE:
        return BY_NATURE[nature or ""], "", against
    if amount is None:
        return "other", "", against
    return "short" if amount.is_signed() else "over", "", against
