"""What is entered of a lead holds alike for the form, the API, sheets and campaigns."""

from uuid import UUID

import pytest
import sqlalchemy as sa

from deals.catalogue.models import Territory
from deals.leads.actions import receive, take_in
from deals.leads.entry import LONGEST, errors_of, text_errors
from deals.leads.models import LeadContact
from deals.leads.sheets.reading import read_row
from portal.kernel.actor import system_actor
from portal.kernel.errors import Invalid
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.deals.leads.leads import a_lead


@pytest.mark.parametrize(
    "phone",
    [
        "+47 22 00 00 00",
        "030/123456",
        "(0451) 12-34.56",
        "0451 123456 ext. 12",
        "+49 451 1234x7",
        "",
    ],
)
def test_a_phone_number_is_kept_as_it_was_typed(
    cast: Cast, database: TransactionalDatabase, phone: str
) -> None:
    with database.work(cast.dana) as work:
        lead = take_in(work, a_lead(phone=phone))
        work.flush()
        kept = work.one(_contact_of(lead.id)).phone
    assert kept == (phone or None)


@pytest.mark.parametrize(
    "phone", ["ask her", "12345", "+47 22 00 00 00 00 00 00 00", "٠١٢٣٤٥٦٧", "x 123456"]
)
def test_what_nobody_can_dial_is_refused(
    cast: Cast, database: TransactionalDatabase, phone: str
) -> None:
    assert refused(cast, database, phone=phone) == ["phone"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://www.fjordverft.example/kontakt?from=ad#top", "fjordverft.example"),
        ("WWW.Fjordverft.example:8443", "fjordverft.example"),
        (" shop.fjordverft.example. ", "shop.fjordverft.example"),
    ],
)
def test_of_a_pasted_address_the_host_is_kept(
    cast: Cast, database: TransactionalDatabase, typed: str, kept: str
) -> None:
    with database.work(cast.dana) as work:
        lead = take_in(work, a_lead(domain=typed))
        work.flush()
        assert work.one(_contact_of(lead.id)).domain == kept


@pytest.mark.parametrize(
    "domain", ["fjordverft", "ingrid@fjordverft.example", "no web site", "https://"]
)
def test_what_is_no_host_is_refused(
    cast: Cast, database: TransactionalDatabase, domain: str
) -> None:
    assert refused(cast, database, domain=domain) == ["domain"]


@pytest.mark.parametrize("country", ["", "XX", "EU", "ZZ", "Norway", "N"])
def test_a_country_that_there_is_not_is_refused(
    cast: Cast, database: TransactionalDatabase, country: str
) -> None:
    assert refused(cast, database, country=country) == ["country"]


def test_a_territory_in_another_country_is_refused_where_the_catalogue_tells(
    cast: Cast, database: TransactionalDatabase
) -> None:
    assert refused(cast, database, territory_code="SE") == ["territory"]
    with database.work(system_actor("test")) as work:
        work.session.add(Territory(code="N", name="Norwegen"))
        work.flush()
        work.session.add(Territory(code="N-1", name="Oslo and around", parent_code="N"))
    with database.work(cast.dana) as work:
        assert errors_of(work, a_lead(territory_code="N-1")) == {}
        assert list(errors_of(work, a_lead(territory_code="N-1", country="SE"))) == ["territory"]
        assert errors_of(work, a_lead(territory_code="NO-E", country="SE")) == {}  # it does not


def test_the_industry_does_not_tell_the_number_however_it_is_written(
    cast: Cast, database: TransactionalDatabase
) -> None:
    assert refused(cast, database, industry="Call +47-2200-0000") == ["industry"]
    assert refused(
        cast, database, industry="See fjordverft.example", domain="http://www.fjordverft.example/"
    ) == ["industry"]


def test_a_visitor_of_a_campaign_is_told_the_same(
    cast: Cast, database: TransactionalDatabase
) -> None:
    owner = cast.dana.company_id
    new = a_lead(phone="call me", domain="nothing", country="XX")
    with database.work(system_actor("visitor")) as work, pytest.raises(Invalid) as wrong:
        receive(work, owner, new)
    assert set(wrong.value.fields) == {"phone", "domain", "country"}


def test_a_row_of_a_sheet_is_told_the_same() -> None:
    row = {"phone": "call me", "domain": "nothing", "country": "Atlantis", "size": "12"}
    told = {name: sentence for name, sentence, _ in read_row(row, "Fair")[1]}
    assert {"phone", "domain", "country"} <= set(told)
    wrong = text_errors(
        {
            **dict.fromkeys(
                ("industry", "customer_name", "contact_name", "email", "need", "source"), ""
            ),
            **row,
        }
    )
    assert (told["phone"], told["domain"]) == (wrong["phone"], wrong["domain"])


def _contact_of(lead_id: UUID) -> sa.Select[LeadContact]:
    return sa.select(LeadContact).where(LeadContact.lead_id == lead_id)


def refused(cast: Cast, database: TransactionalDatabase, **changes: str) -> list[str]:
    with database.work(cast.dana) as work, pytest.raises(Invalid) as wrong:
        take_in(work, a_lead(**changes))
    return list(wrong.value.fields)


@pytest.mark.parametrize("field", ["phone", "domain", "industry", "customer_name", "email"])
@pytest.mark.parametrize("filling", [" ", "1 ", "a.", "a-", "@", "http://"])
def test_a_text_without_measure_is_refused_at_once(field: str, filling: str) -> None:
    """Anybody may send the form of a campaign: to look at half a megabyte took an hour."""
    texts = {**dict.fromkeys(LONGEST, "x"), "email": "a@b.example", "phone": "", "domain": ""}
    assert field in text_errors({**texts, field: f"1{filling * (500_000 // len(filling))}y"})
