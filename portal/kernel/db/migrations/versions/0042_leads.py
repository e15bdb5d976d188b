"""Leads, in three tables by who may read them.

Offers are written by the portal itself alone: whom to ask, and who was first, is looked up across
partners. Of a lead the host and its holder only move the state.
"""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import OWN, looked_after, protect

revision = "0042"
down_revision = "0041"

_HELD = "holder_company_id = kontor_company()"
_SEES = f"({OWN} AND (holder_company_id IS NULL OR {looked_after('holder_company_id')})) OR {_HELD}"
_SEES_LEAD = "EXISTS (SELECT FROM leads s WHERE s.id = lead_id)"


def upgrade() -> None:
    _leads()
    _contacts()
    _offers()


def _leads() -> None:
    op.create_table(
        "leads",
        sa.Column("source", sa.String(80), nullable=False),
        *_shown(),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("rule", sa.String(32)),
        sa.Column("holder_company_id", sa.Uuid()),
        *(
            sa.Column(name, sa.DateTime(timezone=True))
            for name in ("accepted_at", "contact_due_at", "contacted_at", "closed_at")
        ),
        sa.Column("reason", sa.String(2000)),
        sa.Column("deal_id", sa.Uuid()),
        *_record(),
        *_keys("leads"),
        *_catalogue("leads"),
        sa.ForeignKeyConstraint(
            ["holder_company_id"],
            ["companies.id"],
            name=op.f("fk_leads_holder_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["holder_company_id", "deal_id"],
            ["deals.owner_company_id", "deals.id"],
            name=op.f("fk_leads_holder_company_id_deal_id_deals"),
        ),
        sa.UniqueConstraint("owner_company_id", "id", name=op.f("uq_leads_owner_company_id_id")),
        sa.CheckConstraint(
            "CASE WHEN state IN ('ACCEPTED', 'CONTACTED', 'CONVERTED')"
            " THEN holder_company_id IS NOT NULL"
            " WHEN state <> 'RETIRED' THEN holder_company_id IS NULL ELSE true END",
            name=op.f("ck_leads_who_holds_it"),
        ),
        sa.CheckConstraint(
            "(deal_id IS NOT NULL) = (state = 'CONVERTED')",
            name=op.f("ck_leads_converted_into_a_deal"),
        ),
    )
    newest = sa.text("created_at DESC")
    op.create_index(op.f("ix_leads_owner_company_id"), "leads", ["owner_company_id"])
    op.create_index("ix_leads_newest", "leads", ["owner_company_id", newest, "id"])
    op.create_index("ix_leads_state", "leads", ["state", newest, "id"])
    op.create_index("ix_leads_holder", "leads", ["holder_company_id", "state"])
    protect(
        "leads",
        read=_SEES,
        insert=f"{OWN} AND kontor_reach() IN ('ALL', 'ASSIGNED')",
        update=_SEES,
    )
    op.execute("REVOKE UPDATE ON leads FROM kontor_app")
    op.execute(
        "GRANT UPDATE (version, state, contacted_at, closed_at, reason) ON leads TO kontor_app"
    )


def _contacts() -> None:
    op.create_table(
        "lead_contacts",
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("customer_name", sa.String(200), nullable=False),
        sa.Column("domain", sa.String(253)),
        sa.Column("contact_name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("phone", sa.String(40)),
        sa.Column("need", sa.String(2000), nullable=False),
        *_record(),
        *_keys("lead_contacts"),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "lead_id"],
            ["leads.owner_company_id", "leads.id"],
            name=op.f("fk_lead_contacts_owner_company_id_lead_id_leads"),
        ),
        sa.UniqueConstraint("lead_id", name=op.f("uq_lead_contacts_lead_id")),
    )
    op.create_index(
        op.f("ix_lead_contacts_owner_company_id"), "lead_contacts", ["owner_company_id"]
    )
    protect("lead_contacts", read=_SEES_LEAD, insert=f"{OWN} AND {_SEES_LEAD}")


def _offers() -> None:
    op.create_table(
        "lead_offers",
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.String(32), nullable=False),
        *_shown(),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("answered_by_id", sa.Uuid()),
        sa.Column("answered_by_name", sa.String()),
        sa.Column("reason", sa.String(2000)),
        *_record(),
        *_keys("lead_offers"),
        *_catalogue("lead_offers"),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name=op.f("fk_lead_offers_lead_id_leads")
        ),
        sa.UniqueConstraint(
            "owner_company_id", "id", name=op.f("uq_lead_offers_owner_company_id_id")
        ),
    )
    pending = sa.text("state = 'PENDING'")
    for name, columns, is_unique, where in (
        (op.f("ix_lead_offers_owner_company_id"), ["owner_company_id"], False, None),
        ("uq_lead_offers_accepted", ["lead_id"], True, sa.text("state = 'ACCEPTED'")),
        ("uq_lead_offers_pending", ["lead_id", "owner_company_id"], True, pending),
        ("ix_lead_offers_lead", ["lead_id", "created_at"], False, None),
        ("ix_lead_offers_expires_at", ["expires_at"], False, pending),
    ):
        op.create_index(name, "lead_offers", columns, unique=is_unique, postgresql_where=where)
    op.create_index(
        "ix_lead_offers_newest",
        "lead_offers",
        ["owner_company_id", sa.text("created_at DESC"), "id"],
    )
    protect("lead_offers", read=f"{OWN} OR {looked_after()}")


def _shown() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("industry", sa.String(80), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("territory_code", sa.String(16), nullable=False),
        sa.Column("family_code", sa.String(16), nullable=False),
        sa.Column("size", sa.String(32), nullable=False),
    )


def _catalogue(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["territory_code"],
            ["territories.code"],
            name=op.f(f"fk_{table}_territory_code_territories"),
        ),
        sa.ForeignKeyConstraint(
            ["family_code"],
            ["product_families.code"],
            name=op.f(f"fk_{table}_family_code_product_families"),
        ),
    )


def _record() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )


def _keys(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f(f"fk_{table}_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
