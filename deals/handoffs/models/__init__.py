"""Hand-offs, in tables by who may read them: what the giver does, whom it asks, what each is shown.

No column of a row is hidden from somebody who sees the row, so that row security alone is enough.
"""

from deals.handoffs.models.acceptance import HandOffReceipt, HandOffTask
from deals.handoffs.models.giving import HandOff, HandOffTurn
from deals.handoffs.models.offers import HandOffOffer

__all__ = ["HandOff", "HandOffOffer", "HandOffReceipt", "HandOffTask", "HandOffTurn"]
