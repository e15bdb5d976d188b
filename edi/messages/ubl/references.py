"""Documents a document refers to."""

from collections.abc import Iterable

from edi.canonical.parties import Reference
from edi.messages.ubl import codes
from edi.messages.ubl.drafts import Draft
from edi.messages.ubl.nodes import Group
from edi.messages.ubl.taking import text

Places = dict[str, tuple[str, ...]]  # canonical kind -> path of its number


def read_references(
    group: Group, places: Places, general: str = "AdditionalDocumentReference"
) -> tuple[Reference, ...]:
    """Read what has a place of its own, by `places`, then the general references."""
    found = [
        Reference(kind, value) for kind, path in places.items() if (value := text(group, *path))
    ]
    found += [read_reference(each) for each in group.groups(general)]
    return tuple(found)


def read_reference(group: Group) -> Reference:
    """Read a DocumentReference; its kind is a code (UN/CEFACT 1001) or a name."""
    code, name = text(group, "DocumentTypeCode"), text(group, "DocumentType")
    kind = f"uncl1001:{code}" if code else codes.our_name(name) or "document"
    return Reference(kind, text(group, "ID"), text(group, "DocumentDescription"))


def write_references(
    given: Iterable[Reference], places: Places, general: str = "AdditionalDocumentReference"
) -> Draft:
    """Draft references: the first of a kind in the place it has, all others as general ones."""
    draft: Draft = {general: []} if general else {}
    taken: set[str] = set()
    for each in given:
        path = places.get(each.kind)
        if path and each.kind not in taken:
            taken.add(each.kind)
            _put(draft, path, each.value)
        elif general:
            draft[general] += _general(each)
    return draft


def _put(draft: Draft, path: tuple[str, ...], value: str) -> None:
    for key in path[:-1]:
        draft = draft.setdefault(key, {})
    draft[path[-1]] = value


def _general(reference: Reference) -> list[Draft]:
    code = reference.kind[9:] if reference.kind.startswith("uncl1001:") else ""
    name = "" if code or reference.kind == "document" else codes.own_code(reference.kind)
    if not code and not name and reference.kind != "document":
        return []
    return [
        {
            "ID": reference.value,
            "DocumentTypeCode": code,
            "DocumentType": name,
            "DocumentDescription": reference.description,
        }
    ]
