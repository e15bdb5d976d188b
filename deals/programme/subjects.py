"""The programme as something that changes: told to the host's people, read by everybody."""

from deals.programme.models import Programme
from portal.kernel.subjects import SubjectType, register_subject

PROGRAMME = register_subject(
    SubjectType(
        name="programme",
        model=Programme,
        label=lambda _programme: "Terms of the programme",
        path=lambda _programme: "/deals/programme",
        companies=lambda programme: frozenset({programme.owner_company_id}),
    )
)
