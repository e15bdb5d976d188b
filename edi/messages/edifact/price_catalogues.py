"""PRICAT: the draft turned into a price catalogue."""

from decimal import Decimal

from edi.canonical.catalogues import (
    CatalogueAction,
    CatalogueLine,
    CataloguePrice,
    Pack,
    PriceCatalogue,
)
from edi.canonical.measures import Money, Period, Unit
from edi.messages.edifact import catalogue_codes, codes
from edi.messages.edifact.audits import decimal
from edi.messages.edifact.catalogue_codes import (
    CATALOGUE_DATES,
    CONTENTS,
    END,
    ISSUED,
    MAXIMUM,
    MINIMUM,
    MULTIPLES,
    PERIOD,
    PIECES,
    REPLACED,
    SPECIFICATIONS,
    STARTS,
)
from edi.messages.edifact.catalogue_taking import LINE, CatalogueDraft, PriceDraft, ProductDraft
from edi.messages.edifact.documents import first_reference, purpose
from edi.messages.edifact.parts import LinePart, Part, without

_BASE_KINDS = {"AAA", catalogue_codes.INFORMATION}


def price_catalogue(draft: CatalogueDraft) -> PriceCatalogue:
    """Return the price catalogue; only for a message without faults."""
    head = draft.head
    known, code = purpose(draft)
    return PriceCatalogue(
        number=draft.number,
        issued=draft.take_day(ISSUED),
        purpose=known,
        purpose_code=code,
        kind=catalogue_codes.KINDS.name(draft.kind or "9"),
        replaces=first_reference(draft, REPLACED),
        valid=_validity(draft, head),
        currency=draft.currency,
        parties=head.party_list(),
        references=head.reference_list(),
        dates=head.moments(CATALOGUE_DATES),
        notes=head.notes,
        lines=tuple(
            [
                _line(draft, line, product)
                for line, product in zip(draft.lines, draft.products, strict=True)
            ]
        ),
        payment_terms=draft.payment_terms(),
        delivery_terms=draft.delivery,
    )


def _validity(draft: CatalogueDraft, part: Part) -> Period | None:
    for at, date in enumerate(part.dates):
        if date.kind == PERIOD and date.until:
            part.dates = without(part.dates, at)
            return Period(date.day, date.until)
    prefix = "LIN/" if isinstance(part, LinePart) else ""
    start = draft.day_of(part.take_date(*STARTS), prefix)
    end = draft.day_of(part.take_date(END), prefix)
    return Period(start, end) if start or end else None


def _line(draft: CatalogueDraft, line: LinePart, product: ProductDraft) -> CatalogueLine:
    pack = _pack(draft, line, product)
    unit = _order_unit(line, product)
    action = catalogue_codes.ACTIONS.get(line.action, CatalogueAction.OTHER)
    if line.substitutes:
        draft.left.add("LIN/PIA+3")
    if line.currency != draft.currency and not product.prices:
        draft.left.add(f"{LINE}/CUX")
    if len(line.taxes) > 1 or any(tax.amount or tax.basis for tax in line.taxes):
        draft.left.add("LIN/TAX")
    return CatalogueLine(
        number=line.number,
        action=action if line.action else CatalogueAction.LISTED,
        action_code=f"edifact:{line.action}" if line.action and action == "other" else "",
        products=line.products,
        descriptions=line.descriptions,
        prices=tuple([_price(draft, each, unit) for each in product.prices if each.values[1]]),
        order_unit=codes.unit(unit) if unit else None,
        minimum_order=_quantity(line, unit, MINIMUM),
        maximum_order=_quantity(line, unit, MAXIMUM),
        order_multiple=_quantity(line, unit, *MULTIPLES.values()),
        pack=pack,
        valid=_validity(draft, line),
        lead_days=product.lead_days,
        measures=tuple(product.measures),
        dates=line.moments(CATALOGUE_DATES),
        references=line.reference_list(),
        parties=line.party_list(),
        notes=line.notes,
        tax=line.taxes[0].category if line.taxes else None,
    )


def _pack(draft: CatalogueDraft, line: LinePart, product: ProductDraft) -> Pack | None:
    """Take what is in a package; a number of pieces that is no whole one is left."""
    contents = line.take_quantity(CONTENTS)
    pieces = line.take_quantity(PIECES)
    if pieces and pieces[0] != int(pieces[0]):
        line.quantities += ((PIECES, str(pieces[0]), pieces[1]),)
        pieces = None
    if pieces and pieces[1]:
        draft.left.add(f"{LINE}/QTY+{PIECES} 6411")
    if not (contents or pieces or product.has_pack):
        return None
    return Pack(
        contents[0] if contents else None,
        codes.unit(contents[1]) if contents and contents[1] else None,
        int(pieces[0]) if pieces else None,
        product.package,
        tuple(product.pack_measures),
    )


def _order_unit(line: LinePart, product: ProductDraft) -> str:
    """Return what a product is ordered in: the unit of its quantities, else of all its prices."""
    kinds = (MINIMUM, MAXIMUM, *MULTIPLES.values())
    units = {kind: unit for kind, _, unit in reversed(line.quantities)}
    for kind in kinds:
        if units.get(kind):
            return units[kind] or ""
    priced = {each.values[5] or each.range_unit for each in product.prices}
    return next(iter(priced)) or "" if len(priced) == 1 else ""


def _quantity(line: LinePart, unit: str, *kinds: str) -> Decimal | None:
    """Take out the first quantity of these kinds in the order unit; another one is left."""
    for at, (found, value, code) in enumerate(line.quantities):
        if found in kinds and (code or "") in {"", unit}:
            line.quantities = without(line.quantities, at)
            return decimal(value)
    return None


def _price(draft: CatalogueDraft, price: PriceDraft, order_unit: str) -> CataloguePrice:
    _, amount, _, _, per, unit = price.values
    unit = unit or price.range_unit
    return CataloguePrice(
        Money(decimal(amount or "0"), price.currency or draft.currency),
        _basis(draft, price),
        decimal(per) if per else Decimal(1),
        _unit(unit, order_unit),
        price.low,
        price.high,
        Period(price.start, price.end) if price.start or price.end else None,
        price.buyers,
    )


def _unit(unit: str, order_unit: str) -> Unit | None:
    return codes.unit(unit) if unit and unit != order_unit else None


def _basis(draft: CatalogueDraft, price: PriceDraft) -> str:
    """Say what kind of price it is: by its specification, else its type, else its qualifier."""
    qualifier, _, kind, specification, *_ = price.values
    named = codes.PRICE_TYPES.name(kind) if kind else ""
    if specification or not named.startswith("edifact:"):
        by_qualifier = bool(specification or named) and qualifier not in _BASE_KINDS
        if by_qualifier or (specification and kind):
            draft.left.add(f"{LINE}/PRI {'5125' if by_qualifier else '5375'}")
        if specification:
            return SPECIFICATIONS.name(specification)
        if named:
            return named
    else:
        draft.left.add(f"{LINE}/PRI 5375")
    return codes.PRICE_BASES.name(qualifier or "AAA")
