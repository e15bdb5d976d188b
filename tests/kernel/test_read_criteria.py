"""Read rules travel as one option: its place in the statement cache is shared, its values never."""

import sqlalchemy as sa

from deals.models import Deal
from partners.contacts.models import Contact
from portal.kernel.actor import Actor
from portal.kernel.db import Wall
from portal.kernel.db.walls import read_criteria
from tests.cast import Cast
from tests.conftest import TransactionalDatabase


def test_two_readers_of_one_kind_share_a_statement_and_no_row(
    cast: Cast, database: TransactionalDatabase
) -> None:
    account = cast.account()
    for company in ("luebeck", "danzig"):
        cast.share(account, company)
    cast.deal(account, "alice")
    cast.deal(account, "charlie", "SENSORS")
    alice, charlie = cast.alice, cast.charlie
    database.walls = Wall.READ_RULES

    assert read_criteria(alice)._shape == read_criteria(charlie)._shape
    for _ in range(3):
        assert _owners_seen(database, alice) == {alice.company_id}
        assert _owners_seen(database, charlie) == {charlie.company_id}


def test_readers_of_another_reach_never_share_a_statement(cast: Cast) -> None:
    actors = [cast.alice, cast.bob, cast.dana, cast.actor("desk")]

    assert len({read_criteria(actor)._shape for actor in actors}) == len(actors)


def test_every_value_of_a_rule_belongs_to_its_actor(cast: Cast) -> None:
    alice, charlie = cast.alice, cast.charlie

    hers = [bind.value for bind in read_criteria(alice)._binds]

    assert alice.id in hers
    assert alice.company_id in hers
    assert charlie.id not in hers
    assert charlie.company_id not in hers


def test_a_rule_is_not_added_to_what_another_rule_asks(cast: Cast) -> None:
    contacts = str(sa.select(Contact.id).options(read_criteria(cast.alice)))

    assert contacts.count("FROM contacts") == contacts.count("FROM accounts") == 1
    assert contacts.count("FROM account_share_grants AS grants_in_force") == 1


def _owners_seen(database: TransactionalDatabase, actor: Actor) -> set[object]:
    with database.work(actor) as work:
        return set(work.session.scalars(sa.select(Deal.owner_company_id)))
