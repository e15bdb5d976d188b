"""Handing over: what servers say, and what becomes of the mail."""

import datetime as dt
import os
import ssl
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from deals.actions import approve_deal
from deals.queries import get_deal
from forums.actions import mark_read as mark_room_read
from forums.actions import send_message
from forums.jobs import write
from forums.models import Audience, Mention, Room
from forums.opening import open_room
from forums.queries import head_of
from partners.companies.actions import assign_channel_manager
from partners.companies.models import PartnerRelationship
from partners.mails.jobs import ATTEMPTS, Patience, deliver
from partners.mails.models import Mail, MailState
from partners.notifications.actions import mark_read
from partners.notifications.models import Notification
from partners.people.actions import suspend_member
from partners.people.models import Membership, Person
from portal.kernel.actor import system_actor
from portal.kernel.egress import EgressRefused, read_allow_list
from portal.kernel.services import Services
from portal.kernel.settings import SmtpServer, Tls, UnsafeSettings, parse_smtp_url, read_settings
from portal.kernel.smtp import MailServerFailed, hand_over
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.edi_gateway.worker import run_jobs
from tests.mails.post_office import Counter, PostOffice

SYSTEM = system_actor("test")


@pytest.fixture
def told(cast: Cast, services: Services) -> Mail:
    """Dana is told of the deal that Alice registered; the mail about it waits."""
    account = cast.account()
    cast.share(account, "luebeck")
    cast.deal(account)
    run_jobs(services)
    return mail_to(services, cast, "dana")


def mail_to(services: Services, cast: Cast, name: str) -> Mail:
    with services.database.work(SYSTEM) as work:
        of_person = sa.select(Mail).where(Mail.person_id == cast.people[name].id)
        return work.all(of_person.order_by(Mail.created_at.desc(), Mail.id.desc()))[0]


def state_of(services: Services, mail: Mail) -> tuple[MailState, str | None]:
    with services.database.work(SYSTEM) as work:
        again = work.get(Mail, mail.id)
        return again.state, again.refusal


def test_a_mail_says_what_happened_and_links_to_it(
    told: Mail, services: Services, office: PostOffice, cast: Cast
) -> None:
    deliver(services, told.id)

    assert state_of(services, told) == (MailState.SENT, None)
    (mail,) = office.mails
    assert mail["To"] == cast.people["dana"].email
    assert mail["From"] == "Hansa Components <kontor@portal.example>"
    assert mail["Message-ID"] == f"<{told.id}@portal.example>"
    assert mail["Subject"] == "New in your inbox: Deals"
    assert "Alice Arndt registered DR-LUB-0001, Halden Logistics." in office.text()
    assert "https://portal.example/deals/" in office.text()
    assert mail.get_body(("html",)) is not None


def test_a_mail_is_in_the_language_of_its_reader(
    told: Mail, services: Services, office: PostOffice, cast: Cast
) -> None:
    with services.database.work(SYSTEM) as work:
        work.get(Person, cast.people["dana"].id).locale = "de"
    deliver(services, told.id)
    assert office.last()["Subject"] == "Neu in Ihrem Posteingang: Deals"
    assert "Alice Arndt hat DR-LUB-0001, Halden Logistics registriert." in office.text()
    assert 'lang="de"' in office.last().get_body(("html",)).get_content()  # type: ignore[union-attr]


def test_a_mail_that_was_sent_is_not_sent_again(
    told: Mail, services: Services, office: PostOffice
) -> None:
    deliver(services, told.id)
    deliver(services, told.id)
    assert len(office.mails) == 1


def test_a_server_that_cannot_take_it_now_gets_it_later_under_the_same_id(
    told: Mail, services: Services, office: PostOffice
) -> None:
    office.reply_to_recipient = "451 come back later"
    with pytest.raises(MailServerFailed, match="451 come back later"):
        deliver(services, told.id)
    assert state_of(services, told)[0] is MailState.WAITING

    office.reply_to_recipient, office.reply_to_text = "250 OK", "452 disk full"
    with pytest.raises(MailServerFailed, match="452"):
        deliver(services, told.id)

    office.reply_to_text = "250 OK"
    deliver(services, told.id)
    assert office.last()["Message-ID"] == f"<{told.id}@portal.example>"


@pytest.mark.parametrize("at", ["recipient", "text"])
def test_a_mail_that_the_server_will_never_take_is_not_tried_again(
    at: str, told: Mail, services: Services, office: PostOffice
) -> None:
    setattr(office, f"reply_to_{at}", "550 no such mailbox")
    deliver(services, told.id)
    assert state_of(services, told) == (MailState.FAILED, "550 no such mailbox")
    assert office.mails == []


def test_a_server_that_stays_away_is_asked_for_hours_and_then_the_job_is_parked(
    told: Mail, services: Services
) -> None:
    gone = replace(services.settings, smtp_url="smtp://127.0.0.1:1")
    gone = replace(gone, egress_allow=read_allow_list("127.0.0.1:1"))
    with pytest.raises(MailServerFailed):
        deliver(replace(services, settings=gone), told.id)

    waits = []
    for attempts in range(ATTEMPTS + 1):
        job = type("Job", (), {"attempts": attempts})()
        decision = Patience().get_retry_decision(exception=OSError(), job=job)
        waits.append(decision)
    assert waits[-1] is None
    assert all(waits[:-1])


def test_a_server_inside_is_not_reached_unless_it_is_allowed(
    told: Mail, services: Services, office: PostOffice
) -> None:
    with pytest.raises(EgressRefused, match="KONTOR_EGRESS_ALLOW"):
        deliver(replace(services, settings=replace(services.settings, egress_allow=())), told.id)
    assert office.mails == []


def test_without_a_mail_server_the_portal_keeps_the_mail(
    told: Mail, services: Services, office: PostOffice
) -> None:
    deliver(replace(services, settings=replace(services.settings, smtp_url=None)), told.id)
    assert state_of(services, told)[0] is MailState.KEPT
    assert office.mails == []


# ------------------------------------------------------- what its reader may see when it is sent


def test_what_its_reader_lost_sight_of_meanwhile_is_not_sent(
    told: Mail, services: Services, office: PostOffice, cast: Cast
) -> None:
    with services.database.work(SYSTEM) as work:
        partner = PartnerRelationship.partner_id == cast.companies["luebeck"].id
        relationship = work.one(sa.select(PartnerRelationship).where(partner))
        assign_channel_manager(work, relationship, work.get(Person, cast.people["emil"].id))
    deliver(services, told.id)
    assert state_of(services, told)[0] is MailState.DROPPED
    assert office.mails == []


def test_somebody_suspended_is_not_written_to(
    services: Services, office: PostOffice, cast: Cast
) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    deal = cast.deal(account, by="bob")
    with services.database.work(cast.dana) as work:
        approve_deal(work, get_deal(work, deal.id))
    run_jobs(services)
    told = mail_to(services, cast, "bob")
    with services.database.work(SYSTEM) as work:
        of_bob = sa.select(Membership).where(Membership.person_id == cast.people["bob"].id)
        suspend_member(work, work.one(of_bob), "left")
    deliver(services, told.id)
    assert state_of(services, told)[0] is MailState.DROPPED
    assert office.mails == []


def test_what_its_reader_has_read_meanwhile_is_not_sent(
    told: Mail, services: Services, office: PostOffice, cast: Cast
) -> None:
    with services.database.work(cast.dana) as work:
        mark_read(work, work.get(Notification, told.about_id))
    deliver(services, told.id)
    assert state_of(services, told)[0] is MailState.DROPPED
    assert office.mails == []


def test_a_cause_that_is_rolled_back_leaves_no_mail(
    cast: Cast, database: TransactionalDatabase, services: Services
) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    run_jobs(services)

    def written() -> tuple[object, ...]:
        with database.work(SYSTEM) as work:
            return tuple(work.session.scalars(sa.select(Mail.id)))

    before = written()
    with pytest.raises(RuntimeError), database.work(cast.actor("adam")) as work:
        from partners.mails.actions import Recipient, send_mail

        to = Recipient("x@y.example", "en", cast.companies["host"].id)
        send_mail(work, "notification", cast.people["dana"].id, to)
        raise RuntimeError
    assert written() == before


def test_whoever_is_mentioned_is_written_to_unless_they_read_the_room(
    cast: Cast, services: Services, office: PostOffice
) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    deal = cast.deal(account, by="bob")
    with services.database.work(cast.dana) as work:
        room = open_room(work, get_deal(work, deal.id))
    with services.database.work(cast.bob) as work:
        mine = work.get(Room, room.id)
        send_message(work, mine, text="Hello", audience=Audience.SHARED, client_id="hello")
    calls = "@Bob, the price of the rival is 12", "@Bob again", "and @Bob"
    mails = [_called(services, cast, room.id, text) for text in calls]

    deliver(services, mails[0].id)
    assert office.last()["Subject"] == "New in your inbox: Messages that mention you"
    assert "Dana Dietrich mentioned you in DR-LUB-0001, Halden Logistics." in office.text()
    assert "rival" not in office.last().as_string(), "what was said stays in the room"

    with services.database.work(cast.bob) as work:
        mark_room_read(work, work.get(Room, room.id), head_of(work, work.get(Room, room.id)))
    deliver(services, mails[1].id)
    assert state_of(services, mails[1])[0] is MailState.DROPPED
    with services.database.work(SYSTEM) as work:
        of_bob = sa.select(Membership).where(Membership.person_id == cast.people["bob"].id)
        suspend_member(work, work.one(of_bob), "left")
    deliver(services, mails[2].id)
    assert state_of(services, mails[2])[0] is MailState.DROPPED
    assert len(office.mails) == 1


def _called(services: Services, cast: Cast, room_id: UUID, text: str) -> Mail:
    """Dana calls Bob in the room, and the worker writes to him."""
    with services.database.work(cast.dana) as work:
        message = send_message(
            work, work.get(Room, room_id), text=text, audience=Audience.SHARED, client_id=text
        )
    context: Any = SimpleNamespace(additional_context={"services": services})
    for _ in range(2):  # a job may run twice
        write.func(context, str(message.id))
    with services.database.work(SYSTEM) as work:
        found = sa.select(Mail).join(Mention, Mention.id == Mail.about_id)
        return work.one(found.where(Mention.message_id == message.id))


# ------------------------------------------------------------------------------- over the wire


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost that nobody trusts by itself, with its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def guarded(certificate: Path) -> Iterator[tuple[PostOffice, int]]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    office = PostOffice()
    server = Counter(office, context)
    server.start()
    yield office, server.port
    server.stop()


def a_message() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.example", "c@d.example", "Hello"
    message.set_content("Hello")
    return message


def localhost(port: int, tls: Tls) -> tuple[SmtpServer, str]:
    return SmtpServer("localhost", port, None, None, tls), f"localhost:{port}"


def test_no_mail_goes_to_a_server_that_offers_no_encryption(
    counter: tuple[PostOffice, int], office: PostOffice
) -> None:
    server, opening = localhost(counter[1], Tls.AFTER_STARTTLS)
    with pytest.raises(MailServerFailed, match="STARTTLS"):
        hand_over(a_message(), server, read_allow_list(opening), name="portal.example")
    assert office.mails == []


def test_mail_goes_encrypted_and_only_to_a_server_whose_certificate_holds(
    guarded: tuple[PostOffice, int], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, port = guarded
    server, opening = localhost(port, Tls.AFTER_STARTTLS)
    with pytest.raises(MailServerFailed, match="CERTIFICATE"):
        hand_over(a_message(), server, read_allow_list(opening), name="portal.example")
    assert office.mails == []

    monkeypatch.setitem(os.environ, "SSL_CERT_FILE", str(certificate))
    hand_over(a_message(), server, read_allow_list(opening), name="portal.example")
    assert office.was_encrypted == [True]


def test_settings_of_mail_are_read_or_refused_with_the_fix() -> None:
    assert parse_smtp_url("smtps://me:s%40t@mail.example") == SmtpServer(
        "mail.example", 465, "me", "s@t", Tls.FROM_THE_START
    )
    assert parse_smtp_url("smtp://mail.example").tls is Tls.AFTER_STARTTLS
    assert parse_smtp_url("smtp://[::1]:1025").tls is Tls.OFF
    for url in ("mail.example", "http://mail.example", "smtp://", "smtp://me@h", "smtp://h:x"):
        with pytest.raises(UnsafeSettings, match="smtp"):
            parse_smtp_url(url)

    secret = {"KONTOR_SECRET_KEY": "x" * 48, "KONTOR_MAIL_FROM": "kontor@portal.example"}
    production = {**secret, "KONTOR_MODE": "production", "KONTOR_URL": "https://portal.example"}
    read_settings({**secret, "KONTOR_SMTP_URL": "smtp://mail:1025?tls=off"})
    for environ, fix in (
        ({**production, "KONTOR_SMTP_URL": "smtp://mail:1025?tls=off"}, "in the clear"),
        ({**secret, "KONTOR_SMTP_URL": "smtp://me:pw@mail:1025?tls=off"}, "in the clear"),
        ({**secret, "KONTOR_SMTP_URL": "smtp://mail", "KONTOR_MAIL_FROM": ""}, "KONTOR_MAIL_FROM"),
        ({**secret, "KONTOR_EGRESS_ALLOW": "mail"}, "KONTOR_EGRESS_ALLOW"),
    ):
        with pytest.raises(UnsafeSettings, match=fix):
            read_settings(environ)
