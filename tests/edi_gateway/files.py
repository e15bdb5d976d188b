"""X12 files as Danzig's system writes them."""

from tests.edi.interchanges import GOOD_850, group, interchange, message, order_file

__all__ = [
    "GOOD_850",
    "a_997",
    "broken_order",
    "group",
    "interchange",
    "message",
    "order",
    "order_file",
]


def order(number: str = "DT-1", control: str = "000000101", lines: int = 2) -> bytes:
    """Return an interchange with one order of so many lines of 10 EUR."""
    body = [
        f"BEG*00*SA*{number}**20261121",
        "CUR*BY*EUR",
        "N1*ST*Danzig Trading*92*DT-210",
        "N4*Gdynia**81-350*PL",
    ]
    body += [f"PO1*{line}*5*EA*2**VP*HC-{3000 + line}" for line in range(1, lines + 1)]
    body.append(f"CTT*{lines}")
    return order_file(body, number=control)


def broken_order(number: str = "DT-9", control: str = "000000109") -> bytes:
    """Return an order whose ship-to has a qualifier (N103) and no code (N104)."""
    body = [
        f"BEG*00*SA*{number}**20261121",
        "N1*ST*Danzig Trading*92",
        "PO1*1*5*EA*2**VP*HC-1",
        "CTT*1",
    ]
    return order_file(body, number=control)


def a_997(
    group_code: str, group_number: str, verdict: str = "A", control: str = "000000500"
) -> bytes:
    """Return Danzig's 997 for a group of the host's."""
    body = [f"AK1*{group_code}*{group_number}", f"AK9*{verdict}*1*1*{1 if verdict == 'A' else 0}"]
    return interchange(group(message(body, kind="997"), number="55", code="FA"), number=control)
