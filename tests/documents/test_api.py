"""Machines: announce, PUT, complete, fetch; every answer held against the API's own description."""

import hashlib
from typing import Any

import pytest
import urllib3

from deals.models import Deal
from partners.accounts.models import Account
from tests.api.conftest import Machine, MachineOf, app, browser_of, machine_of, services
from tests.documents.conftest import Desk
from tests.documents.files import HTML, pdf

__all__ = ["app", "browser_of", "machine_of", "services"]

SCOPES = ("documents:read", "documents:download", "documents:upload")
ABSENT = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
def erp(machine_of: MachineOf) -> Machine:
    return machine_of("alice", SCOPES)


def announcement(deal: Deal, content: bytes, **more: Any) -> dict[str, Any]:
    return {
        "subject_type": "deal",
        "subject_id": str(deal.id),
        "name": "Offer.pdf",
        "size": len(content),
        **more,
    }


def test_a_machine_sends_and_fetches_a_document(erp: Machine, deal: Deal) -> None:
    content = pdf()
    digest = hashlib.sha256(content).hexdigest()
    ticket = erp.post("/uploads", announcement(deal, content, sha256=digest)).get_json()
    assert urllib3.request("PUT", ticket["url"], body=content).status == 200
    done = erp.post(f"/uploads/{ticket['id']}/completion").get_json()
    assert done["state"] == "VERIFIED"
    assert erp.get(f"/uploads/{ticket['id']}").get_json() == done

    document = erp.get(f"/documents/{done['document_id']}").get_json()
    assert document["latest"]["sha256"] == digest
    listed = erp.get(f"/documents?account_id={deal.account_id}").get_json()
    assert [each["id"] for each in listed["items"]] == [document["id"]]
    (version,) = erp.get(f"/documents/{document['id']}/versions").get_json()["items"]
    assert version == document["latest"]

    link = erp.post(f"/documents/{document['id']}/versions/1/link")
    assert (link.status_code, link.get_json()["expires_in"]) == (201, 60)
    assert urllib3.request("GET", link.get_json()["url"]).data == content


def test_a_refused_file_is_a_problem_and_stays_refused(erp: Machine, deal: Deal) -> None:
    ticket = erp.post("/uploads", announcement(deal, HTML)).get_json()
    early = erp.post(f"/uploads/{ticket['id']}/completion")
    assert (early.status_code, early.get_json()["code"]) == (409, "not-arrived")
    urllib3.request("PUT", ticket["url"], body=HTML)
    answer = erp.post(f"/uploads/{ticket['id']}/completion")
    assert (answer.status_code, answer.get_json()["code"]) == (422, "upload-refused")
    assert erp.get(f"/uploads/{ticket['id']}").get_json()["state"] == "REFUSED"


def test_a_rivals_machine_finds_nothing(machine_of: MachineOf, desk: Desk, deal: Deal) -> None:
    document = desk.add(desk.cast.alice, deal)
    rival = machine_of("charlie", SCOPES)
    assert rival.get("/documents").get_json()["items"] == []
    for path in ("/documents/{}", "/documents/{}/versions"):
        foreign, absent = rival.get(path.format(document.id)), rival.get(path.format(ABSENT))
        assert foreign.status_code == absent.status_code == 404
    assert rival.post(f"/documents/{document.id}/versions/1/link").status_code == 404
    assert rival.post("/uploads", announcement(deal, pdf())).status_code == 404


def test_a_narrow_token_opens_no_more(
    machine_of: MachineOf, desk: Desk, account: Account, deal: Deal
) -> None:
    document = desk.add(desk.cast.dana, account)
    reader = machine_of("alice", ("documents:read",))
    assert reader.get(f"/documents/{document.id}").status_code == 200
    assert reader.post(f"/documents/{document.id}/versions/1/link").status_code == 403
    assert reader.post("/uploads", announcement(deal, pdf())).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [{"size": 0}, {"size": 1.5}, {"sha256": "xyz"}, {"name": "a.exe"}, {"state": "VERIFIED"}],
    ids=str,
)
def test_a_wrong_announcement_is_refused(erp: Machine, deal: Deal, wrong: dict[str, Any]) -> None:
    assert erp.post("/uploads", announcement(deal, pdf(), **wrong)).status_code == 422


def test_an_object_the_store_lost_is_a_502(erp: Machine, desk: Desk, deal: Deal) -> None:
    document = desk.add(desk.cast.alice, deal, "Lost.pdf", pdf("lost for machines"))
    desk.storage.discard(document.latest.key)
    answer = erp.post(f"/documents/{document.id}/versions/1/link")
    assert (answer.status_code, answer.get_json()["code"]) == (502, "object-missing")
