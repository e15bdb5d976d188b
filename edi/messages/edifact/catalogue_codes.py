"""Codes of price catalogues and their canonical names."""

from edi.canonical.catalogues import CatalogueAction
from edi.messages.edifact.codes import DATE_KINDS, CodeList

KINDS = CodeList({"9": "price-list"})  # 1001
CURRENCY_OF_PRICES = "8"  # 6343
ACTIONS = {  # 1229
    "1": CatalogueAction.ADDED,
    "2": CatalogueAction.DELETED,
    "3": CatalogueAction.CHANGED,
    "4": CatalogueAction.UNCHANGED,
}
ACTION_CODES = {action: code for code, action in ACTIONS.items()}
CATALOGUE_DATES = DATE_KINDS.with_names({"44": "available"})  # 2005
ISSUED, START, END, PERIOD, LEAD_TIME = "137", "194", "206", "273", "169"
STARTS = (START, "157", "7")
DAYS_IN = {"804": 1, "803": 7}  # 2379
SPECIFICATIONS = CodeList({"SRP": "retail", "PRP": "promotional"}, "uncl5387:")  # 5387
INFORMATION = "AAE"  # 5125, a price that nobody calculates with
QUANTITY_RANGE = "4"  # 6167
NO_GROUP = "2"  # 5379
UNGROUPED = frozenset({"2", "9"})
MINIMUM, MAXIMUM = "53", "54"  # 6063
MULTIPLES = {"D96A": "43E", "D01B": "251"}  # GS1 had a code before the directory did
CONTENTS, PIECES = "52", "59"
REPLACED = "ACW"  # 1153, the number of an earlier message
