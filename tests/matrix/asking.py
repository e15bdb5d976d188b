"""Asking a route about a record as an actor: with everything a real request carries."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient

from deals.commissions.models import CommissionEntry
from deals.commissions.queries import balance_of, rates_version
from deals.leads.sheets.reading import COLUMNS as LEAD_COLUMNS
from deals.programme.forms import typed_of
from deals.programme.models import DEFAULTS
from deals.sheets.reading import COLUMNS
from tests.conftest import ORIGIN
from tests.documents.files import pdf
from tests.matrix.expectations import HOST, MACHINES, NOBODY
from tests.matrix.rule import Rule
from tests.matrix.world import World

Fields = dict[str, Any]

_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
# What is new in every answer: the reference of an error, the key of an empty form.
_REFERENCE = re.compile(
    r"<code>[0-9a-f]{16}</code>|\"request_id\": ?\"[0-9a-f]{16}\""
    r"|name=\"(?:idempotency|draft)_key\" value=\"[\w-]+\""
)
CANARY = re.compile(r"kx[a-z2-7]{20}", re.IGNORECASE)
SENT_BY_MACHINES = MACHINES | {name for name in NOBODY if name.endswith("-api")}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: str
    location: str
    headers: Fields = field(default_factory=dict)

    def canaries(self) -> set[str]:
        return {found.upper() for found in CANARY.findall(self.body + self.location)}

    def without(self, ids: set[str]) -> tuple[object, ...]:
        """Return what must be equal for what is foreign and what is absent."""
        text = _REFERENCE.sub("", self.body)
        location = self.location
        for each in ids:
            text, location = text.replace(each, "<id>"), location.replace(each, "<id>")
        kept = {k: v for k, v in self.headers.items() if k not in _VARYING}
        return self.status, text, location, tuple(sorted(kept.items()))


_VARYING = {"X-Request-ID", "Content-Length", "RateLimit-Remaining", "RateLimit-Reset", "Location"}


class Asker:
    """One test client, whose requests carry the cookie or the token of whoever asks."""

    def __init__(self, app: Flask, world: World) -> None:
        self.world = world
        self.http = FlaskClient(app, use_cookies=False)
        self.keys_sent = False

    def ask(self, rule: Rule, target: str | None, actor: str, method: str | None = None) -> Answer:
        path, query, _ids = self.address(rule, target)
        options = self._contents(rule, target, actor)
        headers = {"Origin": ORIGIN, **self._proof(actor), **options.pop("headers", {})}
        if self.keys_sent:
            headers["Idempotency-Key"] = f"key of {actor}"
        response = self.http.open(
            path,
            method=method or rule.method,
            query_string={**query, **options.pop("query", {})},
            headers=headers,
            base_url=ORIGIN,
            **options,
        )
        answer = Answer(
            response.status_code,
            response.get_data().decode("utf-8", "replace"),
            response.headers.get("Location", ""),
            dict(response.headers),
        )
        response.close()
        return answer

    def address(self, rule: Rule, target: str | None) -> tuple[str, Fields, set[str]]:
        """Return the path, the query and the ids in them."""
        values, query = _PARTS[rule.on](self.world, target) if rule.on and target else ({}, {})
        path = _PARAMETER.sub(lambda found: str(values.get(found[1], "nothing.css")), rule.path)
        ids = {str(each) for each in (*values.values(), *query.values()) if len(str(each)) == 36}
        return path, query, ids

    def _proof(self, actor: str) -> Fields:
        if actor in SENT_BY_MACHINES:
            return {"Authorization": f"Bearer {self.world.tokens[actor]}"}
        if actor in self.world.cookies:
            return {
                "Cookie": f"kontor={self.world.cookies[actor]}",
                "X-CSRF-Token": self.world.csrf[actor],
            }
        return {}

    def _contents(self, rule: Rule, target: str | None, actor: str) -> Fields:
        write = _CONTENTS.get(rule.route)
        contents = write(self.world, target or "", actor) if write else {}
        if rule.route.startswith(_VERSIONED):
            contents["headers"] = {"If-Match": ", ".join(f'"{n}"' for n in range(1, 9))}
        return contents


# --------------------------------------------------------------------------- parts of the path


_VERSIONED = (
    "POST /api/v1/deals/",
    "POST /api/v1/contacts/",
    "POST /api/v1/interactions/",
    "POST /api/v1/handoffs/",
    "POST /api/v1/leads/",
    "POST /api/v1/lead-offers/",
)
"""Routes that want to be told which version the caller saw."""


def _simple(kind: str, parameter: str) -> Callable[[World, str], tuple[Fields, Fields]]:
    return lambda world, target: ({parameter: world.id(kind, target)}, {})


def _grant(world: World, target: str) -> tuple[Fields, Fields]:
    account, grant = target.split("/")
    of = {
        "shared-to-luebeck": "shared/to-luebeck",
        "rivals-to-danzig": "rivals/to-danzig",
    }.get(grant, f"shared/{grant}" if account == "absent" else target)
    grant_id = world.absent if grant == "absent" else world.id("grant", of)
    return {"account_id": world.id("account", account), "grant_id": grant_id}, {}


def _version(world: World, target: str) -> tuple[Fields, Fields]:
    document, number = target.split("/")
    return {"document_id": world.id("document", document), "number": number}, {}


def _entry(world: World, target: str) -> tuple[Fields, Fields]:
    return {"account_id": world.id("account", target.split("/", maxsplit=1)[0])}, {}


_KIND = {"account": "account", "deal": "deal", "partner": "company", "order": "order"}
_KIND |= {"interchange": "interchange", "nothing": "account"}


def _subject(world: World, target: str) -> tuple[Fields, Fields]:
    named, _, partner = target.partition("?")
    kind, record = named.split("/")
    stored = "account" if record == "shared" else _KIND[kind]
    values = {"kind": kind, "subject_id": world.id(stored, record)}
    return values, {"partner": world.id("company", partner)} if partner else {}


def _share(world: World, target: str) -> tuple[Fields, Fields]:
    return {"account_id": world.id("account", target.split("/", maxsplit=1)[0])}, {}


def _prefill(world: World, target: str) -> tuple[Fields, Fields]:
    return {}, {"account": world.id("account", target)}


def _account(world: World, target: str) -> tuple[Fields, Fields]:
    # On the lists it stands in the body, see _CONTENTS; naming it here normalises its echo.
    return {"account_id": world.id("account", target)}, {}


def _pair(world: World, target: str) -> tuple[Fields, Fields]:
    newer, older = target.split("/")
    return {"newer_id": world.id("account", newer), "older_id": world.id("account", older)}, {}


def _step(world: World, target: str) -> tuple[Fields, Fields]:
    partner, name = target.split("/")
    return {"partner_id": world.id("company", partner), "name": name}, {}


def _application_step(world: World, target: str) -> tuple[Fields, Fields]:
    application, step = target.split("/")
    return {"application_id": world.id("application", application), "step": step}, {}


def _closing(world: World, target: str) -> tuple[Fields, Fields]:
    return {"partner_id": world.id("company", target.split("/", maxsplit=1)[0])}, {}


_PARTS: dict[str | None, Callable[[World, str], tuple[Fields, Fields]]] = {
    "company": _simple("company", "company_id"),
    "partner": _simple("company", "partner_id"),
    "step": _step,
    "task": _simple("task", "task_id"),
    "agreement": _simple("agreement", "agreement_id"),
    "named version": lambda _world, _target: ({}, {}),
    "application": _simple("application", "application_id"),
    "application step": _application_step,
    "closing": _closing,
    "account": _account,
    "grant": _grant,
    "contact": _simple("contact", "contact_id"),
    "interaction": _simple("interaction", "interaction_id"),
    "next step": _simple("next step", "step_id"),
    "entry": _entry,
    "deal": _simple("deal", "deal_id"),
    "asked deal": _simple("deal", "deal_id"),
    "protected deal": _simple("deal", "deal_id"),
    "extending deal": _simple("deal", "deal_id"),
    "rejected deal": _simple("deal", "deal_id"),
    "disputed deal": _simple("deal", "deal_id"),
    "documented deal": _simple("deal", "deal_id"),
    "deal sheet": _simple("deal sheet", "sheet_id"),
    "receipt": _simple("receipt", "receipt_id"),
    "draft": _simple("draft", "draft_id"),
    "lead": _simple("lead", "lead_id"),
    "lead sheet": _simple("lead sheet", "sheet_id"),
    "handoff": _simple("handoff", "handoff_id"),
    "handoff receipt": _simple("handoff", "handoff_id"),
    "handoff offer": _simple("handoff offer", "offer_id"),
    "handoff task": _simple("handoff task", "task_id"),
    "lead offer": _simple("lead offer", "offer_id"),
    "held lead offer": _simple("lead offer", "offer_id"),
    "pushed lead offer": _simple("lead offer", "offer_id"),
    "campaign": _simple("campaign", "campaign_id"),
    "commission": _simple("commission", "entry_id"),
    "document": _simple("document", "document_id"),
    "version": _version,
    "subject": _subject,
    "talk": _subject,
    "upload": _simple("upload", "upload_id"),
    "room": _simple("room", "room_id"),
    "notification": _simple("notification", "notification_id"),
    "interchange": _simple("interchange", "interchange_id"),
    "answered interchange": _simple("interchange", "interchange_id"),
    "outgoing interchange": _simple("outgoing interchange", "interchange_id"),
    "order": _simple("order", "order_id"),
    "client": _simple("client", "client_id"),
    "staff": lambda world, target: ({}, {"company": world.id("company", target)}),
    "member": _simple("member", "membership_id"),
    "invitation": _simple("invitation", "invitation_id"),
    "sharing": _share,
    "share": lambda world, target: (
        {"grant_id": world.absent if target == "absent" else world.id("grant", target)},
        {},
    ),
    "request": _simple("request", "request_id"),
    "asking": lambda _world, _target: ({}, {}),
    "job": lambda _world, target: ({"job_id": 999_999 if target == "absent" else 1}, {}),
    "prefill": _prefill,
    "pair": _pair,
    "chosen": lambda world, target: ({}, {"account": world.id("account", target)}),
    "import": _simple("import", "import_id"),
    "saved view": _simple("saved view", "view_id"),
    "announcement": lambda _world, _target: ({}, {}),
}


# ------------------------------------------------------------------------------ what is sent


def _form(**fields: Any) -> Callable[[World, str, str], Fields]:
    return lambda _world, _target, _actor: {"data": fields}


def _approval(world: World, target: str, _actor: str) -> Fields:
    """Approve what was seen before: what was accrued, and nothing since."""
    with world.work("system") as work:
        accrual = work.find(CommissionEntry, UUID(world.id("commission", target)))
        seen = balance_of(work, accrual).seal if accrual else ""
    return {"data": {"do": "approve", "seen": seen}}


def _rates(world: World, _target: str, _actor: str) -> Fields:
    with world.work("adam") as work:
        return {"data": {"version": rates_version(work)}}


def _json(**fields: Any) -> Callable[[World, str, str], Fields]:
    return lambda _world, _target, _actor: {"json": fields}


def _registration(world: World, target: str, _actor: str) -> Fields:
    return {
        "data": {
            "account": world.id("account", target),
            "territory": "NO-W",
            "motion": "RESELL",
            "kind": "NET_NEW",
            "currency": "EUR",
            "expected_close": "2027-03-31",
            "progress": "Site survey done.",
            "family": ["SENSORS"],
            "quantity": ["240"],
            "amount": ["184000.00"],
        }
    }


def _new_lead(_world: World, _target: str, _actor: str) -> Fields:
    return {
        "data": {
            "industry": "Shipyards",
            "country": "NO",
            "territory": "NO-E",
            "family": "DRIVES",
            "size": "SMALL",
            "customer_name": "Fjordverft AS",
            "contact_name": "Ingrid Berg",
            "email": "ingrid@fjordverft.example",
            "need": "Drives",
            "source": "Fair",
        }
    }


def _evidence(world: World, target: str, _actor: str) -> Fields:
    """Name the document that lies on the deal, if one does."""
    names = {"bobs": "on-bobs-deal", "alices": "on-alices-deal", "charlies": "on-charlies-deal"}
    document = world.id("document", names.get(target, "absent"))
    return {"json": {"document_id": document, "kind": "OFFER"}}


def _evidence_page(world: World, target: str, actor: str) -> Fields:
    named = _evidence(world, target, actor)["json"]
    return {"data": {"document_id": named["document_id"], "evidence_kind": named["kind"]}}


def _deal_sheet(_world: World, _target: str, _actor: str) -> Fields:
    return {"data": {"file": (io.BytesIO(f"{','.join(COLUMNS)}\nA-1\n".encode()), "deals.csv")}}


def _new_lead_of_a_machine(world: World, target: str, actor: str) -> Fields:
    return {"json": _new_lead(world, target, actor)["data"]}


def _conversion(world: World, target: str, _actor: str) -> Fields:
    return {"json": {"deal_id": world.id("deal", "bobs" if target == "luebecks" else "charlies")}}


def _lead_sheet(_world: World, _target: str, _actor: str) -> Fields:
    return {"data": {"file": (io.BytesIO(f"{','.join(LEAD_COLUMNS)}\nA\n".encode()), "leads.csv")}}


def _amendment_page(_world: World, _target: str, _actor: str) -> Fields:
    return {
        "data": {
            "family": "DRIVES",
            "quantity": "1",
            "amount": "1.00",
            "expected_close": "2027-04-30",
            "progress": "So far",
            "reason": "Less",
        }
    }


def _lead_step(_world: World, target: str, _actor: str) -> Fields:
    is_new = target == "fresh"
    return {"data": {"do": "qualify"} if is_new else {"do": "recall", "reason": "Too slow"}}


def _lead_answer(_world: World, target: str, _actor: str) -> Fields:
    is_offered = target.startswith("pushed")
    return {"data": {"do": "decline", "reason": "No room"} if is_offered else {"do": "reach"}}


def _handoff(world: World, target: str, actor: str) -> Fields:
    """Partners leave to the host whom to ask; the host asks the rival."""
    rival = "danzig" if target.startswith("bobs") else "luebeck"
    asked = {"receiver_1": world.id("company", rival)} if actor in HOST else {}
    return {
        "data": {
            "kind": "TRANSFER",
            "responsibilities": "You sell.",
            "percent": "70",
            "fallback": "STAY",
            **asked,
        }
    }


def _handoff_step(_world: World, target: str, actor: str) -> Fields:
    """Who was only asked agrees; everybody else takes it back."""
    is_asked = target.endswith("proposed") and actor not in HOST
    return {"data": {"do": "agree"} if is_asked else {"do": "recall", "reason": "We keep it"}}


def _handoff_answer(_world: World, target: str, _actor: str) -> Fields:
    is_offered = target.endswith("offered")
    return {"data": {"do": "decline" if is_offered else "return", "reason": "No room"}}


def _api_registration(world: World, target: str, _actor: str) -> Fields:
    return {
        "json": {
            "account_id": world.id("account", target),
            "territory": "NO-W",
            "currency": "EUR",
            "expected_close": "2027-03-31",
            "progress": "Site survey done.",
            "lines": [{"family": "SENSORS", "quantity": 240, "amount": "184000.00"}],
        }
    }


def _contact(_world: World, target: str, _actor: str) -> Fields:
    return {"data": {"name": "Ingrid Berg", "audience": target.split("/")[1]}}


def _api_contact(_world: World, target: str, _actor: str) -> Fields:
    return {"json": {"name": "Ingrid Berg", "audience": target.split("/")[1]}}


def _call(_world: World, target: str, _actor: str) -> Fields:
    return {"data": {"kind": "CALL", "text": "Called.", "audience": target.split("/")[1]}}


def _api_call(_world: World, target: str, _actor: str) -> Fields:
    return {"json": {"kind": "CALL", "text": "Called.", "audience": target.split("/")[1]}}


def _new_grant(world: World, target: str, _actor: str) -> Fields:
    partner = target.split("/with-")[1]
    return {
        "data": {
            "partner": world.id("company", partner),
            "purpose": "Sell together",
            "days": "30",
            "objects": ["PROFILE"],
        }
    }


def _naming(world: World, target: str, _actor: str) -> Fields:
    return {"data": {"version": world.id("named version", target)}}


def _execution(world: World, _target: str, actor: str) -> Fields:
    return {"data": {"name": actor, "agreed": "yes", "sha256": world.agreed}}


def _plans(world: World, target: str, _actor: str) -> Fields:
    return {"data": {world.id("deal", target.split("/")[1]): "CLOSE"}}


def _ending(world: World, target: str, _actor: str) -> Fields:
    grant_id = _PARTS["share"](world, target)[0]["grant_id"]
    return {"data": {"do": "ending", "grant": grant_id, "reason": "over"}}


def _new_grants(world: World, target: str, actor: str) -> Fields:
    account = target.split("/with-", maxsplit=1)[0]
    grant = _new_grant(world, target, actor)["data"]
    return {"data": {**grant, "account": [world.id("account", account)]}}


def _sheet(_world: World, _target: str, _actor: str) -> Fields:
    return {"data": {"file": (io.BytesIO(b"name,country\nNew,NO\n"), "customers.csv")}}


def _merging(world: World, target: str, _actor: str) -> Fields:
    newer = world.id("account", target.split("/", maxsplit=1)[0])
    return {"data": {"do": "merge", "stays": newer, "newer_version": "1", "older_version": "1"}}


def _ticket(_world: World, _target: str, _actor: str) -> Fields:
    return {"json": {"name": "Offer.pdf", "size": 400, "type": "application/pdf"}}


def _announcement(world: World, target: str, _actor: str) -> Fields:
    subject, _, document = target.partition(" + ")
    named, _query = _subject(world, subject)
    more = {"document_id": world.id("document", document)} if document else {}
    new = {"name": "Offer.pdf", "size": 400, "subject_id": named["subject_id"], **more}
    return {"json": {"subject_type": named["kind"], **new}}


def _file(_world: World, _target: str, _actor: str) -> Fields:
    return {"data": {"file": (io.BytesIO(pdf("matrix")), "Offer.pdf", "application/pdf")}}


def _completion(world: World, target: str, actor: str) -> Fields:
    if target == f"{actor}s":
        world.stage(target)
    return {}


def _interchange(_world: World, _target: str, actor: str) -> Fields:
    return {"data": f"ISA of {actor}".encode(), "content_type": "application/edi-x12"}


def _message(_world: World, _target: str, _actor: str) -> Fields:
    return {"data": {"text": "Good day.", "audience": "shared", "client_id": "matrix-1"}}


def _search(_world: World, _target: str, _actor: str) -> Fields:
    return {"query": {"q": "KX"}}


def _everything(_world: World, _target: str, _actor: str) -> Fields:
    return {"query": {"view": "all"}}


def _raw_tab(_world: World, _target: str, _actor: str) -> Fields:
    return {"query": {"view": "all", "tab": "raw"}}


def _new_colleague(_world: World, target: str, _actor: str) -> Fields:
    role = "AUDITOR" if target == "hansa" else "VIEWER"
    return {"data": {"email": f"new@{target}.example", "locale": "en", "roles": [role]}}


def _other_roles(_world: World, target: str, _actor: str) -> Fields:
    role = "AUDITOR" if target == "danas" else "VIEWER"
    return {"data": {"step": "roles", "roles": [role], "version": "1"}}


_CONTENTS: dict[str, Callable[[World, str, str], Fields]] = {
    "GET /search": _search,
    "GET /gateway": _everything,
    "GET /gateway/<uuid:interchange_id>": _raw_tab,
    "POST /profile/company": _form(company="00000000-0000-4000-8000-000000000000"),
    "POST /profile": _form(locale="en", time_zone="Europe/Berlin"),
    "POST /partners/<uuid:partner_id>/steps/<name>": _form(
        reason="It ends", last_day="2027-06-30", code="LUB"
    ),
    "POST /partners/<uuid:partner_id>/closing": _plans,
    "POST /agreements": _naming,
    "POST /agreements/<uuid:agreement_id>": _execution,
    "POST /applications/<uuid:application_id>/<step>": _form(
        question="Why?", fields=["reason"], decline="No room", code="ROS"
    ),
    "POST /accounts": _form(name="New customer", country="NO", domain="new.example", place="Oslo"),
    "POST /accounts/duplicates/<uuid:newer_id>/<uuid:older_id>": _merging,
    "POST /accounts/<uuid:account_id>/edit": _form(
        name="Other name", country="NO", gln="4012345000009", version="1"
    ),
    "POST /accounts/<uuid:account_id>/grants": _new_grant,
    "POST /accounts/<uuid:account_id>/grants/<uuid:grant_id>/revocation": _form(reason="over"),
    "POST /sharing/changes": _ending,
    "POST /sharing/grants/<uuid:grant_id>/terms": _form(
        objects="DEALS", access="READ", purpose="Less", until="2027-01-31"
    ),
    "POST /sharing/grants/<uuid:grant_id>/answer": _form(do="acceptance"),
    "POST /sharing/requests": _form(
        customer_name="Customer", customer_country="NO", purpose="Sell", days="30"
    ),
    "POST /sharing/requests/<uuid:request_id>/answer": _form(do="refusal", reason="Not now"),
    "POST /accounts/<uuid:account_id>/contacts": _contact,
    "POST /contacts/<uuid:contact_id>": _form(name="Ingrid Bergman", consent="UNKNOWN"),
    "POST /contacts/<uuid:contact_id>/removal": _form(why="LEFT"),
    "POST /accounts/<uuid:account_id>/interactions": _call,
    "POST /interactions/<uuid:interaction_id>": _form(text="Called again."),
    "POST /api/v1/interactions/<uuid:interaction_id>/correction": _json(text="Called again."),
    "POST /api/v1/accounts/<uuid:account_id>/contacts": _api_contact,
    "POST /api/v1/contacts/<uuid:contact_id>/removal": _json(why="LEFT"),
    "POST /api/v1/accounts/<uuid:account_id>/interactions": _api_call,
    "POST /accounts/views": _form(name="New view", country="NO"),
    "POST /accounts/views/<uuid:view_id>": _form(do="rename", name="Other view"),
    "POST /accounts/sharing": _new_grants,
    "POST /accounts/imports": _sheet,
    "POST /accounts/imports/<uuid:import_id>": _form(do="start"),
    "POST /deals": _registration,
    "POST /deals/overlap": _registration,
    "POST /deals/<uuid:deal_id>/rejection": _form(reason="Out of programme"),
    "POST /deals/<uuid:deal_id>/hold": _form(hold_reason="Two letters"),
    "POST /deals/conflict-settings": _form(
        conflict_from="90", possible_from="60", name_similarity="92", partner_answer="NOTHING"
    ),
    "POST /deals/programme": lambda _world, _target, _actor: {"data": typed_of(DEFAULTS, [])},
    "POST /deals/<uuid:deal_id>/questions": _form(question="Who decides there?"),
    "POST /deals/<uuid:deal_id>/answers": _form(answer="The board."),
    "POST /deals/<uuid:deal_id>/extension": _form(evidence="Contract is out."),
    "POST /deals/<uuid:deal_id>/extension/answer": _form(do="grant"),
    "POST /deals/<uuid:deal_id>/ending": _form(code="UNTRUE", ending_reason="Not so"),
    "POST /deals/<uuid:deal_id>/stage": _form(stage="DEVELOPED"),
    "POST /commissions/<uuid:entry_id>": _approval,
    "POST /commissions/rates": _rates,
    "POST /deals/<uuid:deal_id>/pulse": lambda world, _target, _actor: {
        "data": {"step": "Call", "step_on": world.database.clock.now().date().isoformat()}
    },
    "POST /deals/<uuid:deal_id>/dispute": _form(claim="Here is the letter."),
    "POST /deals/<uuid:deal_id>/dispute/decision": _form(
        verdict="UPHELD", dispute_rule="CP-2", verdict_reason="It is not signed."
    ),
    "POST /api/v1/deals/<uuid:deal_id>/disputes": _json(claim="Here is the letter."),
    "POST /api/v1/deals/<uuid:deal_id>/disputes/appeal": _json(appeal="It is signed."),
    "POST /api/v1/deals/<uuid:deal_id>/disputes/decision": _json(
        verdict="UPHELD", rule="CP-2", reason="It is not signed."
    ),
    "POST /api/v1/deals/<uuid:deal_id>/question": _json(question="Who decides there?"),
    "POST /api/v1/deals/<uuid:deal_id>/answer": _json(answer="The board."),
    "POST /api/v1/deals/<uuid:deal_id>/release": _json(reason="Over"),
    "POST /api/v1/deals/<uuid:deal_id>/extension": _json(evidence="Contract is out."),
    "POST /api/v1/deals/<uuid:deal_id>/stage": _json(stage="DEVELOPED"),
    "POST /deals/<uuid:deal_id>/amendment": _amendment_page,
    "POST /api/v1/deals/<uuid:deal_id>/amendments": _json(
        expected_close="2027-04-30",
        progress="So far",
        lines=[{"family": "DRIVES", "quantity": 1, "amount": "1.00"}],
        reason="Less",
    ),
    "POST /deals/<uuid:deal_id>/evidence": _evidence_page,
    "POST /api/v1/deals/<uuid:deal_id>/evidence": _evidence,
    "POST /deals/sheets": _deal_sheet,
    "POST /deals/sheets/<uuid:sheet_id>": _form(do="stop"),
    "POST /deals/drafts": _form(draft_key="matrix", progress="So far"),
    "POST /deals/receipts/verification": _form(receipt='{"receipt": {"number": "DR-X-1/1"}}'),
    "POST /api/v1/receipts/verification": _json(document='{"receipt": {"number": "DR-X-1/1"}}'),
    "POST /leads": _new_lead,
    "POST /leads/<uuid:lead_id>/correction": _new_lead,
    "POST /api/v1/leads/<uuid:lead_id>/correction": _json(need="Drives"),
    "POST /api/v1/leads": _new_lead_of_a_machine,
    "POST /api/v1/lead-offers/<uuid:offer_id>/decline": _json(reason="No room"),
    "POST /api/v1/lead-offers/<uuid:offer_id>/conversion": _conversion,
    "POST /leads/sheets": _lead_sheet,
    "POST /leads/sheets/<uuid:sheet_id>": _form(do="stop"),
    "POST /deals/<uuid:deal_id>/handoff": _handoff,
    "POST /handoffs/<uuid:handoff_id>": _handoff_step,
    "POST /handoffs/offers/<uuid:offer_id>": _handoff_answer,
    "POST /api/v1/deals/<uuid:deal_id>/handoffs": _json(responsibilities="You sell.", percent=70),
    "POST /api/v1/handoffs/<uuid:handoff_id>/recall": _json(reason="We keep it"),
    "POST /api/v1/handoffs/<uuid:handoff_id>/refusal": _json(reason="We keep it"),
    "POST /api/v1/handoffs/<uuid:handoff_id>/ending": _json(reason="We go on alone"),
    "POST /api/v1/handoffs/offers/<uuid:offer_id>/decline": _json(reason="No room"),
    "POST /api/v1/handoffs/offers/<uuid:offer_id>/return": _json(reason="No room"),
    "POST /campaigns": _form(name="Fair", slug="fair", title="Fair", text="Come and see."),
    "POST /campaigns/<uuid:campaign_id>": _form(do="close"),
    "POST /leads/<uuid:lead_id>": _lead_step,
    "POST /leads/offers/<uuid:offer_id>": _lead_answer,
    "POST /documents/<uuid:document_id>/uploads": _ticket,
    "POST /documents/<uuid:document_id>/versions": _file,
    "POST /documents/on/<kind>/<uuid:subject_id>": _file,
    "POST /documents/on/<kind>/<uuid:subject_id>/uploads": _ticket,
    "POST /documents/uploads/<uuid:upload_id>/completion": _completion,
    "POST /rooms/<uuid:room_id>/messages": _message,
    "POST /orders/<uuid:order_id>/refusal": _form(reason="Sold out"),
    "POST /gateway/<uuid:interchange_id>/resolution": _form(resolution="Called them"),
    "POST /people": _new_colleague,
    "POST /people/<uuid:membership_id>": _other_roles,
    "POST /people/invitations/<uuid:invitation_id>": _form(step="withdraw"),
    "POST /invitation": _form(t="made up", name="Nobody", password="a long made up password"),
    "POST /password-reset": _form(email="nobody@nowhere.example"),
    "POST /settings/notifications": lambda world, target, _actor: {
        "data": {"mute": world.id("notification", target)}
    },
    "POST /unsubscribe": _form(t="made up"),
    "POST /settings/clients": _form(name="ERP", days="90", scopes=["deals:read"]),
    "POST /api/v1/deals": _api_registration,
    "POST /api/v1/uploads": _announcement,
    "POST /api/v1/uploads/<uuid:upload_id>/completion": _completion,
    "POST /api/v1/edi/interchanges": _interchange,
    "POST /oauth/token": _form(grant_type="client_credentials"),
    "POST /oauth/revoke": _form(token="nothing"),
    "POST /sign-in": _form(email="nobody@nowhere.example", password="a wrong password"),
    "POST /theme": _form(theme="dark"),
}
