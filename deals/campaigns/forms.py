"""The forms of campaigns: the host's, and the one that visitors fill in."""

from collections.abc import Mapping
from datetime import date

from deals.campaigns.actions import NewCampaign
from deals.campaigns.models import Campaign
from deals.leads.entry import NewLead
from deals.leads.reading import read_lead
from portal.kernel.errors import Invalid
from portal.kernel.words import said

FIELDS = ("name", "slug", "title", "text", "family", "ends_on")


def typed_of(campaign: Campaign) -> dict[str, str]:
    """Return the fields of a form that says what a campaign says now."""
    return {
        "name": campaign.name,
        "slug": campaign.slug,
        "title": campaign.title,
        "text": campaign.text,
        "family": campaign.family_code or "",
        "ends_on": campaign.ends_on.isoformat() if campaign.ends_on else "",
    }


def read_campaign(form: Mapping[str, str]) -> NewCampaign:
    """Read a campaign as typed.

    Raises:
        Invalid: its last day is no day.
    """
    typed = form.get("ends_on", "").strip()
    try:
        ends_on = date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Invalid(fields={"ends_on": said("Enter a day, or nothing.")}) from None
    return NewCampaign(
        name=form.get("name", ""),
        slug=form.get("slug", ""),
        title=form.get("title", ""),
        text=form.get("text", ""),
        family_code=form.get("family") or None,
        ends_on=ends_on,
    )


def read_answer(campaign: Campaign, form: Mapping[str, str]) -> NewLead:
    """Read what a visitor typed; where it comes from, and often what it is about, is known.

    Raises:
        Invalid: no size was chosen.
    """
    known = {"family": campaign.family_code} if campaign.family_code else {}
    return read_lead({**form, **known}, source=campaign.name)
