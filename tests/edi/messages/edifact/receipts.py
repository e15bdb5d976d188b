"""Receiving advices that EDIFACT can carry as they are, and a good RECADV."""

from functools import cache

from hypothesis import strategies as st

from edi.canonical.orders import Purpose
from edi.canonical.receiving import (
    Discrepancy,
    ReceiptLine,
    ReceivedPart,
    ReceivedUnit,
    ReceivingAdvice,
)
from tests.edi.messages.edifact import documents
from tests.edi.messages.edifact.documents import (
    counts,
    days,
    maybe,
    moments,
    order_references,
    text,
    times,
)
from tests.edi.strategies import few, optional

RECEIPT = (
    "BGM+352::9+WE-1+9",
    "DTM+137:202611211030:203",
    "DTM+50:202611200915:203",
    "RFF+AAK:D-1",
    "DTM+171:20261119:102",
    "RFF+ON:DT-1",
    "DTM+171:20261101:102",
    "NAD+BY+5412345000013::9",
    "NAD+SU+4012345000016::9",
    "CPS+1",
    "PAC+2++201",
    "QVR+-1:124++BN::9",
    "PCI+33E",
    "GIN+BJ+340123450000000004",
    "LIN+1++4000862141404:EN",
    "PIA+1+HC-3542:SA",
    "QTY+48:100:PCE",
    "QTY+194:80:PCE",
    "QTY+12:110:PCE",
    "QVR+-10:12+CP",
    "QVR+20:195++DME::9:crushed",
    "RFF+ON:DT-1:3",
    "PCI+10",
    "QTY+48:60",
    "GIN+BX+LOT-7",
    "LIN+2++HC-5322:SA",
    "QTY+194:0",
    "QVR+40:21+AC",
    "CNT+2:2",
)
REASONS = ("", "not-ordered", "wrong-packing", "unreadable-code", "uncl4295:AV")
NATURES = ("late", "not-advised", "uncl4221:IC")


@cache
@st.composite
def _discrepancy(draw: st.DrawFn) -> Discrepancy:
    kinds = [
        ("rejected", "", draw(st.sampled_from(["", "returned", "destroyed"])), "over-shipped"),
        ("damaged", "", "", "no-back-order"),
        ("short", draw(st.sampled_from(["", "despatched", "ordered"])), "", "back-order-follows"),
        ("over", draw(st.sampled_from(["", "despatched", "ordered"])), "", "late"),
        ("edifact:66", "", "", "damaged"),
    ]
    kind, against, fate, own = draw(st.sampled_from(kinds))
    reason = draw(st.sampled_from([*REASONS, *NATURES, own]))
    return Discrepancy(kind, draw(counts), None, reason, draw(maybe(35)), against, fate)


discrepancies = (
    _discrepancy()
    | st.builds(
        Discrepancy,
        st.just("damaged"),
        counts,
        reason=st.sampled_from(REASONS),
        compared_to=st.sampled_from(["despatched", "ordered"]),
    )
    | st.builds(Discrepancy, st.just("other"), reason=st.sampled_from(["late", "not-ordered"]))
    | st.builds(Discrepancy, st.sampled_from(["over", "damaged"]), reason=st.sampled_from(REASONS))
)
parts = st.builds(
    ReceivedPart,
    st.sampled_from(["", "340123450000000004"]),
    text(35),
    maybe(35),
    st.none() | counts,
    few(discrepancies, 1),
)


@cache
@st.composite
def _line(draw: st.DrawFn, unit_id: str, *, with_notes: bool) -> ReceiptLine:
    received, accepted, despatched, ordered = draw(
        st.tuples(*[st.none() | counts for _ in range(4)])
    )
    is_counted = any(each is not None for each in (received, accepted, despatched, ordered))
    order, advice = draw(maybe(35)), draw(maybe(35))
    numbers = st.just("") | st.integers(1, 999).map(str)
    return ReceiptLine(
        number=str(draw(st.integers(1, 999999))),
        received=received,
        accepted=accepted,
        unit=draw(optional(documents.units)) if is_counted else None,
        despatched=despatched,
        ordered=ordered,
        discrepancies=draw(few(discrepancies, 3)),
        products=draw(few(documents.products, 4)),
        descriptions=draw(documents.descriptions),
        order_number=order,
        order_line=draw(numbers) if order else "",
        despatch_advice=advice,
        despatch_line=draw(numbers) if advice else "",
        unit_id=unit_id,
        parts=draw(few(parts)),
        dates=draw(few(moments("delivered", "edifact:361"))),
        references=draw(few(documents.references)),
        notes=draw(documents.notes) if with_notes else (),
    )


@cache
@st.composite
def advices(draw: st.DrawFn, *, with_notes: bool) -> ReceivingAdvice:
    found: list[ReceivedUnit] = []
    for at in range(1, draw(st.integers(0, 3)) + 1):
        package = draw(st.sampled_from(["PX", "CT", "BE", ""]))
        kind = {"PX": "pallet", "CT": "carton", "BE": "unit"}.get(package)
        found.append(
            ReceivedUnit(
                str(at),
                draw(st.sampled_from(["", *(unit.id for unit in found)])),
                kind or draw(st.sampled_from(["pallet", "carton", "unit"])),
                package,
                draw(st.integers(1, 99)),
                draw(st.sampled_from(["", "340123450000000004"])),
                draw(few(discrepancies, 1)),
            )
        )
    advice = draw(maybe(35))
    came = draw(optional(days))
    return ReceivingAdvice(
        number=draw(text(35)),
        issued=draw(days),
        time=draw(optional(times)),
        purpose=draw(st.sampled_from([each for each in Purpose if each is not Purpose.OTHER])),
        received=came,
        received_time=draw(optional(times)) if came else None,
        despatch_advice=advice,
        despatched=draw(optional(days)) if advice else None,
        orders=draw(order_references),
        parties=draw(few(documents.parties(), least=1)),
        references=draw(few(documents.references)),
        dates=draw(few(moments("delivered", "edifact:200"))),
        notes=draw(documents.notes) if with_notes else (),
        units=tuple(found),
        lines=tuple(
            draw(_line(unit_id, with_notes=with_notes))
            for unit_id in ["", *(unit.id for unit in found)]
            for _ in range(draw(st.integers(0, 2)))
        ),
        delivery_terms=draw(optional(documents.delivery_terms)),
        transport=draw(optional(documents.transports)),
    )
