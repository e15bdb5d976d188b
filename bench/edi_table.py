"""Our table of the 850 in the notation of draftedi, so that it has something to check against."""

from typing import Any

from edi.messages.tables import Composite, Loop, Segment, Use
from edi.messages.x12.catalogue import grammar

_MOST = 999_999


def table_850() -> dict[str, Any]:
    compiled = grammar("850", "004010")
    assert compiled is not None
    return {
        "transaction_set_id": "850",
        "transaction_set_name": None,
        "functional_group_id": "PO",
        "segments": _segments(compiled.table.parts, "", 0, 1, []),
    }


def _segments(
    parts: tuple[Use | Loop, ...], loop: str, level: int, repeat: int, found: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    for part in parts:
        if isinstance(part, Loop):
            name = f"{loop}/{part.id}" if loop else part.id
            _segments(part.parts, name, level + 1, min(part.most, _MOST), found)
        else:
            found.append(
                {
                    "segment_id": part.segment.id,
                    "segment_name": None,
                    "requirement": "M" if part.is_mandatory else "O",
                    "max_use": min(part.most, _MOST),
                    "loop_id": loop or None,
                    "loop_level": level,
                    "loop_repeat": repeat,
                    "sequence": len(found) + 1,
                    "area": "HEADING",
                    "elements": _elements(part.segment),
                    "relational_conditions": [
                        {"condition_type": each.kind, "element_positions": list(each.positions)}
                        for each in part.segment.conditions
                    ],
                }
            )
    return found


def _elements(segment: Segment) -> list[dict[str, Any]]:
    return [
        {
            "element_id": element.number,
            "element_name": None,
            "sequence": at,
            "data_type": element.data.type,
            "requirement": "M" if element.is_mandatory else "O",
            "min_length": element.data.shortest,
            "max_length": element.data.longest,
            "repetition_count": 0,
        }
        for at, element in enumerate(segment.elements, 1)
        if not isinstance(element.data, Composite)
    ]
