"""Who reads a document: the same answer with both walls, and with either wall alone."""

import pytest
import sqlalchemy as sa

from deals.models import Deal
from documents.actions import NewUpload, fetch_version, open_upload
from documents.models import AccessReceipt, Document, Upload, Version
from documents.queries import get_version, receipts_of
from partners.accounts.actions import GrantTerms, revoke_grant, share_account
from partners.accounts.models import Account, AccountShareGrant, GrantObject
from portal.kernel.db import Wall
from portal.kernel.errors import Forbidden, NotFound
from tests.cast import Cast
from tests.documents.conftest import Desk, Readers

HOST_FOR_LUEBECK = {"dana", "desk", "olga", "audrey", "adam"}
LUEBECK = {"alice", "bob", "vera"}
DANZIG = {"charlie", "sam"}
HOST = HOST_FOR_LUEBECK | {"emil"}


@pytest.fixture(params=[Wall.BOTH, Wall.READ_RULES, Wall.ROW_SECURITY], ids=lambda w: w.name)
def wall(request: pytest.FixtureRequest) -> Wall:
    wall: Wall = request.param
    return wall


def test_on_a_deal_read_the_partner_who_sees_the_deal_and_the_host_who_manages_it(
    desk: Desk, deal: Deal, readers: Readers, wall: Wall
) -> None:
    document = desk.add(desk.cast.alice, deal)
    desk.database.walls = wall
    assert readers(document) == HOST_FOR_LUEBECK | {"alice", "vera"}


def test_what_the_host_puts_on_a_deal_belongs_to_the_partners_side(
    desk: Desk, deal: Deal, readers: Readers, wall: Wall
) -> None:
    document = desk.add(desk.cast.dana, deal)
    desk.database.walls = wall
    assert document.owner_company_id == deal.owner_company_id
    assert readers(document) == HOST_FOR_LUEBECK | {"alice", "vera"}


def test_on_an_account_of_the_host_read_the_host_and_grants_that_open_documents(
    desk: Desk, account: Account, readers: Readers, wall: Wall
) -> None:
    document = desk.add(desk.cast.dana, account)
    desk.database.walls = wall
    assert readers(document) == HOST | LUEBECK | DANZIG


def test_a_grant_without_documents_opens_none(
    desk: Desk, cast: Cast, readers: Readers, wall: Wall
) -> None:
    account = cast.account("Solano Energy")
    with cast.database.work(cast.dana) as work:
        terms = GrantTerms(objects=(GrantObject.PROFILE, GrantObject.DEALS), purpose="Sell")
        share_account(work, work.get(Account, account.id), cast.companies["luebeck"], terms)
    document = desk.add(cast.dana, account)
    desk.database.walls = wall
    assert readers(document) == HOST
    with desk.database.work(cast.alice) as work, pytest.raises(Forbidden):
        open_upload(work, work.get(Account, account.id), NewUpload("A.pdf", 10))


def test_what_a_partner_puts_on_a_shared_account_no_other_grantee_sees(
    desk: Desk, account: Account, readers: Readers, wall: Wall
) -> None:
    document = desk.add(desk.cast.alice, account)
    desk.database.walls = wall
    assert readers(document) == HOST_FOR_LUEBECK | LUEBECK


def test_a_partners_own_account_shared_with_another_partner(
    desk: Desk, cast: Cast, readers: Readers, wall: Wall
) -> None:
    account = cast.account("Fjord Rail", owner="alice")
    cast.share(account, "novgorod", by="alice")
    own, others = desk.add(cast.alice, account), desk.add(cast.actor("nina"), account)
    desk.database.walls = wall
    assert readers(own) == LUEBECK | {"nina"}
    assert readers(others) == LUEBECK | {"nina"}


def test_an_ended_grant_closes_the_documents_at_the_next_request(
    desk: Desk, cast: Cast, readers: Readers, wall: Wall
) -> None:
    account = cast.account("Orchid Biotech")
    grant = cast.share(account, "danzig")
    document = desk.add(cast.dana, account)
    with cast.database.work(cast.dana) as work:
        held = work.get(AccountShareGrant, grant.id)
        revoke_grant(work, held, work.get(Account, account.id), "Sold")
    desk.database.walls = wall
    assert readers(document) == HOST


def test_an_expired_grant_closes_them_too(
    desk: Desk, cast: Cast, readers: Readers, wall: Wall
) -> None:
    account = cast.account("Brightwater Foods")
    cast.share(account, "danzig")
    document = desk.add(cast.dana, account)
    desk.database.clock.advance(days=181)  # type: ignore[attr-defined]
    desk.database.walls = wall
    assert readers(document) == HOST


def test_on_a_partner_read_that_partner_and_the_host_who_manages_it(
    desk: Desk, cast: Cast, readers: Readers, wall: Wall
) -> None:
    document = desk.add(cast.dana, cast.companies["luebeck"])
    desk.database.walls = wall
    assert readers(document) == HOST_FOR_LUEBECK | LUEBECK


def test_a_partner_puts_nothing_on_the_host(desk: Desk, cast: Cast) -> None:
    with desk.database.work(cast.alice) as work, pytest.raises(Forbidden):
        open_upload(
            work,
            work.get(type(cast.companies["host"]), cast.companies["host"].id),
            NewUpload("A.pdf", 10),
        )


def test_versions_and_receipts_follow_their_document(
    desk: Desk, deal: Deal, cast: Cast, wall: Wall
) -> None:
    document = desk.add(cast.alice, deal)
    desk.database.walls = wall
    for name, versions in (("alice", 1), ("dana", 1), ("bob", 0), ("charlie", 0), ("emil", 0)):
        with desk.database.work(cast.actor(name)) as work:
            found = work.all(sa.select(Version).where(Version.document_id == document.id))
            receipts = work.all(sa.select(AccessReceipt))
            assert (len(found), len(receipts)) == (versions, 0), name


def test_an_upload_is_known_to_nobody_but_its_uploader(
    desk: Desk, deal: Deal, cast: Cast, wall: Wall
) -> None:
    upload = desk.ticket(cast.alice, deal, "Contract.pdf", 100)
    desk.database.walls = wall
    for name in cast.people:
        with desk.database.work(cast.actor(name)) as work:
            assert (work.find(Upload, upload.id) is not None) == (name == "alice")


def test_a_viewer_reads_but_may_not_upload(desk: Desk, deal: Deal, cast: Cast) -> None:
    with desk.database.work(cast.actor("vera")) as work, pytest.raises(Forbidden):
        open_upload(work, work.get(Deal, deal.id), NewUpload("A.pdf", 10))


def test_a_rival_gets_not_found(desk: Desk, deal: Deal, cast: Cast) -> None:
    document = desk.add(cast.alice, deal)
    with desk.database.work(cast.charlie) as work, pytest.raises(NotFound):
        work.get(Document, document.id)


def test_who_of_a_partner_fetched_is_for_those_at_the_host_who_look_after_it(
    desk: Desk, cast: Cast, account: Account, wall: Wall
) -> None:
    """The account is the host's own; Emil reads its document, not who else works on it."""
    document = desk.add(cast.dana, account)
    for name in ("charlie", "emil"):
        with cast.database.work(cast.actor(name)) as work:
            fetch_version(work, desk.storage, get_version(work, document.id, 1))
    desk.database.walls = wall
    seen = {}
    for name in ("dana", "emil", "adam"):
        with cast.database.work(cast.actor(name)) as work:
            seen[name] = {receipt.actor_name for receipt in receipts_of(work, document)}
    both = {"Charlie Cybulski", "Emil Ebert"}
    assert seen == {"dana": both, "adam": both, "emil": {"Emil Ebert"}}


def test_a_version_cannot_be_announced_on_another_record(
    desk: Desk, cast: Cast, account: Account, deal: Deal
) -> None:
    """On a deal the host may add versions; that must not open a partner's file on an account."""
    document = desk.add(cast.alice, account)
    with cast.database.work(cast.dana) as work, pytest.raises(NotFound):
        open_upload(
            work,
            work.get(Deal, deal.id),
            NewUpload("Contract.pdf", 9),
            work.get(Document, document.id),
        )
