"""The world of the matrix, made by the portal's own actions: every record that the tables name."""

import io
import secrets
from base64 import b32encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from deals.actions import approve_deal, ask_for_information, reject_deal
from deals.campaigns.actions import NewCampaign, answer, open_campaign
from deals.campaigns.models import Campaign
from deals.catalogue.actions import seed_catalogue
from deals.commissions.actions import accrue
from deals.commissions.models import CommissionRate
from deals.disputes.actions import open_dispute
from deals.drafts.actions import save_draft
from deals.handoffs.accepting import accept as take_over
from deals.handoffs.consent import agree
from deals.handoffs.models import HandOff, HandOffOffer, HandOffTask
from deals.handoffs.offering import NewHandOff, hand_off
from deals.handoffs.placing import place
from deals.handoffs.states import Fallback
from deals.handoffs.states import Kind as HandOffKind
from deals.leads.actions import qualify, take_in
from deals.leads.models import LeadOffer
from deals.leads.placing import accept, offer_lead
from deals.leads.sheets.actions import bring_sheet as bring_sheet_of_leads
from deals.leads.sheets.reading import COLUMNS as LEAD_COLUMNS
from deals.leads.states import Rule as LeadRule
from deals.models import Deal, Motion
from deals.protection.extending import ask_extension
from deals.pulse.jobs import keep_time as begin_pulses
from deals.queries import get_deal
from deals.receipts.queries import receipts_of
from deals.registration.actions import register_deal
from deals.sheets.actions import bring_sheet as bring_sheet_of_deals
from deals.sheets.reading import COLUMNS
from documents.actions import NewUpload, add_document, open_upload
from documents.agreements.actions import name_agreement
from documents.models import Version
from edi.gateway.actions import NewAgreement, receive_interchange, sign_agreement
from edi.gateway.intake import store_arrival
from edi.gateway.models import Interchange
from edi.orders.models import Order
from forums.actions import send_message
from forums.models import Audience, Room
from forums.opening import open_room
from partners.accounts.actions import (
    GrantTerms,
    NewAccount,
    open_account,
    revoke_grant,
    share_account,
)
from partners.accounts.audience import Audience as Reader
from partners.accounts.browsing.actions import save_view
from partners.accounts.imports.actions import bring_sheet
from partners.accounts.models import Account, AccountShareGrant, GrantAccess, GrantObject
from partners.applications.actions import NewApplication, apply, confirm
from partners.applications.models import Application
from partners.clients.actions import NewClient, create_client, revoke_client
from partners.clients.models import ApiClient
from partners.clients.tokens import DatabaseTokens, new_token
from partners.companies.actions import (
    NewCompany,
    activate_partner,
    admit_partner,
    found_host,
    suspend_partner,
)
from partners.companies.models import Company, PartnerRelationship, RelationshipType
from partners.contacts.actions import ContactDetails, add_contact
from partners.interactions.actions import NewInteraction, NewStep, log_interaction
from partners.interactions.models import InteractionKind
from partners.notifications.models import Notification
from partners.onboarding.actions import open_checklist
from partners.onboarding.queries import tasks_of
from partners.people.actions import NewPerson, add_member, suspend_member
from partners.people.invitations import invite
from partners.people.models import Membership, Person
from partners.sharing.actions import accept_offer, offer_account
from partners.sharing.requests import NewRequest, request_share
from partners.signin.actors import find_actor
from partners.signin.sessions import DatabaseSessions
from portal.kernel.actor import Actor, system_actor
from portal.kernel.db import Work
from portal.kernel.permissions import Role
from portal.kernel.services import Services
from tests.cast import a_deal
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.deals.leads.leads import a_lead
from tests.documents.files import pdf
from tests.edi.interchanges import order_file
from tests.edi_gateway.worker import run_jobs
from tests.matrix.expectations import SCOPES, SIGNS

CODES = {"luebeck": "LUB", "danzig": "DAN", "novgorod": "NOV", "riga": "RIG"}
CODES |= {"elbing": "ELB", "stettin": "STE", "wismar": "WIS"}
MEMBERS = {
    "alice": ("luebeck", Role.PARTNER_ADMIN),
    "mara": ("luebeck", Role.PARTNER_MANAGER),
    "bob": ("luebeck", Role.SELLER),
    "bea": ("luebeck", Role.SELLER),
    "vera": ("luebeck", Role.VIEWER),
    "sven": ("luebeck", Role.SELLER),
    "charlie": ("danzig", Role.PARTNER_ADMIN),
    "sam": ("danzig", Role.SELLER),
    "nina": ("novgorod", Role.PARTNER_ADMIN),
    "rita": ("riga", Role.PARTNER_ADMIN),
    "elke": ("elbing", Role.PARTNER_ADMIN),
    "stefan": ("stettin", Role.PARTNER_ADMIN),
    "wilma": ("wismar", Role.PARTNER_ADMIN),
    "dana": ("hansa", Role.CHANNEL_MANAGER),
    "emil": ("hansa", Role.CHANNEL_MANAGER),
    "dora": ("hansa", Role.DEAL_DESK),
    "audrey": ("hansa", Role.AUDITOR),
    "olga": ("hansa", Role.EDI_OPERATOR),
    "adam": ("hansa", Role.ADMINISTRATOR),
}
ADMIN_OF = {"luebeck": "alice", "danzig": "charlie", "hansa": "adam", "stettin": "stefan"}
EVERYTHING = tuple(each for each in GrantObject if each is not GrantObject.ORDERS)
OF_NOVGOROD = (GrantObject.DEALS, GrantObject.CONTACTS, GrantObject.INTERACTIONS)
INTERNAL, SHARED = Reader


@dataclass
class World:
    """What was built: ids by (kind, name), canaries by name, and how each actor proves itself."""

    database: TransactionalDatabase
    services: Services
    clock: StoppedClock
    ids: dict[tuple[str, str], str] = field(default_factory=dict)
    canaries: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    agreed: str = ""
    """The hash of the agreement that everybody is asked to execute."""
    staged: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    absent: str = field(default_factory=lambda: str(uuid4()))

    def id(self, kind: str, name: str) -> str:
        return self.absent if name == "absent" else self.ids[kind, name]

    def canary(self, name: str) -> str:
        """Return the random word of a name: 100 bits, short enough for an X12 order number."""
        if name not in self.canaries:
            self.canaries[name] = "KX" + b32encode(secrets.token_bytes(13)).decode()[:20]
        return self.canaries[name]

    def keep(self, kind: str, name: str, record: Any) -> Any:
        self.ids[kind, name] = str(record.id)
        return record

    @contextmanager
    def work(self, who: str) -> Iterator[Work]:
        with self.database.work(self.actor(who)) as work:
            yield work

    def actor(self, who: str) -> Actor:
        if who == "system":
            return system_actor("matrix")
        if who in self.tokens:
            machine = DatabaseTokens(self.database).find_actor(self.tokens[who])
            assert machine is not None
            return machine
        with self.database.work(system_actor("matrix")) as work:
            person = find_actor(work, UUID(self.ids["person", who]))
        assert person is not None, who
        return person

    def load(self, work: Work, model: type[Any], kind: str, name: str) -> Any:
        return work.get(model, UUID(self.ids[kind, name]))

    def stage(self, name: str) -> None:
        """Put the bytes of an open upload where the browser would have put them."""
        key, content = self.staged[name]
        self.services.storage.put_stream(
            key, io.BytesIO(content), len(content), "application/octet-stream"
        )


def build_world(database: TransactionalDatabase, services: Services, clock: StoppedClock) -> World:
    world = World(database, services, clock)
    _companies(world)
    _machines_that_died(world)
    _accounts(world)
    _views(world)
    _imports(world)
    _while_riga_still_had_its_grant(world)
    _requests(world)
    clock.advance(days=2)  # Elbing's grant was for a day
    _machines(world)
    _invitations(world)
    _account_life(world)
    _deals(world)
    _leads(world)
    _handoffs(world)
    _campaigns(world)
    _documents(world)
    _rooms(world)
    _interchanges(world)
    _applications(world)
    _onboarding(world)
    run_jobs(services)
    _outcomes(world)
    _shut_out(world)
    _sessions(world)
    return world


def _companies(world: World) -> None:
    with world.work("system") as work:
        seed_catalogue(work)
        host = found_host(work, NewCompany("Hansa GmbH", "Hansa", "HANSA", "DE"))
        world.keep("company", "hansa", host)
        for name, (company, role) in MEMBERS.items():
            if company == "hansa":
                _join(world, work, name, company, role)
        for company, code in CODES.items():
            word = world.canary(f"company {company}")
            manager = "dana" if company in {"luebeck", "danzig"} else "emil"
            let_in = admit_partner if company == "wismar" else activate_partner
            relationship = let_in(
                work,
                NewCompany(f"{company} {word} GmbH", f"{company} {word}", code, "DE"),
                RelationshipType.RESELLER,
                world.load(work, Person, "person", manager),
            )
            world.keep("company", company, relationship.partner)
            if company == "wismar":
                open_checklist(work, relationship)
        for name, (company, role) in MEMBERS.items():
            if company != "hansa":
                _join(world, work, name, company, role)


def _onboarding(world: World) -> None:
    _document(world, "hansas-guide", "adam", Company, "company", "hansa")
    with world.work("adam") as work:
        guide = sa.select(Version).where(
            Version.document_id == world.id("document", "hansas-guide")
        )
        version = world.keep("named version", "hansas-guide", work.one(guide))
        world.agreed = version.sha256
        world.keep("agreement", "frame", name_agreement(work, version, []))
        world.keep("agreement", "for-suppliers", name_agreement(work, version, ["SUPPLIER"]))
        for task in tasks_of(work, UUID(world.id("company", "wismar"))):
            world.keep("task", f"wismars-{task.key}", task)


def _applications(world: World) -> None:
    word, name = world.canary("application rostock"), world.canary("application rostock name")
    values = {
        "company_name": f"Rostock {name} GmbH",
        "website": f"{word}.example",
        "country": "DE",
        "type": "RESELLER",
        "vat_id": word,
        "contact_name": f"Rosa {word}",
        "reason": f"Because {word}",
    }
    with world.work("system") as work:
        new = NewApplication(values, f"rosa@{word}.example", "en")
        apply(work, new, "192.0.2.1")
    with world.work("system") as work:
        application = world.keep("application", "rostock", work.one(sa.select(Application)))
        confirm(work, application)


def _join(world: World, work: Work, name: str, company: str, role: Role) -> None:
    word = "" if company == "hansa" else world.canary(f"people {company}")
    new = NewPerson(f"{name}@{word or company}.example", f"{name.title()} {word}".strip())
    record = world.load(work, Company, "company", company)
    roles = frozenset({role, Role.AUTHORISED_SIGNATORY} if name in SIGNS else {role})
    world.keep("person", name, add_member(work, record, new, roles))


def _invitations(world: World) -> None:
    """Invite somebody everywhere, and remember as which member three people are managed."""
    for company, role in {
        "luebeck": Role.SELLER,
        "danzig": Role.SELLER,
        "hansa": Role.AUDITOR,
    }.items():
        word = "hansa" if company == "hansa" else world.canary(f"invitation {company}")
        with world.work(ADMIN_OF[company]) as work:
            record = world.load(work, Company, "company", company)
            invitation = invite(
                work, record, f"new@{word.lower()}.example", frozenset({role}), "en"
            )
        world.keep("invitation", f"{company}s", invitation)
    with world.work("system") as work:
        for name in ("bob", "sam", "dana"):
            of_person = Membership.person_id == UUID(world.ids["person", name])
            member = work.one(sa.select(Membership).where(of_person))
            world.keep("member", f"{name}s", member)


def _accounts(world: World) -> None:
    for name, owner in {
        "house": "dana",
        "shared": "emil",
        "rivals": "dana",
        "luebecks": "alice",
        "luebecks-to-hansa": "alice",
        "danzigs": "charlie",
        "novgorods-to-luebeck": "nina",
    }.items():
        with world.work(owner) as work:
            new = NewAccount(
                f"Customer {world.canary(f'account {name} name')}",
                "NO",
                f"{name}.example",
                f"Town {world.canary(f'account {name} place')}",
            )
            world.keep("account", name, open_account(work, new))
    for account, by, company, objects, days in (
        ("shared", "adam", "luebeck", EVERYTHING, 180),
        ("shared", "emil", "novgorod", (GrantObject.PROFILE, GrantObject.DEALS), 180),
        ("shared", "emil", "riga", EVERYTHING, 180),
        ("shared", "emil", "elbing", EVERYTHING, 1),
        ("rivals", "dana", "luebeck", EVERYTHING, 180),
        ("rivals", "dana", "danzig", EVERYTHING, 180),
        ("luebecks-to-hansa", "alice", "hansa", EVERYTHING, 180),
        ("novgorods-to-luebeck", "nina", "luebeck", OF_NOVGOROD, 180),
        ("house", "dana", "danzig", EVERYTHING, 180),  # an offer, never answered
    ):
        with world.work("system") as work:
            grantee = world.load(work, Company, "company", company)
        with world.work(by) as work:
            terms = GrantTerms(
                objects,
                access=GrantAccess.READ if by == "nina" else GrantAccess.COMMENT,
                purpose=world.canary(f"grant {account} {company}"),
                days=days,
            )
            is_offer = by == "nina" or account == "house"
            share = offer_account if is_offer else share_account
            grant = share(work, world.load(work, Account, "account", account), grantee, terms)
            world.keep("grant", f"{account}/to-{company}", grant)
    with world.work("alice") as work:
        name = "novgorods-to-luebeck/to-luebeck"
        accept_offer(work, world.load(work, AccountShareGrant, "grant", name))


def _views(world: World) -> None:
    for name in ("alice", "dana"):
        with world.work(name) as work:
            view = save_view(work, world.canary(f"view {name}s"), "country=NO")
            world.keep("saved view", f"{name}s", view)


def _imports(world: World) -> None:
    for name, by in (("luebecks", "alice"), ("hansas", "dana")):
        word = world.canary(f"import {name}")
        sheet = io.BytesIO(f"name,country\n{word},NO\n".encode())
        with world.work(by) as work:
            record = bring_sheet(work, world.services.storage, f"{word}.csv", sheet)
            world.keep("import", name, record)


def _while_riga_still_had_its_grant(world: World) -> None:
    _deal(world, "ritas", "rita", "shared")
    _document(world, "rigas-on-shared", "rita", Account, "account", "shared")
    _room(world, "rigas-of-shared", "rita", Account, "account", "shared")
    _contact(world, "rigas-on-shared", "rita", "shared", SHARED)
    _interaction(world, "rigas-on-shared", "rita", "shared", SHARED)
    with world.work("emil") as work:
        revoke_grant(
            work,
            world.load(work, AccountShareGrant, "grant", "shared/to-riga"),
            world.load(work, Account, "account", "shared"),
            "ended",
        )


def _requests(world: World) -> None:
    for company in ("danzig", "luebeck"):
        with world.work(ADMIN_OF[company]) as work:
            word = world.canary(f"request {company}")
            new = NewRequest(
                f"Customer {word}",
                "NO",
                (GrantObject.DOCUMENTS,),
                GrantAccess.READ,
                f"Sell with {word}",
            )
            world.keep("request", f"{company}s", request_share(work, new))


def _account_life(world: World) -> None:
    for name, by, account, audience in (
        ("hansas-on-shared", "emil", "shared", SHARED),
        ("hansas-own-on-shared", "emil", "shared", INTERNAL),
        ("luebecks-on-shared", "alice", "shared", SHARED),
        ("danzigs-own-on-rivals", "charlie", "rivals", INTERNAL),
        ("luebecks-on-luebecks-to-hansa", "alice", "luebecks-to-hansa", SHARED),
    ):
        _contact(world, name, by, account, audience)
    for name, by, account, audience in (
        ("hansas-on-rivals", "dana", "rivals", SHARED),
        ("danzigs-on-rivals", "charlie", "rivals", SHARED),
        ("luebecks-own-on-rivals", "alice", "rivals", INTERNAL),
        ("hansas-own-on-shared", "emil", "shared", INTERNAL),
        ("hansas-on-luebecks-to-hansa", "dana", "luebecks-to-hansa", SHARED),
    ):
        _interaction(world, name, by, account, audience)


def _contact(world: World, name: str, by: str, account: str, audience: Reader) -> None:
    with world.work(by) as work:
        word = world.canary(f"contact {name}")
        details = ContactDetails(f"Ingrid {word}", f"Buyer {word}", f"{word}@customer.example")
        record = world.load(work, Account, "account", account)
        world.keep("contact", name, add_contact(work, record, details, audience))


def _interaction(world: World, name: str, by: str, account: str, audience: Reader) -> None:
    with world.work(by) as work:
        word = world.canary(f"interaction {name}")
        step = NewStep(f"Send an offer to {word}", work.now.date() + timedelta(days=1))
        new = NewInteraction(InteractionKind.CALL, f"Called {word}", audience, step=step)
        record = world.load(work, Account, "account", account)
        interaction = world.keep("interaction", name, log_interaction(work, record, new))
        world.keep("next step", name, interaction.step)


def _deals(world: World) -> None:
    _deal(world, "bobs", "bob", "shared")
    _deal(world, "alices", "alice", "rivals")
    _deal(world, "charlies", "charlie", "rivals")
    _deal(world, "ninas", "nina", "shared")
    _deal(world, "alices-on-luebecks", "alice", "luebecks")
    _deal(world, "ninas-to-luebeck", "nina", "novgorods-to-luebeck")
    for name, by, account in (
        ("bobs-asked", "bob", "shared"),
        ("charlies-asked", "charlie", "rivals"),
    ):
        _deal(world, name, by, account)
        with world.work("dana") as work:
            deal = world.load(work, Deal, "deal", name)
            ask_for_information(work, deal, f"Why {world.canary(f'question {name}')}?")

    _protected_deals(world)
    _rejected_deals(world)
    for name in ("bob", "charlie"):
        with world.work(name) as work:
            texts = {"progress": world.canary(f"draft {name}s"), "lines": []}
            world.keep("draft", f"{name}s", save_draft(work, f"key of {name}", texts, None, 0))
            word = world.canary(f"deal sheet {name}s")
            rows = f"{','.join(COLUMNS)}\n{word}\n".encode()
            sheet = bring_sheet_of_deals(work, world.database, f"{word}.csv", rows)
            world.keep("deal sheet", f"{name}s", sheet)


def _rejected_deals(world: World) -> None:
    """Decline some; of two the partners dispute it."""
    for name, by, account in (
        ("bobs-rejected", "bob", "shared"),
        ("charlies-rejected", "charlie", "rivals"),
        ("bobs-disputed", "bob", "shared"),
        ("charlies-disputed", "charlie", "rivals"),
    ):
        _deal(world, name, by, account)
        with world.work("dora") as work:
            reject_deal(work, world.load(work, Deal, "deal", name), "Not in our programme.")
        if name.endswith("disputed"):
            with world.work(by) as work:
                claim = f"They wrote to us: {world.canary(f'claim {name}')}."
                open_dispute(work, world.load(work, Deal, "deal", name), claim)


def _protected_deals(world: World) -> None:
    """Approve some, near enough to their end that an extension may be asked; two ask for one."""
    soon = 20
    for name, by, account, terms in (
        ("bobs-protected", "bob", "shared", ("SENSORS", Motion.RESELL)),
        ("charlies-protected", "charlie", "rivals", ("CABINETS", Motion.CO_SELL)),
        ("bobs-extending", "bob", "shared", ("CABINETS", Motion.RESELL)),
        ("charlies-extending", "charlie", "rivals", ("GATEWAYS", Motion.RESELL)),
    ):
        _deal(world, name, by, account, *terms)
        with world.work("dana") as work:
            approved = get_deal(work, UUID(world.id("deal", name)))
            approve_deal(work, approved, window_days=soon)
        if name.endswith("extending"):
            with world.work(by) as work:
                evidence = f"Contract is out {world.canary(f'evidence {name}')}."
                ask_extension(work, world.load(work, Deal, "deal", name), evidence)
    begin_pulses(world.database)
    _commissions(world)


def _commissions(world: World) -> None:
    """Enter what two of them would earn."""
    with world.work("system") as work:  # by somebody who approves nothing
        rate = CommissionRate(
            owner_company_id=UUID(world.id("company", "hansa")),
            motion=Motion.RESELL,
            per_cent=Decimal(2),
            set_by_id=uuid4(),
            set_by_name="Petra Programm",
        )
        work.add(rate)
    for name, deal_name in (("luebecks", "bobs-protected"), ("danzigs", "charlies-protected")):
        with world.database.work(system_actor("matrix")) as work:
            (accrual,) = accrue(work, get_deal(work, UUID(world.id("deal", deal_name))))
            world.keep("commission", name, accrual)


def _deal(
    world: World,
    name: str,
    by: str,
    account: str,
    family: str = "DRIVES",
    motion: Motion = Motion.RESELL,
) -> None:
    with world.work(by) as work:
        word = world.canary(f"deal {name}")
        new = a_deal(family, motion=motion, progress=f"Progress {word}", crm_id=f"CRM-{word}")
        record = world.load(work, Account, "account", account)
        deal = world.keep("deal", name, register_deal(work, record, new))
        world.keep("receipt", name, receipts_of(work, deal.id)[0])


def _leads(world: World) -> None:
    """Take some in; offer all but one to a partner each, two of which accept."""
    for name, partner, holder in (
        ("fresh", None, None),
        ("luebecks", "luebeck", "alice"),
        ("danzigs", "danzig", "charlie"),
        ("pushed-to-luebeck", "luebeck", None),
        ("pushed-to-danzig", "danzig", None),
        ("pushed-to-novgorod", "novgorod", None),
    ):
        word = world.canary(f"lead {name}")
        new = a_lead(
            customer_name=f"Customer {word}", email=f"{word}@lead.example", domain="", need=word
        )
        with world.work("adam") as work:
            lead = world.keep("lead", name, take_in(work, new))
            if partner:
                qualify(work, lead)
        if not partner:
            continue
        chosen = UUID(world.id("company", partner))
        offer_lead(world.database, world.actor("adam"), lead.id, LeadRule.PUSH, chosen)
        with world.work("system") as work:
            made = sa.select(LeadOffer).where(LeadOffer.lead_id == lead.id)
            offer = world.keep("lead offer", name, work.one(made))
        if holder:
            accept(world.database, world.actor(holder), offer.id)
    for name in ("dana", "emil"):
        word = world.canary(f"lead sheet {name}s")
        rows = io.BytesIO(f"{','.join(LEAD_COLUMNS)}\n{word}\n".encode())
        with world.work(name) as work:
            sheet = bring_sheet_of_leads(work, world.database, f"{word}.csv", rows)
            world.keep("lead sheet", f"{name}s", sheet)


def _handoffs(world: World) -> None:
    """Hand over protected deals, two of them by the host's choice; one is taken over.

    Of one more the host only proposes it.
    """
    with world.work("nina") as work:
        own = NewAccount("Narva Works", "EE", "narva-works.example", "Narva")
        world.keep("account", "novgorods-own", open_account(work, own))
    with world.work("dana") as work:
        to_hand_over = NewAccount("Varde Mills", "NO", "varde-mills.example", "Varde")
        account = world.keep("account", "hansas-to-hand-over", open_account(work, to_hand_over))
        luebeck = world.load(work, Company, "company", "luebeck")
        share_account(work, account, luebeck, GrantTerms(EVERYTHING, purpose="Sell it"))
    _handoff(world, "bobs-offered", "bob", "shared", "adam", "danzig")
    agree(world.database, world.actor("bob"), UUID(world.id("handoff", "bobs-offered")))
    _keep_offer(world, "bobs-offered")
    _handoff(world, "charlies-offered", "charlie", "rivals", "adam", "luebeck")
    agree(world.database, world.actor("charlie"), UUID(world.id("handoff", "charlies-offered")))
    _keep_offer(world, "charlies-offered")
    _handoff(world, "bobs-proposed", "bob", "hansas-to-hand-over", "adam", "danzig")
    _handoff(world, "ninas-offered", "nina", "novgorods-to-luebeck", "nina", "luebeck")
    _handoff(world, "ninas-taken", "nina", "novgorods-own", "nina", None)
    taken, riga = UUID(world.id("handoff", "ninas-taken")), UUID(world.id("company", "riga"))
    place(world.database, world.actor("adam"), taken, [riga])
    _keep_offer(world, "ninas-taken")
    offer_id = UUID(world.id("handoff offer", "ninas-taken"))
    take_over(world.database, world.actor("rita"), offer_id)
    with world.work("system") as work:
        steps = sa.select(HandOffTask).where(HandOffTask.handoff_id == taken)
        first = work.one(steps.order_by(HandOffTask.position))
        world.keep("handoff task", "ninas-first", first)
    _handoff(world, "sold-along", "nina", "novgorods-own", "nina", "riga", HandOffKind.CO_SELL)
    offer_id = UUID(world.id("handoff offer", "sold-along"))
    take_over(world.database, world.actor("rita"), offer_id)


def _handoff(
    world: World,
    name: str,
    by: str,
    account: str,
    giver: str,
    receiver: str | None,
    kind: HandOffKind = HandOffKind.TRANSFER,
) -> None:
    given = f"given-{name}"
    is_other = by == "bob" or kind is not HandOffKind.TRANSFER
    _deal(world, given, by, account, "GATEWAYS" if is_other else "SENSORS")
    deal_id = UUID(world.id("deal", given))
    with world.work("adam") as work:
        approve_deal(work, get_deal(work, deal_id))
    asked = (UUID(world.id("company", receiver)),) if receiver else ()
    new = NewHandOff(kind, "You sell.", 70, Fallback.STAY, asked)
    handoff_id = hand_off(world.database, world.actor(giver), deal_id, new)
    with world.work("system") as work:
        world.keep("handoff", name, work.get(HandOff, handoff_id))
    if receiver and giver != "adam":  # else its owner is asked first
        _keep_offer(world, name)


def _keep_offer(world: World, name: str) -> None:
    with world.work("system") as work:
        made = sa.select(HandOffOffer).where(HandOffOffer.handoff_id == world.id("handoff", name))
        world.keep("handoff offer", name, work.one(made))


def _campaigns(world: World) -> None:
    with world.work("adam") as work:
        new = NewCampaign(world.canary("campaign fair"), "spring-fair", "Spring", "Come and see.")
        campaign = world.keep("campaign", "fair", open_campaign(work, new))
    with world.work("system") as work:
        found = work.get(Campaign, campaign.id)
        answer(work, found, a_lead(domain=""), "192.0.2.9", agrees=True)


def _documents(world: World) -> None:
    for name, by, model, kind, subject in (
        ("on-bobs-deal", "bob", Deal, "deal", "bobs"),
        ("on-alices-deal", "alice", Deal, "deal", "alices"),
        ("on-charlies-deal", "charlie", Deal, "deal", "charlies"),
        ("hansas-on-shared", "emil", Account, "account", "shared"),
        ("luebecks-on-rivals", "alice", Account, "account", "rivals"),
        ("danzigs-on-rivals", "charlie", Account, "account", "rivals"),
        ("on-partner-luebeck", "dana", Company, "company", "luebeck"),
        ("on-luebecks", "alice", Account, "account", "luebecks"),
        ("on-luebecks-to-hansa", "alice", Account, "account", "luebecks-to-hansa"),
    ):
        _document(world, name, by, model, kind, subject)
    for name, by, deal in (
        ("bobs", "bob", "bobs"),
        ("charlies", "charlie", "charlies"),
        ("luebeck-apis", "luebeck-api", "alices"),
    ):
        word = world.canary(f"upload {name}")
        content = pdf(word)
        with world.work(by) as work:
            subject_record = world.load(work, Deal, "deal", deal)
            upload = open_upload(work, subject_record, NewUpload(f"{word}.pdf", len(content)))
            world.keep("upload", name, upload)
            world.staged[name] = (upload.staging_key, content)


def _document(world: World, name: str, by: str, model: type[Any], kind: str, subject: str) -> None:
    word = world.canary(f"document {name}")
    content = pdf(word)
    with world.work(by) as work:
        document = add_document(
            work,
            world.services.storage,
            world.load(work, model, kind, subject),
            NewUpload(f"{word}.pdf", len(content)),
            io.BytesIO(content),
        )
        world.keep("document", name, document)


def _rooms(world: World) -> None:
    _room(world, "of-bobs-deal", "bob", Deal, "deal", "bobs")
    _room(world, "luebecks-of-rivals", "alice", Account, "account", "rivals")
    _room(world, "danzigs-of-rivals", "charlie", Account, "account", "rivals")
    _room(world, "of-partner-luebeck", "dana", Company, "company", "luebeck")
    _room_of_three(world)
    _say(world, "of-bobs-deal", "alice", f"@Bob, a note {world.canary('note of luebeck')}")
    _say(world, "of-bobs-deal", "dana", f"Note {world.canary('note of hansa')}")


def _room(world: World, name: str, by: str, model: type[Any], kind: str, subject: str) -> None:
    with world.work(by) as work:
        room = open_room(work, world.load(work, model, kind, subject))
        world.keep("room", name, room)
    _say(world, name, by, f"Word {world.canary(f'room {name}')}", Audience.SHARED)


def _room_of_three(world: World) -> None:
    """Speak in the room that was opened when Riga joined Novgorod."""
    with world.work("system") as work:
        joined = sa.select(Room).where(Room.with_company_id == world.id("company", "riga"))
        world.keep("room", "of-three", work.one(joined))
    _say(world, "of-three", "rita", f"Word {world.canary('room of-three')}", Audience.SHARED)


def _say(
    world: World, room: str, by: str, text: str, audience: Audience = Audience.INTERNAL
) -> None:
    with world.work(by) as work:
        record = world.load(work, Room, "room", room)
        send_message(work, record, text=text, audience=audience, client_id=secrets.token_hex(8))


def _machines_that_died(world: World) -> None:
    """A token that runs out before the story starts, a client that is revoked."""
    _machine(world, "expired-api", "luebeck")
    client = _machine(world, "revoked-api", "luebeck")
    _machine(world, "stettin-api", "stettin")
    with world.work("alice") as work:
        revoke_client(work, work.get(ApiClient, client.id))


def _machines(world: World) -> None:
    for name, company in {
        "luebeck-api": "luebeck",
        "danzig-api": "danzig",
        "danzig-small-api": "danzig",
        "hansa-api": "hansa",
    }.items():
        world.keep("client", f"{company}s", _machine(world, name, company))


def _machine(world: World, name: str, company: str) -> ApiClient:
    scopes = tuple(sorted(SCOPES[name]))
    acts = name in {"luebeck-api", "danzig-api", "hansa-api"}
    canary = world.canary(f"{'client' if acts else 'idle client'} {company}")
    with world.work(ADMIN_OF[company]) as work:
        client = create_client(work, NewClient(f"{name} {canary}", scopes)).client
    token = new_token()
    DatabaseTokens(world.database).keep(token, client, list(scopes))
    world.tokens[name] = token
    return client


def _interchanges(world: World) -> None:
    for company, identifier, group in (
        ("danzig", "DANZIGTRADING", "DANZIG"),
        ("luebeck", "LUEBECKSYSTEMS", "LUEBECK"),
    ):
        with world.work("olga") as work:
            new = NewAgreement(
                f"X12 {world.canary(f'agreement {company}')}",
                partner_identifier=identifier,
                partner_group=group,
                host_identifier="HANSACOMP",
                host_group="HANSA",
            )
            sign_agreement(work, world.load(work, Company, "company", company), new)
        good = _file(world.canary(f"order {company}s"), identifier, group)
        aside = _file(
            world.canary(f"interchange {company}s-put-aside"), "NOBODYKNOWSTHIS", group, "000000102"
        )
        _receive(world, f"{company}s", f"{company}-api", good)
        _receive(world, f"{company}s-put-aside", f"{company}-api", aside)


def _file(number: str, identifier: str, group: str, control: str = "000000101") -> bytes:
    body = [
        f"BEG*00*SA*{number}**20261121",
        "CUR*BY*EUR",
        "N1*ST*Customer*92*DT-210",
        f"PO1*1*120*EA*9.25**VP*{number}",
        f"PID*F****{number}",
        "CTT*1",
    ]
    written = order_file(body, number=control)
    written = written.replace(b"DANZIGTRADING  ", identifier.ljust(15).encode())
    return written.replace(b"*DANZIG*HANSA*", f"*{group}*HANSA*".encode())


def _receive(world: World, name: str, machine: str, data: bytes) -> None:
    actor = world.actor(machine)
    assert actor.company_id is not None
    arrival = store_arrival(world.services.storage, actor.company_id, iter([data]))
    with world.work(machine) as work:
        world.keep("interchange", name, receive_interchange(work, arrival).interchange)


def _outcomes(world: World) -> None:
    """Find what the worker made of it all: orders, acknowledgements, notifications."""
    with world.work("system") as work:
        for company in ("danzig", "luebeck"):
            owner = UUID(world.ids["company", company])
            order = work.one(sa.select(Order).where(Order.owner_company_id == owner))
            world.keep("order", f"{company}s", order)
            interchange = world.load(work, Interchange, "interchange", f"{company}s")
            assert interchange.acknowledgement_id is not None
            answer = work.get(Interchange, interchange.acknowledgement_id)
            world.keep("outgoing interchange", f"to-{company}", answer)
        for person in ("dana", "bob", "charlie"):
            told = work.all(
                sa.select(Notification)
                .where(Notification.person_id == UUID(world.ids["person", person]))
                .order_by(Notification.created_at, Notification.id)
            )
            world.keep("notification", f"{person}s", told[0])


def _shut_out(world: World) -> None:
    with world.work("system") as work:
        sven = UUID(world.ids["person", "sven"])
        suspend_member(
            work, work.one(sa.select(Membership).where(Membership.person_id == sven)), "left"
        )
        stettin = UUID(world.ids["company", "stettin"])
        relationship = work.one(
            sa.select(PartnerRelationship).where(PartnerRelationship.partner_id == stettin)
        )
        suspend_partner(work, relationship, "unpaid")


def _sessions(world: World) -> None:
    store = DatabaseSessions(world.database)
    with world.work("system") as work:
        rows = work.session.execute(sa.select(Membership.person_id, Membership.id)).all()
    membership_of = {str(person): membership for person, membership in rows}
    for name in MEMBERS:
        person = world.ids["person", name]
        csrf = secrets.token_urlsafe(24)
        data = {"_user_id": person, "csrf": csrf}
        world.csrf[name] = csrf
        world.cookies[name] = store.open(UUID(person), membership_of[person], data)
