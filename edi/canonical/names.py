"""The names that canonical documents use where each syntax has a code list of its own.

Readers turn a syntax's codes into these names and writers turn them back, so a date that came as
DTM*002, as DTM+2 or as RequestedDeliveryPeriod is a `delivery` in every document. A code without a
name keeps its own with its list: `x12:037`, `edifact:SRV`, `uncl5189:95`, `iso6523:0192`, `cxml:x`.
"""

from collections.abc import Mapping
from typing import Final

PARTY_ROLES: Final = {
    "buyer": "orders the goods",
    "seller": "sells them",
    "supplier": "supplies them for the seller",
    "vendor": "is registered as the vendor, where that is not the seller",
    "originator": "asked the buyer for them",
    "ship-to": "receives them",
    "ship-from": "sends them",
    "mark-for": "is whom they are meant for, behind the receiver",
    "end-user": "uses them",
    "bill-to": "receives the invoice",
    "bill-from": "sends the invoice",
    "payer": "pays",
    "remit-to": "is paid",
    "tax-representative": "answers for the seller's taxes",
    "manufacturer": "makes them",
    "distributor": "distributes them",
    "warehouse": "keeps them",
    "carrier": "carries them",
    "freight-forwarder": "arranges their transport",
    "issuer": "wrote the document",
    "sender": "sent the message",
    "recipient": "receives the message",
}
PARTY_SCHEMES: Final = {
    "GLN": "GS1 global location number",
    "DUNS": "Dun & Bradstreet number, nine digits",
    "DUNS+4": "the same with a suffix for a place",
    "SELLER": "a number that the seller assigned",
    "BUYER": "a number that the buyer assigned",
    "MUTUAL": "agreed between the two",
    "VAT": "number as a payer of value added tax",
    "TAX": "number as a taxpayer",
}
PRODUCT_SCHEMES: Final = {
    "SELLER": "the seller's article number",
    "BUYER": "the buyer's article number",
    "MANUFACTURER": "the manufacturer's part number",
    "GTIN-8": "GS1 number of eight digits",
    "GTIN-12": "GS1 number of twelve digits, UPC",
    "GTIN-13": "GS1 number of thirteen digits, EAN",
    "GTIN-14": "GS1 number of fourteen digits, of a trade unit",
    "SKU": "stock keeping unit",
}
CONTACT_ROLES: Final = {
    "buyer": "of the buyer",
    "seller": "of the seller",
    "order": "for the order",
    "delivery": "for receiving",
    "despatch": "for sending",
    "accounting": "for invoices and payment",
    "information": "for questions",
}
CHANNELS: Final = {
    "phone": "number as dialled",
    "email": "address",
    "fax": "number as dialled",
    "url": "address of a page",
}
DATE_KINDS: Final = {
    "delivery": "the goods are asked for or promised on this day",
    "requested-delivery": "asked for, where a promised day stands beside it",
    "required-by": "needed at the latest",
    "deliver-not-before": "not received earlier",
    "deliver-no-later": "not received later",
    "estimated-delivery": "expected to arrive",
    "current-delivery": "promised now, after changes",
    "current-deliver-not-before": "promised now, not earlier",
    "current-deliver-no-later": "promised now, not later",
    "delivered": "arrived",
    "ship": "to be sent",
    "ship-not-before": "not sent earlier",
    "ship-no-later": "not sent later",
    "current-ship": "to be sent, after changes",
    "shipped": "sent",
    "pick-up": "fetched by the carrier",
    "cancel-after": "the order is void if not sent by then",
    "purchase-order": "the order was written",
    "effective": "counts from then on",
    "expiration": "counts until then",
    "valid-from": "the first day it holds",
    "valid-until": "the last day it holds",
    "valid-on": "the one day it holds",
}
REFERENCE_KINDS: Final = {
    "purchase-order": "the buyer's order",
    "previous-order": "an order that this one replaces or goes on from",
    "vendor-order": "the seller's number of the order",
    "customer-order": "the order of the buyer's own customer",
    "order-change": "a change of the order",
    "requisition": "the buyer's internal request",
    "originator-document": "the request of whom the buyer buys for",
    "contract": "the contract it is drawn from",
    "quotation": "the seller's quotation",
    "price-list": "the list of the prices",
    "catalogue": "the catalogue",
    "promotion": "a promotion",
    "project": "a project",
    "department": "the buyer's department",
    "ledger-account": "where the buyer books it",
    "customer-reference": "the buyer's own words for it",
    "vendor-number": "the seller's number at the buyer",
    "despatch-advice": "the despatch advice",
    "delivery-note": "the delivery note",
    "receiving-advice": "the receiving advice",
    "shipment": "the shipment",
    "bill-of-lading": "the carrier's bill of lading",
    "tracking": "the carrier's tracking number",
    "invoice": "the invoice",
    "document": "any other document",
}
MEASURE_KINDS: Final = {
    "gross-weight": "with packing",
    "net-weight": "without packing",
    "volume": "of the package",
    "height": "of the package",
    "length": "of the package",
    "width": "of the package",
    "packages": "how many packages",
}
TAX_KINDS: Final = {
    "VAT": "value added tax",
    "GST": "goods and services tax",
    "HST": "harmonised sales tax, Canada",
    "PST": "provincial sales tax, Canada",
    "QST": "Quebec sales tax",
    "sales-tax": "sales tax",
    "state-tax": "sales tax of a state",
}
PRICE_BASES: Final = {
    "net": "after allowances",
    "gross": "before allowances",
    "catalogue": "as in the catalogue",
    "contract": "as in the contract",
    "promotional": "for a promotion",
    "quoted": "as quoted",
    "retail": "suggested to consumers",
}
STOCK_KINDS: Final = {
    "stock": "there, in no state in particular",
    "on-hand": "in the warehouse, promised or not",
    "available": "on hand and not promised to anybody",
    "committed": "on hand and promised",
    "unusable": "on hand, but damaged or held back",
    "on-order": "ordered from a supplier and not yet received",
    "in-transit": "on its way",
    "to-come": "the part of the quantity before it that comes on its own date",
    "projected": "expected to be available",
    "back-ordered": "promised and not in stock",
    "shipped": "sent",
    "sold": "sold",
    "minimum": "the least there should be",
    "maximum": "the most there should be",
}
CATALOGUE_KINDS: Final = {
    "price-list": "prices of what is known",
    "sales-catalogue": "what is for sale, with or without prices",
}
ORDER_KINDS: Final = {
    "stand-alone": "complete in itself",
    "blanket": "a frame that releases draw from",
    "release": "drawn from a blanket order",
    "rush": "urgent",
    "drop-ship": "sent to the buyer's customer",
    "consignment": "paid when used",
    "sample": "a sample",
}


def is_known(name: str, names: Mapping[str, str]) -> bool:
    """Return whether it is one of the names, or a code that says which list it is from."""
    return name in names or ":" in name
