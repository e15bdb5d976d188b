"""The page of one account: its timeline with the composer, its contacts, and sharing it."""

from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import g, render_template, request
from sqlalchemy.dialects.postgresql import ARRAY

from partners.accounts import policies, queries
from partners.accounts.audience import Standing, standing_on
from partners.accounts.derivation import reasons_to_see
from partners.accounts.duplicates.policies import can_edit
from partners.accounts.duplicates.presentation import LABELS
from partners.accounts.duplicates.queries import registered_of
from partners.accounts.models import Account
from partners.companies.queries import get_host, partner_names
from partners.contacts.presentation import CHANNELS, consent_mark
from partners.contacts.queries import contacts_page
from partners.interactions.entry import InteractionForm
from partners.interactions.policies import can_change, can_complete
from partners.interactions.presentation import DID, KINDS, LATER, OUTCOMES, composer
from partners.interactions.queries import interactions_by_id
from partners.people.queries import colleagues
from portal.kernel.activity import Activity, ActivityKind
from portal.kernel.actor import Actor, Reach
from portal.kernel.db import Work
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page
from portal.web.stretches import Part, Stretch, read_stretch

ENDPOINT: Final = "accounts.show"
FIRST_OFFERED: Final = 200
"""Partners the form to share offers at first; `?partners=all` offers up to `MOST_OFFERED`."""
MOST_OFFERED: Final = 5000
FIRST_CONTACTS: Final = 12
"""Contacts the page shows at first; `?contacts=all` shows up to `MOST_CONTACTS`."""
MOST_CONTACTS: Final = 500


def account_page(
    work: Work,
    account: Account,
    errors: dict[str, str] | None = None,
    *,
    entry: InteractionForm | None = None,
    entry_errors: dict[str, str] | None = None,
) -> str:
    """Draw the page of a visible account, loaded with its owner; `entry` is a composer refused."""
    stretch = read_stretch(work, account.id, ENDPOINT, *parts_of(work.actor, account))
    interactions = _interactions(work, stretch)
    life = {
        "stretch": stretch,
        "interactions": interactions,
        "can_complete": lambda step: can_complete(work.actor, step),
        "can_change": lambda interaction: can_change(work.actor, interaction),
        "did": DID,
        "later": LATER,
        "kinds": KINDS,
        "outcomes": OUTCOMES,
        "channel_labels": CHANNELS,
        "today": g.now.astimezone(ZoneInfo(work.actor.time_zone)).date(),
        "own_company_id": work.actor.company_id,
    }
    if stretch.is_loaded_in_place:
        return render_template("accounts/older.html", account=account, **life)
    standing = standing_on(work, account)
    return render_template(
        "accounts/show.html",
        account=account,
        errors=errors or {},
        entry=entry or InteractionForm(),
        entry_errors=entry_errors or {},
        can_register=work.actor.is_partner and work.actor.has_permission("deals:register"),
        **life,
        **_people(work, standing),
        **_sharing(work, account),
        can_edit=can_edit(work.actor, account),
        numbers=_numbers(work, account),
    )


def parts_of(actor: Actor, account: Account) -> list[Part]:
    """Return what an account's timeline consists of for a reader; the read rules see to the rest.

    Who looks after all partners sees all that happens on it; a channel manager, what the host did
    and what each of theirs did. A partner sees what it did, what was done with it, and interactions
    that are shared with it.
    """
    here = Activity.account_id == account.id
    own = Part(sa.and_(here, Activity.owner_company_id == actor.company_id))
    if actor.reach is Reach.ASSIGNED:
        assigned = sa.func.kontor_assigned_to(actor.id, type_=ARRAY(sa.Uuid()))
        return [own, Part(here, assigned)]
    if actor.is_host:
        return [Part(here)]
    shared = sa.and_(here, Activity.kind == ActivityKind.INTERACTIONS)
    if not actor.is_company(account.owner_company_id):
        shared = sa.and_(shared, Activity.owner_company_id == account.owner_company_id)
    with_it = sa.and_(here, Activity.counterparty_company_id == actor.company_id)
    return [own, Part(with_it), Part(shared)]


def _numbers(work: Work, account: Account) -> list[tuple[Any, str]]:
    registered = registered_of(work, [account.id])[account.id]
    return [(label, registered[kind]) for kind, label in LABELS.items() if kind in registered]


def _interactions(work: Work, stretch: Stretch) -> dict[Any, Any]:
    about = [each.subject_id for each in stretch.activities if each.subject_type == "interaction"]
    return interactions_by_id(work, about)


def _people(work: Work, standing: Standing) -> dict[str, object]:
    """Return the contacts of the account, and the composer for those whose role may log."""
    most = MOST_CONTACTS if request.args.get("contacts") == "all" else FIRST_CONTACTS
    found = contacts_page(work, standing.account, limit=most + 1)
    may_log = work.actor.has_permission("interactions:write")
    return {
        "contacts": found[:most],
        "has_more_contacts": len(found) > most,
        "consent_mark": consent_mark,
        "can_add_contact": work.actor.has_permission("contacts:write"),
        "composer": composer(standing, found, colleagues(work)) if may_log else None,
    }


def _sharing(work: Work, account: Account) -> dict[str, object]:
    can_share = policies.can_share(work.actor, account)
    after = asked_position(ENDPOINT, queries.GrantPlace.read)
    found = queries.grants_page(work, account, after=after, limit=PAGE_SIZE + 1)
    grants, next_url = cut_page(ENDPOINT, found, queries.place_of)
    return {
        "grants": grants,
        "next_url": next_url,
        **(_partners_to_choose(work) if can_share else {}),
        "can_share": can_share,
        "reasons": reasons_to_see(work, account),
        "is_own": work.actor.is_company(account.owner_company_id),
    }


def _partners_to_choose(work: Work) -> dict[str, object]:
    """Return the first partners by name, and whether there are more; asked for, all of them.

    A partner chooses the host: it alone is there for every partner to share with.
    """
    if work.actor.is_partner:
        return {"partners": [get_host(work)], "has_more_partners": False}
    most = MOST_OFFERED if request.args.get("partners") == "all" else FIRST_OFFERED
    found = partner_names(work, limit=most + 1)
    return {"partners": found[:most], "has_more_partners": len(found) > most}
