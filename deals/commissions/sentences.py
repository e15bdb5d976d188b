"""How the ledger of commissions reads on timelines and in the inbox, without its amounts."""

from flask_babel import lazy_gettext

from deals.commissions import events
from portal.web.timeline import Sentence, tell

tell(
    events.CommissionAccrued,
    Sentence(lazy_gettext("entered the commission on %(subject)s"), "coins", "blue"),
)
tell(
    events.CommissionApproved,
    Sentence(lazy_gettext("approved the commission on %(subject)s"), "badge-check", "green"),
)
tell(
    events.CommissionPaid,
    Sentence(lazy_gettext("paid commission on %(subject)s"), "banknote", "green"),
)
tell(
    events.CommissionClawedBack,
    Sentence(
        lazy_gettext("took back commission on %(subject)s"),
        "undo-2",
        "amber",
        lambda activity: activity.reason,
    ),
)
tell(
    events.CommissionRatesSet,
    Sentence(lazy_gettext("set the rates of commission"), "sliders-horizontal"),
)
