"""Which segment about money fills what of a draft: PAT, TAX, ALC and MOA with what follows them."""

from edi.canonical.charges import TaxCategory
from edi.canonical.measures import Money
from edi.messages.edifact import audits, codes, moments
from edi.messages.edifact.audits import decimal
from edi.messages.edifact.drafts import Draft
from edi.messages.edifact.parts import ChargeDraft, TaxDraft
from edi.messages.edifact.rules import Remark

_PERIODS = {"D": 1, "CD": 1, "W": 7}  # 2151, in days


def pat(draft: Draft, *values: str | None) -> None:
    kind, after, relation, unit, count = values
    draft.is_discount = kind == "22"
    days = None
    if count and unit in _PERIODS and relation in {None, "3"} and after in {None, "5", "29"}:
        days = int(decimal(count)) * _PERIODS[unit or ""]
    elif count or after or relation or unit:
        draft.leave("PAT 2151")
    if draft.is_discount:
        _term(draft, "discount_days", days)
    else:
        _term(draft, "net_days", days)
        _term(draft, "kind", codes.PAYMENT_TERMS.name(kind or "") or None)
    draft.has_terms = True


def _term(draft: Draft, name: str, value: object) -> None:
    if value is None:
        return
    if name in draft.terms:
        draft.leave("PAT")
    else:
        draft.terms[name] = value


def pat_dtm(draft: Draft, kind: str, value: str | None, form: str | None) -> Remark | None:
    said = moments.read(value, form) if value else None
    if isinstance(said, str):
        return audits.date(kind, value, form)
    if isinstance(said, moments.When) and kind in {"12", "13", "140"}:
        is_discount = kind == "12" or draft.is_discount
        _term(draft, "discount_due" if is_discount else "due", said.day)
    else:
        draft.leave(f"PAT/DTM+{kind}")
    return None


def pat_pcd(draft: Draft, _kind: str, value: str | None) -> None:
    if draft.is_discount and value:
        _term(draft, "discount_percent", decimal(value))
    else:
        draft.leave("PAT/PCD")


def pat_moa(draft: Draft, kind: str, value: str | None, currency: str | None) -> None:
    if draft.is_discount and value:
        _term(draft, "discount", Money(decimal(value), currency or draft.currency))
    else:
        draft.leave(f"PAT/MOA+{kind}")


_TAX = "7"  # 5283; a customs duty, say, is another


def tax(draft: Draft, function: str, *values: str | None) -> None:
    if function != _TAX:
        draft.leave("TAX 5283")
    draft.part.taxes += (TaxDraft(_category(*values)),)


def _category(kind: str | None, rate: str | None, category: str | None) -> TaxCategory:
    percent = decimal(rate) if rate and _is_number(rate) else None
    return TaxCategory(
        kind=codes.TAXES.name(kind) if kind else "VAT",
        category=category or ("S" if percent else ""),
        rate=percent,
    )


def _is_number(text: str) -> bool:
    return text.replace(",", ".", 1).replace(".", "", 1).isdecimal() and text.isascii()


def tax_moa(draft: Draft, kind: str, value: str | None, currency: str | None) -> None:
    money = Money(decimal(value), currency or draft.currency) if value else None
    last = draft.part.taxes[-1]
    if kind == "125" and last.basis is None:
        last.basis = money
    elif kind in {"124", "150", "161", "369"} and last.amount is None:
        last.amount = money
    else:
        draft.leave(f"TAX/MOA+{kind}")


def alc(draft: Draft, *values: str | None) -> Remark | None:
    draft.part.charges += (ChargeDraft(values),)
    mark, number, kind, settlement, special, *words = values
    if mark not in {"A", "C"}:
        sentence = (
            f"The mark of the allowance or charge (ALC01) is “{mark}”; only A, an allowance, and "
            "C, a charge, are understood. Use one of them and send the message again."
        )
        return Remark("5463", sentence, mark or "")
    if settlement:
        draft.leave("ALC 4471")
    if number and any(words):
        draft.leave("ALC 1230")
    if kind and special:
        draft.leave("ALC 5189")
    return None


def alc_pcd(draft: Draft, kind: str, value: str | None) -> None:
    last = draft.part.charges[-1]
    if kind in {"1", "2", "3", "12"} and value and last.percent is None:
        last.percent = decimal(value)
    else:
        draft.leave(f"ALC/PCD+{kind}")


def alc_moa(draft: Draft, kind: str, value: str | None, currency: str | None) -> None:
    money = Money(decimal(value), currency or draft.currency) if value else None
    last = draft.part.charges[-1]
    if kind == "25" and last.base is None:
        last.base = money
    elif kind in {"8", "23", "204"} and last.amount is None:
        last.amount = money
    else:
        draft.leave(f"ALC/MOA+{kind}")


def alc_tax(draft: Draft, _function: str, *values: str | None) -> None:
    draft.part.charges[-1].tax = _category(*values)


def moa(draft: Draft, kind: str, value: str | None, currency: str | None) -> None:
    if value:
        draft.part.amounts += ((kind, Money(decimal(value), currency or draft.currency)),)
