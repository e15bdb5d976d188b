"""A cXML document in memory: elements with typed values, which remember what was taken of them."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from edi.messages.cxml.tables import Shape

When = tuple[dt.date, dt.time | None]
Value = str | Decimal | When
# What says nothing of its own: languages, names of addresses, names of what a code says
_SILENT = {
    "Country", "TermsOfDeliveryCode", "ShippingPaymentMethod", "TransportTerms", "UserAgent",
}  # fmt: skip
_SILENT_ATTRIBUTES = {
    "lang", "preferredLang", "PostalAddress.name", "Email.name", "Phone.name", "Fax.name",
    "URL.name", "CountryCode.isoCountryCode", "OrderRequestHeader.type", "Description.type",
    "ConfirmationHeader.operation", "InvoiceDetailHeaderIndicator.isHeaderInvoice",
    "InvoiceDetailLineIndicator.isTaxInLine", "InvoiceDetailLineIndicator.isShippingInLine",
    "InvoiceDetailLineIndicator.isSpecialHandlingInLine", "TaxDetail.purpose",
    "InvoiceDetailLineIndicator.isDiscountInLine", "Address.isoCountryCode",
}  # fmt: skip

_NONE: Final[Mapping[str, Any]] = MappingProxyType({})


class Element:
    """An element: `content` is its typed text, `others` names of children that no table has.

    What most have none of takes no memory: a document may have hundreds of thousands of elements.
    """

    __slots__ = (
        "_others",
        "_taken",
        "attributes",
        "children",
        "content",
        "index",
        "parent",
        "shape",
    )

    def __init__(self, shape: Shape, parent: "Element | None", index: int) -> None:
        self.shape = shape
        self.parent = parent
        self.index = index
        self.attributes: Mapping[str, Value] = _NONE
        self.children: Mapping[str, list[Element]] = _NONE
        self.content: Value = ""
        self._others: list[str] | None = None
        self._taken: tuple[str, ...] = ()

    @property
    def others(self) -> Sequence[str]:
        return self._others or ()

    def add_other(self, name: str) -> None:
        if self._others is None:
            self._others = []
        self._others.append(name)

    @property
    def name(self) -> str:
        return self.shape.name

    def path(self) -> str:
        """Return where this stands, as in `/cXML/Request/OrderRequest/ItemOut[2]`."""
        own = self.name + (f"[{self.index}]" if self.index > 1 else "")
        return f"{self.parent.path()}/{own}" if self.parent else f"/{own}"

    def first(self, *names: str) -> "Element | None":
        """Return the first element on a way down, or None."""
        here: Element | None = self
        for name in names:
            found = here.children.get(name) if here else None
            here = found[0] if found else None
        return here

    def all(self, *names: str) -> "list[Element]":
        """Return all elements on a way down."""
        here = [self]
        for name in names:
            here = [child for each in here for child in each.children.get(name, ())]
        return here

    def value(self) -> Value:
        """Return the typed text, which counts as taken."""
        self._take("")
        return self.content

    def text(self, *names: str) -> str:
        """Return the text of the first element on a way down, taken; empty if there is none."""
        found = self.first(*names)
        value = found.value() if found else ""
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the texts of all children of a name, taken, but for blank ones."""
        given = (str(child.value()) for child in self.all(name))
        return tuple(text for text in given if text)

    def get(self, attribute: str) -> str:
        """Return an attribute that is text, a code or an integer, taken; empty if absent."""
        value = self._attribute(attribute)
        return value if isinstance(value, str) else ""

    def number(self, attribute: str) -> Decimal | None:
        value = self._attribute(attribute)
        return value if isinstance(value, Decimal) else None

    def when(self, attribute: str) -> When | None:
        value = self._attribute(attribute)
        return value if isinstance(value, tuple) else None

    def day(self, attribute: str) -> dt.date | None:
        when = self.when(attribute)
        return when[0] if when else None

    def skip(self) -> None:
        """Take all of this: it is said by something else in the document."""
        self._take("*")

    @property
    def is_skipped(self) -> bool:
        return "*" in self._taken

    def untaken(self) -> Iterator[str]:
        """Yield the ways to what nobody took, without ordinals, from below this element."""
        for child in (each for several in self.children.values() for each in several):
            if child.is_skipped:
                continue
            yield from child.own_untaken()
            for way in child.untaken():
                yield f"{child.name}/{way}"
        yield from self.others

    def own_untaken(self) -> Iterator[str]:
        taken = self._taken
        has_text = self.content != "" or self.shape.is_open or self.shape.is_secret
        if has_text and "" not in taken and self.name not in _SILENT:
            yield self.name
        for attribute in self.attributes:
            is_silent = attribute in _SILENT_ATTRIBUTES or (
                f"{self.name}.{attribute}" in _SILENT_ATTRIBUTES
            )
            if attribute not in taken and not is_silent:
                yield f"{self.name}/@{attribute}"

    def _attribute(self, attribute: str) -> Value | None:
        self._take(attribute)
        return self.attributes.get(attribute)

    def _take(self, what: str) -> None:
        if what not in self._taken:
            self._taken += (what,)
