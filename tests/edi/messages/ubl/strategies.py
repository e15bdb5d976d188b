"""Hypothesis strategies for canonical documents that UBL carries whole."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import TypeVar

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
from tests.edi.strategies import few, optional

T = TypeVar("T")
_MARK = st.characters(codec="utf-8", categories=("L", "N", "P", "S"))
_INNER = st.text(_MARK | st.sampled_from(" \u00a0"), max_size=12)
text = st.builds(lambda body, last: body.lstrip(" ") + last, _INNER, _MARK)
maybe = st.just("") | text
dates = st.dates(date(1, 1, 1), date(9999, 12, 31))
times = st.none() | st.times()
numbers = st.decimals(
    Decimal(-9999999999), Decimal(9999999999), allow_nan=False, places=4
) | st.sampled_from([Decimal("1E+5"), Decimal("0.00"), Decimal("-0"), Decimal("12.50")])
percents = st.decimals(Decimal(0), Decimal(100), places=2)
units = st.builds(Unit, st.sampled_from(["C62", "KGM", "XCT", "ubl:PCE", "ubl:KG"]))
_DAYS = st.integers(0, 3650)


@cache
def money(currency: str) -> st.SearchStrategy[Money]:
    return st.builds(Money, numbers, st.just(currency))


party_ids = st.builds(
    Identifier,
    st.sampled_from(["GLN", "DUNS", "MUTUAL", "iso6523:0192", "ubl:ZZZ", "DUNS+4"]),
    text,
)
channels = st.fixed_dictionaries({}, optional={"phone": text, "fax": text, "email": text}).flatmap(
    lambda found: few(
        st.builds(Channel, st.sampled_from(["phone", "uncl3155:CA", "sms"]), text)
    ).map(
        lambda more: (
            tuple(Channel(k, found[k]) for k in ("phone", "fax", "email") if k in found)
            + tuple(each for each in more if each.kind != "phone" or "phone" in found)
        )
    )
)


@cache
def contacts(role: str) -> st.SearchStrategy[tuple[Contact, ...]]:
    return st.builds(Contact, st.just(role), text, channels).map(lambda c: (c,)) | st.just(())


addresses = st.builds(Address, few(text, 4), maybe, maybe, maybe, st.sampled_from(["", "DE", "PL"]))


@cache
def parties(role: str, *, contact: str = "information") -> st.SearchStrategy[Party]:
    return st.builds(
        Party,
        role=st.just(role),
        name=text,
        identifiers=few(party_ids),
        more_names=st.lists(text, max_size=2, unique=True).map(tuple),
        address=addresses,
        contacts=contacts(contact),
        tax_ids=few(st.builds(Identifier, st.sampled_from(["VAT", "TAX"]), text), 1),
        registration=st.none() | party_ids,
        endpoint=st.none() | party_ids,
    ).filter(lambda party: party.name not in party.more_names)


@cache
def sides(*roles: str) -> st.SearchStrategy[tuple[Party, ...]]:
    """The given roles, and sometimes where the goods go."""
    ship_to = st.just(()) | parties("ship-to", contact="delivery").map(lambda p: (p,))
    return st.tuples(st.tuples(*map(parties, roles)), ship_to).map(lambda pair: pair[0] + pair[1])


references = st.builds(
    Reference, st.sampled_from(["uncl1001:130", "document", "department", "ubl:Drawing"]), text,
    maybe,
)  # fmt: skip


@cache
def moments(*kinds: str) -> st.SearchStrategy[tuple[Moment, ...]]:
    """Dates of some kinds, each at most once, in this order."""
    each = [
        st.just(()) | st.builds(Moment, st.just(k), dates, times).map(lambda m: (m,)) for k in kinds
    ]
    return st.tuples(*each).map(lambda found: sum(found, ()))


@cache
def spans(exact: str, first: str, last: str) -> st.SearchStrategy[tuple[Moment, ...]]:
    return moments(exact) | moments(first) | moments(last)


delivery = st.tuples(
    spans("delivery", "deliver-not-before", "deliver-no-later"), moments("ship", "delivered")
).map(lambda pair: pair[0] + pair[1])
products = st.fixed_dictionaries(
    {}, optional={"BUYER": text, "SELLER": text, "MANUFACTURER": text}
).flatmap(
    lambda placed: few(
        st.builds(Identifier, st.just("GTIN-13"), st.just("4006381333931"))
        | st.builds(Identifier, st.sampled_from(["iso6523:0199", "SKU", "ubl:ISBN"]), text)
    ).map(
        lambda more: (
            tuple(
                Identifier(k, placed[k]) for k in ("BUYER", "SELLER", "MANUFACTURER") if k in placed
            )
            + tuple(sorted(more, key=lambda each: each.scheme != "GTIN-13"))
        )
    )
)
classes = few(st.builds(Identifier, st.just("uncl7143:STI"), text), 1)
items = st.tuples(products, classes).map(lambda pair: pair[0] + pair[1])
categories = st.builds(
    TaxCategory,
    st.sampled_from(["VAT", "GST", "sales-tax"]),
    st.sampled_from(["S", "Z", "AE"]),
    st.none() | percents,
    maybe,
    maybe,
)


@cache
def charges(currency: str) -> st.SearchStrategy[tuple[AllowanceCharge, ...]]:
    def of(*, is_charge: bool) -> st.SearchStrategy[AllowanceCharge]:
        named = ["freight", "packing", "uncl7161:ABL"] if is_charge else ["discount", "uncl5189:41"]
        return st.builds(
            AllowanceCharge,
            st.just(is_charge),
            money(currency),
            st.none(),
            st.none() | money(currency),
            st.sampled_from(["", *named]),
            maybe,
            st.none() | categories,
        )

    return st.lists(of(is_charge=True) | of(is_charge=False), max_size=2).map(tuple)


@cache
def totals(*, tax: bool) -> st.SearchStrategy[Totals]:
    some = st.none() | numbers
    return st.builds(
        Totals, some, some, some, some, numbers if tax else some, some, some, some, payable=numbers
    )


@cache
def taxes(currency: str) -> st.SearchStrategy[tuple[TaxAmount, ...]]:
    return st.lists(
        st.builds(TaxAmount, categories, money(currency), st.none() | money(currency)), max_size=2
    ).map(tuple)


payment_terms = st.none() | st.builds(
    PaymentTerms,
    note=text,
    due=st.none() | dates,
    discount_percent=st.none() | percents,
    discount_days=st.none() | _DAYS,
    discount_due=st.none() | dates,
)
delivery_terms = st.none() | st.builds(
    DeliveryTerms, code=st.sampled_from(["DAP", "EXW"]), place=maybe, note=maybe
)
transports = st.none() | st.builds(
    Transport,
    mode=st.sampled_from(["road", "sea", "uncl8067:7"]),
    carrier=maybe,
    name=maybe,
    vehicle=maybe,
    tracking=maybe,
)


@cache
def order_lines(currency: str) -> st.SearchStrategy[OrderLine]:
    priced = st.tuples(money(currency), st.sampled_from([Decimal(1), Decimal(100)]))
    return st.tuples(st.none() | priced, st.none() | numbers, st.none() | units).flatmap(
        lambda given: st.builds(
            OrderLine,
            number=text,
            quantity=st.just(given[1]),
            unit=st.just(given[2] if given[1] is not None else None),
            price=st.just(given[0][0] if given[0] else None),
            price_basis=st.sampled_from(["", "net", "contract", "uncl5387:RTP"])
            if given[0]
            else st.just(""),
            products=items,
            descriptions=few(text, 3),
            dates=delivery,
            references=few(references),
            parties=st.just(())
            | st.tuples(parties("originator"), parties("ship-to", contact="delivery")),
            notes=few(text),
            charges=charges(currency),
            price_per=st.just(given[0][1] if given[0] else Decimal(1)),
            tax=st.none() | categories,
            stated_amount=st.none() | money(currency),
        )
    )


@cache
@st.composite
def orders(draw: st.DrawFn) -> Order:
    currency = draw(st.sampled_from(["EUR", "PLN"]))
    taxed = draw(taxes(currency))
    return Order(
        number=draw(text),
        issued=draw(dates),
        purpose=draw(st.sampled_from([Purpose.ORIGINAL, Purpose.DUPLICATE])),
        kind=draw(st.sampled_from(["stand-alone", "rush", "blanket", "uncl1001:105"])),
        contract=draw(maybe),
        currency=currency,
        parties=draw(sides("buyer", "seller", "originator", "freight-forwarder", "bill-to")),
        references=draw(
            st.just(()) | st.tuples(st.builds(Reference, st.just("quotation"), text), references)
        ),
        dates=draw(
            st.tuples(delivery, spans("valid-on", "valid-from", "cancel-after")).map(
                lambda pair: pair[0] + pair[1]
            )
        ),
        notes=draw(few(text)),
        lines=tuple(draw(st.lists(order_lines(currency), min_size=1, max_size=3))),
        totals=draw(totals(tax=True) if taxed else st.none() | totals(tax=False)),
        charges=draw(charges(currency)),
        taxes=taxed,
        payment_terms=draw(payment_terms),
        delivery_terms=draw(delivery_terms),
        transport=draw(transports),
    )


@cache
@st.composite
def changes(draw: st.DrawFn) -> OrderChange:
    order = draw(orders())
    actions = st.sampled_from(
        [LineAction.ADD, LineAction.CHANGE, LineAction.DELETE, LineAction.KEEP]
    )
    return OrderChange(
        order_number=order.number,
        issued=order.issued,
        order_issued=draw(optional(dates)),
        number=draw(maybe),
        sequence=draw(st.integers(1, 999)),
        contract=order.contract,
        currency=order.currency,
        parties=order.parties,
        references=tuple(r for r in order.references if r.kind != "previous-order"),
        dates=order.dates,
        notes=order.notes,
        lines=tuple(LineChange(draw(actions), line) for line in order.lines),
        totals=order.totals,
        charges=order.charges,
        taxes=order.taxes,
        payment_terms=order.payment_terms,
        delivery_terms=order.delivery_terms,
        transport=order.transport,
    )


cancellations = st.builds(
    OrderChange,
    order_number=text,
    issued=dates,
    order_issued=st.none() | dates,
    number=text,
    purpose=st.just(Purpose.CANCELLATION),
    contract=maybe,
    parties=st.tuples(parties("buyer"), parties("seller")),
    notes=few(text, 2, least=1),
)


@cache
@st.composite
def responses(draw: st.DrawFn) -> OrderResponse:
    currency = draw(st.sampled_from(["EUR", "PLN"]))
    promised = spans("current-delivery", "current-deliver-not-before", "current-deliver-no-later")
    line = st.tuples(
        st.sampled_from([LineAnswer.ACCEPTED, LineAnswer.CHANGED, LineAnswer.REJECTED]),
        st.none() | money(currency),
    ).flatmap(
        lambda given: st.builds(
            OrderResponseLine,
            number=text,
            answer=st.just(given[0]),
            quantity=numbers,
            unit=st.none() | units,
            price=st.just(given[1]),
            products=items,
            descriptions=few(text),
            dates=promised,
            price_per=st.just(Decimal(10) if given[1] else Decimal(1)),
            references=few(references),
            notes=few(text),
        )
    )
    return OrderResponse(
        order_number=draw(text),
        order_issued=draw(optional(dates)),
        issued=draw(dates),
        answer=draw(st.sampled_from(Answer)),
        number=draw(text),
        currency=currency,
        parties=draw(sides("buyer", "seller")),
        references=draw(few(references)),
        dates=draw(promised),
        lines=tuple(draw(st.lists(line, max_size=3))),
        notes=draw(few(text)),
        change_number=draw(maybe),
        totals=draw(optional(totals(tax=False))),
        charges=draw(charges(currency)),
        payment_terms=draw(payment_terms),
        delivery_terms=draw(delivery_terms),
        transport=draw(transports),
    )


simple_responses = st.builds(
    OrderResponse,
    order_number=text,
    order_issued=st.none() | dates,
    issued=dates,
    answer=st.sampled_from([Answer.ACCEPTED, Answer.REJECTED]),
    number=text,
    parties=st.tuples(parties("buyer"), parties("seller")),
    references=few(references),
    notes=few(text),
)


@cache
@st.composite
def advices(draw: st.DrawFn) -> DespatchAdvice:
    measures = st.just(()) | st.tuples(
        st.builds(Measure, st.just("gross-weight"), numbers, units),
        st.builds(Measure, st.just("volume"), numbers, units),
    )
    unit = st.builds(
        HandlingUnit,
        id=text.filter(lambda each: len(each) < 18),
        kind=st.just("unit"),
        package=st.sampled_from(["", "ubl:ZZZ", "BX"]).map(lambda code: code.removeprefix("ubl:")),
        measures=few(
            st.builds(Measure, st.sampled_from(["height", "uncl6313:DI"]), numbers, units)
        ),
    )
    batch = st.builds(Batch, text, maybe, st.none(), st.none() | dates, st.none() | dates)
    line = st.builds(
        DespatchLine,
        number=text,
        quantity=numbers,
        unit=st.none() | units,
        order_number=maybe,
        order_line=maybe.filter(lambda each: each != "NA"),
        products=items,
        descriptions=few(text),
        outstanding=st.none() | numbers,
        outstanding_reason=maybe,
        unit_id=maybe,
        batches=few(batch),
        references=few(references),
        notes=few(text),
    )
    period = spans("delivery", "deliver-not-before", "deliver-no-later")
    return DespatchAdvice(
        number=draw(text),
        issued=draw(dates),
        time=draw(times),
        orders=tuple(
            draw(st.lists(st.builds(OrderReference, text, st.none() | dates), max_size=2))
        ),
        parties=draw(st.tuples(*map(parties, ("ship-from", "ship-to", "buyer", "seller")))),
        references=draw(few(references)),
        dates=draw(period) + draw(moments("delivered", "ship", "current-ship", "shipped")),
        notes=draw(few(text)),
        measures=draw(measures),
        units=tuple(draw(st.lists(unit, max_size=2))),
        lines=tuple(draw(st.lists(line, min_size=1, max_size=2))),
        delivery_terms=draw(delivery_terms),
        transport=draw(transports),
    )


means = st.builds(PaymentMeans, st.sampled_from(["30", "58"]), text, maybe, maybe, maybe, maybe)


periods = optional(st.builds(Period, dates, dates))


@cache
@st.composite
def invoices(draw: st.DrawFn) -> Invoice:
    currency = draw(st.sampled_from(["EUR", "PLN"]))
    kind = draw(st.sampled_from([k for k in InvoiceKind if k is not InvoiceKind.OTHER]))
    is_credit = kind is InvoiceKind.CREDIT_NOTE
    line = st.tuples(st.none() | money(currency), numbers, st.none() | units).flatmap(
        lambda given: st.builds(
            InvoiceLine,
            number=text,
            quantity=st.just(given[1]),
            unit=st.just(given[2]),
            price=st.just(given[0]),
            stated_amount=money(currency),
            products=items,
            descriptions=few(text, 3),
            tax=st.none() | categories,
            charges=charges(currency),
            order_number=maybe,
            order_line=maybe.filter(lambda each: each != "NA"),
            dates=delivery,
            period=st.none() | st.builds(Period, dates, st.none() | dates),
            references=few(references),
            notes=few(text),
        )
    )
    return Invoice(
        number=draw(text),
        issued=draw(dates),
        kind=kind,
        currency=currency,
        orders=tuple(draw(st.lists(
            st.builds(OrderReference, text.filter(lambda each: each != "NA"), st.none() | dates),
            max_size=1,
        ))),
        due=None if is_credit else draw(optional(dates)),
        tax_point=draw(optional(dates)),
        period=draw(periods),
        buyer_reference=draw(maybe),
        parties=draw(sides("seller", "buyer", "supplier", "remit-to", "tax-representative")
                     | sides("seller", "bill-to", "buyer")),
        references=draw(
            st.just(()) | st.tuples(st.builds(Reference, st.just("invoice"), text), references)
        ),
        dates=draw(delivery),
        notes=draw(few(text)),
        lines=tuple(draw(st.lists(line, min_size=1, max_size=3))),
        charges=draw(charges(currency)),
        taxes=draw(taxes(currency)),
        totals=draw(totals(tax=True)),
        payment_terms=draw(payment_terms),
        payment_means=draw(few(means)),
        delivery_terms=draw(delivery_terms),
        transport=draw(transports),
        tax_currency="GBP",
        tax_total=draw(optional(money("GBP"))),
    )  # fmt: skip


notes = st.builds(
    ApplicationNote, st.sampled_from(["ubl:X", "OPStatusReason:REF", "x12:7"]), maybe, maybe
)
application_responses = st.builds(
    ApplicationResponse,
    number=text,
    issued=dates,
    verdict=st.sampled_from([Verdict.REJECTED, Verdict.ACCEPTED_WITH_ERRORS]),
    document=text,
    message=maybe,
    notes=st.lists(notes, max_size=3).map(
        lambda found: tuple(sorted(found, key=lambda note: bool(note.place)))
    ),
    parties=st.tuples(parties("sender"), parties("recipient")),
)
