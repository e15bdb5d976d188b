"""API clients as something activity is about."""

from partners.clients.models import ApiClient
from portal.kernel.subjects import SubjectType, register_subject

API_CLIENT = register_subject(
    SubjectType(
        name="api-client",
        model=ApiClient,
        label=lambda client: client.name,
        path=lambda _client: "/settings/clients",
        companies=lambda client: frozenset({client.owner_company_id}),
        is_private_to_owner=True,
    )
)
