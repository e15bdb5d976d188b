import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa

from deals.actions import answer_question, ask_for_information
from deals.models import Deal
from deals.queries import get_deal
from deals.receipts.content import canonical, digest, document_of
from deals.receipts.models import Receipt
from deals.receipts.queries import receipts_of
from deals.receipts.verification import LONGEST, Verdict, verify
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall
from portal.kernel.errors import Invalid, NotFound
from tests.cast import Cast
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]


@pytest.fixture
def deal(cast: Cast) -> Deal:
    account = cast.account()
    cast.share(account, "luebeck")
    return cast.deal(account, "bob")


@pytest.fixture
def receipt(deal: Deal, database: TransactionalDatabase) -> Receipt:
    with database.work(system_actor("test")) as work:
        return receipts_of(work, deal.id)[0]


def test_a_registration_gets_a_receipt_of_what_was_submitted(deal: Deal, receipt: Receipt) -> None:
    content = json.loads(receipt.content)

    assert receipt.number == content["number"] == "DR-LUB-0001/1"
    assert content["submitted_at"] == "2026-11-24T08:48:00.000000Z"
    assert content["partner"] == "Lübeck Systems GmbH"
    assert content["host"] == "Hansa Components GmbH"
    assert content["customer"] == deal.customer_name
    assert content["value"] == "184000.00"
    assert content["lines"] == [{"family": "DRIVES", "quantity": 240, "amount": "184000.00"}]
    assert receipt.created_at == deal.submitted_at
    assert receipt.sha256 == digest(canonical(content))


def test_a_receipt_says_nothing_of_the_place_among_all_submissions(
    cast: Cast, deal: Deal, database: TransactionalDatabase
) -> None:
    with database.work(system_actor("test")) as work:
        work.session.execute(
            sa.text("SELECT count(nextval('deal_submissions_seq')) FROM generate_series(1, 54321)"),
            **_RAW,
        )
    account = cast.account("Moss Papir")
    cast.share(account, "luebeck")
    second = cast.deal(account)

    with database.work(cast.alice) as work:
        shown = receipts_of(work, second.id)[0]

    assert second.submission_sequence is not None
    assert second.submission_sequence > 54321
    assert str(second.submission_sequence) not in shown.content


_RAW = {"execution_options": {"kontor_raw_reason": "a test"}}


@pytest.mark.parametrize("wall", [Wall.READ_RULES, Wall.ROW_SECURITY])
def test_the_two_sides_see_a_receipt_and_a_rival_does_not_with_either_wall(
    cast: Cast, receipt: Receipt, database: TransactionalDatabase, wall: Wall
) -> None:
    database.walls = wall
    for name in ("bob", "alice", "dana", "desk"):
        with database.work(cast.actor(name)) as work:
            assert work.get(Receipt, receipt.id).number == receipt.number
    for name in ("charlie", "nina", "emil"):
        with database.work(cast.actor(name)) as work, pytest.raises(NotFound):
            work.get(Receipt, receipt.id)


@pytest.mark.parametrize(
    "statement", ["UPDATE deal_receipts SET number = 'X'", "DELETE FROM deal_receipts"]
)
@pytest.mark.parametrize("who", ["alice", "dana", None])
def test_nobody_changes_or_removes_a_receipt_not_even_the_portal_itself(
    cast: Cast, receipt: Receipt, database: TransactionalDatabase, statement: str, who: str | None
) -> None:
    actor = cast.actor(who) if who else system_actor("test")
    with pytest.raises(sa.exc.ProgrammingError), database.work(actor) as work:
        work.session.execute(sa.text(statement), **_RAW)


def test_a_receipt_that_does_not_have_the_hash_of_its_content_is_refused_by_the_database(
    cast: Cast, deal: Deal, database: TransactionalDatabase
) -> None:
    forged = Receipt(
        owner_company_id=deal.owner_company_id,
        deal_id=deal.id,
        number="DR-LUB-0001/2",
        place=2,
        content="{}",
        sha256="0" * 64,
    )
    refused = pytest.raises(sa.exc.IntegrityError, match="has_the_hash_of_its_content")
    with refused, database.work(cast.alice) as work:
        work.add(forged)


def test_an_answer_in_time_gets_no_new_receipt_and_a_late_one_does_and_both_are_kept(
    cast: Cast, deal: Deal, database: TransactionalDatabase, clock: StoppedClock
) -> None:
    for late in (False, True):
        with database.work(cast.dana) as work:
            ask_for_information(work, get_deal(work, deal.id), "Who decides?")
        clock.at += timedelta(days=20 if late else 1)
        with database.work(cast.alice) as work:
            answer_question(work, work.get(Deal, deal.id), " The board. ")

    with database.work(cast.bob) as work:
        last, first = receipts_of(work, deal.id)
        place = work.get(Deal, deal.id).submission_sequence

    assert (first.number, last.number) == ("DR-LUB-0001/1", "DR-LUB-0001/2")
    assert json.loads(first.content)["answer"] is None
    assert json.loads(last.content)["answer"] == "The board."
    assert last.created_at == clock.at
    assert place != deal.submission_sequence


def test_either_side_learns_that_a_receipt_is_genuine(
    cast: Cast, receipt: Receipt, database: TransactionalDatabase
) -> None:
    document = document_of(receipt.content, receipt.sha256)
    for name in ("bob", "alice", "dana"):
        with database.work(cast.actor(name)) as work:
            assert verify(work, document).verdict is Verdict.GENUINE
            assert verify(work, json.dumps(json.loads(document))).verdict is Verdict.GENUINE


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("value", "200000.00"),
        ("submitted_at", "2026-01-01T00:00:00.000000Z"),
        ("named_in_writing", 0),
    ],
)
def test_an_altered_receipt_is_found_out_with_what_is_different(
    cast: Cast, receipt: Receipt, database: TransactionalDatabase, field: str, value: object
) -> None:
    content = {**json.loads(receipt.content), field: value}
    with database.work(cast.alice) as work:
        as_it_was = verify(work, json.dumps({"receipt": content, "sha256": receipt.sha256}))
        hashed_anew = verify(
            work, json.dumps({"receipt": content, "sha256": digest(canonical(content))})
        )

    assert as_it_was.verdict is hashed_anew.verdict is Verdict.ALTERED
    assert as_it_was.changed == [field]
    assert hashed_anew.changed == [field, "sha256"]


def test_what_is_added_to_a_receipt_makes_it_another(
    cast: Cast, receipt: Receipt, database: TransactionalDatabase
) -> None:
    document = json.loads(document_of(receipt.content, receipt.sha256))
    with database.work(cast.alice) as work:
        assert verify(work, json.dumps({**document, "note": 1})).verdict is Verdict.ALTERED
        document["receipt"]["protected"] = True
        assert verify(work, json.dumps(document)).verdict is Verdict.ALTERED
        document["receipt"]["customer"] = "\ud800"
        assert verify(work, json.dumps(document)).verdict is Verdict.ALTERED


def test_a_foreign_receipt_is_answered_like_an_absent_one(
    browser_of: Callable[[str], Browser], receipt: Receipt
) -> None:
    charlie = browser_of("charlie")
    genuine = json.loads(document_of(receipt.content, receipt.sha256))
    absent = {**genuine, "receipt": {**genuine["receipt"], "number": "DR-LUB-0999/1"}}

    def answer(document: dict[str, object]) -> str:
        page = charlie.submit("/deals/receipts/verification", receipt=json.dumps(document))
        assert page.status_code == 200
        return page.text.partition("data-focus>")[2].partition("</div>")[0]

    assert "no such receipt" in answer(genuine)
    assert answer(genuine) == answer(absent)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[1]",
        '{"receipt": 1}',
        "{" * 3000,
        "[" * 60_000,
        '{"receipt": {"number": "A/1", "number": "B/1"}}',
        '{"receipt": {"value": ' + "9" * 5000 + "}}",
        " " * LONGEST + "{}",
    ],
)
def test_what_is_no_receipt_is_refused_with_a_sentence(
    cast: Cast, database: TransactionalDatabase, text: str
) -> None:
    with database.work(cast.alice) as work, pytest.raises(Invalid) as refused:
        verify(work, text)
    assert "This is no receipt" in refused.value.fields["receipt"]


@pytest.mark.parametrize("number", ["DR\u0000/1", "' OR 1=1 --", 7, None, "DR-X-1/" + "1" * 40])
def test_a_number_that_no_receipt_can_have_is_unknown(
    cast: Cast, database: TransactionalDatabase, number: object
) -> None:
    with database.work(cast.alice) as work:
        text = json.dumps({"receipt": {"number": number}})
        assert verify(work, text).verdict is Verdict.UNKNOWN


def test_a_receipt_is_downloaded_and_brought_back_as_a_file(
    browser_of: Callable[[str], Browser], deal: Deal, receipt: Receipt
) -> None:
    bob, charlie = browser_of("bob"), browser_of("charlie")
    file = bob.get(f"/deals/receipts/{receipt.id}/file")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert receipt.number in bob.get(f"/deals/{deal.id}").text
    assert "240" in bob.get(f"/deals/receipts/{receipt.id}").text

    answer = bob.submit(
        "/deals/receipts/verification", file=(BytesIO(file.data), "receipt.json"), receipt=""
    )
    assert "genuine and unaltered" in answer.text
    broken = bob.submit("/deals/receipts/verification", receipt='{"receipt": ')
    assert broken.status_code == 422
    assert "{&#34;receipt&#34;:</textarea>" in broken.text
    for path in (f"/deals/receipts/{receipt.id}", f"/deals/receipts/{receipt.id}/file"):
        assert charlie.get(path).status_code == 404
