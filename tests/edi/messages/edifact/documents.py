"""Hypothesis strategies for documents that EDIFACT can carry as they are."""

from datetime import date, time
from decimal import Decimal

from hypothesis import strategies as st

from edi.canonical.acknowledgements import ApplicationNote, ApplicationResponse, Verdict
from edi.canonical.changes import LineAction, LineChange, OrderChange
from edi.canonical.charges import AllowanceCharge, TaxAmount, TaxCategory
from edi.canonical.despatch import (
    Batch,
    DespatchAdvice,
    DespatchLine,
    HandlingUnit,
    OrderReference,
)
from edi.canonical.invoices import Invoice, InvoiceKind, InvoiceLine
from edi.canonical.measures import Measure, Moment, Money, Period, Unit
from edi.canonical.orders import Order, OrderLine, Purpose
from edi.canonical.parties import Address, Channel, Contact, Identifier, Party, Reference
from edi.canonical.responses import Answer, LineAnswer, OrderResponse, OrderResponseLine
from edi.canonical.terms import DeliveryTerms, PaymentMeans, PaymentTerms, Transport
from edi.canonical.totals import Totals

CURRENCY = "EUR"
_LETTERS = st.characters(
    codec="utf-8", categories=("L", "N", "P", "S"), exclude_characters="\ufffd"
)


def text(longest: int) -> st.SearchStrategy[str]:
    """Text that survives: separators too, but no control characters and no blank at an end."""
    inner = st.text(_LETTERS | st.just(" "), max_size=max(longest - 1, 0))
    return st.builds(lambda body, last: (body + last).lstrip(), inner, _LETTERS)


def maybe(longest: int) -> st.SearchStrategy[str]:
    return st.just("") | text(longest)


def some(of: st.SearchStrategy, most: int = 2, least: int = 0) -> st.SearchStrategy:
    return st.lists(of, min_size=least, max_size=most).map(tuple)


days = st.dates(date(1, 1, 1), date(9999, 12, 31))
times = st.builds(time, st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
numbers = st.decimals(
    Decimal(-9999999), Decimal(9999999), allow_nan=False, places=4
) | st.sampled_from([Decimal("1E+5"), Decimal("0.00"), Decimal(12)])
counts = st.decimals(Decimal(0), Decimal(9999999), allow_nan=False, places=2)
money = st.builds(Money, numbers, st.just(CURRENCY))
percents = st.decimals(Decimal(0), Decimal(999), allow_nan=False, places=2)
units = st.builds(Unit, st.sampled_from(["EA", "H87", "KGM", "XCT", "MTR", "C62"]))
codes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=2, max_size=3)
products = st.builds(
    Identifier, st.sampled_from(["SELLER", "BUYER", "MANUFACTURER", "SKU", "edifact:CC"]), text(35)
) | st.sampled_from([Identifier("GTIN-13", "4000862141404"), Identifier("GTIN-8", "40123455")])
references = st.builds(
    Reference, st.sampled_from(["department", "quotation", "project", "edifact:ZZ"]), text(35)
)


def moments(*kinds: str) -> st.SearchStrategy[Moment]:
    whole = st.builds(time, st.integers(0, 23), st.integers(0, 59))
    return st.builds(Moment, st.sampled_from(kinds), days, st.none() | whole | times)


order_dates = moments("delivery", "ship", "cancel-after", "edifact:200")
short_channels = st.builds(Channel, st.sampled_from(["phone", "fax"]), text(25))
contacts = st.builds(
    Contact, st.sampled_from(["buyer", "order", "edifact:AA"]), maybe(35), some(short_channels)
)
addresses = st.builds(
    Address, some(text(35), 4), maybe(35), maybe(9), maybe(9), st.sampled_from(["", "DE", "PL"])
)
identifiers = st.builds(
    Identifier,
    st.sampled_from(["GLN", "DUNS", "BUYER", "SELLER", "MUTUAL", "edifact:86"]),
    text(17),
)
tax_ids = st.builds(Identifier, st.sampled_from(["VAT", "TAX"]), text(35))


def parties(*, with_contacts: bool = True) -> st.SearchStrategy[Party]:
    named = st.tuples(text(35), some(text(35), 4)) | st.just(("", ()))
    return st.builds(
        lambda role, names, known, place, who, refs, taxes, registration: Party(
            role, names[0], known, names[1], place, who, refs, taxes, registration
        ),
        st.sampled_from(["buyer", "seller", "ship-to", "bill-to", "edifact:CN"]),
        named,
        some(identifiers, 1),
        addresses,
        some(contacts, 2) if with_contacts else st.just(()),
        some(references, 1),
        some(tax_ids, 1),
        st.none() | st.builds(Identifier, st.just("edifact:XA"), text(35)),
    )


categories = st.builds(
    TaxCategory, st.sampled_from(["VAT", "GST"]), st.sampled_from(["S", "Z", "E"]), percents
)
charges = st.builds(
    AllowanceCharge,
    st.booleans(),
    money,
    st.none() | percents,
    st.none() | money,
    st.sampled_from(["freight", "packing", "uncl7161:ABC", "uncl5189:95"]),
    maybe(70),
    st.none() | categories,
)
long_texts = st.builds(lambda word, times: word * times, text(7), st.integers(1, 90))
notes = some(text(70) | long_texts, 2)
descriptions = some(text(40) | long_texts, 2)
# INVOIC D96A has place for ten IMD of 70 characters in a line, one of which may end a text.
invoice_descriptions = some(text(40) | long_texts.filter(lambda each: len(each) < 315), 2)
transports = st.builds(
    Transport,
    st.sampled_from(["", "road", "edifact:9"]),
    maybe(17),
    maybe(35),
    st.just(""),
    maybe(35),
    maybe(17),
)
delivery_terms = st.builds(
    DeliveryTerms, st.sampled_from(["DAP", "EXW"]), maybe(70), st.sampled_from(["", "buyer"]),
    maybe(70),
)  # fmt: skip
terms = st.builds(
    PaymentTerms,
    maybe(70),
    st.sampled_from(["", "uncl4279:7"]),
    days,
    st.none() | st.integers(0, 999),
    st.none() | percents,
    st.none() | st.integers(0, 999),
    st.none() | days,
    st.none() | money,
)
periods = st.builds(Period, days, days) | st.builds(Period, days) | st.builds(Period, end=days)


def totals(*names: str) -> st.SearchStrategy[Totals | None]:
    given = st.fixed_dictionaries({}, optional=dict.fromkeys(names, numbers))
    return given.map(lambda sums: Totals(**sums) if sums else None)


order_totals = totals("lines", "net", "tax", "gross", "payable")
lines = st.builds(
    OrderLine,
    st.integers(1, 999999).map(str),
    numbers,
    st.none() | units,
    money,
    st.sampled_from(["net", "gross", "catalogue", "contract", "edifact:INF"]),
    some(products, 6),
    descriptions,
    some(order_dates),
    some(references),
    some(parties(with_contacts=False), 1),
    notes,
    some(charges, 1),
    counts.filter(bool),
    st.none(),
    st.none() | categories,
    st.none() | money,
)
_HEAD = {
    "currency": st.just(CURRENCY),
    "parties": some(parties()),
    "references": some(references),
    "dates": some(order_dates),
    "notes": notes,
    "totals": order_totals,
    "charges": some(charges),
    "payment_terms": st.none() | terms,
    "delivery_terms": st.none() | delivery_terms,
    "transport": st.none() | transports,
}
_PURPOSES = st.sampled_from([each for each in Purpose if each is not Purpose.OTHER])
taxes = some(st.builds(TaxAmount, categories, money), 2)
orders = st.builds(
    Order,
    number=text(35),
    issued=days,
    purpose=_PURPOSES,
    kind=st.sampled_from(["stand-alone", "rush", "edifact:402"]),
    release=maybe(35),
    contract=maybe(35),
    lines=some(lines, 3),
    taxes=taxes,
    **_HEAD,
)
changes = st.builds(
    OrderChange,
    order_number=text(35),
    issued=days,
    order_issued=st.none() | days,
    number=text(35),
    purpose=_PURPOSES,
    lines=some(
        st.builds(
            LineChange,
            st.sampled_from([LineAction.ADD, LineAction.DELETE, LineAction.CHANGE]),
            lines,
            st.none() | numbers,
        )
    ),
    taxes=taxes,
    **_HEAD,
)


def _answered(line: OrderResponseLine) -> OrderResponseLine:
    """Let what an answer is follow from the line, as its reader will have it."""
    answers = {
        LineAnswer.ACCEPTED: True,
        LineAnswer.REJECTED: True,
        LineAnswer.SUBSTITUTED: bool(line.substitutes),
        LineAnswer.BACKORDERED: not line.substitutes,
    }
    if answers.get(line.answer):
        return line
    return OrderResponseLine(
        line.number, LineAnswer.ACCEPTED, line.quantity, line.unit, line.ordered, line.price,
        line.products, line.descriptions, line.dates, line.price_per, line.references, line.notes,
        line.substitutes,
    )  # fmt: skip


responses = st.builds(
    OrderResponse,
    order_number=text(35),
    order_issued=st.none() | days,
    issued=days,
    answer=st.sampled_from(Answer),
    number=text(35),
    change_number=maybe(35),
    lines=some(
        st.builds(
            OrderResponseLine,
            st.integers(1, 999999).map(str),
            st.sampled_from(LineAnswer),
            numbers,
            units,
            st.none() | numbers,
            st.none() | money,
            some(products, 4),
            descriptions,
            some(order_dates),
            st.just(Decimal(1)),
            some(references | st.builds(Reference, st.just("purchase-order"), text(35))),
            notes,
            some(products, 2),
        ).map(_answered)
    ),
    **_HEAD,
)
despatch_dates = moments("shipped", "delivery", "edifact:132")
measures = st.builds(
    Measure, st.sampled_from(["gross-weight", "net-weight", "volume", "edifact:T"]), counts, units
)


@st.composite
def _advice(draw: st.DrawFn) -> DespatchAdvice:
    count = draw(st.integers(0, 3))
    found: list[HandlingUnit] = []
    for at in range(1, count + 1):
        package = draw(st.sampled_from(["PX", "CT", "BE", ""]))
        kind = {"PX": "pallet", "CT": "carton", "BE": "unit"}.get(package)
        found.append(
            HandlingUnit(
                str(at),
                draw(st.sampled_from(["", *(unit.id for unit in found)])),
                kind or draw(st.sampled_from(["pallet", "carton", "unit"])),
                package,
                draw(st.integers(1, 99)),
                draw(st.sampled_from(["", "340123450000000004"])),
                draw(some(measures, 1)),
            )
        )
    homes = ["", *(unit.id for unit in found)]
    goods = [
        draw(_despatch_line(unit_id)) for unit_id in homes for _ in range(draw(st.integers(0, 2)))
    ]
    return DespatchAdvice(
        number=draw(text(35)),
        issued=draw(days),
        time=draw(st.none() | times),
        purpose=draw(_PURPOSES),
        orders=draw(some(st.builds(OrderReference, text(35), st.none() | days))),
        parties=draw(some(parties())),
        references=draw(some(references)),
        dates=draw(some(despatch_dates)),
        measures=draw(some(measures)),
        units=tuple(found),
        lines=tuple(goods),
        delivery_terms=draw(st.none() | delivery_terms),
        transport=draw(st.none() | transports),
    )


batches = st.builds(
    Batch, text(35), maybe(35), st.none() | counts, st.none() | days, st.none() | days
)


@st.composite
def _despatch_line(draw: st.DrawFn, unit_id: str) -> DespatchLine:
    order = draw(maybe(35))
    return DespatchLine(
        str(draw(st.integers(1, 999999))),
        draw(counts),
        draw(st.none() | units),
        order,
        draw(st.just("") | st.integers(1, 999).map(str)) if order else "",
        draw(some(products, 4)),
        draw(descriptions),
        draw(st.none() | counts),
        draw(st.none() | counts),
        draw(st.sampled_from(["", "edifact:BP"])),
        unit_id,
        draw(some(batches)),
        draw(some(despatch_dates)),
        draw(some(references)),
        draw(notes),
    )


advices = _advice()


@st.composite
def _invoice_line(draw: st.DrawFn) -> InvoiceLine:
    order = draw(maybe(35))
    category = draw(st.none() | categories)
    return InvoiceLine(
        str(draw(st.integers(1, 999999))),
        draw(numbers),
        draw(units),
        draw(money),
        draw(counts.filter(bool)),
        draw(st.none()),
        draw(st.none() | money),
        draw(some(products, 4)),
        draw(invoice_descriptions),
        category,
        (),
        draw(some(charges, 1)),
        order,
        draw(st.just("") | st.integers(1, 999).map(str)) if order else "",
        draw(some(moments("delivery", "shipped"))),
        draw(st.none() | periods),
        draw(some(parties(with_contacts=False), 1)),
        draw(some(references)),
        draw(notes),
    )


@st.composite
def _invoice(draw: st.DrawFn) -> Invoice:
    given = draw(st.none() | terms)
    people = draw(some(parties(), 2))
    means = draw(
        some(
            st.builds(PaymentMeans, st.sampled_from(["30", "58"]), maybe(35), maybe(70), maybe(11)),
            1,
        )
    )
    if not any(party.role == "seller" for party in people):
        means = tuple(PaymentMeans(each.code) for each in means)
    means = tuple(each if each.account or each.bank else PaymentMeans(each.code) for each in means)
    return Invoice(
        number=draw(text(35)),
        issued=draw(days),
        kind=draw(st.sampled_from([each for each in InvoiceKind if each.value != "other"])),
        currency=CURRENCY,
        orders=draw(some(st.builds(OrderReference, text(35), st.none() | days))),
        due=given.due if given else None,
        tax_point=draw(st.none() | days),
        period=draw(st.none() | periods),
        buyer_reference=draw(maybe(35)),
        parties=people,
        references=draw(some(references)),
        dates=draw(some(moments("delivery", "edifact:200"))),
        notes=draw(notes),
        lines=draw(some(_invoice_line(), 3, least=1)),
        charges=draw(some(charges)),
        taxes=draw(some(st.builds(TaxAmount, categories, money, st.none() | money))),
        totals=draw(
            totals("lines", "allowances", "charges", "net", "tax", "gross", "prepaid").filter(bool)
        ),
        payment_terms=given,
        payment_means=means,
        delivery_terms=draw(st.none() | delivery_terms),
        transport=draw(st.none() | transports),
    )


invoices = _invoice()
application_responses = st.builds(
    ApplicationResponse,
    number=text(35),
    issued=days,
    verdict=st.sampled_from([Verdict.ACCEPTED, Verdict.REJECTED]),
    document=text(35),
    parties=some(st.builds(Party, st.just("buyer"), text(35), some(identifiers, 1)), 1),
).flatmap(
    lambda one: st.just(one)
    | st.just(
        ApplicationResponse(
            one.number, one.issued, Verdict.REJECTED, one.document, "",
            (ApplicationNote("edifact:12", "No such article", "LI:3"),), (), one.references,
        )
    )
)  # fmt: skip
