"""Hypothesis strategies for documents that EDIFACT can carry as they are."""

from datetime import date, time
from decimal import Decimal
from functools import cache

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
from tests.edi.strategies import either, few, optional

CURRENCY = "EUR"
_LETTERS = st.characters(
    codec="utf-8", categories=("L", "N", "P", "S"), exclude_characters="\ufffd"
)


@cache
def text(longest: int) -> st.SearchStrategy[str]:
    """Text that survives: separators too, but no control characters and no blank at an end."""
    inner = st.text(_LETTERS | st.just(" "), max_size=max(longest - 1, 0))
    return st.builds(lambda body, last: (body + last).lstrip(), inner, _LETTERS)


@cache
def maybe(longest: int) -> st.SearchStrategy[str]:
    return st.just("") | text(longest)


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


@cache
def moments(*kinds: str) -> st.SearchStrategy[Moment]:
    whole = st.builds(time, st.integers(0, 23), st.integers(0, 59))
    return st.builds(Moment, st.sampled_from(kinds), days, st.none() | whole | times)


order_dates = moments("delivery", "ship", "cancel-after", "edifact:200")
short_channels = st.builds(Channel, st.sampled_from(["phone", "fax"]), text(25))
contacts = st.builds(
    Contact, st.sampled_from(["buyer", "order", "edifact:AA"]), maybe(35), few(short_channels)
)
addresses = st.builds(
    Address, few(text(35), 4), maybe(35), maybe(9), maybe(9), st.sampled_from(["", "DE", "PL"])
)
identifiers = st.builds(
    Identifier,
    st.sampled_from(["GLN", "DUNS", "BUYER", "SELLER", "MUTUAL", "edifact:86"]),
    text(17),
)
tax_ids = st.builds(Identifier, st.sampled_from(["VAT", "TAX"]), text(35))


@cache
def parties(*, with_contacts: bool = True) -> st.SearchStrategy[Party]:
    named = st.tuples(text(35), few(text(35), 4)) | st.just(("", ()))
    return st.builds(
        lambda role, names, known, place, who, refs, taxes, registration: Party(
            role, names[0], known, names[1], place, who, refs, taxes, registration
        ),
        st.sampled_from(["buyer", "seller", "ship-to", "bill-to", "edifact:CN"]),
        named,
        few(identifiers, 1),
        addresses,
        few(contacts, 2) if with_contacts else st.just(()),
        few(references, 1),
        few(tax_ids, 1),
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
notes = few(text(70) | long_texts, 2)
descriptions = few(text(40) | long_texts, 2)
# INVOIC D96A has place for ten IMD of 70 characters in a line, one of which may end a text.
invoice_descriptions = few(text(40) | long_texts.filter(lambda each: len(each) < 315), 2)
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


@cache
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
    few(products, 6),
    descriptions,
    few(order_dates),
    few(references),
    few(parties(with_contacts=False), 1),
    notes,
    few(charges, 1),
    counts.filter(bool),
    st.none(),
    st.none() | categories,
    st.none() | money,
)
_HEAD = {
    "currency": st.just(CURRENCY),
    "parties": few(parties()),
    "references": few(references),
    "dates": few(order_dates),
    "notes": notes,
    "totals": order_totals,
    "charges": few(charges),
    "payment_terms": st.none() | terms,
    "delivery_terms": st.none() | delivery_terms,
    "transport": st.none() | transports,
}
_PURPOSES = st.sampled_from([each for each in Purpose if each is not Purpose.OTHER])
taxes = few(st.builds(TaxAmount, categories, money), 2)
orders = st.builds(
    Order,
    number=text(35),
    issued=days,
    purpose=_PURPOSES,
    kind=st.sampled_from(["stand-alone", "rush", "edifact:402"]),
    release=maybe(35),
    contract=maybe(35),
    lines=few(lines, 3),
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
    lines=few(
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
    lines=few(
        st.builds(
            OrderResponseLine,
            st.integers(1, 999999).map(str),
            st.sampled_from(LineAnswer),
            numbers,
            units,
            st.none() | numbers,
            st.none() | money,
            few(products, 4),
            descriptions,
            few(order_dates),
            st.just(Decimal(1)),
            few(references | st.builds(Reference, st.just("purchase-order"), text(35))),
            notes,
            few(products, 2),
        ).map(_answered)
    ),
    **_HEAD,
)
despatch_dates = moments("shipped", "delivery", "edifact:132")
measures = st.builds(
    Measure, st.sampled_from(["gross-weight", "net-weight", "volume", "edifact:T"]), counts, units
)


order_references = few(st.builds(OrderReference, text(35), st.none() | days))


@cache
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
                draw(few(measures, 1)),
            )
        )
    homes = ["", *(unit.id for unit in found)]
    goods = [
        draw(_despatch_line(unit_id)) for unit_id in homes for _ in range(draw(st.integers(0, 2)))
    ]
    return DespatchAdvice(
        number=draw(text(35)),
        issued=draw(days),
        time=draw(optional(times)),
        purpose=draw(_PURPOSES),
        orders=draw(order_references),
        parties=draw(few(parties())),
        references=draw(few(references)),
        dates=draw(few(despatch_dates)),
        measures=draw(few(measures)),
        units=tuple(found),
        lines=tuple(goods),
        delivery_terms=draw(optional(delivery_terms)),
        transport=draw(optional(transports)),
    )


batches = st.builds(
    Batch, text(35), maybe(35), st.none() | counts, st.none() | days, st.none() | days
)


@cache
@st.composite
def _despatch_line(draw: st.DrawFn, unit_id: str) -> DespatchLine:
    order = draw(maybe(35))
    return DespatchLine(
        str(draw(st.integers(1, 999999))),
        draw(counts),
        draw(optional(units)),
        order,
        draw(either(st.just(""), st.integers(1, 999).map(str))) if order else "",
        draw(few(products, 4)),
        draw(descriptions),
        draw(optional(counts)),
        draw(optional(counts)),
        draw(st.sampled_from(["", "edifact:BP"])),
        unit_id,
        draw(few(batches)),
        draw(few(despatch_dates)),
        draw(few(references)),
        draw(notes),
    )


advices = _advice()


@cache
@st.composite
def _invoice_line(draw: st.DrawFn) -> InvoiceLine:
    order = draw(maybe(35))
    category = draw(optional(categories))
    return InvoiceLine(
        str(draw(st.integers(1, 999999))),
        draw(numbers),
        draw(units),
        draw(money),
        draw(counts.filter(bool)),
        draw(st.none()),
        draw(optional(money)),
        draw(few(products, 4)),
        draw(invoice_descriptions),
        category,
        (),
        draw(few(charges, 1)),
        order,
        draw(either(st.just(""), st.integers(1, 999).map(str))) if order else "",
        draw(few(moments("delivery", "shipped"))),
        draw(optional(periods)),
        draw(few(parties(with_contacts=False), 1)),
        draw(few(references)),
        draw(notes),
    )


tax_amounts = few(st.builds(TaxAmount, categories, money, st.none() | money))


@cache
@st.composite
def _invoice(draw: st.DrawFn) -> Invoice:
    given = draw(optional(terms))
    people = draw(few(parties(), 2))
    means = draw(
        few(
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
        orders=draw(order_references),
        due=given.due if given else None,
        tax_point=draw(optional(days)),
        period=draw(optional(periods)),
        buyer_reference=draw(maybe(35)),
        parties=people,
        references=draw(few(references)),
        dates=draw(few(moments("delivery", "edifact:200"))),
        notes=draw(notes),
        lines=draw(few(_invoice_line(), 3, least=1)),
        charges=draw(few(charges)),
        taxes=draw(tax_amounts),
        totals=draw(
            totals("lines", "allowances", "charges", "net", "tax", "gross", "prepaid").filter(bool)
        ),
        payment_terms=given,
        payment_means=means,
        delivery_terms=draw(optional(delivery_terms)),
        transport=draw(optional(transports)),
    )


invoices = _invoice()
application_responses = st.builds(
    ApplicationResponse,
    number=text(35),
    issued=days,
    verdict=st.sampled_from([Verdict.ACCEPTED, Verdict.REJECTED]),
    document=text(35),
    parties=few(st.builds(Party, st.just("buyer"), text(35), few(identifiers, 1)), 1),
).flatmap(
    lambda one: st.just(one)
    | st.just(
        ApplicationResponse(
            one.number, one.issued, Verdict.REJECTED, one.document, "",
            (ApplicationNote("edifact:12", "No such article", "LI:3"),), (), one.references,
        )
    )
)  # fmt: skip
