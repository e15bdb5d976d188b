"""Accounts, grants, requests and companies: what rooms, documents and news may be about."""

from partners.accounts.models import Account, AccountShareGrant
from partners.companies.models import Company
from partners.sharing.models import AccountShareRequest
from portal.kernel.subjects import SubjectType, register_subject

ACCOUNT = register_subject(
    SubjectType(
        name="account",
        model=Account,
        label=lambda account: account.name,
        path=lambda account: f"/accounts/{account.id}",
        companies=lambda account: frozenset({account.owner_company_id}),
        is_private_to_owner=True,
        holds_documents=True,
        is_shared_by_grants=True,
        account_id=lambda account: account.id,
    )
)
GRANT = register_subject(
    SubjectType(
        name="grant",
        model=AccountShareGrant,
        label=lambda grant: grant.customer_name,
        path=lambda grant: f"/sharing/grants/{grant.id}",
        companies=lambda grant: frozenset({grant.owner_company_id, grant.grantee_company_id}),
        is_private_to_owner=True,
        account_id=lambda grant: grant.account_id,
    )
)
SHARE_REQUEST = register_subject(
    SubjectType(
        name="share-request",
        model=AccountShareRequest,
        label=lambda asked: asked.customer_name,
        path=lambda asked: f"/sharing/requests/{asked.id}",
        companies=lambda asked: frozenset({asked.owner_company_id}),
    )
)
PARTNER = register_subject(
    SubjectType(
        name="partner",
        model=Company,
        label=lambda company: company.trade_name,
        # The host is no partner of its own: what is about it stands among the documents.
        path=lambda company: "/documents" if company.is_host else f"/partners/{company.id}",
        companies=lambda company: frozenset({company.id}),
        holds_documents=True,
    )
)
