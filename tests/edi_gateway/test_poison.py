"""What a partner can write must never stop the worker: it is taken, or refused in words."""

import pytest

from tests.edi_gateway.conftest import Station
from tests.edi_gateway.files import a_997, order, order_file

PLAIN = order(lines=1)
LINE = b"PO1*1*5*EA*2**VP*HC-3001"

ODD_LINES = {
    "a quantity that rounds to nothing": b"PO1*1*.0000001*EA*2**VP*HC-3001",
    "more decimals than the books keep": b"PO1*1*1.00000049*EA*2**VP*HC-3001",
    "a price that rounds to nothing": b"PO1*1*5*EA*.0000001**VP*HC-3001",
    "an enormous quantity": b"PO1*1*999999999999999*EA*999999999999999**VP*HC-3001",
    "a NUL in a product number": b"PO1*1*5*EA*2**VP*HC\x00-3001",
    "bytes that are no UTF-8": b"PO1*1*5*EA*2**VP*HC\xff\xfe3001",
    "half a surrogate pair": b"PO1*1*5*EA*2**VP*HC\xed\xa0\x803001",
    "a line number that is too long": b"PO1*12345678901234567890123456789012345*5*EA*2**VP*X",
    "a unit that is too long": b"PO1*1*5*EAEAEAEAEAEAEAEAEAEA*2**VP*HC-3001",
    "a product number that is too long": b"PO1*1*5*EA*2**VP*" + b"H" * 300,
    "a quantity that is no number": b"PO1*1*five*EA*2**VP*HC-3001",
    "a quantity with an exponent": b"PO1*1*1E5*EA*2**VP*HC-3001",
    "digits of another script": "PO1*1*\u0665*EA*2**VP*HC-3001".encode(),
}
ODD_HEADS = {
    "a NUL in the number": (b"BEG*00*SA*DT-1*", b"BEG*00*SA*DT\x00-1*"),
    "a number that is too long": (b"BEG*00*SA*DT-1*", b"BEG*00*SA*" + b"D" * 90 + b"*"),
    "a kind that is too long": (b"BEG*00*SA*", b"BEG*00*SASASASASASA*"),
    "a day that does not exist": (b"*20261121", b"*20260231"),
    "a currency that does not exist": (b"CUR*BY*EUR", b"CUR*BY*EURO"),
    "a NUL in a name": (b"N1*ST*Danzig Trading", b"N1*ST*Danzig\x00Trading"),
}


@pytest.mark.parametrize("line", ODD_LINES.values(), ids=ODD_LINES.keys())
def test_an_odd_line_is_settled(danzig: Station, line: bytes) -> None:
    assert LINE in PLAIN
    sent = danzig.send(PLAIN.replace(LINE, line))
    assert danzig.show(sent)["settled_at"]


@pytest.mark.parametrize(("plain", "odd"), ODD_HEADS.values(), ids=ODD_HEADS.keys())
def test_an_odd_head_is_settled(danzig: Station, plain: bytes, odd: bytes) -> None:
    assert plain in PLAIN
    sent = danzig.send(PLAIN.replace(plain, odd))
    assert danzig.show(sent)["settled_at"]


def test_an_enormous_stated_total_is_settled(danzig: Station) -> None:
    body = ["BEG*00*SA*DT-1**20261121", "PO1*1*5*EA*2**VP*X", "CTT*1", "AMT*TT*99999999999999999"]
    sent = danzig.send(order_file(body))
    assert danzig.show(sent)["settled_at"]


@pytest.mark.parametrize("number", ["ABC", "9" * 30, "-1", "1.5", "\u0665"])
def test_an_acknowledgement_of_an_odd_group_is_settled(danzig: Station, number: str) -> None:
    sent = danzig.send(a_997("PR", "GROUP").replace(b"GROUP", number.encode()))
    assert danzig.show(sent)["settled_at"]
