"""How one approval of several reads on timelines and in the inbox."""

from flask_babel import lazy_gettext

from deals.approval.events import DealApprovalGiven
from portal.web.timeline import Sentence, tell

tell(
    DealApprovalGiven,
    Sentence(
        lazy_gettext("approved %(subject)s, which needs one more approval"),
        "shield-check",
        "amber",
    ),
)
