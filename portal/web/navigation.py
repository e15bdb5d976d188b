"""The frame around every page: what the rail shows to this reader.

Packages say which pages they bring (`register_page`) and which rooms (`register_rooms`); the rail
shows those the reader's roles open. Nothing here counts what the reader may not see: every count
comes through the reader's own unit of work.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa
from flask import current_app, g, request, session, url_for
from flask_babel import gettext, lazy_gettext

from portal.kernel.actor import Actor
from portal.kernel.db import Work
from portal.kernel.permissions import HOST_ROLES, PARTNER_ROLES, Role, narrowest_role

Count = Callable[[Work], sa.ScalarSelect[int]]


@dataclass(frozen=True, slots=True)
class Page:
    """One entry of the rail; `strong` makes its count a call to act.

    `count` selects a number; those of all entries are asked in one statement per page.
    """

    label: Any
    icon: str
    endpoint: str
    permission: str
    order: int
    staff: bool = False
    count: Count | None = None
    strong: bool = False
    tab: bool = False
    """True for the four entries of a phone's tab bar."""
    section: str = ""
    """First part of the paths that belong to this entry, to mark it current."""


@dataclass(frozen=True, slots=True)
class NavItem:
    label: str
    icon: str
    url: str
    is_current: bool
    count: int | None
    count_tone: str


@dataclass(frozen=True, slots=True)
class RoomItem:
    label: str
    url: str
    is_current: bool
    unread: bool
    mentions: int
    online: bool | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """What `frame.html` reads."""

    portal_name: str
    theme: str
    csrf_token: str
    company_name: str = ""
    person_name: str = ""
    role_label: str = ""
    is_staff: bool = False
    nav: list[NavItem] = field(default_factory=list)
    staff_nav: list[NavItem] = field(default_factory=list)
    rooms: list[RoomItem] = field(default_factory=list)
    tabs: list[NavItem] = field(default_factory=list)
    rail_url: str = ""
    """Where the rail alone is fetched again when a bell rings."""


ROLE_LABELS: Final = {
    Role.CHANNEL_MANAGER: lazy_gettext("Channel manager"),
    Role.DEAL_DESK: lazy_gettext("Deal desk"),
    Role.PROGRAMME_ADMIN: lazy_gettext("Programme admin"),
    Role.FINANCE_APPROVER: lazy_gettext("Finance approver"),
    Role.LEGAL: lazy_gettext("Legal"),
    Role.MODERATOR: lazy_gettext("Moderator"),
    Role.EDI_OPERATOR: lazy_gettext("EDI operator"),
    Role.AUDITOR: lazy_gettext("Auditor"),
    Role.ADMINISTRATOR: lazy_gettext("Administrator"),
    Role.PARTNER_ADMIN: lazy_gettext("Partner admin"),
    Role.PARTNER_MANAGER: lazy_gettext("Partner manager"),
    Role.SELLER: lazy_gettext("Seller"),
    Role.MARKETING: lazy_gettext("Marketing"),
    Role.PARTNER_FINANCE: lazy_gettext("Finance"),
    Role.AUTHORISED_SIGNATORY: lazy_gettext("Authorised signatory"),
    Role.VIEWER: lazy_gettext("Viewer"),
    Role.INTEGRATION: lazy_gettext("Integration"),
}

_PAGES: list[Page] = []
_ROOMS: list[Callable[[Work], list[RoomItem]]] = []


def register_page(page: Page) -> None:
    if page not in _PAGES:
        _PAGES.append(page)
        _PAGES.sort(key=lambda each: each.order)


def register_rooms(rooms: Callable[[Work], list[RoomItem]]) -> None:
    if rooms not in _ROOMS:
        _ROOMS.append(rooms)


def page_path() -> str:
    """Return the path of the page the frame stands around; its rail may be fetched on its own."""
    path: str = g.get("page_path") or request.path
    return path


def frame_context() -> dict[str, Any]:
    """Give every template its frame; error pages get one without a rail."""
    work: Work | None = g.get("work")
    if work is None or not work.session.is_active or g.get("failed"):
        return {"frame": _bare_frame()}
    return {"frame": _frame(work)}


def _bare_frame() -> Frame:
    return Frame(
        portal_name=current_app.config["PORTAL_NAME"],
        theme=request.cookies.get("kontor_theme", ""),
        csrf_token=str(session.get("csrf", "")),
    )


def _frame(work: Work) -> Frame:
    if "frame" in g:
        built: Frame = g.frame
        return built
    actor = work.actor
    pages = [page for page in _PAGES if actor.has_permission(page.permission)]
    counts = _counts(work, pages)
    items = [(page, _item(page, counts.get(page.endpoint))) for page in pages]
    bare = _bare_frame()
    frame = g.frame = Frame(
        portal_name=bare.portal_name,
        theme=bare.theme,
        csrf_token=bare.csrf_token,
        company_name=actor.company_name,
        person_name=actor.name,
        role_label=role_label(actor),
        is_staff=actor.is_host,
        nav=[item for page, item in items if not page.staff],
        tabs=[item for page, item in items if page.tab],
        staff_nav=[item for page, item in items if page.staff and actor.is_host],
        rooms=[room for rooms in _ROOMS for room in rooms(work)],
        rail_url=url_for("pages.rail", at=page_path()),
    )
    return frame


def _counts(work: Work, pages: list[Page]) -> dict[str, int]:
    counted = {page.endpoint: page.count(work) for page in pages if page.count}
    return dict(zip(counted, work.counts(*counted.values()), strict=True)) if counted else {}


def _item(page: Page, count: int | None) -> NavItem:
    url = url_for(page.endpoint)
    section = page.section or url
    path = page_path()
    is_current = path == url or path.startswith(section.rstrip("/") + "/")
    return NavItem(
        label=str(page.label),
        icon=page.icon,
        url=url,
        is_current=is_current if url != "/" else path == "/",
        count=count or None,
        count_tone="strong" if page.strong else "quiet",
    )


def role_opening(permission: str, actor: Actor) -> str | None:
    """Return the label of the role on the actor's side that opens a kind of work, if any does."""
    of_people = HOST_ROLES if actor.is_host else PARTNER_ROLES - {Role.INTEGRATION}
    role = narrowest_role(permission, of_people)
    return str(ROLE_LABELS[role]) if role else None


def role_label(actor: Actor) -> str:
    roles = sorted(actor.roles)
    return str(ROLE_LABELS[roles[0]]) if roles else gettext("No role")
