"""What a client logged, it corrects and withdraws; another company's it reads as it is now."""

import pytest

from partners.accounts.models import GrantObject
from tests.api.conftest import MachineOf
from tests.cast import Cast

SCOPES = ("accounts:read", "interactions:write")
CALL = {"kind": "CALL", "audience": "SHARED", "text": "They pay in 90 days", "outcome": "REACHED"}


@pytest.fixture
def opened(cast: Cast) -> str:
    """The id of an account of the host's on which Lübeck and Danzig log interactions."""
    account = cast.account()
    for company in ("luebeck", "danzig"):
        cast.share(account, company, "dana", (GrantObject.INTERACTIONS,))
    return str(account.id)


def test_a_client_corrects_and_withdraws_what_it_logged(machine_of: MachineOf, opened: str) -> None:
    luebeck, other = machine_of("alice", SCOPES), machine_of("alice", SCOPES)
    hansa = machine_of("adam", SCOPES)
    logged = luebeck.post(f"/accounts/{opened}/interactions", CALL)
    path = logged.headers["Location"].removeprefix("/api/v1")
    seen = luebeck.get(path)
    assert seen.get_json() == logged.get_json()
    tag = {"If-Match": seen.headers["ETag"]}

    meant = {"text": "They pay in 30 days"}
    assert other.post(f"{path}/correction", json=meant, headers=tag).status_code == 403
    assert luebeck.post(f"{path}/correction", json=meant).status_code == 428
    corrected = luebeck.post(f"{path}/correction", json=meant, headers=tag)
    assert corrected.status_code == 200, corrected.get_data(as_text=True)
    assert corrected.get_json()["text"] == "They pay in 30 days"
    assert corrected.get_json()["outcome"] == "REACHED"
    assert corrected.get_json()["corrected_at"]
    assert luebeck.post(f"{path}/correction", json=meant, headers=tag).status_code == 412
    assert hansa.get(path).get_json()["text"] == "They pay in 30 days"
    assert "90 days" not in hansa.get(f"/accounts/{opened}/interactions").get_data(as_text=True)

    tag = {"If-Match": corrected.headers["ETag"]}
    assert hansa.post(f"{path}/withdrawal", headers=tag).status_code == 403
    withdrawn = luebeck.post(f"{path}/withdrawal", headers=tag)
    assert withdrawn.status_code == 200, withdrawn.get_data(as_text=True)
    read = hansa.get(path).get_json()
    assert (read["text"], read["outcome"]) == ("", None)
    assert read["withdrawn_at"]
    tag = {"If-Match": withdrawn.headers["ETag"]}
    assert luebeck.post(f"{path}/withdrawal", headers=tag).status_code == 409


def test_a_rivals_interaction_is_absent(machine_of: MachineOf, opened: str) -> None:
    luebeck, danzig = machine_of("alice", SCOPES), machine_of("charlie", SCOPES)
    logged = luebeck.post(f"/accounts/{opened}/interactions", CALL)
    path = logged.headers["Location"].removeprefix("/api/v1")
    tag = {"If-Match": '"1"'}
    absent = "/interactions/00000000-0000-7000-8000-000000000000"
    for where in (path, absent):
        answers = (
            danzig.get(where),
            danzig.post(f"{where}/correction", json={"text": "Mine"}, headers=tag),
            danzig.post(f"{where}/withdrawal", headers=tag),
        )
        assert [answer.status_code for answer in answers] == [404, 404, 404]
