"""Partner guides: what one partner wants beyond the standard, as data that an operator edits.

A guide is a TOML file. Places are named as specialists write them: a segment by the loops it
stands in (`REF` of the heading, `PO1/DTM`), an element by its segment (`BEG06`), and where only
one loop is meant with that (`PO1/N1/N104`)::

    name = "Danzig Trading"
    message = "850"
    mandatory = ["CUR", "PO1/DTM", "N104"]
    forbidden = ["PO1/SLN", "PO105"]

    [codes]                    # of the standard's codes only these
    PO103 = ["EA", "CT"]

    [maps.in]                  # the partner's codes to the standard's, before anything is checked
    PO103 = { KAR = "CT" }

    [maps.out]                 # and back, after everything is checked
    PO103 = { CT = "KAR" }

    [defaults]                 # for elements left empty in the segments that are written
    BEG06 = "FRAME-2026"
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_PLACE = re.compile(r"(?:(?P<path>[A-Z0-9/]+)/)?(?P<segment>[A-Z][A-Z0-9]{1,2})(?P<element>\d\d)?")
_KEYS = {"name", "message", "mandatory", "forbidden", "codes", "maps", "defaults"}


class GuideError(ValueError):
    """A guide that cannot be followed; the message names the key and says what to write."""


@dataclass(frozen=True, slots=True)
class Place:
    """A segment, or with `element` (from 1) an element of it; `path` are the loops around it."""

    path: str
    segment: str
    element: int = 0

    def __str__(self) -> str:
        name = f"{self.segment}{self.element:02}" if self.element else self.segment
        return f"{self.path}/{name}" if self.path else name


@dataclass(frozen=True, slots=True, eq=False)
class Guide:
    """What a partner wants of one kind of message; see the head of this module."""

    name: str
    message: str
    mandatory: tuple[Place, ...] = ()
    forbidden: tuple[Place, ...] = ()
    codes: Mapping[Place, frozenset[str]] = field(default_factory=dict)
    maps_in: Mapping[Place, Mapping[str, str]] = field(default_factory=dict)
    maps_out: Mapping[Place, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[Place, str] = field(default_factory=dict)


def read_guide(text: str) -> Guide:
    """Read a guide; GuideError for what is no TOML, no known key or no place."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise GuideError(f"The guide is not TOML: {error}") from error
    unknown = sorted(set(given) - _KEYS)
    if unknown:
        raise GuideError(f"A guide has no “{unknown[0]}”. Known are {', '.join(sorted(_KEYS))}.")
    maps = _table(given, "maps")
    return Guide(
        name=_text(given, "name"),
        message=_text(given, "message"),
        mandatory=tuple(_place(each) for each in _texts(given.get("mandatory", []), "mandatory")),
        forbidden=tuple(_place(each) for each in _texts(given.get("forbidden", []), "forbidden")),
        codes={
            _element(place): frozenset(_texts(codes, f"codes.{place}"))
            for place, codes in _table(given, "codes").items()
        },
        maps_in=_maps(maps, "in"),
        maps_out=_maps(maps, "out"),
        defaults={
            _everywhere(place): _string(value, f"defaults.{place}")
            for place, value in _table(given, "defaults").items()
        },
    )


def _maps(maps: Mapping[str, Any], way: str) -> dict[Place, dict[str, str]]:
    return {
        _everywhere(place): {
            code: _string(other, f"maps.{way}.{place}.{code}")
            for code, other in _table({"codes": codes}, "codes").items()
        }
        for place, codes in _table(maps, way).items()
    }


def _place(text: str) -> Place:
    match = _PLACE.fullmatch(text)
    if not match:
        raise GuideError(f"“{text}” is no place. Write it like REF, PO1/DTM, BEG06 or N1/N104.")
    return Place(match["path"] or "", match["segment"], int(match["element"] or 0))


def _element(text: str) -> Place:
    place = _place(text)
    if not place.element:
        raise GuideError(f"“{text}” is a segment. Name an element of it, such as {text}01.")
    return place


def _everywhere(text: str) -> Place:
    place = _element(text)
    if place.path:
        raise GuideError(
            f"Maps and defaults hold everywhere: write {text.rsplit('/', maxsplit=1)[-1]}."
        )
    return place


def _text(given: Mapping[str, Any], key: str) -> str:
    return _string(given.get(key), key)


def _string(value: object, key: str) -> str:
    if not isinstance(value, str) or not value:
        raise GuideError(f"“{key}” has to be a text in quotes.")
    return value


def _texts(value: object, key: str) -> list[str]:
    if not isinstance(value, list) or (not value and key.startswith("codes")):
        raise GuideError(f"“{key}” has to be a list of texts in quotes.")
    return [_string(each, key) for each in value]


def _table(given: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = given.get(key, {})
    if not isinstance(value, dict):
        raise GuideError(f"“{key}” has to be a table of names and values.")
    return value
