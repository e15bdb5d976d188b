"""Campaigns on screen: the host's list, one of them, and the page that anybody can answer."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from deals.campaigns import actions, policies, queries
from deals.campaigns.forms import FIELDS, read_answer, read_campaign, typed_of
from deals.campaigns.models import Campaign
from deals.catalogue.queries import product_families, territories
from deals.leads.presentation import SIZES
from partners.companies.business_days import HOST_ZONE
from partners.companies.queries import get_host
from portal.kernel.actor import system_actor
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid, NotFound
from portal.kernel.words import said
from portal.web.access import public, requires, services
from portal.web.countries import country_choices
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page, moment_and_id
from portal.web.navigation import Page, register_page
from portal.web.timeline import activities_of

VISITOR: Final = system_actor("visitor of a campaign")
HONEYPOT: Final = "fax"

blueprint = Blueprint("campaigns", __name__, template_folder="templates")

register_page(
    Page(
        label=lazy_gettext("Campaigns"),
        icon="megaphone",
        endpoint="campaigns.index",
        permission="leads:oversee",
        order=36,
        staff=True,
        section="/campaigns",
    )
)


@blueprint.app_context_processor
def _presentation() -> dict[str, object]:
    return {"campaign_badge": _badge, "campaign_url": _public_url}


def _badge(campaign: Campaign) -> tuple[object, str, str]:
    if campaign.is_open(g.now.astimezone(HOST_ZONE).date()):
        return lazy_gettext("Open"), "green", "circle-dot"
    return lazy_gettext("Closed"), "neutral", "circle-x"


def _public_url(campaign: Campaign) -> str:
    path = url_for("campaigns.show_page", slug=campaign.slug)
    return f"{services().settings.url.rstrip('/')}{path}"


# ------------------------------------------------------------------------------ for the host


@blueprint.get("/campaigns")
@requires("leads:oversee")
def index(work: Work) -> ResponseReturnValue:
    after = asked_position("campaigns.index", moment_and_id)
    found = queries.campaigns_page(work, after=after, limit=PAGE_SIZE + 1)
    shown, next_url = cut_page("campaigns.index", found, _place)
    return render_template(
        "campaigns/index.html",
        campaigns=shown,
        yields=queries.yields_of(work, shown),
        nothing=queries.Yield(),
        next_url=next_url,
        can_run=policies.can_run(work.actor),
    )


@blueprint.get("/campaigns/new")
@requires("leads:route")
def new(work: Work) -> ResponseReturnValue:
    return _form_page(work, {}, {})


@blueprint.post("/campaigns")
@requires("leads:route")
def create(work: Work) -> ResponseReturnValue:
    try:
        campaign = actions.open_campaign(work, read_campaign(request.form))
    except Invalid as error:
        return _form_page(work, _typed(), error.fields), error.status
    except Conflict as error:
        work.rollback()
        return _form_page(work, _typed(), {"slug": error.message}), error.status
    return redirect(url_for("campaigns.show", campaign_id=campaign.id), 303)


@blueprint.get("/campaigns/<uuid:campaign_id>")
@requires("leads:oversee")
def show(work: Work, campaign_id: UUID) -> ResponseReturnValue:
    campaign = work.get(Campaign, campaign_id)
    return _page(work, campaign, typed_of(campaign), {})


@blueprint.post("/campaigns/<uuid:campaign_id>")
@requires("leads:route")
def update(work: Work, campaign_id: UUID) -> ResponseReturnValue:
    """Change what visitors read, or close it, or open it again."""
    campaign = work.get(Campaign, campaign_id)
    try:
        work.expect_version(campaign, request.form.get("version", campaign.version, type=int))
        _do(work, campaign)
        work.flush()
    except Invalid as error:
        return _page(work, campaign, _typed(), error.fields), error.status
    except Conflict as error:
        work.rollback()
        campaign = work.get(Campaign, campaign_id)
        return _page(work, campaign, _typed(), {}, conflict=error), error.status
    return redirect(url_for("campaigns.show", campaign_id=campaign_id), 303)


def _do(work: Work, campaign: Campaign) -> None:
    match request.form.get("do"):
        case "close":
            actions.close_campaign(work, campaign)
        case "reopen":
            actions.reopen_campaign(work, campaign)
        case "change":
            actions.change_campaign(work, campaign, read_campaign(request.form))
        case _:
            raise Invalid(fields={"do": said("Choose what to do.")})


def _page(
    work: Work,
    campaign: Campaign,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    conflict: Conflict | None = None,
) -> str:
    return render_template(
        "campaigns/show.html",
        campaign=campaign,
        result=queries.yields_of(work, [campaign]).get(campaign.id, queries.Yield()),
        typed=typed,
        errors=errors,
        conflict=conflict,
        families=product_families(work),
        activities=activities_of(work, campaign.id),
        can_run=policies.can_run(work.actor),
    )


def _form_page(work: Work, typed: Mapping[str, str], errors: Mapping[str, str]) -> str:
    return render_template(
        "campaigns/new.html", typed=typed, errors=errors, families=product_families(work)
    )


def _typed() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in FIELDS}


def _place(campaign: Campaign) -> tuple[str, str]:
    return campaign.created_at.isoformat(), str(campaign.id)


# ------------------------------------------------------------------------------ for visitors


@blueprint.get("/c/<slug>")
@public
def show_page(slug: str) -> ResponseReturnValue:
    with services().database.work(VISITOR) as work:
        return _public_page(work, _campaign(work, slug), {})


@blueprint.post("/c/<slug>")
@public
def create_answer(slug: str) -> ResponseReturnValue:
    """Take it in. Whoever fills in the field nobody sees is answered like everybody else."""
    try:
        with services().database.work(VISITOR) as work:
            campaign = _campaign(work, slug)
            if not request.form.get(HONEYPOT):
                agrees = request.form.get("agrees") == "yes"
                wanted = read_answer(campaign, request.form)
                source = request.remote_addr or "unknown"
                actions.answer(work, campaign, wanted, source, agrees=agrees)
    except Invalid as error:
        with services().database.work(VISITOR) as work:
            return _public_page(work, _campaign(work, slug), error.fields), error.status
    except Conflict as error:
        with services().database.work(VISITOR) as work:
            return _public_page(work, _campaign(work, slug), {}), error.status
    return redirect(url_for("campaigns.show_page", slug=slug, sent=""), 303)


def _campaign(work: Work, slug: str) -> Campaign:
    campaign = queries.find_by_slug(work, slug)
    if campaign is None:
        raise NotFound
    return campaign


def _public_page(work: Work, campaign: Campaign, errors: Mapping[str, str]) -> str:
    return render_template(
        "campaigns/page.html",
        campaign=campaign,
        is_open=campaign.is_open(actions.today(work)),
        is_sent="sent" in request.args,
        host=get_host(work).trade_name,
        honeypot=HONEYPOT,
        typed=request.form,
        errors=errors,
        countries=country_choices(),
        families=product_families(work),
        territories=territories(work),
        sizes=SIZES,
    )
