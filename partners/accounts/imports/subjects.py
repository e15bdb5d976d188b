"""Imports as something activity is about."""

from partners.accounts.imports.models import AccountImport
from portal.kernel.subjects import SubjectType, register_subject

ACCOUNT_IMPORT = register_subject(
    SubjectType(
        name="account-import",
        model=AccountImport,
        label=lambda record: record.file_name,
        path=lambda record: f"/accounts/imports/{record.id}",
        companies=lambda record: frozenset({record.owner_company_id}),
        is_private_to_owner=True,
    )
)
