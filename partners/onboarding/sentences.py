"""How onboarding reads on timelines."""

from flask_babel import lazy_gettext

from partners.onboarding import events
from portal.web.timeline import Sentence, tell

tell(
    events.OnboardingTaskDone,
    Sentence(lazy_gettext("did a task of the onboarding of %(subject)s"), "circle-check", "green"),
)
