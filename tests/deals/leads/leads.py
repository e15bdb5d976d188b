"""A lead as the tests of leads take it in."""

from dataclasses import replace

from deals.leads.entry import NewLead
from deals.leads.states import Size


def a_lead(**changes: object) -> NewLead:
    new = NewLead(
        industry="Shipyards",
        country="NO",
        territory_code="NO-E",
        family_code="DRIVES",
        size=Size.MEDIUM,
        customer_name="Fjordverft AS",
        contact_name="Ingrid Berg",
        email="ingrid@fjordverft.example",
        need="Replaces forty drives in spring.",
        source="Trade fair",
        domain="fjordverft.example",
        phone="+47 22 00 00 00",
    )
    return replace(new, **changes)  # type: ignore[arg-type]
