"""Good cXML documents: what Kontor writes, small ones by hand, and both in other legal forms."""

import random
from collections.abc import Callable
from functools import cache
from typing import Any

from edi.messages import cxml
from edi.messages.cxml import Envelope, WrittenDocument
from tests.edi.messages.cxml import documents, samples
from tests.edi.mutations.trying import drawn

_Write = Callable[[Any, Envelope], WrittenDocument]
_WRITERS: list[tuple[Any, _Write]] = [
    (documents.orders, cxml.write_order),
    (documents.order_changes, cxml.write_order_change),
    (documents.responses, cxml.write_order_response),
    (documents.advices, cxml.write_despatch_advice),
    (documents.invoices, cxml.write_invoice),
]


def by_hand() -> list[bytes]:
    """Return an order, a confirmation, a PunchOut request and its cart, as partners send them."""
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    texts = [samples.document(each) for each in (samples.ORDER, samples.CONFIRMATION)]
    texts += [samples.document(samples.SETUP), samples.document(samples.CART, "Message")]
    return [(text if text.startswith("<?xml") else head + text).encode() for text in texts]


@cache
def written(count: int) -> list[bytes]:
    """Return so many documents of each kind."""
    return [
        write(document, documents.ENVELOPE).data
        for strategy, write in _WRITERS
        for document in drawn(strategy(), count)
    ]


def unusual(files: list[bytes], chance: random.Random) -> list[bytes]:
    """Return the documents in other legal forms: encodings, blanks, comments, line ends."""
    return [chance.choice(_FORMS)(data) for data in files]


def _commented(data: bytes) -> bytes:
    return data.replace(b"<Header>", b"<!-- & < -->\n\t<?page break?><Header>") + b"\n<!-- end -->"


def _utf_16(data: bytes) -> bytes:
    return data.decode().replace("UTF-8", "UTF-16", 1).encode("utf-16")


def _marked(data: bytes) -> bytes:
    return b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")


def _undeclared(data: bytes) -> bytes:
    return data[data.index(b"?>") + 2 :].lstrip()


def _typed(data: bytes) -> bytes:
    """Return it with the document type that most programs write, of another version."""
    head, _, rest = data.partition(b"<cXML")
    kind = b'<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.045/cXML.dtd">\n'
    return head[: head.index(b"?>") + 2] + b"\n" + kind + b"<cXML" + rest


def _spread(data: bytes) -> bytes:
    """Return it with a line break in all tags that have attributes."""
    return data.replace(b'" ', b'"\n\t ')


_FORMS = [_commented, _utf_16, _marked, _undeclared, _typed, _spread]
