import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa

from deals.actions import approve_deal
from deals.conflicts.models import ConflictDecision
from deals.evidence.actions import LARGEST, name_evidence
from deals.evidence.consent import Consent
from deals.evidence.models import Evidence, EvidenceKind
from deals.models import Deal
from deals.queries import get_deal
from deals.registration.actions import register_deal
from documents.actions import NewUpload, add_document
from documents.models import Document
from partners.accounts.models import Account, GrantObject
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall, raw
from portal.kernel.errors import Forbidden, Invalid
from portal.kernel.storage import Storage
from tests.cast import Cast, a_deal
from tests.conftest import TransactionalDatabase
from tests.documents.files import EXE, pdf
from tests.web.conftest import Browser, app, browser_of, services
from tests.web.test_conflicts import seal_on

__all__ = ["app", "browser_of", "services"]


@pytest.fixture
def account(cast: Cast) -> Account:
    account = cast.account()
    for partner in ("luebeck", "danzig"):
        cast.share(account, partner)
    return account


def _put(
    database: TransactionalDatabase, storage: Storage, cast: Cast, by: str, on: Deal | Account
) -> Document:
    with database.work(cast.actor(by)) as work:
        content = pdf(f"Letter on {on.id}")
        subject = work.get(type(on), on.id)
        new = NewUpload("letter.pdf", len(content), "application/pdf")
        return add_document(work, storage, subject, new, BytesIO(content))


def _named(database: TransactionalDatabase) -> list[Evidence]:
    with database.work(system_actor("test")) as work:
        return list(work.all(sa.select(Evidence)))


def _form(account: Account, **changes: Any) -> dict[str, Any]:
    return {
        "account": str(account.id),
        "territory": "NO-E",
        "family": "DRIVES",
        "quantity": "240",
        "amount": "184000.00",
        "expected_close": "2027-03-31",
        "progress": "Site survey.",
        **changes,
    }


def test_a_letter_comes_with_the_registration_and_counts_where_it_is_compared(
    browser_of: Callable[[str], Browser],
    cast: Cast,
    account: Account,
    database: TransactionalDatabase,
) -> None:
    first = cast.deal(account, "charlie")
    letter = (BytesIO(pdf("We name you")), "letter.pdf", "application/pdf")
    answer = browser_of("bob").submit(
        "/deals",
        **_form(account, named_in_writing="yes", evidence_kind="LETTER", proof=letter),
    )
    assert answer.status_code == 303

    [named] = _named(database)
    page = browser_of("dana").get(answer.location).text
    assert named.kind is EvidenceKind.LETTER
    assert "The customer named the partner of DR-LUB-0001 in writing." in page
    assert f"/documents/{named.document_id}" in page
    on_rivals = browser_of("charlie").get(f"/deals/{first.id}").text
    assert str(named.document_id) not in on_rivals


def test_being_named_in_writing_counts_for_nothing_until_the_letter_is_named(
    browser_of: Callable[[str], Browser],
    cast: Cast,
    account: Account,
    database: TransactionalDatabase,
    storage: Storage,
) -> None:
    cast.deal(account, "charlie")
    with database.work(cast.alice) as work:
        record = work.get(Account, account.id)
        deal = register_deal(work, record, a_deal(is_named_in_writing=True))
    document = _put(database, storage, cast, "alice", deal)
    alice, dana = browser_of("alice"), browser_of("dana")
    path, says = f"/deals/{deal.id}", f"The customer named the partner of {deal.number}"
    assert "The letter is missing." in alice.get(path).text
    assert says not in dana.get(path).text

    fields = {"document_id": str(document.id), "evidence_kind": "LETTER"}
    assert alice.submit(f"{path}/evidence", **fields).status_code == 303

    assert "The letter is missing." not in alice.get(path).text
    assert says in dana.get(path).text
    again = alice.submit(f"{path}/evidence", **fields)
    assert again.status_code == 409


def test_a_decision_names_the_document_it_rests_on_and_only_one_of_the_registration(
    browser_of: Callable[[str], Browser],
    cast: Cast,
    account: Account,
    database: TransactionalDatabase,
    storage: Storage,
) -> None:
    rival, deal = cast.deal(account, "charlie"), cast.deal(account, "alice")
    for each, by in ((deal, "alice"), (rival, "charlie")):
        document = _put(database, storage, cast, by, each)
        with database.work(cast.actor(by)) as work:
            own = work.get(Deal, each.id)
            name_evidence(work, own, work.get(Document, document.id), EvidenceKind.OFFER)
    by_deal = {each.deal_id: each for each in _named(database)}
    dana = browser_of("dana")
    ruling = {
        "conflicts": seal_on(dana, deal),
        f"rule-{rival.id}": "CP-4",
        f"because-{rival.id}": "Their offer is older.",
    }

    def approve(evidence: Evidence) -> int:
        names = {f"evidence-{rival.id}": str(evidence.id)}
        return dana.submit(f"/deals/{deal.id}/approval", **ruling, **names).status_code

    assert approve(by_deal[rival.id]) == 422
    assert approve(by_deal[deal.id]) == 303
    with database.work(cast.dana) as work:
        decision = work.one(sa.select(ConflictDecision))
    assert decision.evidence_id == by_deal[deal.id].id


def test_only_a_document_on_the_registration_is_named_and_only_by_its_partner(
    cast: Cast, account: Account, database: TransactionalDatabase, storage: Storage
) -> None:
    deal = cast.deal(account, "alice")
    elsewhere = _put(database, storage, cast, "alice", account)
    here = _put(database, storage, cast, "alice", deal)
    with database.work(cast.alice) as work, pytest.raises(Invalid):
        name_evidence(work, work.get(Deal, deal.id), elsewhere, EvidenceKind.OFFER)
    with database.work(cast.alice) as work, pytest.raises(Invalid):
        name_evidence(work, work.get(Deal, deal.id), here, None)
    for name in ("vera", "dana"):
        with database.work(cast.actor(name)) as work, pytest.raises(Forbidden):
            name_evidence(work, work.get(Deal, deal.id), here, EvidenceKind.OFFER)
    assert _named(database) == []


@pytest.mark.parametrize("wall", [Wall.READ_RULES, Wall.ROW_SECURITY])
def test_the_two_sides_see_evidence_and_a_rival_does_not_with_either_wall(
    cast: Cast, account: Account, database: TransactionalDatabase, storage: Storage, wall: Wall
) -> None:
    deal = cast.deal(account, "alice")
    document = _put(database, storage, cast, "alice", deal)
    with database.work(cast.alice) as work:
        name_evidence(work, work.get(Deal, deal.id), document, EvidenceKind.OFFER)
    database.walls = wall
    seen = {}
    for name in ("alice", "vera", "bob", "charlie", "nina", "dana", "emil", "desk"):
        with database.work(cast.actor(name)) as work:
            seen[name] = len(work.all(sa.select(Evidence)))
    everybody = dict.fromkeys(seen, 0)
    assert seen == everybody | {"alice": 1, "vera": 1, "dana": 1, "desk": 1}


def test_a_file_that_is_refused_leaves_no_registration_and_keeps_what_was_typed(
    browser_of: Callable[[str], Browser], account: Account, database: TransactionalDatabase
) -> None:
    bob = browser_of("bob")
    for content, kind in ((EXE, "LETTER"), (b"x" * (LARGEST + 1), "LETTER"), (pdf(), "")):
        file = (BytesIO(content), "letter.pdf", "application/pdf")
        answer = bob.submit(
            "/deals",
            **_form(account, crm_id="CRM-77", evidence_kind=kind, proof=file),
        )
        assert answer.status_code == 422
        assert "CRM-77" in answer.text
    with database.work(system_actor("test")) as work:
        assert work.all(sa.select(Deal)) == []


def test_a_rival_and_a_reader_cannot_bring_evidence(
    browser_of: Callable[[str], Browser], cast: Cast, account: Account
) -> None:
    path = f"/deals/{cast.deal(account, 'alice').id}/evidence"
    fields = {"evidence_kind": "OFFER"}
    for name, status in (("charlie", 404), ("vera", 403), ("dana", 403), ("alice", 422)):
        assert browser_of(name).submit(path, **fields).status_code == status


def test_a_consent_has_a_day_that_is_not_to_come(
    cast: Cast, account: Account, database: TransactionalDatabase
) -> None:
    for day in (None, date(2026, 11, 25)):
        with database.work(cast.alice) as work, pytest.raises(Invalid) as refused:
            new = a_deal(consent=Consent.CONTACT, consent_on=day)
            register_deal(work, work.get(Account, account.id), new)
        assert "consent_on" in refused.value.fields
    with database.work(cast.alice) as work:
        new = a_deal(consent=Consent.CONTACT, consent_on=date(2026, 11, 24))
        deal = register_deal(work, work.get(Account, account.id), new)
    assert (deal.consent, deal.consent_on) == (Consent.CONTACT, date(2026, 11, 24))


def test_the_forms_of_a_deal_in_its_last_days_share_no_id(
    browser_of: Callable[[str], Browser],
    cast: Cast,
    account: Account,
    database: TransactionalDatabase,
) -> None:
    deal = cast.deal(account, "alice")
    with database.work(cast.dana) as work:
        approve_deal(work, get_deal(work, deal.id), window_days=20)
    page = browser_of("alice").get(f"/deals/{deal.id}").text
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert "f-evidence" in ids
    assert "f-proof" in ids
    assert len(ids) == len(set(ids))


def test_who_reads_the_deal_by_a_grant_is_shown_nothing_of_its_proof(
    browser_of: Callable[[str], Browser], cast: Cast, database: TransactionalDatabase
) -> None:
    own = cast.account("Moss Papir", owner="alice")
    cast.share(own, "danzig", by="alice", objects=(GrantObject.DEALS,))
    with database.work(cast.alice) as work:
        new = a_deal(
            is_named_in_writing=True, consent=Consent.CONTACT, consent_on=date(2026, 11, 24)
        )
        deal = register_deal(work, work.get(Account, own.id), new)
    mine = browser_of("alice").get(f"/deals/{deal.id}").text
    theirs = browser_of("charlie").get(f"/deals/{deal.id}").text

    assert deal.number in theirs
    for secret in ("The letter is missing.", "Agreed to be registered", f"{deal.number}/1"):
        assert secret in mine
        assert secret not in theirs


def test_a_file_is_stored_before_anybody_waits_for_a_place_in_line(cast: Cast) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    held: list[int] = []

    with cast.database.work(cast.alice) as work:

        def prepare(_deal: Deal) -> None:
            locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
            mine = sa.text(f"{locks} AND pid = pg_backend_pid()")
            held.append(work.session.scalar(raw(mine, "the test looks at locks")) or 0)

        register_deal(work, work.get(Account, account.id), a_deal(), prepare)

    assert held == [0]
