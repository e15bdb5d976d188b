"""Contacts: who sees whom, who writes them down, and that a refusal stands where one would call."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa

from partners.accounts.audience import Audience
from partners.accounts.models import Account, GrantAccess, GrantObject
from partners.contacts.actions import (
    ContactDetails,
    add_contact,
    change_contact,
    remove_contact,
)
from partners.contacts.models import Consent, Contact, Removal
from partners.contacts.queries import contacts_page, get_contact
from portal.kernel.activity import Activity
from portal.kernel.db import Wall
from portal.kernel.errors import Forbidden, Invalid, TransitionRefused
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]

INGRID = ContactDetails("Ingrid Berg", "Head of purchasing", "ingrid@halden.example", "+47 69 25 0")
REFUSED = ContactDetails(
    "Ingrid Berg",
    email="ingrid@halden.example",
    consent=Consent.REFUSED,
    consent_on=date(2026, 11, 3),
    consent_source="her mail",
)


@pytest.fixture
def account(cast: Cast) -> Account:
    """An account of the host's: Lübeck adds to its contacts, Danzig reads them."""
    account = cast.account()
    cast.share(account, "luebeck", "dana", (GrantObject.CONTACTS,))
    cast.share(account, "danzig", "dana", (GrantObject.CONTACTS,), GrantAccess.READ)
    return account


def added(cast: Cast, account: Account, by: str, audience: Audience = Audience.SHARED) -> UUID:
    with cast.database.work(cast.actor(by)) as work:
        return add_contact(work, work.get(Account, account.id), INGRID, audience).id


def seen_by(cast: Cast, account: Account, who: str) -> set[UUID]:
    with cast.database.work(cast.actor(who)) as work:
        return {each.id for each in contacts_page(work, account)}


@pytest.mark.parametrize("walls", [Wall.READ_RULES, Wall.ROW_SECURITY])
def test_a_grantee_never_sees_what_its_rival_wrote_down(
    cast: Cast, database: TransactionalDatabase, account: Account, walls: Wall
) -> None:
    hosts, luebecks = added(cast, account, "dana"), added(cast, account, "alice")
    own = added(cast, account, "charlie", Audience.INTERNAL)
    database.walls = walls

    assert seen_by(cast, account, "dana") == {hosts, luebecks}
    assert seen_by(cast, account, "bob") == {hosts, luebecks}
    assert seen_by(cast, account, "charlie") == {hosts, own}
    assert seen_by(cast, account, "emil") == {hosts}
    assert seen_by(cast, account, "nina") == set()


def test_a_grant_to_read_adds_contacts_for_oneself_only(cast: Cast, account: Account) -> None:
    with pytest.raises(Forbidden):
        added(cast, account, "charlie")
    added(cast, account, "charlie", Audience.INTERNAL)
    with pytest.raises(Forbidden):
        added(cast, account, "vera", Audience.INTERNAL)


def test_the_database_itself_refuses_a_contact_that_no_grant_allows(
    cast: Cast, database: TransactionalDatabase, account: Account
) -> None:
    with database.work(cast.charlie) as work:
        work.add(
            Contact(
                owner_company_id=work.actor.company_id,
                account_id=account.id,
                audience=Audience.SHARED,
                name="Ingrid Berg",
            )
        )
        with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
            work.flush()
        work.rollback()


def test_who_reads_a_contact_never_changes(
    cast: Cast, database: TransactionalDatabase, account: Account
) -> None:
    contact_id = added(cast, account, "dana", Audience.INTERNAL)
    with database.work(cast.dana) as work:
        work.get(Contact, contact_id).audience = Audience.SHARED
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
            work.flush()
        work.rollback()


def test_consent_says_when_and_how_it_was_learned(
    cast: Cast, database: TransactionalDatabase, account: Account
) -> None:
    contact_id = added(cast, account, "dana")
    with database.work(cast.dana) as work:
        contact = get_contact(work, contact_id)
        with pytest.raises(Invalid) as refusal:
            change_contact(work, contact, ContactDetails("Ingrid", consent=Consent.REFUSED))
        assert set(refusal.value.fields) == {"consent_on", "consent_source"}
        change_contact(work, contact, REFUSED)
    with database.work(cast.dana) as work:
        verbs = work.session.scalars(
            sa.select(Activity.verb)
            .where(Activity.subject_id == contact_id)
            .order_by(Activity.at, Activity.id)
        ).all()
    assert verbs == ["contact-added", "contact-consent-recorded", "contact-changed"]


def test_what_happened_to_a_contact_is_seen_by_whoever_sees_it_and_names_nobody(
    cast: Cast, database: TransactionalDatabase, account: Account
) -> None:
    contact_id = added(cast, account, "alice")
    seen = {}
    for who in ("dana", "bob", "charlie"):
        with database.work(cast.actor(who)) as work:
            found = work.all(sa.select(Activity).where(Activity.subject_id == contact_id))
            seen[who] = [(each.verb, each.subject_label) for each in found]
    assert seen == {
        "dana": [("contact-added", "Halden Logistics")],
        "bob": [("contact-added", "Halden Logistics")],
        "charlie": [],
    }


def test_a_refusal_stands_where_one_would_write_and_takes_the_links_away(
    cast: Cast,
    database: TransactionalDatabase,
    account: Account,
    browser_of: Callable[[str], Browser],
) -> None:
    contact_id = added(cast, account, "dana")
    dana = browser_of("dana")
    assert 'href="mailto:ingrid@halden.example"' in dana.get(f"/accounts/{account.id}").text
    with database.work(cast.dana) as work:
        change_contact(work, get_contact(work, contact_id), REFUSED)

    for path in (f"/accounts/{account.id}", f"/contacts/{contact_id}"):
        page = dana.get(path).text
        assert "Refused contact, 3 Nov 2026" in page
        assert "ingrid@halden.example" in page
        assert "mailto:" not in page
    assert "Ingrid Berg (refuses to be contacted)" in dana.get(f"/accounts/{account.id}").text


def test_who_does_not_look_after_all_that_read_it_is_told_that_there_may_be_others(
    account: Account, browser_of: Callable[[str], Browser]
) -> None:
    offered = browser_of("emil").get(f"/accounts/{account.id}/contacts/new").text

    assert "every other partner it is shared with will read this" in offered


def test_a_contact_is_written_down_and_corrected_on_pages(
    cast: Cast, account: Account, browser_of: Callable[[str], Browser]
) -> None:
    alice, path = browser_of("alice"), f"/accounts/{account.id}/contacts"
    offered = alice.get(f"{path}/new").text
    assert "Lübeck Systems and Hansa Components will read this" in offered
    assert "Danzig" not in offered
    refused = alice.submit(path, name="Ingrid Berg", email="no address", audience="SHARED")
    assert refused.status_code == 422
    assert 'value="no address"' in refused.text
    assert 'href="#f-email"' in refused.text

    assert alice.submit(path, name="Ingrid Berg", audience="SHARED").status_code == 303
    (contact_id,) = seen_by(cast, account, "alice")
    stale = {"name": "Ingrid Bergman", "consent": "UNKNOWN", "version": "1"}
    assert alice.submit(f"/contacts/{contact_id}", **stale).status_code == 303
    late = alice.submit(f"/contacts/{contact_id}", **{**stale, "name": "Ingeborg"})
    assert late.status_code == 409
    assert "Ingrid Bergman" in late.text
    assert 'value="Ingeborg"' in late.text
    foreign = browser_of("dana").submit(f"/contacts/{contact_id}", name="Ingeborg")
    assert foreign.status_code == 403
    assert browser_of("charlie").get(f"/contacts/{contact_id}").status_code == 404


def removed(cast: Cast, contact_id: UUID, by: str = "dana") -> None:
    with cast.database.work(cast.actor(by)) as work:
        remove_contact(work, get_contact(work, contact_id), Removal.ASKED_FOR)


def test_a_removed_contact_holds_nobody_and_is_listed_nowhere(cast: Cast, account: Account) -> None:
    contact_id = added(cast, account, "dana")
    with pytest.raises(Forbidden):
        removed(cast, contact_id, "alice")

    removed(cast, contact_id)

    assert seen_by(cast, account, "dana") == seen_by(cast, account, "alice") == set()
    with cast.database.work(cast.alice) as work:
        contact = get_contact(work, contact_id)
        assert [contact.name, contact.role, contact.email, contact.phone] == ["", None, None, None]
        told = sa.select(Activity.facts).where(Activity.verb == "contact-removed")
        assert work.session.scalars(told).one()["why"] == "ASKED_FOR"
    with cast.database.work(cast.dana) as work:
        with pytest.raises(TransitionRefused):
            change_contact(work, get_contact(work, contact_id), INGRID)
        # Nor may anything be written there past the portal.
        named = sa.update(Contact).where(Contact.id == contact_id).values(name="Ingrid")
        assert work.session.execute(named).rowcount == 0  # type: ignore[attr-defined]


def test_who_refused_is_known_again_after_the_removal(cast: Cast, account: Account) -> None:
    contact_id = added(cast, account, "dana")
    with cast.database.work(cast.dana) as work:
        change_contact(work, get_contact(work, contact_id), REFUSED)
    removed(cast, contact_id)

    with pytest.raises(Invalid) as refusal:
        added(cast, account, "dana")
    assert "2026-11-03" in refusal.value.fields["consent"]
    agreed = replace(REFUSED, consent=Consent.GIVEN, consent_on=date(2026, 11, 4))
    with cast.database.work(cast.dana) as work:
        held = work.get(Account, account.id)
        add_contact(work, held, agreed, Audience.SHARED)
        add_contact(work, held, REFUSED, Audience.SHARED)
    added(cast, account, "alice")  # to another company nothing was refused


def test_the_page_removes_a_contact_once_it_is_said_why(
    browser_of: Callable[[str], Browser], cast: Cast, account: Account
) -> None:
    contact_id = added(cast, account, "dana")
    browser = browser_of("dana")
    page = f"/contacts/{contact_id}"
    browser.get(page)

    assert browser.submit(f"{page}/removal", why="").status_code == 422
    assert browser.submit(f"{page}/removal", why="LEFT").status_code == 303

    after = browser.get(page).text
    assert "This contact was removed" in after
    assert "Ingrid" not in after
    assert "no longer works at" in browser.get(f"/accounts/{account.id}").text
    assert browser.submit(f"{page}/removal", why="LEFT").status_code == 409
