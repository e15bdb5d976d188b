"""Invoices in X12: amounts with implied decimals, taxes in fractions, sums that are compared."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from edi.canonical.charges import AllowanceCharge, TaxAmount, TaxCategory
from edi.canonical.invoices import Invoice, InvoiceKind, InvoiceLine
from edi.canonical.measures import Money, Unit
from edi.canonical.totals import Totals, compare_totals
from edi.messages.x12 import NotWritableError, write_invoice
from edi.syntax.faults import Severity
from tests.edi.examples import examples
from tests.edi.interchanges import SAMPLES, group, interchange, message, messages, read
from tests.edi.messages.x12.invoices import invoices
from tests.edi.messages.x12.test_round_trips import assert_reads_back_equal

BIG = "BIG*20261130*HC-9001*20261121*DT-2026-0815"
LINES = ("IT1*1*120*EA*9.25**VP*HC-3542", "IT1*2*40*CT*13.79**VP*HC-5322")
GOOD = (BIG, "CUR*SE*EUR", *LINES, "TDS*166160", "CTT*2")


def invoice_file(*body: str) -> bytes:
    return interchange(group(message(body, kind="810"), code="IN"))


def only_invoice(*body: str) -> Invoice:
    (found,) = messages(read(invoice_file(*body)))
    assert isinstance(found.document, Invoice), found.faults
    return found.document


@settings(
    max_examples=examples(50),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(invoices(), st.sampled_from(["004010", "005010"]))
def test_an_invoice_written_as_810_reads_back_equal(invoice: Invoice, version: str) -> None:
    assert_reads_back_equal(write_invoice, invoice, version)


def test_the_total_has_two_implied_decimals() -> None:
    found = only_invoice(*GOOD)
    assert found.totals == Totals(payable=Decimal("1661.60"))
    assert compare_totals(found) == []


def test_charges_and_taxes_are_in_cents_and_fractions() -> None:
    found = only_invoice(
        BIG,
        *LINES,
        "TDS*203680",
        "TXI*VA*325.20*.19",
        "SAC*C*D240***5000**********Carriage",
        "CTT*2",
    )
    assert found.charges == (
        AllowanceCharge(True, Money(Decimal(50)), code="freight", reason="Carriage"),  # noqa: FBT003
    )
    assert found.taxes == (
        TaxAmount(TaxCategory("VAT", "S", Decimal(19)), Money(Decimal("325.20"))),
    )
    assert compare_totals(found) == []


def test_a_total_that_is_not_what_the_parts_come_to_is_a_warning_in_plain_words() -> None:
    body = [segment.replace("TDS*166160", "TDS*166260") for segment in GOOD]
    (found,) = messages(read(invoice_file(*body)))
    (fault,) = found.faults
    assert (fault.place(), fault.severity) == ("TDS01", Severity.WARNING)
    assert "1662.60" in fault.sentence
    assert "1661.60" in fault.sentence
    assert found.document is not None


def test_rounding_of_lines_is_no_difference_and_a_cent_more_is() -> None:
    lines = ["IT1*1*3*EA*.335"] * 3  # 1.005 each: 3.015 together, 3.03 when each is rounded
    assert not messages(read(invoice_file(BIG, *lines, "TDS*302", "CTT*3")))[0].faults
    assert not messages(read(invoice_file(BIG, *lines, "TDS*303", "CTT*3")))[0].faults
    assert messages(read(invoice_file(BIG, *lines, "TDS*306", "CTT*3")))[0].faults


def test_taxes_stated_by_line_only_are_summed() -> None:
    line = ("IT1*1*10*EA*10", "TXI*VA*19*.19")
    found = only_invoice(BIG, *line, *line, "TDS*23800", "CTT*2")
    assert [tax.amount.amount for tax in found.taxes] == [Decimal(38)]


def test_a_price_per_hundred_is_for_a_hundred() -> None:
    (line,) = only_invoice(BIG, "IT1*1*250*EA*40*HP", "TDS*10000", "CTT*1").lines
    assert (line.price_per, line.amount) == (Decimal(100), Money(Decimal(100)))


@pytest.mark.parametrize(
    ("old", "new", "place", "code"),
    [
        ("BIG*20261130*HC-9001", "BIG*20261130*", "BIG02", "1"),
        ("BIG*20261130", "BIG*20261131", "BIG01", "8"),
        ("*120*EA*9.25", "*120**9.25", "IT103", "2"),
        ("*120*EA*9.25", "*120*EA*", "IT104", "2"),
        ("*VP*HC-3542", "*VP", "IT107", "2"),
        ("TDS*166160", "TDS*1661.60", "TDS01", "6"),
        ("TDS*166160", "TDS*", "TDS01", "1"),
        ("CTT*2", "CTT*4", "CTT01", "7"),
        ("CUR*SE*EUR", "CUR*SE", "CUR02", "1"),
    ],
)
def test_a_fault_of_an_invoice_is_named_at_its_place(
    old: str, new: str, place: str, code: str
) -> None:
    body = "~".join(GOOD).replace(old, new, 1).split("~")
    found = messages(read(invoice_file(*body)))[0].faults
    assert [(fault.place(), fault.code) for fault in found] == [(place, code)]


def test_a_missing_total_and_a_tax_that_says_nothing_are_named() -> None:
    without = [segment for segment in GOOD if not segment.startswith("TDS")]
    (fault, *_) = messages(read(invoice_file(*without)))[0].faults
    assert (fault.place(), fault.code) == ("TDS", "3")
    body = [*GOOD[:-1], "TXI*VA****", GOOD[-1]]
    (fault, *_) = messages(read(invoice_file(*body)))[0].faults
    assert (fault.place(), fault.code) == ("TXI02", "2")


def test_kinds_x12_has_no_code_for_are_refused() -> None:
    invoice = Invoice("1", date(2026, 1, 1), InvoiceKind.PRO_FORMA)
    with pytest.raises(NotWritableError) as refusal:
        write_invoice(invoice, "0001")
    assert refusal.value.faults[0].place() == "BIG07"


def test_sums_other_than_what_is_due_are_left_out_and_named() -> None:
    line = InvoiceLine("1", Decimal(2), Unit("EA"), Money(Decimal(5), "EUR"), notes=("Thanks",))
    totals = Totals(lines=Decimal(10), payable=Decimal(10))
    written = write_invoice(
        Invoice("1", date(2026, 1, 1), currency="EUR", lines=(line,), totals=totals), "0001"
    )
    assert written.left_out == ("lines[0].notes[0]", "totals.lines")
    assert ("TDS", "1000") in written.segments


def test_a_sample_reads() -> None:
    (found,) = messages(read((SAMPLES / "810_good.edi").read_bytes()))
    assert not found.faults
    assert isinstance(found.document, Invoice)
    assert compare_totals(found.document) == []
    assert found.document.payment_terms
    assert found.document.payment_terms.discount_percent == 2
