"""Many leads from one sheet: what the trial says, what is taken in, and who sees any of it."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa

from deals.leads.actions import take_in
from deals.leads.models import Lead, LeadContact
from deals.leads.sheets import actions
from deals.leads.sheets.actions import bring_sheet, start_sheet, stop_sheet
from deals.leads.sheets.jobs import forget_sheets, go_through
from deals.leads.sheets.models import KEPT, ROW_TRANSITIONS, LeadSheet, LeadSheetRow, RowState
from deals.leads.sheets.reading import COLUMNS, MOST_BYTES, MOST_ROWS
from deals.leads.states import LeadState, Size
from deals.sheets.models import SHEET_TRANSITIONS, SheetState
from partners.people.actions import suspend_member
from partners.people.models import Membership
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall
from portal.kernel.errors import Forbidden, Invalid, NotFound, TransitionRefused
from portal.kernel.workbooks import workbook
from tests.cast import Cast
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.deals.leads.desk import Desk
from tests.web.conftest import Browser

HEADING = ",".join(COLUMNS)


def _cells(email: str, **changes: str) -> list[str]:
    values = {
        "customer_name": "Fjordverft AS",
        "contact_name": "Ingrid Berg",
        "email": email,
        "need": "Replaces forty drives",
        "industry": "Shipyards",
        "country": "Norway",
        "territory": "no-e",
        "family": "drives",
        "size": "120",
        "domain": "https://www.fjordverft.example/contact",
        "phone": "+47 22 00 00 00",
        "source": "",
    }
    return [{**values, **changes}[name] for name in COLUMNS]


def _row(email: str, **changes: str) -> str:
    return ",".join(_cells(email, **changes))


def _sheet(*rows: str) -> bytes:
    return "\r\n".join([HEADING, *rows, ""]).encode()


def _bring(
    database: TransactionalDatabase, cast: Cast, content: bytes, by: str = "dana"
) -> LeadSheet:
    with database.work(cast.actor(by)) as work:
        return bring_sheet(work, database, "leads.csv", BytesIO(content), "Fair 2026")


def _run(database: TransactionalDatabase, cast: Cast, sheet: LeadSheet, by: str = "dana") -> None:
    with database.work(cast.actor(by)) as work:
        start_sheet(work, work.get(LeadSheet, sheet.id))
    go_through(database, sheet.id)


def _now(database: TransactionalDatabase, sheet: LeadSheet) -> LeadSheet:
    with database.work(system_actor("test")) as work:
        return work.get(LeadSheet, sheet.id)


def _rows(database: TransactionalDatabase, sheet: LeadSheet) -> list[LeadSheetRow]:
    with database.work(system_actor("test")) as work:
        mine = sa.select(LeadSheetRow).where(LeadSheetRow.sheet_id == sheet.id)
        return list(work.all(mine.order_by(LeadSheetRow.number)))


def _wrong(rows: Iterable[LeadSheetRow]) -> set[tuple[int, str]]:
    return {(row.number, column) for row in rows for column, _, _ in row.told}


def _emails(database: TransactionalDatabase) -> list[str]:
    with database.work(system_actor("test")) as work:
        contacts = sa.select(LeadContact.email).order_by(LeadContact.created_at, LeadContact.id)
        return list(work.session.scalars(contacts))


def test_rows_are_taken_in_as_new_leads_with_what_stands_in_them(
    cast: Cast, database: TransactionalDatabase
) -> None:
    content = _sheet(_row("ingrid@a.example"), _row("per@a.example", size="LARGE", source="Call"))
    sheet = _bring(database, cast, content)
    assert (sheet.rows, sheet.ready, _emails(database)) == (2, 2, [])

    _run(database, cast, sheet)

    done, rows = _now(database, sheet), _rows(database, sheet)
    assert (done.state, done.taken_in, done.need_attention) == (SheetState.DONE, 2, 0)
    assert {row.state for row in rows} == {RowState.TAKEN_IN}
    with database.work(cast.dana) as work:
        first, second = (work.get(Lead, row.lead_id) for row in rows if row.lead_id)
        contact = work.one(sa.select(LeadContact).where(LeadContact.lead_id == first.id))
    assert (first.state, first.country, first.territory_code) == (LeadState.NEW, "NO", "NO-E")
    assert (first.size, second.size) == (Size.MEDIUM, Size.LARGE)
    assert (first.source, second.source) == ("Fair 2026", "Call")
    assert (contact.domain, contact.phone) == ("fjordverft.example", "+47 22 00 00 00")


def test_a_trial_names_every_bad_row_and_what_is_wrong_with_it(
    cast: Cast, database: TransactionalDatabase
) -> None:
    content = _sheet(
        _row("good@a.example"),
        _row("nowhere", country="Atlantis"),
        _row("a@a.example", territory="MARS", family="SHIPS"),
        _row("b@a.example", size="many", need="", customer_name=""),
        _row("c@a.example", industry="x" * 81),
        _row("d@a.example", size="-1"),
    )
    sheet = _bring(database, cast, content)

    rows = _rows(database, sheet)
    assert _wrong(rows) == {
        (3, "email"),
        (3, "country"),
        (4, "territory"),
        (4, "family"),
        (5, "size"),
        (5, "need"),
        (5, "customer_name"),
        (6, "industry"),
        (7, "size"),
    }
    assert [row.state for row in rows] == [RowState.READY, *[RowState.FAULTY] * 5]
    assert (sheet.ready, sheet.need_attention) == (1, 5)
    assert max(len(value) for row in rows for *_, value in row.told) <= 80


def test_who_is_in_the_sheet_twice_or_there_already_is_shown_and_left_out(
    desk: Desk, database: TransactionalDatabase
) -> None:
    content = _sheet(
        _row("INGRID@fjordverft.example"),  # the lead on the desk
        _row("per@a.example"),
        _row("Per@a.example"),
        _row("per@a.example", family="SENSORS"),  # looks for something else
        _row("kari@a.example", need=""),
        _row("kari@a.example"),  # what was wrong with the row before is right here
    )
    sheet = _bring(database, desk.cast, content)

    rows = _rows(database, sheet)
    assert _wrong(rows) == {(2, "email"), (4, "email"), (6, "need")}
    assert rows[0].lead_id == desk.lead_id
    assert [row.state for row in rows[3:]] == [RowState.READY, RowState.FAULTY, RowState.READY]


def test_the_same_sheet_again_takes_in_nothing_twice(
    cast: Cast, database: TransactionalDatabase
) -> None:
    first = _bring(database, cast, _sheet(_row("a@a.example"), _row("b@a.example")))
    beside = _bring(database, cast, _sheet(_row("b@a.example"), _row("c@a.example")), "adam")
    _run(database, cast, first)
    _run(database, cast, beside, "adam")
    again = _bring(database, cast, _sheet(_row("a@a.example"), _row("b@a.example")))

    assert sorted(_emails(database)) == ["a@a.example", "b@a.example", "c@a.example"]
    late, taken = _rows(database, beside)
    assert (late.state, taken.state) == (RowState.LEFT_OUT, RowState.TAKEN_IN)
    assert "there already" in late.told[0][1]
    assert (again.ready, again.need_attention) == (0, 2)


def test_a_workbook_is_read_like_a_text(cast: Cast, database: TransactionalDatabase) -> None:
    content = b"".join(workbook([COLUMNS, _cells("a@a.example"), _cells("bad")], "Leads"))
    sheet = _bring(database, cast, content)

    assert (sheet.rows, sheet.ready) == (2, 1)
    assert _wrong(_rows(database, sheet)) == {(3, "email")}


def test_headings_are_known_by_other_words_too(cast: Cast, database: TransactionalDatabase) -> None:
    heading = "Company;Contact;E-Mail;Need;Industry;Country;Territory;Product family;Employees"
    row = "Fjordverft;Ingrid;i@a.example;Drives;Shipyards;NO;NO-E;DRIVES;12"
    assert _bring(database, cast, f"{heading}\n{row}\n".encode()).ready == 1


def test_a_worker_that_dies_is_followed_by_one_that_goes_on_from_there(
    cast: Cast, database: TransactionalDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = _bring(database, cast, _sheet(*(_row(f"{name}@a.example") for name in "abc")))
    real, calls = take_in, []

    def dies(*arguments: object) -> Lead:
        calls.append(arguments)
        if len(calls) == 2:
            raise RuntimeError("killed")
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(actions, "take_in", dies)
    with pytest.raises(RuntimeError):
        _run(database, cast, sheet)
    assert _emails(database) == ["a@a.example"]
    go_through(database, sheet.id)
    go_through(database, sheet.id)

    assert _emails(database) == ["a@a.example", "b@a.example", "c@a.example"]
    assert _now(database, sheet).state is SheetState.DONE


def test_what_is_stopped_goes_no_further_and_nobody_takes_in_who_may_not_any_more(
    cast: Cast, database: TransactionalDatabase
) -> None:
    stopped, running = (_bring(database, cast, _sheet(_row(f"{n}@a.example"))) for n in "ab")
    with database.work(cast.dana) as work:
        stop_sheet(work, work.get(LeadSheet, stopped.id))
        with pytest.raises(TransitionRefused):
            start_sheet(work, work.get(LeadSheet, stopped.id))
        start_sheet(work, work.get(LeadSheet, running.id))
    with database.work(cast.actor("adam")) as work:
        of_dana = Membership.person_id == cast.people["dana"].id
        suspend_member(work, work.one(sa.select(Membership).where(of_dana)), "left")
    go_through(database, stopped.id)
    go_through(database, running.id)

    assert _emails(database) == []
    assert _now(database, running).state is SheetState.STOPPED


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x" * (MOST_BYTES + 1),
        b"PK\x03\x04 no workbook",
        b"name,country\nFjordverft,NO\n",
        HEADING.encode() + b"\n",
        HEADING.encode() + b"\n\0",
        _sheet(*(_row(f"{n}@a.example", need="x") for n in range(MOST_ROWS + 1))),
    ],
    ids=range(7),
)
def test_what_is_no_sheet_of_leads_is_refused_with_a_sentence(
    cast: Cast, database: TransactionalDatabase, content: bytes
) -> None:
    with pytest.raises(Invalid) as refused:
        _bring(database, cast, content)
    assert refused.value.fields["file"]


def test_sheets_are_forgotten_after_their_time_and_the_leads_they_became_stay(
    cast: Cast, database: TransactionalDatabase, clock: StoppedClock
) -> None:
    sheets = [_bring(database, cast, _sheet(_row(f"p{n}@a.example"))) for n in range(3)]
    _run(database, cast, sheets[0])
    with database.work(cast.dana) as work:
        start_sheet(work, work.get(LeadSheet, sheets[1].id))

    clock.advance(hours=KEPT / timedelta(hours=1))
    young = _bring(database, cast, _sheet(_row("young@a.example")))
    assert forget_sheets(database) == 2
    assert forget_sheets(database) == 0

    with database.work(system_actor("test")) as work:
        left = set(work.session.scalars(sa.select(LeadSheet.id)))
        rows = set(work.session.scalars(sa.select(LeadSheetRow.sheet_id)))
    assert left == rows == {sheets[1].id, young.id}, "one that is at work, and the young one"
    assert _emails(database) == ["p0@a.example"]


@pytest.mark.parametrize("wall", [Wall.READ_RULES, Wall.ROW_SECURITY])
def test_only_whoever_brought_a_sheet_sees_it_and_its_rows_with_either_wall(
    cast: Cast, database: TransactionalDatabase, wall: Wall
) -> None:
    sheet = _bring(database, cast, _sheet(_row("a@a.example")))
    [row] = _rows(database, sheet)
    database.walls = wall
    with database.work(cast.dana) as work:
        assert work.get(LeadSheet, sheet.id).file_name == "leads.csv"
        assert work.get(LeadSheetRow, row.id).number == 2
    for name in ("adam", "alice", "charlie"):
        with database.work(cast.actor(name)) as work:
            for model, record_id in ((LeadSheet, sheet.id), (LeadSheetRow, row.id)):
                with pytest.raises(NotFound):
                    work.get(model, record_id)


def test_a_role_that_takes_in_no_leads_brings_no_sheet(
    cast: Cast, database: TransactionalDatabase
) -> None:
    for name in ("alice", "audrey"):
        with pytest.raises(Forbidden):
            _bring(database, cast, _sheet(_row("a@a.example")), name)


@pytest.mark.parametrize("start", SheetState)
def test_a_sheet_goes_where_the_map_leads_and_nowhere_else(start: SheetState) -> None:
    for end in SheetState:
        sheet = LeadSheet(state=start)
        if end in SHEET_TRANSITIONS[start]:
            sheet.enter(end)
        else:
            with pytest.raises(TransitionRefused):
                sheet.enter(end)


@pytest.mark.parametrize("start", RowState)
def test_a_row_goes_where_the_map_leads_and_nowhere_else(start: RowState) -> None:
    for end in RowState:
        row = LeadSheetRow(state=start)
        if end in ROW_TRANSITIONS[start]:
            row.enter(end)
        else:
            with pytest.raises(TransitionRefused):
                row.enter(end)


def test_a_sheet_is_brought_tried_and_taken_in_on_the_pages(
    browser_of: Callable[[str], Browser], database: TransactionalDatabase
) -> None:
    dana = browser_of("dana")
    refused = dana.submit("/leads/sheets", source="Fair", file=(BytesIO(b"a,b\n1,2\n"), "x.csv"))
    assert refused.status_code == 422
    assert "These columns are missing" in refused.text
    assert 'value="Fair"' in refused.text
    assert dana.submit("/leads/sheets").status_code == 422
    content = BytesIO(_sheet(_row("a@a.example"), _row("bad", customer_name="Nobody")))
    path = dana.submit("/leads/sheets", file=(content, "leads.csv"), source="Fair").location
    page = dana.get(path).text
    assert "Take in 1 lead" in page
    assert "Nobody" in page
    assert "Fjordverft" not in dana.get(f"{path}?show=attention").text
    assert dana.submit(path, do="start").status_code == 303
    with database.work(system_actor("test")) as work:
        [sheet] = work.all(sa.select(LeadSheet))
    go_through(database, sheet.id)
    assert "/leads/" in dana.get(path).text
    assert dana.submit(path, do="start").status_code == 409
    assert "leads.csv" in dana.get("/leads/sheets").text
    for name, status in (("adam", 404), ("alice", 403), ("charlie", 403), ("audrey", 403)):
        assert browser_of(name).get(path).status_code == status


def test_rows_of_a_long_sheet_come_page_by_page(
    browser_of: Callable[[str], Browser], cast: Cast, database: TransactionalDatabase
) -> None:
    sheet = _bring(database, cast, _sheet(*(_row(f"{n}@a.example") for n in range(120))))
    dana, seen, path = browser_of("dana"), 0, f"/leads/sheets/{sheet.id}"
    while path:
        page = dana.get(path).text
        seen += page.count('id="row-')
        path = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")

    assert seen == 120
