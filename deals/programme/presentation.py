"""What each number of the programme is called where it is told that it changed."""

from typing import Any, Final

from flask_babel import lazy_gettext

NUMBERS: Final[dict[str, Any]] = {
    "review_days": lazy_gettext("Business days to an answer"),
    "first_warning": lazy_gettext("First reminder of the reviewer, per cent"),
    "second_warning": lazy_gettext("Second reminder of the reviewer, per cent"),
    "reply_days": lazy_gettext("Business days to answer a question"),
    "protection_days": lazy_gettext("Days of protection"),
    "reminders": lazy_gettext("Reminders before its end"),
    "most_protections": lazy_gettext("Protections at one time"),
    "cooling_off_days": lazy_gettext("Days of cooling-off"),
    "extension_days": lazy_gettext("Days of an extension"),
    "extension_window_days": lazy_gettext("Days in which it is asked for"),
    "dispute_days": lazy_gettext("Business days to decide a dispute"),
    "dispute_window_days": lazy_gettext("Days to dispute a decision"),
    "stalls_qualified": lazy_gettext("Business days until a qualified deal is stalled"),
    "stalls_developed": lazy_gettext("Business days until a developed deal is stalled"),
    "stalls_proposed": lazy_gettext("Business days until a proposed deal is stalled"),
    "stalls_negotiated": lazy_gettext("Business days until a negotiated deal is stalled"),
    "lead_answer_days": lazy_gettext("Business days to answer a lead"),
    "lead_contact_days": lazy_gettext("Business days to reach a lead's customer"),
    "most_leads": lazy_gettext("Leads at one time"),
    "nudge_again_days": lazy_gettext("Business days to the second reminder"),
    "nudge_host_days": lazy_gettext("Business days until the channel manager is told"),
    "weight_qualified": lazy_gettext("Weight of a qualified deal, per cent"),
    "weight_developed": lazy_gettext("Weight of a developed deal, per cent"),
    "weight_proposed": lazy_gettext("Weight of a proposed deal, per cent"),
    "weight_negotiated": lazy_gettext("Weight of a negotiated deal, per cent"),
}
