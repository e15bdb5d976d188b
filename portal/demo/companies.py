"""The companies of the demo world. Names are made up; `.example` reaches nobody."""

from partners.companies.actions import NewCompany
from partners.companies.models import RelationshipType

HOST = NewCompany(
    "Hansa Components GmbH", "Hansa Components", "HANSA", "DE", "hansa-components.example"
)

PARTNERS = {
    "luebeck": (
        NewCompany("Lübeck Systems GmbH", "Lübeck Systems", "LUB", "DE", "luebeck-systems.example"),
        RelationshipType.RESELLER,
    ),
    "danzig": (
        NewCompany("Danzig Trading sp. z o.o.", "Danzig Trading", "DAN", "PL", "danzig.example"),
        RelationshipType.DISTRIBUTOR,
    ),
    "novgorod": (
        NewCompany("Novgorod Supply OÜ", "Novgorod Supply", "NOV", "EE", "novgorod.example"),
        RelationshipType.RESELLER,
    ),
}
