"""How the events of rooms read on timelines and in the inbox."""

from flask_babel import lazy_gettext

from forums import events
from portal.web.timeline import Sentence, tell

tell(events.RoomOpened, Sentence(lazy_gettext("opened the room of %(subject)s"), "messages-square"))
tell(
    events.ConversationStarted,
    Sentence(lazy_gettext("wrote in the room of %(subject)s"), "message-square", "blue"),
)
