"""Open sockets of a partner whose relationship ends."""

import time
from datetime import date

import pytest
import sqlalchemy as sa
from websockets.exceptions import InvalidStatus

from partners.companies.actions import start_offboarding
from partners.companies.models import PartnerRelationship
from partners.farewell.actions import terminate_partner
from portal.kernel.db import Database
from tests.cast import Cast
from tests.realtime.web import Browser, Web, dial, sign_in


def test_every_socket_of_a_terminated_partner_is_hung_up_within_two_seconds_and_none_opens_again(
    web: Web, people: Cast, committed: Database
) -> None:
    danzig = people.companies["danzig"].id
    with committed.work(people.actor("adam")) as work:
        statement = sa.select(PartnerRelationship).where(PartnerRelationship.partner_id == danzig)
        relationship = work.one(statement)
        start_offboarding(work, relationship, "It ends", date(2099, 1, 1))
    tokens = [sign_in(committed, people, name) for name in ("charlie", "sam", "sam")]
    rival = Browser(web.url, sign_in(committed, people, "alice"))
    sockets = [Browser(web.url, token) for token in tokens]

    terminate_partner(
        web.database,
        people.actor("adam"),
        danzig,
        version=relationship.version,
        code="DAN",
        reason="It ended",
    )
    committed_at = time.monotonic()

    assert all(socket.closed.wait(2) for socket in sockets)
    assert max(socket.hung_up_at for socket in sockets) - committed_at < 2
    for token in tokens:
        with pytest.raises(InvalidStatus):
            dial(web.url, token, web.url)
    assert not rival.closed.is_set()
    print(f"figure: termination: {len(tokens)} sockets hung up, 0 of {len(tokens)} opened again")
    rival.close()
