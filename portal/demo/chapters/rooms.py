"""What people said to each other in the rooms of their deals."""

from uuid import uuid4

from forums.actions import send_message
from forums.models import Audience, Room
from forums.opening import open_room
from portal.demo.chapters.deals import brightwater_deal
from portal.demo.world import World

TALK = (
    ("alice", 1.0, 16, 31, "Brightwater asks for delivery to two sites. Can we split the lot?"),
    ("dana", 1.0, 16, 52, "Yes, if freight is on them for the second one. Which sites?"),
    ("alice", 1.0, 17, 5, "Bremen and Verden. I add both to the offer and post the new total."),
    ("dana", 0.0, 6, 14, "Good. I have taken it into review, you hear from me today."),
)
NOTE = "Stay above 18 % margin: no free freight before the frame contract is signed."


def talk_in_rooms(world: World) -> None:
    """Tell a short talk on a deal in review, with one note that stays at the host."""
    for who, days, hour, minute, text in TALK:
        world.at(days, hour, minute)
        _say(world, who, text, Audience.SHARED)
    world.at(0, 6, 16)
    _say(world, "dora", NOTE, Audience.INTERNAL)


def _say(world: World, who: str, text: str, audience: Audience) -> None:
    with world.work(who) as work:
        deal = brightwater_deal(work)
        room: Room = open_room(work, deal)
        send_message(work, room, text=text, audience=audience, client_id=str(uuid4()))
