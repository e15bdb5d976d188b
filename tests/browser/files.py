"""What the people and systems of the story send."""

from tests.documents.files import pdf
from tests.edi.interchanges import GOOD_850, order_file

CONTRACT = pdf("Frame contract 2027, Halden Logistics", size=3_000_000)
"""Large enough for its progress to be seen."""


def an_850(number: str = "DT-4711", control: str = "000900101") -> bytes:
    """Return an order of two lines from Danzig, as its agreement with the host has it."""
    body = [segment.replace("*DT-1*", f"*{number}*") for segment in GOOD_850]
    return order_file(body, number=control).replace(
        b"GS*PO*DANZIG*HANSA*", b"GS*PO*DANZIGTRADING*HANSACOMP*"
    )


def broken() -> bytes:
    """Return an order whose ship-to has a qualifier (N103) and no code (N104)."""
    return an_850("DT-4712", "000900102").replace(b"*92*DT-210", b"*92")
