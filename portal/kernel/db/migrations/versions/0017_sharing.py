"""What a grant opens of the grantor's own deals, and with which access a grantee may add.

Every grant opens the profile: who sees anything of a customer sees who it is. Those that opened
documents let the grantee add some, whatever their access said; they keep it, and say so now.
"""

from alembic import op

from portal.kernel.db.security import looked_after

revision = "0017"
down_revision = "0016"

OPENED_BY_GRANT = """
(kontor_reach() = 'COMPANY' AND (owner_company_id, account_id) IN (
  SELECT g.owner_company_id, g.account_id FROM account_share_grants g
  WHERE g.grantee_company_id = kontor_company() AND g.state = 'ACTIVE'
    AND g.valid_until > kontor_now() AND '{what}' = ANY (g.objects)))
"""
# A seller's reach shows the deals they registered themselves, and no company's.
_SUBMITTED_BY_ME = (
    "(owner_company_id = kontor_company() AND (kontor_reach() = 'COMPANY'"
    " OR (kontor_reach() = 'OWN' AND submitter_id = kontor_person())))"
)
# An offer tells whose it is; whoever made it learns who is there to take it from the answer only.
_SHARING_WITH = """
(kontor_reach() IN ('COMPANY', 'OWN') AND id IN (
  SELECT g.owner_company_id FROM account_share_grants g
  WHERE g.grantee_company_id = kontor_company()
  UNION ALL SELECT g.grantee_company_id FROM account_share_grants g
  WHERE g.owner_company_id = kontor_company() AND g.state NOT IN ('OFFERED', 'DECLINED')))
"""
_SIDE = (
    "(documents.owner_company_id = kontor_company()"
    f" OR {looked_after('documents.owner_company_id')})"
)
_MAY_WRITE = f"""
  (subject_type = 'deal' AND {_SIDE} AND EXISTS (SELECT FROM deals s WHERE s.id = subject_id
    AND s.owner_company_id = documents.owner_company_id AND s.account_id = documents.account_id))
  OR (subject_type = 'partner' AND {_SIDE} AND account_id IS NULL
    AND subject_id = documents.owner_company_id)
  OR (subject_type = 'account' AND documents.owner_company_id = kontor_company()
    AND account_id = subject_id AND EXISTS (SELECT FROM accounts s WHERE s.id = subject_id
      AND (s.owner_company_id = kontor_company() OR EXISTS (
        SELECT FROM account_share_grants g WHERE g.account_id = s.id
        AND g.grantee_company_id = kontor_company() AND g.state = 'ACTIVE'
        AND g.valid_until > kontor_now() AND 'DOCUMENTS' = ANY (g.objects)
        AND g.access IN ('COMMENT', 'EDIT')))))
"""


def upgrade() -> None:
    op.execute(
        "UPDATE account_share_grants SET objects = array_prepend('PROFILE', objects)"
        " WHERE NOT 'PROFILE' = ANY (objects)"
    )
    op.execute(
        "UPDATE account_share_grants SET access = 'COMMENT'"
        " WHERE access = 'READ' AND 'DOCUMENTS' = ANY (objects)"
    )
    op.create_check_constraint(
        op.f("ck_account_share_grants_opens_the_profile"),
        "account_share_grants",
        "'PROFILE' = ANY (objects)",
    )
    op.execute(
        f"ALTER POLICY deals_read ON deals USING ({looked_after()} OR {_SUBMITTED_BY_ME}"
        f" OR {OPENED_BY_GRANT.format(what='DEALS')})"
    )
    op.execute(
        "ALTER POLICY companies_read ON companies USING (id = kontor_company()"
        f" OR kind = 'HOST' OR {looked_after('id')} OR {_SHARING_WITH})"
    )
    for command in ("insert", "update"):
        op.execute(f"ALTER POLICY documents_{command} ON documents WITH CHECK ({_MAY_WRITE})")
