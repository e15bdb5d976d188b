from deals.models import Deal
from forums.actions import send_message
from forums.models import Audience
from forums.opening import open_room
from forums.rooms import get_room
from tests.api.conftest import MachineOf, machine_of
from tests.cast import Cast
from tests.conftest import TransactionalDatabase

__all__ = ["machine_of"]


def test_a_machine_reads_its_companys_rooms_and_no_note_of_another(
    cast: Cast, database: TransactionalDatabase, machine_of: MachineOf
) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    deal = cast.deal(account)
    with database.work(cast.alice) as work:
        room = open_room(work, work.get(Deal, deal.id))
    for number, audience in enumerate((Audience.SHARED, Audience.INTERNAL, Audience.SHARED)):
        with database.work(cast.dana) as work:
            send_message(
                work,
                get_room(work, room.id),
                text=f"said {number}",
                audience=audience,
                client_id=str(number),
            )
    mine, rival = machine_of("alice", ("rooms:read",)), machine_of("charlie", ("rooms:read",))

    listed = mine.get("/rooms").get_json()["items"]
    first = mine.get(f"/rooms/{room.id}/messages?limit=1").get_json()
    rest = mine.get(f"/rooms/{room.id}/messages?since={first['head']}").get_json()

    assert [each["id"] for each in listed] == [str(room.id)]
    assert listed[0]["companies"] == ["Hansa Components", "Lübeck Systems"]
    assert first["has_more"]
    assert [m["text"] for m in first["items"] + rest["items"]] == ["said 0", "said 2"]
    assert rest == {**rest, "head": "2", "has_more": False}
    assert mine.get(f"/rooms/{room.id}/messages?since=x").status_code == 422
    assert mine.get(f"/rooms/{room.id}").get_json()["title"] == room.title
    assert rival.get("/rooms").get_json() == {"items": []}
    assert rival.get(f"/rooms/{room.id}/messages").status_code == 404
