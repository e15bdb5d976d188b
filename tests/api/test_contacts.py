"""A company's machine removes the contacts of its company, for good, and nobody else's."""

import pytest

from partners.accounts.models import GrantObject
from tests.api.conftest import MachineOf
from tests.cast import Cast

SCOPES = ("accounts:read", "contacts:write")
INGRID = {"name": "Ingrid Berg", "email": "ingrid@halden.example", "audience": "SHARED"}
ABSENT = "/contacts/00000000-0000-7000-8000-000000000000"


@pytest.fixture
def opened(cast: Cast) -> str:
    """The id of an account of the host's on which Lübeck and Danzig add contacts."""
    account = cast.account()
    for company in ("luebeck", "danzig"):
        cast.share(account, company, "dana", (GrantObject.CONTACTS,))
    return str(account.id)


def test_a_contact_is_removed_for_good_once(machine_of: MachineOf, opened: str) -> None:
    luebeck = machine_of("alice", SCOPES)
    added = luebeck.post(f"/accounts/{opened}/contacts", INGRID)
    path = added.headers["Location"].removeprefix("/api/v1")
    seen = luebeck.get(path)
    assert seen.get_json() == added.get_json()
    tag = {"If-Match": seen.headers["ETag"]}

    assert luebeck.post(f"{path}/removal", {"why": "LEFT"}).status_code == 428
    assert luebeck.post(f"{path}/removal", {"why": "BORED"}, headers=tag).status_code == 422
    removed = luebeck.post(f"{path}/removal", {"why": "ASKED_FOR"}, headers=tag)
    assert removed.status_code == 200, removed.get_data(as_text=True)
    assert removed.get_json()["name"] == ""
    assert removed.get_json()["email"] is None
    assert removed.get_json()["removed_at"]
    assert luebeck.post(f"{path}/removal", {"why": "LEFT"}, headers=tag).status_code == 412
    tag = {"If-Match": removed.headers["ETag"]}
    assert luebeck.post(f"{path}/removal", {"why": "LEFT"}, headers=tag).status_code == 409
    assert luebeck.get(f"/accounts/{opened}/contacts").get_json()["items"] == []


def test_the_host_removes_none_of_a_partners_and_a_rivals_is_absent(
    machine_of: MachineOf, opened: str
) -> None:
    added = machine_of("alice", SCOPES).post(f"/accounts/{opened}/contacts", INGRID)
    path = added.headers["Location"].removeprefix("/api/v1")
    tag, why = {"If-Match": '"1"'}, {"why": "MISTAKE"}
    hansa, danzig = machine_of("adam", SCOPES), machine_of("charlie", SCOPES)
    assert hansa.get(path).status_code == 200
    assert hansa.post(f"{path}/removal", why, headers=tag).status_code == 403
    for where in (path, ABSENT):
        assert danzig.get(where).status_code == 404
        assert danzig.post(f"{where}/removal", why, headers=tag).status_code == 404
