"""Choosing how to hear of what: at once, once a day in the morning, or not at all."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from deals.actions import ask_for_information
from deals.models import Deal
from deals.queries import get_deal
from partners.companies.actions import assign_channel_manager, resume_partner, suspend_partner
from partners.companies.models import PartnerRelationship
from partners.mails.jobs import deliver
from partners.mails.models import Mail, MailState
from partners.notifications.actions import notify
from partners.notifications.jobs import MORNING, morning_of, write_digests
from partners.notifications.models import Kind, Mode, Notification
from partners.notifications.preferences import choose_modes, mute
from partners.people.models import Person
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Work
from portal.kernel.services import Services
from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.edi_gateway.worker import run_jobs
from tests.mails.post_office import PostOffice

SYSTEM = system_actor("test")
Tell = Callable[[], None]


@pytest.fixture
def deal(cast: Cast, services: Services) -> Deal:
    """A deal that Alice registered, before anybody chose anything; nothing waits."""
    account = cast.account()
    cast.share(account, "luebeck")
    deal = cast.deal(account)
    run_jobs(services)
    return deal


@pytest.fixture
def tell_alice(cast: Cast, services: Services, deal: Deal) -> Tell:
    """Dana asks about the deal, which is news for Alice."""

    def tell() -> None:
        with services.database.work(cast.dana) as work:
            ask_for_information(work, get_deal(work, deal.id), "Who decides there?")
        run_jobs(services)
        with services.database.work(SYSTEM) as work:
            work.get(Deal, deal.id).review = deal.review

    return tell


def choose(cast: Cast, mode: Mode, name: str = "alice") -> None:
    with cast.database.work(cast.actor(name)) as work:
        choose_modes(work, {Kind.DEALS: mode})


def mails_of(cast: Cast, letter: str, name: str = "alice") -> list[Mail]:
    with cast.database.work(SYSTEM) as work:
        return list(
            work.all(
                sa.select(Mail)
                .where(Mail.person_id == cast.people[name].id, Mail.letter == letter)
                .order_by(Mail.created_at, Mail.id)
            )
        )


def digest(cast: Cast) -> int:
    with cast.database.work(SYSTEM) as work:
        return write_digests(work)


def about_deals(cast: Cast, name: str = "alice") -> list[Notification]:
    with cast.database.work(SYSTEM) as work:
        return list(
            work.all(
                sa.select(Notification)
                .where(
                    Notification.person_id == cast.people[name].id, Notification.kind == Kind.DEALS
                )
                .order_by(Notification.created_at.desc(), Notification.id.desc())
            )
        )


def test_each_kind_is_mailed_as_its_reader_chose(
    cast: Cast, tell_alice: Tell, clock: StoppedClock
) -> None:
    for mode, written in ((Mode.INSTANT, 1), (Mode.DIGEST, 1), (Mode.MUTED, 1)):
        choose(cast, mode)
        tell_alice()
        assert len(mails_of(cast, "notification")) - len(_about_sharing(cast)) == written
        assert about_deals(cast)[0].mode is mode
        assert about_deals(cast)[0].read_at is None, "the inbox has it, whatever the mode"


def _about_sharing(cast: Cast) -> list[Notification]:
    with cast.database.work(SYSTEM) as work:
        sharing = sa.select(Notification).where(
            Notification.person_id == cast.people["alice"].id, Notification.kind == Kind.SHARING
        )
        return list(work.all(sharing))


def test_a_digest_comes_once_in_the_morning_of_its_reader(
    cast: Cast, services: Services, office: PostOffice, tell_alice: Tell, clock: StoppedClock
) -> None:
    choose(cast, Mode.DIGEST)
    with services.database.work(SYSTEM) as work:
        work.get(Person, cast.people["alice"].id).time_zone = "Asia/Tokyo"
    tell_alice()
    clock.at = datetime(2026, 11, 24, 21, 59, tzinfo=UTC)  # 6:59 of the next day in Tokyo
    assert digest(cast) == 0
    clock.advance(minutes=1)
    assert digest(cast) == 1
    assert digest(cast) == 0, "by whichever worker, however often"
    tell_alice()
    clock.advance(hours=5)
    assert digest(cast) == 0, "what is newer waits for the next morning"

    (mail,) = mails_of(cast, "digest")
    deliver(services, mail.id)
    assert office.last()["Subject"] == "1 new thing in your inbox"
    assert "asked for more information on DR-LUB-0001" in office.text()
    assert "https://portal.example/deals/" in office.text()
    assert office.last()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    clock.advance(days=1)
    assert digest(cast) == 1


def test_a_worker_that_was_away_in_the_morning_writes_it_when_it_is_back(
    cast: Cast, tell_alice: Tell, clock: StoppedClock
) -> None:
    choose(cast, Mode.DIGEST)
    tell_alice()
    clock.advance(days=1, hours=9)
    assert digest(cast) == 1


def test_no_digest_is_empty(
    cast: Cast, services: Services, office: PostOffice, tell_alice: Tell, clock: StoppedClock
) -> None:
    assert digest(cast) == 0, "nothing waits"
    for undo in ("read", "muted kind", "muted subject"):
        choose(cast, Mode.DIGEST)
        tell_alice()
        clock.advance(days=1)
        assert digest(cast) == 1, undo
        _undo(undo, cast)
        mail = mails_of(cast, "digest")[-1]
        deliver(services, mail.id)
        with services.database.work(SYSTEM) as work:
            assert work.get(Mail, mail.id).state is MailState.DROPPED, undo
    assert office.mails == []


def _undo(undo: str, cast: Cast) -> None:
    latest = about_deals(cast)[0]
    if undo == "muted kind":
        choose(cast, Mode.MUTED)
    elif undo == "muted subject":
        _mute(cast, latest)
    else:
        with cast.database.work(SYSTEM) as work:
            work.get(Notification, latest.id).read_at = work.now


def _mute(cast: Cast, notification: Notification) -> None:
    with cast.database.work(cast.alice) as work:
        mute(work, work.get(Notification, notification.id, joinedload(Notification.activity)))


def test_what_a_reader_lost_sight_of_is_not_in_their_digest(
    cast: Cast, services: Services, office: PostOffice, deal: Deal, clock: StoppedClock
) -> None:
    choose(cast, Mode.DIGEST, "dana")
    account = cast.account("Moss Terminal")
    cast.share(account, "luebeck")
    cast.deal(account)
    run_jobs(services)
    clock.advance(days=1)
    assert digest(cast) == 1
    with services.database.work(SYSTEM) as work:
        partner = PartnerRelationship.partner_id == cast.companies["luebeck"].id
        relationship = work.one(sa.select(PartnerRelationship).where(partner))
        assign_channel_manager(work, relationship, work.get(Person, cast.people["emil"].id))
    deliver(services, mails_of(cast, "digest", "dana")[-1].id)
    assert office.mails == []


def test_a_muted_subject_comes_in_as_read_and_nothing_is_mailed(
    cast: Cast, services: Services, tell_alice: Tell
) -> None:
    tell_alice()
    before = len(mails_of(cast, "notification"))
    _mute(cast, about_deals(cast)[0])
    tell_alice()
    latest = about_deals(cast)[0]
    assert latest.mode is Mode.MUTED
    assert latest.read_at is not None
    assert len(mails_of(cast, "notification")) == before


@pytest.mark.parametrize(
    ("now", "zone"),
    [
        (datetime(2027, 3, 28, 12, tzinfo=UTC), "Europe/Berlin"),  # the clock goes forward
        (datetime(2027, 10, 31, 12, tzinfo=UTC), "Europe/Berlin"),  # and back
        (datetime(2026, 11, 24, 23, 30, tzinfo=UTC), "Pacific/Kiritimati"),
    ],
)
def test_the_morning_is_seven_o_clock_there_whenever_clocks_are_changed(
    now: datetime, zone: str
) -> None:
    morning = morning_of(now, zone)
    assert morning.time() == MORNING
    assert morning.date() == now.astimezone(ZoneInfo(zone)).date()
    assert abs(morning - now) < timedelta(days=1)


def test_what_waits_when_a_partner_is_shut_out_comes_once_it_is_let_in_again(
    cast: Cast, tell_alice: Tell, clock: StoppedClock
) -> None:
    choose(cast, Mode.DIGEST)
    tell_alice()
    with cast.database.work(cast.actor("adam")) as work:
        suspend_partner(work, _relationship(work, cast), "no pay")
    clock.advance(days=1)
    assert digest(cast) == 0
    with cast.database.work(cast.actor("adam")) as work:
        resume_partner(work, _relationship(work, cast))
    assert digest(cast) == 1


def test_one_person_in_two_audiences_of_an_activity_hears_of_it_once(
    cast: Cast, services: Services, tell_alice: Tell
) -> None:
    tell_alice()
    (told,) = about_deals(cast)
    with services.database.work(SYSTEM) as work:
        activity = work.get(Activity, told.activity_id)
        notify(work, activity, cast.companies["luebeck"].id, [cast.people["alice"].id])
    assert len(about_deals(cast)) == 1


def _relationship(work: Work, cast: Cast) -> PartnerRelationship:
    luebeck = PartnerRelationship.partner_id == cast.companies["luebeck"].id
    return work.one(sa.select(PartnerRelationship).where(luebeck))
