"""Documents with one value replaced by whatever may trip who reads them from their text."""

import random
import re
from collections.abc import Iterator
from io import BytesIO

from edi.messages.ubl import DocumentResult, NotReadableError, read_documents

_VALUE = re.compile(rb'[">]([^<>"\s][^<>"]*)["<]')
_VALUES = (
    b"", b" ", b"x", b"0", b"-1", b"1e2", b"7.125", b" 1 ", b"1\t", b"a  b", b"a &amp; b", b"&lt;",
    b"&#65;", b"&x;", b"a\r\nb", b'15" pipe', b"a > b", b"]]>", b"<!-- x -->", b"<![CDATA[1]]>1",
    b"<?p i?>", b"\xc3\xa4", b"\xff", b"\x01", b"\xef\xbf\xbf", b"\xc2\xa0", b"EUR", b"USD", b"S",
    b"VAT", b"O", b"true", b"2026-11-21", b"2026-11-21Z", b"2026-02-30", b"</cac:InvoiceLine>",
    b"<cac:OrderLine>", b'" a="', b'" currencyID="EUR', b"'", b"kontor-cut",
)  # fmt: skip


def spoilt(
    data: bytes, number: int, chance: random.Random, start: int = 0, end: int | None = None
) -> Iterator[bytes]:
    """Yield so many of a document, each with another value between two places."""
    last = len(data) if end is None else end
    places = [each.span(1) for each in _VALUE.finditer(data, start, last)]
    for _ in range(number):
        first, last = chance.choice(places)
        yield data[:first] + chance.choice(_VALUES) + data[last:]


def said_of(data: bytes) -> tuple[object, ...]:
    """Return all that is said of a document, but for where in its bytes that is."""
    try:
        (result,) = read_documents(BytesIO(data))
    except NotReadableError as error:
        return (str(error),)
    if not isinstance(result, DocumentResult):
        return (result.fault.code,)
    said = [(each.code, each.path, each.sentence, each.severity) for each in result.faults]
    return result.document, result.not_carried, result.segment_count, said, result.rule_sets
