"""Subject types: how a lower package speaks of a record it does not know.

A room is attached to a deal, a document to an account, a notification to an order. The package
that owns the noun registers it here; the others ask for its label, address or topic by name and
id. Loading goes through the ordinary unit of work, so what is not visible is not there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from portal.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class SubjectType:
    """One kind of record others may attach to.

    `label` and `path` take the loaded record. `companies` says which companies stand on either
    side of it: the audience of a room or document attached to it.
    """

    name: str
    model: type[Any]
    label: Callable[[Any], str]
    path: Callable[[Any], str]
    companies: Callable[[Any], frozenset[UUID]]
    restricted_to_submitter: bool = False
    """True when a seller sees fewer of these than the company does, and so of their activity."""
    is_private_to_owner: bool = False
    """True when looking after the owner does not open these, nor what happened to them."""
    holds_documents: bool = False
    """True when documents may be put on these; their tables' own policies then say who reads."""
    is_shared_by_grants: bool = False
    """True when grants open one of these to several companies that must not see each other."""
    shows_its_activity: bool = False
    """True when whoever sees one of these sees what happened to it, and nobody else does."""
    kind_of_news: str = "SHARING"
    """Under which kind its news stands in inboxes and settings (see `partners.notifications`)."""
    account_id: Callable[[Any], UUID | None] = lambda _record: None
    """The account on whose timeline it stands, if any."""


_TYPES: dict[str, SubjectType] = {}


def register_subject(subject: SubjectType) -> SubjectType:
    if subject.name in _TYPES:
        raise RuntimeError(f"subject type {subject.name} is registered twice")
    _TYPES[subject.name] = subject
    return subject


def subject_type(name: str) -> SubjectType:
    """Return the type called `name`.

    Raises:
        NotFound: no package registered such a noun (names come from URLs).
    """
    try:
        return _TYPES[name]
    except KeyError:
        raise NotFound from None


def subject_name(record: object) -> str:
    """Return the registered noun of a record."""
    for subject in _TYPES.values():
        if isinstance(record, subject.model):
            return subject.name
    raise RuntimeError(f"{type(record).__name__} is not a registered subject type")


def subject_types() -> dict[str, SubjectType]:
    return dict(_TYPES)
