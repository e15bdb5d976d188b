"""Companies, people, sessions, activity and notifications."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.kernel.db.security import OWN, managed, protect, protect_from_tenants

revision = "0003"
down_revision = "0002"

# What a company of a partner may give its people; the host's roles stay the host's to give.
_ROLES_OF_PARTNERS = (
    "roles::text[] <@ ARRAY['PARTNER_ADMIN', 'PARTNER_MANAGER', 'SELLER', 'MARKETING',"
    " 'PARTNER_FINANCE', 'AUTHORISED_SIGNATORY', 'VIEWER', 'INTEGRATION']"
)
_MAY_LET_IN = (
    f"kontor_reach() = 'ALL' OR ({OWN} AND kontor_reach() = 'COMPANY' AND {_ROLES_OF_PARTNERS})"
)
# Nobody writes into a history, or onto a timeline, of a company they do not see. (0004 adds those
# they share an account with.)
_SEES = "EXISTS (SELECT FROM companies c WHERE c.id = {column})"
_MAY_RECORD = (
    "actor_company_id = kontor_company() AND actor_id = kontor_person()"
    f" AND ({OWN} OR {managed()} OR (counterparty_company_id = kontor_company()"
    f" AND {_SEES.format(column='owner_company_id')}))"
    " AND (counterparty_company_id IS NULL"
    f" OR {_SEES.format(column='counterparty_company_id')})"
)


def upgrade() -> None:
    op.create_table(
        "companies",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("legal_name", sa.String(), nullable=False),
        sa.Column("trade_name", sa.String(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("website_domain", sa.String(), nullable=True),
        sa.Column("duns", sa.String(), nullable=True),
        sa.Column("vat_id", sa.String(), nullable=True),
        sa.Column("lei", sa.String(), nullable=True),
        sa.Column("gln", sa.String(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_companies")),
        sa.UniqueConstraint("code", name=op.f("uq_companies_code")),
    )
    op.create_index(
        "uq_companies_one_host",
        "companies",
        ["kind"],
        unique=True,
        postgresql_where=sa.text("kind = 'HOST'"),
    )
    op.create_table(
        "handled_events",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("handler", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("activity_id", "handler", name=op.f("pk_handled_events")),
    )
    op.create_table(
        "people",
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_hash", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index(
        "ix_sign_in_attempts_account_hash_at",
        "sign_in_attempts",
        ["account_hash", "at"],
        unique=False,
    )
    op.create_index(
        "ix_sign_in_attempts_address_at", "sign_in_attempts", ["address", "at"], unique=False
    )
    op.create_table(
        "activities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("counterparty_company_id", sa.Uuid(), nullable=True),
        sa.Column("actor_kind", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("actor_company_id", sa.Uuid(), nullable=True),
        sa.Column("actor_company_name", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("subject_label", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("rule_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["counterparty_company_id"],
            ["companies.id"],
            name=op.f("fk_activities_counterparty_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_activities_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
    )
    op.create_index(
        "ix_activities_at",
        "activities",
        [sa.literal_column("at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "ix_activities_account_at",
        "activities",
        ["account_id", sa.literal_column("at DESC")],
        unique=False,
    )
    op.create_index(
        "ix_activities_counterparty_at",
        "activities",
        ["counterparty_company_id", sa.literal_column("at DESC")],
        unique=False,
    )
    op.create_index(
        "ix_activities_owner_at",
        "activities",
        ["owner_company_id", sa.literal_column("at DESC")],
        unique=False,
    )
    op.create_index(
        "ix_activities_subject_at",
        "activities",
        ["subject_id", sa.literal_column("at DESC")],
        unique=False,
    )
    op.create_table(
        "credentials",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_credentials_person_id_people")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_credentials")),
    )
    op.create_table(
        "memberships",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.String(length=32)), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cardinality(roles) > 0", name=op.f("ck_memberships_has_a_role")),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_memberships_owner_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_memberships_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint(
            "owner_company_id", "person_id", name=op.f("uq_memberships_owner_company_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_memberships_owner_company_id"), "memberships", ["owner_company_id"], unique=False
    )
    op.create_index(op.f("ix_memberships_person_id"), "memberships", ["person_id"], unique=False)
    op.create_table(
        "partner_relationships",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("channel_manager_id", sa.Uuid(), nullable=True),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_manager_id"],
            ["people.id"],
            name=op.f("fk_partner_relationships_channel_manager_id_people"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_partner_relationships_owner_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["companies.id"],
            name=op.f("fk_partner_relationships_partner_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_relationships")),
        sa.UniqueConstraint("partner_id", name=op.f("uq_partner_relationships_partner_id")),
    )
    op.create_index(
        op.f("ix_partner_relationships_channel_manager_id"),
        "partner_relationships",
        ["channel_manager_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_partner_relationships_owner_company_id"),
        "partner_relationships",
        ["owner_company_id"],
        unique=False,
    )
    op.create_table(
        "login_sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("membership_id", sa.Uuid(), nullable=True),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["memberships.id"],
            name=op.f("fk_login_sessions_membership_id_memberships"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_login_sessions_person_id_people")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_login_sessions")),
    )
    op.create_index(
        op.f("ix_login_sessions_person_id"), "login_sessions", ["person_id"], unique=False
    )
    op.create_index(op.f("ix_login_sessions_seen_at"), "login_sessions", ["seen_at"], unique=False)
    op.create_table(
        "notifications",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_notifications_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_notifications_owner_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_notifications_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint(
            "person_id", "activity_id", name=op.f("uq_notifications_person_id_activity_id")
        ),
    )
    op.create_index(
        op.f("ix_notifications_owner_company_id"),
        "notifications",
        ["owner_company_id"],
        unique=False,
    )
    op.create_index(
        "ix_notifications_person",
        "notifications",
        ["person_id", sa.literal_column("created_at DESC")],
        unique=False,
    )
    op.create_index(
        "ix_notifications_unread",
        "notifications",
        ["person_id"],
        unique=False,
        postgresql_where=sa.text("read_at IS NULL"),
    )
    protect(
        "companies",
        read=f"id = kontor_company() OR kind = 'HOST' OR {managed('id')}",
        insert="kontor_reach() = 'ALL'",
        update="kontor_reach() = 'ALL'",
        owned=False,
    )
    protect(
        "partner_relationships",
        read="kontor_reach() = 'ALL' OR channel_manager_id = kontor_person()"
        " OR partner_id = kontor_company()",
        insert="kontor_reach() = 'ALL'",
        update="kontor_reach() = 'ALL'",
    )
    protect(
        "memberships",
        read=f"{OWN} OR {managed()}",
        insert=_MAY_LET_IN,
        update=_MAY_LET_IN,
    )
    protect(
        "people",
        read="id = kontor_person()"
        " OR EXISTS (SELECT FROM memberships m WHERE m.person_id = people.id)"
        " OR EXISTS (SELECT FROM partner_relationships r WHERE r.channel_manager_id = people.id)",
        insert="kontor_reach() = 'ALL'",
        update="id = kontor_person()",
        owned=False,
    )
    protect(
        "activities",
        read=f"{OWN} OR counterparty_company_id = kontor_company() OR {managed()}",
        insert=_MAY_RECORD,
        owned=False,
    )
    protect(
        "notifications",
        read=f"{OWN} AND person_id = kontor_person()"
        " AND EXISTS (SELECT FROM activities a WHERE a.id = activity_id)",
        update=f"{OWN} AND person_id = kontor_person()",
    )
    for table in ("credentials", "login_sessions", "sign_in_attempts", "handled_events"):
        protect_from_tenants(table)
    op.execute("GRANT USAGE ON SEQUENCE sign_in_attempts_id_seq TO kontor_system")
