"""What people do from the list of accounts: keep views of it, and share what they chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from partners.accounts import policies
from partners.accounts.actions import GrantTerms, share_account
from partners.accounts.browsing.models import LONGEST_NAME, LONGEST_QUERY, SavedView
from partners.accounts.browsing.queries import saved_views, shared_already
from partners.accounts.models import Account
from partners.companies.models import Company
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.policy import ensure
from portal.kernel.words import said

MOST_VIEWS: Final = 20
MOST_SHARED: Final = 50
"""As many as a page of the list shows: what was not looked at is not shared."""

constraint_means(
    "uq_saved_views_name", lambda: Conflict(said("You have a view of that name. Choose another."))
)
constraint_means(
    "uq_saved_views_default",
    lambda: Conflict(said("Another view was made the default. Try again.")),
)


def save_view(work: Work, name: str, query: str, *, is_default: bool = False) -> SavedView:
    """Keep the filters and the order of the list under a name.

    Raises:
        Invalid: the name is empty, too long or taken, or there are too many views.
    """
    kept = saved_views(work)
    if len(kept) >= MOST_VIEWS:
        raise Invalid(
            fields={"name": said("You have %(most)s views. Delete one first.", most=MOST_VIEWS)}
        )
    _check_name(kept, name)
    if is_default:
        _drop_default(work, kept)
    view = SavedView(
        owner_company_id=work.actor.company_id,
        person_id=work.actor.id,
        name=name.strip(),
        query=query[:LONGEST_QUERY],
        is_default=is_default,
    )
    work.add(view)
    work.flush()
    return view


def rename_view(work: Work, view: SavedView, name: str) -> None:
    """Call a view something else.

    Raises:
        Invalid: the name is empty, too long or taken.
    """
    _check_name([each for each in saved_views(work) if each.id != view.id], name)
    view.name = name.strip()


def open_with(work: Work, view: SavedView, *, is_default: bool) -> None:
    """Have the list open with this view, or with none."""
    _drop_default(work, saved_views(work))
    view.is_default = is_default


def delete_view(work: Work, view: SavedView) -> None:
    work.session.delete(view)


@dataclass(frozen=True, slots=True)
class Shared:
    """What came of sharing several accounts: which are open now, and which were before."""

    opened: list[Account]
    before: list[Account]


def share_accounts(
    work: Work, accounts: Sequence[Account], grantee: Company, terms: GrantTerms
) -> Shared:
    """Open each chosen account to one partner; one that is open to it already is left as it is.

    Raises:
        Forbidden: one of them is not the actor's company's own, or the role may not share.
        Invalid: none or too many were chosen, or the terms are wrong. Nothing is shared then.
        Conflict: somebody else shared one of them in between. Nothing is shared then.
    """
    ensure(
        all(policies.can_share(work.actor, each) for each in accounts),
        said("Only the owner of an account can share it."),
    )
    if not 1 <= len(accounts) <= MOST_SHARED:
        raise Invalid(
            fields={"account": said("Choose between 1 and %(most)s accounts.", most=MOST_SHARED)}
        )
    before = shared_already(work, accounts, grantee)
    opened = [each for each in accounts if each.id not in before]
    for account in opened:
        share_account(work, account, grantee, terms)
    return Shared(opened, [each for each in accounts if each.id in before])


def _check_name(others: Sequence[SavedView], name: str) -> None:
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        raise Invalid(
            fields={"name": said("Give it a name of up to %(most)s letters.", most=LONGEST_NAME)}
        )
    if name.strip().lower() in {each.name.lower() for each in others}:
        raise Invalid(fields={"name": said("You have a view of that name. Choose another.")})


def _drop_default(work: Work, kept: Sequence[SavedView]) -> None:
    for view in kept:
        view.is_default = False
    # Before another takes its place: the database allows one.
    work.flush()
