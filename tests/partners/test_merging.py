"""Merging two accounts of one company: everything goes along, and nobody sees more than before."""

import io
import random
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
import sqlalchemy as sa

from deals.actions import approve_deal
from deals.models import Deal
from deals.protection.models import Protection
from deals.queries import get_deal
from documents.actions import NewUpload, add_document
from documents.models import Document
from forums.actions import send_message
from forums.models import Audience as Reader
from forums.models import Room, RoomState
from forums.opening import open_room
from partners.accounts.actions import NewAccount, open_account, revoke_grant
from partners.accounts.audience import Audience
from partners.accounts.duplicates.actions import tell_apart
from partners.accounts.duplicates.models import IdentityKind
from partners.accounts.duplicates.queries import likely_pairs, registered_of
from partners.accounts.merging.actions import Apart, Chosen, merge_accounts
from partners.accounts.models import (
    Account,
    AccountShareGrant,
    GrantAccess,
    GrantObject,
    GrantState,
)
from partners.contacts.actions import ContactDetails, add_contact
from partners.contacts.models import Contact
from partners.interactions.actions import NewInteraction, NewStep, log_interaction
from partners.interactions.models import Interaction, InteractionKind, NextStep
from partners.notifications.models import MutedSubject
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall
from portal.kernel.errors import Forbidden, NotFound, StaleVersion
from portal.kernel.policy import read_rules
from portal.kernel.storage import Storage
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.documents.files import pdf
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]

BrowserOf = Callable[[str], Browser]
ALL = tuple(each for each in GrantObject if each is not GrantObject.ORDERS)
PROFILE = (GrantObject.PROFILE,)
READERS = ("dana", "alice", "charlie")


class Story:
    """Two accounts of one company, what its people put on them, and who may look."""

    def __init__(self, cast: Cast, database: TransactionalDatabase, storage: Storage) -> None:
        self.cast, self.database, self.storage = cast, database, storage

    def opened(self, name: str, by: str = "adam", **more: object) -> Account:
        with self.database.work(self.cast.actor(by)) as work:
            new = NewAccount(name, "NO", f"{name.lower()}.example", "Moss", **more)  # type: ignore[arg-type]
            return open_account(work, new)

    def fill(self, account: Account, by: str, audience: Audience = Audience.SHARED) -> None:
        """Put a contact, an interaction with a next step, a document and a room on it."""
        with self.database.work(self.cast.actor(by)) as work:
            record = work.get(Account, account.id)
            contact = add_contact(work, record, ContactDetails(f"Ingrid of {by}"), audience)
            step = NewStep("Send an offer", work.now.date())
            kind = InteractionKind.CALL
            log_interaction(
                work, record, NewInteraction(kind, "Spoke", audience, contact.id, step=step)
            )
            log_interaction(work, record, NewInteraction(kind, "Nobody there", audience))
        with self.database.work(self.cast.actor(by)) as work:
            record, content = work.get(Account, account.id), pdf(by)
            upload = NewUpload("Offer.pdf", len(content))
            add_document(work, self.storage, record, upload, io.BytesIO(content))

    def talk(self, account: Account, by: str, partner: str | None = None) -> Room:
        with self.database.work(self.cast.actor(by)) as work:
            record = work.get(Account, account.id)
            company = self.cast.companies[partner].id if partner else None
            room = open_room(work, record, company)
            sent = {"text": "Good day", "audience": Reader.SHARED}
            send_message(work, room, client_id=f"{by}-{account.id}", **sent)  # type: ignore[arg-type]
            return room

    def merge(
        self, away: Account, stays: Account, by: str = "adam", taken: tuple[str, ...] = ()
    ) -> None:
        with self.database.work(system_actor("test")) as work:
            versions = {
                each.id: work.get(Account, each.id).version
                for each in (away, stays)
                if work.find(Account, each.id)
            }
        chosen = Chosen(away.id, stays.id, versions, frozenset(taken))
        merge_accounts(self.database, self.cast.actor(by), chosen)

    def seen(self, reader: str) -> set[object]:
        """Return the keys of every row that a person sees."""
        found: set[object] = set()
        with self.database.work(self.cast.actor(reader)) as work:
            for model in read_rules():
                mapper = sa.inspect(model)
                names = [mapper.get_property_by_column(key).key for key in mapper.primary_key]
                rows = work.session.execute(sa.select(*(getattr(model, each) for each in names)))
                found |= {(model.__name__, *row) for row in rows}
        return found

    def places_of(self, record_id: UUID) -> set[str]:
        """Return where an id stands in the database, whatever column it is in."""
        found = set()
        with self.database.work(system_actor("test")) as work:
            connection = work.session.connection()
            columns = connection.execute(
                sa.text(
                    "SELECT table_name, column_name FROM information_schema.columns"
                    " WHERE table_schema = 'public' AND data_type = 'uuid'"
                )
            ).all()
            for table, column in columns:
                if connection.scalar(
                    sa.text(f"SELECT count(*) FROM {table} WHERE {column} = :id"),
                    {"id": record_id},
                ):
                    found.add(f"{table}.{column}")
        return found


@pytest.fixture
def story(cast: Cast, database: TransactionalDatabase, storage: Storage) -> Iterator[Story]:
    yield Story(cast, database, storage)
    database.walls = Wall.BOTH


def test_everything_goes_along_and_nothing_points_back(
    story: Story, cast: Cast, database: TransactionalDatabase
) -> None:
    away, stays = story.opened("Halden"), story.opened("Moss")
    for account in (away, stays):
        cast.share(account, "luebeck", by="adam", objects=ALL)
        story.fill(account, "adam")
        story.fill(account, "alice", Audience.INTERNAL)
        story.talk(account, "alice")
    deal = cast.deal(away)
    with database.work(cast.alice) as work:
        for account in (away, stays):
            muted = {"person_id": work.actor.id, "subject_id": account.id, "label": "it"}
            owner = work.actor.company_id
            work.add(MutedSubject(owner_company_id=owner, subject_type="account", **muted))

    story.merge(away, stays)

    left = {"merged_accounts.id", "account_pair_decisions.newer_id"}
    left |= {"account_pair_decisions.older_id"}
    assert story.places_of(away.id) <= left
    with database.work(system_actor("test")) as work:
        for model, count in ((Contact, 4), (Interaction, 8), (NextStep, 4), (Document, 4)):
            found = work.all(sa.select(model).where(model.account_id == stays.id))
            assert len(found) == count, model
        assert work.get(Deal, deal.id).customer_key == "moss.example"
    with database.work(cast.alice) as work:
        rooms = work.all(sa.select(Room).where(Room.subject_id == stays.id))
        assert sorted(each.state for each in rooms) == [RoomState.OPEN, RoomState.READ_ONLY]
        assert open_room(work, work.get(Account, stays.id)).state is RoomState.OPEN
        told = work.all(sa.select(Activity).where(Activity.verb == "shared-accounts-merged"))
        assert [each.facts["after"]["with"] for each in told] == ["Halden"]


def test_nobody_else_is_told_and_links_lead_on_for_those_who_see_it(
    story: Story, cast: Cast, browser_of: BrowserOf, database: TransactionalDatabase
) -> None:
    away, stays = story.opened("Halden"), story.opened("Moss")
    for account in (away, stays):
        cast.share(account, "luebeck", by="adam")
    rival = browser_of("charlie")
    before, absent = story.seen("charlie"), rival.get(f"/accounts/{away.id}")

    story.merge(away, stays)

    assert story.seen("charlie") == before
    gone = rival.get(f"/accounts/{away.id}")
    assert gone.status_code == absent.status_code == 404
    alice = browser_of("alice")
    moved = alice.get(f"/accounts/{away.id}")
    assert (moved.status_code, moved.location) == (303, f"/accounts/{stays.id}")
    assert alice.get(f"/accounts/{away.id}/contacts/new").status_code == 404
    onward = story.opened("Vestby")
    cast.share(onward, "luebeck", by="adam")
    story.merge(stays, onward)
    assert alice.get(f"/accounts/{away.id}").location == f"/accounts/{onward.id}"
    with database.work(cast.alice) as work:
        for grant in work.all(sa.select(AccountShareGrant)):
            if grant.state is GrantState.ACTIVE:
                with database.work(cast.actor("adam")) as host:
                    account = host.get(Account, onward.id)
                    revoke_grant(host, host.get(AccountShareGrant, grant.id), account, "over")
    assert alice.get(f"/accounts/{away.id}").status_code == 404


def test_a_grant_on_both_opens_what_both_opened(
    story: Story, cast: Cast, database: TransactionalDatabase
) -> None:
    away, stays = story.opened("Halden"), story.opened("Moss")
    less = (GrantObject.PROFILE, GrantObject.CONTACTS)
    cast.share(away, "luebeck", by="adam", objects=less, access=GrantAccess.READ)
    cast.share(stays, "luebeck", by="adam", objects=ALL)
    story.merge(away, stays)
    with database.work(cast.alice) as work:
        grants = work.all(sa.select(AccountShareGrant).order_by(AccountShareGrant.id))
        assert [each.state for each in grants] == [GrantState.REVOKED, GrantState.ACTIVE]
        assert grants[1].objects == [each.value for each in less]
        assert grants[1].access is GrantAccess.READ
        assert {each.account_id for each in grants} == {stays.id}


@pytest.mark.parametrize("case", ["other", "both differ", "earlier", "contacts", "room", "offer"])
def test_who_would_see_more_keeps_two_accounts_apart(
    case: str, story: Story, cast: Cast, database: TransactionalDatabase
) -> None:
    away, stays = story.opened("Halden"), story.opened("Moss")
    shared = away if case == "other" else stays
    cast.share(shared, "luebeck", by="adam", objects=ALL)
    if case == "both differ":
        cast.share(away, "danzig", by="adam")
    elif case == "earlier":
        grant = cast.share(away, "luebeck", by="adam")
        with database.work(cast.actor("adam")) as work:
            held = work.get(AccountShareGrant, grant.id)
            revoke_grant(work, held, work.get(Account, away.id), "over")
    elif case == "contacts":
        with database.work(cast.actor("adam")) as work:
            record = work.get(Account, away.id)
            add_contact(work, record, ContactDetails("Ingrid"), Audience.SHARED)
    elif case == "room":
        story.talk(away, "adam", "luebeck")
    elif case == "offer":
        with database.work(system_actor("test")) as work:
            offered = work.all(sa.select(AccountShareGrant))[0]
            offered.state = GrantState.OFFERED
        cast.share(away, "luebeck", by="adam", objects=ALL)
    before = {reader: story.seen(reader) for reader in READERS}
    with pytest.raises(Apart) as refused:
        story.merge(away, stays)
    assert "Lübeck Systems" in refused.value.message or "Danzig" in refused.value.message
    assert {reader: story.seen(reader) for reader in READERS} == before


def test_an_empty_twin_goes_into_a_shared_account(
    story: Story, cast: Cast, database: TransactionalDatabase
) -> None:
    vat, gln = IdentityKind.VAT, IdentityKind.GLN
    away = story.opened("Halden", registered={vat: "NO923609016", gln: "4012345000009"})
    stays = story.opened("Moss", registered={vat: "DE136695976"})
    cast.share(stays, "luebeck", by="adam", objects=ALL)
    with database.work(cast.actor("adam")) as work:
        tell_apart(work, work.get(Account, away.id), work.get(Account, stays.id))
    story.merge(away, stays, taken=("name", "domain"))
    story.merge(away, stays, taken=("name",))  # again: it is done
    with database.work(cast.actor("adam")) as work:
        account = work.get(Account, stays.id)
        assert (account.name, account.domain) == ("Halden", "halden.example")
        numbers = registered_of(work, [stays.id])[stays.id]
        assert numbers == {vat: "DE136695976", gln: "4012345000009"}
        assert likely_pairs(work) == []
        merged = work.all(sa.select(Activity).where(Activity.verb == "accounts-merged"))
        assert [(each.actor_name, each.account_id) for each in merged] == [
            (cast.actor("adam").name, stays.id)
        ]


def test_protections_that_exclude_each_other_keep_two_accounts_apart(
    story: Story, cast: Cast, database: TransactionalDatabase
) -> None:
    away, stays = story.opened("Halden"), story.opened("Moss")
    for account in (away, stays):
        cast.share(account, "luebeck", by="adam", objects=ALL)
        cast.share(account, "danzig", by="adam", objects=ALL)
    deals = [cast.deal(away, by="alice"), cast.deal(stays, by="charlie", family="SENSORS")]
    deals.append(cast.deal(stays, by="charlie"))
    for deal in deals[:2]:
        with database.work(cast.dana) as work:
            approve_deal(work, get_deal(work, deal.id))
    story.merge(away, stays)  # other products, so no conflict
    again = story.opened("Vestby")
    for name in ("luebeck", "danzig"):
        cast.share(again, name, by="adam", objects=ALL)
    rival = cast.deal(again, by="charlie")
    with database.work(cast.dana) as work:
        approve_deal(work, get_deal(work, rival.id))
        keys = set(work.session.scalars(sa.select(Protection.customer_key)))
    assert keys == {"moss.example", "vestby.example"}
    with pytest.raises(Apart, match="Release one of them first"):
        story.merge(again, stays)


def test_protections_that_the_owner_does_not_know_stay_as_they_are(
    story: Story, cast: Cast, database: TransactionalDatabase
) -> None:
    """Lübeck opened both to Danzig and learns nothing of what Danzig registered there."""
    away, stays = story.opened("Halden", by="alice"), story.opened("Moss", by="alice")
    for account in (away, stays):
        cast.share(account, "danzig", by="alice", objects=ALL)
        cast.share(account, "host", by="alice", objects=ALL)
    rival, own = cast.deal(away, by="charlie"), cast.deal(stays, by="alice")
    for deal in (rival, own):
        with database.work(cast.dana) as work:
            approve_deal(work, get_deal(work, deal.id))
    story.merge(away, stays, by="alice")
    with database.work(system_actor("test")) as work:
        keys = {each.id: each.customer_key for each in work.all(sa.select(Deal))}
    assert keys == {rival.id: "halden.example", own.id: "moss.example"}


def test_a_room_of_two_others_is_left_behind_and_not_told_of(
    story: Story, cast: Cast, database: TransactionalDatabase
) -> None:
    """Danzig talks with the host about an account of Lübeck that the host does not see."""
    away, stays = story.opened("Halden", by="alice"), story.opened("Moss", by="alice")
    for account in (away, stays):
        cast.share(account, "danzig", by="alice")
    cast.share(stays, "host", by="alice")
    story.talk(away, "charlie")
    before = story.seen("dana")
    story.merge(away, stays, by="alice")
    more = story.seen("dana") - before
    assert {str(row).split("'")[1] for row in more} <= {"MergedAccount"}


def test_who_does_not_own_or_oversee_both_does_not_merge(story: Story, cast: Cast) -> None:
    away, stays = story.opened("Halden"), story.opened("Moss")
    for account in (away, stays):
        cast.share(account, "luebeck", by="adam", objects=ALL)
    for by, refusal in (("alice", Forbidden), ("dana", Forbidden), ("charlie", NotFound)):
        with pytest.raises(refusal):
            story.merge(away, stays, by=by)
    with pytest.raises(NotFound):
        story.merge(away, story.opened("Vestby", by="charlie"))
    chosen = Chosen(away.id, stays.id, {away.id: 1, stays.id: 9})
    with pytest.raises(StaleVersion):
        merge_accounts(story.database, cast.actor("adam"), chosen)


def test_a_pair_is_compared_and_merged_on_its_page(
    story: Story, cast: Cast, browser_of: BrowserOf
) -> None:
    older = story.opened("Halden", by="alice")
    newer = story.opened("Moss", by="alice")
    cast.share(older, "host", by="alice")
    alice, dana = browser_of("alice"), browser_of("dana")
    page = f"/accounts/duplicates/{newer.id}/{older.id}"
    shown = alice.get(page).text
    assert "Merge into Halden" in shown
    assert "sees Halden and not Moss" in alice.get(f"{page}?stays={newer.id}").text
    form = {"do": "merge", "newer_version": "1", "older_version": "1", "take_name": "away"}
    refused = alice.submit(page, **form, stays=str(newer.id))
    assert refused.status_code == 409
    assert "sees Halden and not Moss" in refused.text
    assert dana.get(page).status_code == 404
    for _ in range(2):
        done = alice.submit(page, **form, stays=str(older.id))
        assert (done.status_code, done.location) == (303, f"/accounts/{older.id}")
    assert "Moss" in alice.get(f"/accounts/{older.id}").text
    assert dana.get(f"/accounts/{older.id}").status_code == 200


def a_pair(
    story: Story, by: str, partners: list[str], chance: random.Random
) -> tuple[Account, Account]:
    """Open two accounts, share them alike or not, and put things on them."""
    pair = story.opened("Halden", by=by), story.opened("Moss", by=by)
    alike = chance.random() < 0.6
    opened = {partner: chance.sample(ALL, chance.randint(1, 5)) for partner in partners}
    for account in pair:
        for partner in partners:
            if alike or chance.random() < 0.4:
                objects = opened[partner] if alike else chance.sample(ALL, 2)
                story.cast.share(account, partner, by=by, objects=tuple(objects))
                if chance.random() < 0.5:
                    admins = {"luebeck": "alice", "danzig": "charlie", "host": "adam"}
                    story.talk(account, admins[partner])
        if chance.random() < 0.7:
            story.fill(account, by, chance.choice(list(Audience)))
    return pair


@pytest.mark.parametrize("seed", [0, 4, 5])
def test_nobody_sees_more_after_a_merge_than_before(seed: int, story: Story, cast: Cast) -> None:
    """Of random pairs: merged, every reader but the owner sees a part of what they saw."""
    chance = random.Random(seed)  # noqa: S311 - a story, not a secret
    by, partners = chance.choice([("adam", ["luebeck", "danzig"]), ("alice", ["host", "danzig"])])
    own = cast.actor(by).company_id
    others = [each for each in READERS if not cast.actor(each).is_company(own)]
    merged = 0
    for _ in range(3):
        pair = a_pair(story, by, partners, chance)
        before = {reader: story.seen(reader) for reader in others}
        try:
            story.merge(*pair, by=by)
        except Apart:
            assert {reader: story.seen(reader) for reader in others} == before
            continue
        merged += 1
        for reader in others:
            for wall in (Wall.READ_RULES, Wall.ROW_SECURITY):
                story.database.walls = wall
                more = story.seen(reader) - before[reader]
                # That it was merged is told to those who saw both, and old links lead on.
                assert {str(row).split("'")[1] for row in more} <= {"Activity", "MergedAccount"}
                assert len(more) <= 3, more
            story.database.walls = Wall.BOTH
    print(f"figure: merged pairs of seed {seed}: {merged}")
