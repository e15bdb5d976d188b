"""Read rules travel as one option: its place in the statement cache is shared, its values never."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from deals.models import Deal
from partners.contacts.models import Contact
from portal.kernel.actor import Actor
from portal.kernel.db import Wall
from portal.kernel.db.criteria import read_criteria
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

    assert read_criteria(alice)._rules.shape == read_criteria(charlie)._rules.shape
    for _ in range(3):
        assert _owners_seen(database, alice) == {alice.company_id}
        assert _owners_seen(database, charlie) == {charlie.company_id}


def test_readers_of_another_reach_never_share_a_statement(cast: Cast) -> None:
    actors = [cast.alice, cast.bob, cast.dana, cast.actor("desk")]

    assert len({read_criteria(actor)._rules.shape for actor in actors}) == len(actors)


def test_every_value_of_a_rule_belongs_to_its_actor(cast: Cast) -> None:
    alice, charlie = cast.alice, cast.charlie

    hers = [bind.value for bind in read_criteria(alice)._values]

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


def test_a_rule_is_made_ready_once_for_all_statements(cast: Cast) -> None:
    rule = next(
        rule for rule in read_criteria(cast.alice)._rules.options if rule.entity is sa.inspect(Deal)
    )

    first = rule._resolve_where_criteria(sa.inspect(Deal))
    assert rule._resolve_where_criteria(sa.inspect(Deal)) is first


@pytest.mark.parametrize("way", ["alone", "joined", "joined to", "beside it", "asked about"])
def test_an_alias_is_held_to_the_rule_of_its_model(
    cast: Cast, database: TransactionalDatabase, way: str
) -> None:
    account = cast.account()
    for company in ("luebeck", "danzig"):
        cast.share(account, company)
    cast.deal(account, "alice")
    cast.deal(account, "charlie", "SENSORS")
    database.walls = Wall.READ_RULES
    other = aliased(Deal)
    always = sa.or_(Deal.id == other.id, Deal.id != other.id)
    statement = {
        "alone": sa.select(other.id),
        "joined": sa.select(Deal.id, other.id).join(other, always),
        "joined to": sa.select(other.id, Deal.id).join(Deal, always),
        "beside it": sa.select(Deal.id, other.id).where(always),
        "asked about": sa.select(Deal.id).where(
            sa.exists().where(other.owner_company_id != cast.alice.company_id)
        ),
    }[way]

    with database.work(cast.alice) as work:
        rows = work.session.execute(statement).all()

    assert len(rows) == (0 if way == "asked about" else 1)
