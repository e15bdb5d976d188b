"""Good UBL documents: sound ones that follow Peppol's rules, and any that UBL can say."""

import random
from decimal import Decimal
from functools import cache
from typing import Any

from msgspec.structs import replace

from edi.canonical.charges import TaxAmount
from edi.canonical.invoices import Invoice
from edi.canonical.totals import Totals
from edi.messages.ubl import (
    PEPPOL_BILLING,
    PEPPOL_DESPATCH_ADVICE,
    PEPPOL_ORDER,
    write_despatch_advice,
    write_invoice,
    write_order,
)
from tests.edi.messages.ubl import strategies
from tests.edi.messages.ubl.documents import an_advice, an_invoice, an_order, euro, invoice_line
from tests.edi.mutations.trying import drawn

_WRITERS: list[tuple[Any, Any]] = [
    (strategies.orders, write_order),
    (strategies.advices, write_despatch_advice),
    (strategies.invoices, write_invoice),
]


def invoice_of(lines: int) -> Invoice:
    """Return an invoice of lines of 100, an allowance of 10 and a charge of 20, VAT 19 %."""
    net = Decimal(100 * lines + 10)
    vat = (net * Decimal("0.19")).quantize(Decimal("0.01"))
    invoice = an_invoice()
    (tax,) = invoice.taxes
    return replace(
        invoice,
        lines=tuple(invoice_line(n) for n in range(1, lines + 1)),
        taxes=(TaxAmount(tax.category, euro(str(vat)), euro(str(net))),),
        totals=Totals(
            lines=Decimal(100 * lines),
            allowances=Decimal("10.00"),
            charges=Decimal("20.00"),
            net=net,
            tax=vat,
            gross=net + vat,
            payable=net + vat,
        ),
    )


@cache
def sound() -> list[bytes]:
    """Return documents that follow Peppol's business rules, with one to eight lines."""
    files = [write_despatch_advice(an_advice(), profile=PEPPOL_DESPATCH_ADVICE).data]
    for lines in range(1, 9):
        files.append(write_order(an_order(lines), profile=PEPPOL_ORDER).data)
        files.append(write_invoice(invoice_of(lines), profile=PEPPOL_BILLING).data)
    return files


@cache
def written(count: int) -> list[bytes]:
    """Return so many documents of each kind."""
    return [
        write(document).data
        for strategy, write in _WRITERS
        for document in drawn(strategy(), count)
    ]


def unusual(files: list[bytes], chance: random.Random) -> list[bytes]:
    """Return the documents in other legal forms: prefixes, encodings, blanks, comments, quotes."""
    return [chance.choice(_FORMS)(data, chance) for data in files]


def _other_prefixes(data: bytes, chance: random.Random) -> bytes:
    one, other = chance.sample([b"a", b"ns1", b"Q-9", b"_x", b"component"], 2)
    for old, new in ((b"cac", one), (b"cbc", other)):
        data = data.replace(b"<" + old + b":", b"<" + new + b":")
        data = data.replace(b"</" + old + b":", b"</" + new + b":")
        data = data.replace(b"xmlns:" + old + b"=", b"xmlns:" + new + b"=")
    return data


def _commented(data: bytes, _chance: random.Random) -> bytes:
    return data.replace(b"><cac:", b"><!-- & < -->\n\t<?page break?><cac:") + b"\n<!-- end -->\n"


def _utf_16(data: bytes, chance: random.Random) -> bytes:
    text = data.decode().replace("UTF-8", "UTF-16", 1)
    encoding = chance.choice(["utf-16", "utf-16-le", "utf-16-be"])
    return text.encode(encoding) if encoding == "utf-16" else ("\ufeff" + text).encode(encoding)


def _marked(data: bytes, _chance: random.Random) -> bytes:
    return b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")


def _undeclared(data: bytes, _chance: random.Random) -> bytes:
    return data[data.index(b"?>") + 2 :].lstrip()


_FORMS = [_other_prefixes, _commented, _utf_16, _marked, _undeclared]
