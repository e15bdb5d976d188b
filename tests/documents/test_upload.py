"""From ticket to version: nothing is visible that was not announced, whole and clean."""

import hashlib
import io
import threading
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import urllib3
from sqlalchemy.orm import contains_eager

from deals.models import Deal
from documents import actions, queries
from documents.actions import NewUpload, NotArrived, UploadRefused
from documents.examination import examine
from documents.jobs import check_received, sweep, tell_the_sender
from documents.models import CompanyStorage, Document, Scan, Upload, UploadState, Version
from documents.scanning import new_scanner
from partners.companies.models import Company, CompanyKind
from partners.notifications.models import Notification
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Database
from portal.kernel.errors import Conflict, Invalid, NotFound, TooLarge
from portal.kernel.ids import new_id
from portal.kernel.services import Services
from portal.kernel.storage import Storage, final_key
from tests.conftest import StoppedClock
from tests.documents.conftest import Desk
from tests.documents.files import EICAR, EXE, HTML, PNG, SVG, archive, office, open_document, pdf


def documents_on(desk: Desk, deal: Deal) -> list[Document]:
    with desk.database.work(desk.cast.alice) as work:
        return list(queries.documents_of(work, "deal", deal.id))


def space_used(desk: Desk, deal: Deal) -> int:
    with desk.database.work(system_actor("test")) as work:
        held = work.session.get(CompanyStorage, deal.owner_company_id)
        return held.used_bytes if held else 0


def state_of(desk: Desk, upload: Upload) -> UploadState:
    with desk.database.work(system_actor("test")) as work:
        return work.get(Upload, upload.id).state


def test_a_whole_pdf_appears_with_its_size_and_hash(desk: Desk, deal: Deal) -> None:
    content = pdf()
    upload = desk.send(desk.cast.alice, deal, "Frame contract.pdf", content)

    (document,) = documents_on(desk, deal)
    version = document.latest
    assert upload.state is UploadState.VERIFIED
    assert (version.number, version.size, version.scan) == (1, len(content), Scan.CLEAN)
    assert version.sha256 == hashlib.sha256(content).hexdigest()
    assert version.key == final_key(deal.owner_company_id, version.sha256)
    assert version.content_type == "application/pdf"
    assert desk.storage.read(version.key) == content
    assert list(desk.storage.older_than(upload.staging_key, soon())) == []
    assert list(desk.storage.older_than(upload.received_key, soon())) == []


def soon() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=1)


@pytest.mark.parametrize("cut", [1, 300, -1], ids=["after one byte", "mid", "one byte short"])
def test_a_cut_upload_is_refused_and_leaves_nothing(desk: Desk, deal: Deal, cut: int) -> None:
    content = pdf(size=600)
    with pytest.raises(UploadRefused, match="bytes arrived"):
        desk.send(desk.cast.alice, deal, "Contract.pdf", content[:cut], announced=len(content))
    assert documents_on(desk, deal) == []
    assert space_used(desk, deal) == 0


def test_a_longer_file_than_announced_is_refused(desk: Desk, deal: Deal) -> None:
    with pytest.raises(UploadRefused, match="bytes arrived"):
        desk.send(desk.cast.alice, deal, "Contract.pdf", pdf(size=900), announced=600)
    assert documents_on(desk, deal) == []


def test_when_nothing_arrived_the_same_ticket_goes_on(desk: Desk, deal: Deal) -> None:
    upload = desk.ticket(desk.cast.alice, deal, "Contract.pdf", len(pdf()))
    with pytest.raises(NotArrived):
        desk.complete(desk.cast.alice, upload)
    assert state_of(desk, upload) is UploadState.OPEN

    desk.put(upload, pdf())
    assert desk.complete(desk.cast.alice, upload).state is UploadState.VERIFIED


def test_bytes_that_changed_on_their_way_are_refused(desk: Desk, deal: Deal) -> None:
    content = pdf()
    flipped = content.replace(b"Frame", b"Grame")
    told = hashlib.sha256(content).hexdigest()
    upload = desk.ticket(desk.cast.alice, deal, "Contract.pdf", len(content), sha256=told)
    desk.put(upload, flipped)
    with pytest.raises(UploadRefused, match="changed on its way"):
        desk.complete(desk.cast.alice, upload)
    assert documents_on(desk, deal) == []


def test_completing_twice_makes_one_version(desk: Desk, deal: Deal) -> None:
    upload = desk.send(desk.cast.alice, deal, "Contract.pdf", pdf())
    again = desk.complete(desk.cast.alice, upload)
    assert again.version_id == upload.version_id
    assert len(documents_on(desk, deal)) == 1
    assert space_used(desk, deal) == len(pdf())


def test_a_refusal_repeats_its_sentence(desk: Desk, deal: Deal) -> None:
    upload = desk.ticket(desk.cast.alice, deal, "Contract.pdf", len(HTML))
    desk.put(upload, HTML)
    with pytest.raises(UploadRefused) as first:
        desk.complete(desk.cast.alice, upload)
    with pytest.raises(UploadRefused) as second:
        desk.complete(desk.cast.alice, upload)
    assert first.value.message == second.value.message
    assert state_of(desk, upload) is UploadState.REFUSED
    with desk.database.work(desk.cast.alice) as work:
        refused = work.one(sa.select(Activity).where(Activity.verb == "document-refused"))
    assert refused.reason == first.value.message


def test_writing_to_the_address_again_changes_no_version(desk: Desk, deal: Deal) -> None:
    upload = desk.send(desk.cast.alice, deal, "Contract.pdf", pdf())
    desk.put(upload, pdf("Another contract"))
    desk.complete(desk.cast.alice, upload)
    (document,) = documents_on(desk, deal)
    assert desk.storage.read(document.latest.key) == pdf()


def test_nobody_gets_an_address_for_a_final_key(desk: Desk, deal: Deal) -> None:
    upload = desk.send(desk.cast.alice, deal, "Contract.pdf", pdf())
    (document,) = documents_on(desk, deal)
    url = desk.storage.upload_url(upload.staging_key)
    aimed = url.replace(upload.staging_key, document.latest.key)
    assert urllib3.request("PUT", aimed, body=b"x").status == 403
    assert desk.storage.read(document.latest.key) == pdf()


def test_the_same_bytes_twice_are_two_documents_and_one_object(desk: Desk, deal: Deal) -> None:
    desk.send(desk.cast.alice, deal, "A.pdf", pdf())
    desk.send(desk.cast.alice, deal, "B.pdf", pdf())
    first, second = documents_on(desk, deal)
    assert first.latest.key == second.latest.key


def test_a_further_version_keeps_the_first(desk: Desk, deal: Deal) -> None:
    document = desk.add(desk.cast.alice, deal)
    with desk.database.work(desk.cast.dana) as work:
        content = pdf("Second draft")
        actions.add_document(
            work,
            desk.storage,
            work.get(Deal, deal.id),
            NewUpload("Contract v2.pdf", len(content)),
            io.BytesIO(content),
            queries.get_document(work, document.id),
        )
    with desk.database.work(desk.cast.alice) as work:
        versions = queries.versions_of(work, work.get(Document, document.id))
    assert [version.number for version in versions] == [2, 1]
    assert versions[1].sha256 == hashlib.sha256(pdf()).hexdigest()


ACCEPTED = {
    "a.pdf": pdf(),
    "a.docx": office(),
    "a.xlsx": office("xl/workbook.xml"),
    "a.pptx": office("ppt/presentation.xml"),
    "a.odt": open_document(),
    "a.png": PNG,
    "a.txt": "Grüße aus Lübeck\r\n".encode(),
    "a.csv": "Größe;1,5\n".encode("cp1252"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_honest_file_of_each_kind_is_taken(desk: Desk, deal: Deal, name: str) -> None:
    assert desk.send(desk.cast.alice, deal, name, ACCEPTED[name]).state is UploadState.VERIFIED


REFUSED = {
    "html as pdf": ("a.pdf", HTML),
    "html behind a pdf's start": ("a.pdf", b"\n" + pdf()),
    "half a pdf": ("a.pdf", pdf()[:-10]),
    "pdf with an archive behind it": ("a.pdf", pdf() + archive({"a.class": b"x"})),
    "image with an archive behind it": ("a.png", PNG + archive({"a.class": b"x"})),
    "program as docx": ("a.docx", EXE),
    "archive as docx": ("a.docx", archive({"a.txt": b"x"})),
    "docx as xlsx": ("a.xlsx", office()),
    "docx with macros": ("a.docx", office("word/document.xml", "word/vbaProject.bin")),
    "docx that unpacks to a thousandfold": (
        "a.docx",
        archive({"word/document.xml": b"\0" * 30_000_000}),
    ),
    "docx with its directory cut off": ("a.docx", office()[:-30]),
    "svg as png": ("a.png", SVG),
    "svg as text": ("a.txt", SVG),
    "html as csv": ("a.csv", b"\xef\xbb\xbf  \n<HTML><script>"),
    "program as text": ("a.txt", EXE),
    "virus signature": ("a.txt", b"hello\n" + EICAR),
    "pdf with a script": ("a.pdf", pdf(extra=b"4 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj")),
    "pdf with a script written differently": ("a.pdf", pdf(extra=b"<</S /J#61vaScript>>")),
    "pdf that starts a program": ("a.pdf", pdf(extra=b"<</S/Launch/F(cmd.exe)>>")),
}


@pytest.mark.parametrize("case", REFUSED)
def test_content_that_is_not_what_its_name_says_is_refused(
    desk: Desk, deal: Deal, case: str
) -> None:
    name, content = REFUSED[case]
    with pytest.raises(UploadRefused):
        desk.send(desk.cast.alice, deal, name, content)
    assert documents_on(desk, deal) == []
    assert space_used(desk, deal) == 0


@pytest.mark.parametrize("name", ["a.svg", "a.html", "a.exe", "a.zip", "a.docm", "a.pdf.js"])
def test_other_endings_are_refused_before_a_byte_is_sent(desk: Desk, deal: Deal, name: str) -> None:
    with pytest.raises(Invalid, match="does not take"):
        desk.ticket(desk.cast.alice, deal, name, 100)


def test_a_signature_across_two_pieces_is_found() -> None:
    scanner = new_scanner()
    for piece in (b"x" * 1000 + EICAR[:30], EICAR[30:] + b"x"):
        scanner.feed(piece)
    assert scanner.finding() is not None


def test_an_empty_and_a_too_large_file_are_refused_at_once(desk: Desk, deal: Deal) -> None:
    with pytest.raises(Invalid, match="empty"):
        desk.ticket(desk.cast.alice, deal, "a.pdf", 0)
    with pytest.raises(TooLarge):
        desk.ticket(desk.cast.alice, deal, "a.pdf", 200 * 1024**2 + 1)
    assert desk.ticket(desk.cast.alice, deal, "a.pdf", 200 * 1024**2).state is UploadState.OPEN


def test_reading_two_hundred_megabytes_takes_constant_memory() -> None:
    piece = b"%PDF-1.7\n" + b"x" * (256 * 1024 - 9)
    tracemalloc.start()
    examined = examine((piece for _ in range(800)), new_scanner())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert examined.size == 800 * 256 * 1024
    assert peak < 4 * 1024**2


def limit(desk: Desk, deal: Deal, size: int) -> None:
    with desk.database.work(system_actor("test")) as work:
        work.session.add(
            CompanyStorage(owner_company_id=deal.owner_company_id, used_bytes=0, limit_bytes=size)
        )


def test_the_quota_holds_to_the_byte(desk: Desk, deal: Deal) -> None:
    limit(desk, deal, 1000)
    desk.ticket(desk.cast.alice, deal, "a.pdf", 999)
    with pytest.raises(Invalid, match="space"):
        desk.ticket(desk.cast.alice, deal, "b.pdf", 2)
    desk.ticket(desk.cast.alice, deal, "c.pdf", 1)


def test_an_aborted_upload_gives_its_bytes_back(desk: Desk, deal: Deal) -> None:
    upload = desk.ticket(desk.cast.alice, deal, "a.pdf", 999)
    desk.put(upload, b"half")
    with desk.database.work(desk.cast.alice) as work:
        actions.abort_upload(work, desk.storage, work.get(Upload, upload.id))
    assert space_used(desk, deal) == 0
    assert list(desk.storage.older_than(upload.staging_key, soon())) == []
    with pytest.raises(Conflict, match="ended"):
        desk.complete(desk.cast.alice, upload)


def test_another_person_cannot_complete_an_upload(desk: Desk, deal: Deal) -> None:
    upload = desk.ticket(desk.cast.alice, deal, "a.pdf", 10)
    for name in ("bob", "charlie", "dana"):
        with desk.database.work(desk.cast.actor(name)) as work, pytest.raises(NotFound):
            work.get(Upload, upload.id)


def test_a_large_file_is_checked_by_a_job_in_its_uploaders_name(
    desk: Desk, deal: Deal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("documents.actions.checking.CHECKED_AT_ONCE", 100)
    upload = desk.send(desk.cast.alice, deal, "Large.pdf", pdf())
    assert upload.state is UploadState.CHECKING
    assert documents_on(desk, deal) == []

    run_check(desk)
    (document,) = documents_on(desk, deal)
    assert document.latest.size == len(pdf())
    with desk.database.work(desk.cast.dana) as work:
        told = work.one(sa.select(Activity).where(Activity.verb == "document-uploaded"))
    assert (told.actor_name, told.actor_company_name) == ("Alice Arndt", "Lübeck Systems")
    run_check(desk)
    assert len(documents_on(desk, deal)) == 1


def test_a_large_file_that_is_refused_says_so_to_its_uploader(
    desk: Desk, deal: Deal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("documents.actions.checking.CHECKED_AT_ONCE", 10)
    upload = desk.send(desk.cast.alice, deal, "Large.pdf", HTML)
    run_check(desk)
    assert state_of(desk, upload) is UploadState.REFUSED
    with desk.database.work(desk.cast.alice) as work:
        (shown,) = queries.uploads_under_way(work, "deal", deal.id)
    assert "not a PDF" in (shown.refusal or "")
    assert space_used(desk, deal) == 0


def test_a_large_file_that_is_refused_reaches_the_inbox_of_its_sender(
    desk: Desk, deal: Deal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("documents.actions.checking.CHECKED_AT_ONCE", 10)
    desk.send(desk.cast.alice, deal, "Large.pdf", HTML)
    run_check(desk)
    tell_of_refusals(desk)
    assert told(desk, "alice") == ["Large.pdf"]
    assert told(desk, "bob") == told(desk, "dana") == []


def test_a_small_file_that_is_refused_is_not_told_again(desk: Desk, deal: Deal) -> None:
    with pytest.raises(UploadRefused):
        desk.send(desk.cast.alice, deal, "Small.pdf", HTML)
    tell_of_refusals(desk)
    assert told(desk, "alice") == []


def test_a_file_whose_check_was_parked_is_refused_after_a_day_and_its_space_given_back(
    desk: Desk, deal: Deal, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("documents.actions.checking.CHECKED_AT_ONCE", 10)
    clock.at = datetime.now(UTC)
    upload = desk.send(desk.cast.alice, deal, "Large.pdf", pdf())
    clock.advance(hours=23)
    assert sweep(desk.database, desk.storage)[0] == 0
    assert space_used(desk, deal) == len(pdf())

    clock.advance(hours=2)
    assert sweep(desk.database, desk.storage)[0] == 1

    assert state_of(desk, upload) is UploadState.REFUSED
    assert space_used(desk, deal) == 0
    tell_of_refusals(desk)
    assert told(desk, "alice") == ["Large.pdf"]
    run_check(desk)  # the operator retries the parked job: nothing is left to do
    assert documents_on(desk, deal) == []


def tell_of_refusals(desk: Desk) -> None:
    services = Services(None, desk.database, desk.storage)  # type: ignore[arg-type]
    with desk.database.work(system_actor("tell")) as work:
        for refused in work.all(sa.select(Activity).where(Activity.verb == "document-refused")):
            tell_the_sender(work, refused, services)


def told(desk: Desk, name: str) -> list[str]:
    """Return the files of whose refusal somebody's inbox tells."""
    with desk.database.work(desk.cast.actor(name)) as work:
        notifications = work.all(
            sa.select(Notification)
            .join(Notification.activity)
            .where(Activity.verb == "document-refused")
            .options(contains_eager(Notification.activity))
        )
    return [each.activity.facts["file_name"] for each in notifications]


def run_check(desk: Desk) -> None:
    services = Services(None, desk.database, desk.storage)  # type: ignore[arg-type]
    with desk.database.work(system_actor("check")) as work:
        received = work.one(sa.select(Activity).where(Activity.verb == "document-received"))
        check_received(work, received, services)


def test_the_sweep_ends_what_nobody_completed(desk: Desk, deal: Deal, clock: StoppedClock) -> None:
    clock.at = datetime.now(UTC)
    kept = desk.send(desk.cast.alice, deal, "Kept.pdf", pdf())
    left = desk.ticket(desk.cast.alice, deal, "Left.pdf", 999)
    desk.put(left, b"half")
    clock.at = soon() + timedelta(hours=24)
    ended, dropped = sweep(desk.database, desk.storage)
    assert ended == 1
    assert dropped >= 1
    assert state_of(desk, left) is UploadState.ABORTED
    assert space_used(desk, deal) == len(pdf())
    with desk.database.work(system_actor("test")) as work:
        version = work.get(Version, work.get(Upload, kept.id).version_id)  # type: ignore[arg-type]
    assert desk.storage.read(version.key) == pdf()


def test_the_sweep_leaves_an_upload_of_today_alone(
    desk: Desk, deal: Deal, clock: StoppedClock
) -> None:
    clock.at = datetime.now(UTC)
    upload = desk.ticket(desk.cast.alice, deal, "a.pdf", len(pdf()))
    desk.put(upload, pdf())
    sweep(desk.database, desk.storage)
    assert desk.complete(desk.cast.alice, upload).state is UploadState.VERIFIED


def test_parallel_uploads_do_not_race_past_the_quota(
    engine_database: Database, storage: Storage
) -> None:
    """Real transactions: twenty uploads of 100 bytes, room for seven."""
    with engine_database.work(system_actor("test")) as work:
        company = work.add(
            Company(
                id=new_id(),
                kind=CompanyKind.PARTNER,
                legal_name="Quota Ltd",
                trade_name="Quota",
                code="QUOTA",
                country="EE",
            )
        )
        work.flush()
        work.session.add(CompanyStorage(owner_company_id=company.id, used_bytes=0, limit_bytes=799))
    taken: list[bool] = []

    def reserve() -> None:
        with engine_database.work(system_actor("test")) as work:
            taken.append(queries.reserve_bytes(work, company.id, 100))

    threads = [threading.Thread(target=reserve) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        assert sum(taken) == 7
    finally:
        with engine_database.work(system_actor("test")) as work:
            held = work.session.get(CompanyStorage, company.id)
            assert held is not None
            assert held.used_bytes == 700
            work.session.delete(held)
            work.session.delete(work.get(Company, company.id))
