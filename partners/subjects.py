"""Accounts and companies as something rooms, documents and notifications may be about."""

from partners.accounts.models import Account
from partners.companies.models import Company
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
PARTNER = register_subject(
    SubjectType(
        name="partner",
        model=Company,
        label=lambda company: company.trade_name,
        path=lambda company: f"/partners/{company.id}",
        companies=lambda company: frozenset({company.id}),
        holds_documents=True,
    )
)
