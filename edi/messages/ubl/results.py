from edi.messages import results
from edi.messages.results import Unreadable


class DocumentResult(results.MessageResult, kw_only=True):
    """One UBL document.

    `customization` and `profile` are what it says of itself (cbc:CustomizationID, cbc:ProfileID),
    `rule_sets` the business rules that were therefore applied, by the names in `rules`.
    `segment_count` counts its elements.
    """

    customization: str = ""
    profile: str = ""
    rule_sets: tuple[str, ...] = ()


Result = DocumentResult | Unreadable
