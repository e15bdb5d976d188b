"""Applications as something the timeline and the inbox tell of."""

from partners.applications.models import Application
from portal.kernel.subjects import SubjectType, register_subject

APPLICATION = register_subject(
    SubjectType(
        name="application",
        model=Application,
        label=lambda application: application.company_name,
        path=lambda application: f"/applications/{application.id}",
        companies=lambda application: frozenset({application.owner_company_id}),
    )
)
