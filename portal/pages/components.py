"""Every component in every state on one page, for staff and developers."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import render_template

# The moment of the design's reference pictures.
SAMPLE_MOMENT = datetime(2026, 11, 24, 8, 12, tzinfo=UTC)
TONES = ("neutral", "blue", "amber", "red", "green", "violet")
PEOPLE = (
    "Elena Sorokina",
    "Maya Lindqvist",
    "Jonas Weber",
    "Zofia Krawczyk",
    "Johannes Brandt",
    "Ingrid Solberg",
    "Per Aasen",
    "Ирина Волкова",
)


def components_page() -> str:
    return render_template(
        "pages/components.html",
        moment=SAMPLE_MOMENT,
        tones=TONES,
        people=PEOPLE,
    )
