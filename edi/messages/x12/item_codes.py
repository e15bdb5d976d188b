"""Codes of price catalogues (832) and inventory reports (846); see `codes` for those of orders."""

from edi.canonical.catalogues import CatalogueAction
from edi.messages.x12.codes import CodeList

CATALOGUE_KINDS = CodeList({"PC": "price-list", "SC": "sales-catalogue"})  # data element 683
REPORT_KINDS = CodeList({"SI": "seller", "DD": "distributor"})  # data element 755
PRICE_KINDS = CodeList(  # data element 236
    {
        "NET": "net",
        "CAT": "catalogue",
        "LPR": "catalogue",
        "CON": "contract",
        "MSR": "retail",
        "PRP": "promotional",
        "QTE": "quoted",
    }
)
STOCK_KINDS = CodeList(  # data element 673
    {
        "17": "on-hand",
        "33": "available",
        "63": "on-order",
        "IQ": "in-transit",
        "27": "committed",
        "20": "unusable",
        "29": "projected",
        "32": "sold",
        "39": "shipped",
    }
)
TO_COME = "to-come"  # what a SCH says
STOCK = "stock"  # what an SDQ says
ACTIONS = {  # data element 875
    "001": CatalogueAction.CHANGED,
    "002": CatalogueAction.DELETED,
    "003": CatalogueAction.ADDED,
    "021": CatalogueAction.ADDED,
}
ACTION_CODES = {
    CatalogueAction.CHANGED: "001",
    CatalogueAction.DELETED: "002",
    CatalogueAction.ADDED: "021",
}
VALIDITY = ("007", "036")  # data element 374: effective, expiration
ISSUED = "102"  # data element 374
ORDERING, LEAST = "OR", "57"  # data elements 688 and 673
FROM_ORDER, DAYS = "AF", "DA"  # data elements 345 and 344
WAREHOUSE = "WS"  # data element 128
