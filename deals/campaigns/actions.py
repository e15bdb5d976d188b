"""Opening, changing and closing campaigns, and taking in what visitors answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from deals.campaigns import policies, queries
from deals.campaigns.events import (
    CampaignAnswered,
    CampaignChanged,
    CampaignClosed,
    CampaignOpened,
)
from deals.campaigns.models import Campaign, CampaignAnswer
from deals.catalogue.queries import product_families
from deals.leads.actions import receive, ring_host
from deals.leads.entry import NewLead
from deals.leads.models import Lead
from partners.companies.business_days import HOST_ZONE
from portal.kernel.activity import Event
from portal.kernel.bell import company_audience
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict, Invalid, TooManyAttempts
from portal.kernel.network_sites import site_of
from portal.kernel.policy import ensure
from portal.kernel.words import said

HOUR: Final = timedelta(hours=1)
PER_ADDRESS: Final = 10
"""Answers from one address within the hour: a booth at a fair is one address."""
PER_HOUR: Final = 300
"""Answers in all; what a flood costs is bounded, and nothing of the portal stops."""
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST: Final[Mapping[str, int]] = {"name": 80, "slug": 60, "title": 120, "text": 2000}

constraint_means(
    "uq_campaigns_slug",
    lambda: Conflict(said("Another campaign has this address. Choose another.")),
)


@dataclass(frozen=True, slots=True)
class NewCampaign:
    """A campaign as entered; `family_code` None lets visitors choose what they want."""

    name: str
    slug: str
    title: str
    text: str
    family_code: str | None = None
    ends_on: date | None = None


def open_campaign(work: Work, new: NewCampaign) -> Campaign:
    """Open one: from now on whoever has the address can answer.

    Raises:
        Forbidden: the role may not.
        Invalid: something is missing, too long, or no address.
        Conflict: another campaign has the address.
    """
    ensure(policies.can_run(work.actor))
    _check(work, new)
    campaign = work.add(Campaign(owner_company_id=work.actor.company_id))
    _write(campaign, new)
    work.flush()
    _tell(work, CampaignOpened(campaign.id), campaign)
    return campaign


def change_campaign(work: Work, campaign: Campaign, new: NewCampaign) -> None:
    """Change what visitors read; the address too, and then the old one leads nowhere."""
    ensure(policies.can_run(work.actor))
    _check(work, new)
    _write(campaign, new)
    work.flush()
    _tell(work, CampaignChanged(campaign.id), campaign)


def close_campaign(work: Work, campaign: Campaign) -> None:
    """Take no more answers; what came stays."""
    ensure(policies.can_run(work.actor))
    if not campaign.is_closed:
        campaign.is_closed = True
        _tell(work, CampaignClosed(campaign.id), campaign)


def reopen_campaign(work: Work, campaign: Campaign) -> None:
    """Take answers again, until its last day."""
    ensure(policies.can_run(work.actor))
    if campaign.is_closed:
        campaign.is_closed = False
        _tell(work, CampaignOpened(campaign.id), campaign)


def answer(work: Work, campaign: Campaign, new: NewLead, address: str, *, agrees: bool) -> Lead:
    """Take in what a visitor entered; it waits at the host to be qualified.

    Raises:
        Invalid: something is missing, or the visitor did not agree to be called.
        Conflict: the campaign is over.
        TooManyAttempts: ten from this address within the hour, or far too many from all.
    """
    ensure(work.actor.is_system)
    if not campaign.is_open(today(work)):
        raise Conflict(said("This campaign is over."))
    source = site_of(address)
    if (
        queries.recent_count(work, HOUR, source) >= PER_ADDRESS
        or queries.recent_count(work, HOUR) >= PER_HOUR
    ):
        raise TooManyAttempts(int(HOUR.total_seconds()))
    if not agrees:
        raise Invalid(
            fields={"agrees": said("Agree to be called, or we cannot pass on what you ask for.")}
        )
    lead = receive(work, campaign.owner_company_id, new, consented_at=work.now)
    work.add(
        CampaignAnswer(
            owner_company_id=campaign.owner_company_id,
            campaign_id=campaign.id,
            lead_id=lead.id,
            address=source,
        )
    )
    work.record(CampaignAnswered(lead.id), subject=lead)
    ring_host(work, lead)
    return lead


def today(work: Work) -> date:
    return work.now.astimezone(HOST_ZONE).date()


def _check(work: Work, new: NewCampaign) -> None:
    fields: dict[str, str] = {}
    for name, most in LONGEST.items():
        value = getattr(new, name).strip()
        if not value:
            fields[name] = said("Fill this in.")
        elif len(value) > most:
            fields[name] = said("Use at most %(most)s characters.", most=most)
    if "slug" not in fields and not _SLUG.fullmatch(new.slug.strip()):
        fields["slug"] = said("Use small letters, digits and hyphens, like spring-fair-2027.")
    if new.family_code is not None and new.family_code not in {
        each.code for each in product_families(work)
    }:
        fields["family"] = said("Choose a product family.")
    if new.ends_on is not None and new.ends_on < today(work):
        fields["ends_on"] = said("Choose today or a later day.")
    if fields:
        raise Invalid(fields=fields)


def _write(campaign: Campaign, new: NewCampaign) -> None:
    campaign.name, campaign.slug = new.name.strip(), new.slug.strip()
    campaign.title, campaign.text = new.title.strip(), new.text.strip()
    campaign.family_code, campaign.ends_on = new.family_code, new.ends_on


def _tell(work: Work, event: Event, campaign: Campaign) -> None:
    work.record(event, subject=campaign)
    work.ring("campaigns", to=[company_audience(campaign.owner_company_id)])
