"""Which segment of a line fills what of a draft, but for those that headings have too."""

from edi.canonical.parties import Identifier
from edi.messages.edifact import audits, codes
from edi.messages.edifact.drafts import Draft
from edi.messages.edifact.parts import LinePart, joined
from edi.messages.edifact.rules import Remark


def lin(
    draft: Draft, number: str | None, action: str | None, value: str | None, kind: str | None
) -> Remark | None:
    ordinal = number.rstrip() if number else str(len(draft.lines) + 1)
    draft.line = draft.part = line = LinePart(ordinal, action or "", draft.currency)
    draft.lines.append(line)
    draft.note_goes_on = False
    if value:
        line.products = (_product(value, kind),)
        if kind in {"EN", "SRV", "UP"}:
            return audits.product(value, kind)
    return None


def _product(value: str, kind: str | None) -> Identifier:
    value = value.rstrip()
    return Identifier(codes.product_scheme(kind, value), value)


def pia(draft: Draft, function: str, *pairs: str | None) -> Remark | None:
    line = draft.line
    if function not in {"1", "3", "5"}:
        draft.leave(f"PIA+{function}")
        return None
    said = zip(pairs[::2], pairs[1::2], strict=True)
    given = tuple([_product(value, kind) for value, kind in said if value])
    if function == "3":
        line.substitutes += given
    else:
        line.products += given
    return audits.more_products(function, *pairs)


def imd(draft: Draft, form: str | None, first: str | None, second: str | None) -> None:
    line, full = draft.line, draft.description_length
    text = joined([first, second], full)
    if form not in {None, "F", "B", "E"}:
        draft.leave("IMD 7077")
    if not text:
        line.open = ""
        return
    if line.open and line.descriptions:
        line.descriptions = (*line.descriptions[:-1], line.descriptions[-1] + text)
    else:
        line.descriptions += (text,)
    line.open = text if len(text) == 2 * full else ""


def qty(draft: Draft, kind: str, value: str, unit: str | None) -> Remark | None:
    draft.line.quantities += ((kind, value, unit),)
    return audits.quantity(kind, value, unit)


def pri(draft: Draft, *values: str | None) -> None:
    draft.line.prices += (values,)


def qvr(
    draft: Draft, value: str | None, _kind: str | None, reason: str | None, *why: str | None
) -> None:
    if any(why):
        draft.leave("QVR 4295")
    if reason and not draft.line.variance:
        draft.line.variance = reason
    if value or not reason:
        draft.leave("QVR 6064")


def line_cux(draft: Draft, _use: str, currency: str | None, _kind: str | None) -> None:
    if currency:
        draft.line.currency = currency
