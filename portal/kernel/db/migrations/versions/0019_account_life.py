"""What makes an account live: contacts, interactions, next steps, and a timeline of them."""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import OWN, looked_after, protect

revision = "0019"
down_revision = "0018"

_AUDIENCE = """
  EXISTS (SELECT FROM accounts s WHERE s.id = {table}.account_id AND (
    {table}.owner_company_id = kontor_company()
    OR ({table}.audience = 'SHARED' AND (
      (s.owner_company_id = kontor_company()
        AND (kontor_reach() IN ('COMPANY', 'OWN') OR {managed}))
      OR (s.owner_company_id = {table}.owner_company_id
        AND EXISTS (SELECT FROM account_share_grants g WHERE g.account_id = s.id
          AND g.grantee_company_id = kontor_company() AND g.state = 'ACTIVE'
          AND g.valid_until > kontor_now() AND '{opened}' = ANY (g.objects)))))))
"""
_MAY_WRITE = """
  {table}.audience = 'INTERNAL' OR s.owner_company_id = kontor_company()
  OR EXISTS (SELECT FROM account_share_grants g WHERE g.account_id = s.id
    AND g.grantee_company_id = kontor_company() AND g.state = 'ACTIVE'
    AND g.valid_until > kontor_now() AND '{opened}' = ANY (g.objects)
    AND g.access IN ('COMMENT', 'EDIT'))
"""
_CONTACT = _MAY_WRITE.format(table="contacts", opened="CONTACTS")
_INTERACTION = _MAY_WRITE.format(table="interactions", opened="INTERACTIONS")
_FOLLOWS = "EXISTS (SELECT FROM interactions i WHERE i.id = interaction_id)"
_OWN_STEP = (
    f"{OWN} AND {_FOLLOWS} AND EXISTS (SELECT FROM memberships m WHERE m.person_id = assignee_id"
    " AND m.owner_company_id = next_steps.owner_company_id)"
)
_OWN_VISIT = f"{OWN} AND person_id = kontor_person()"
# Whoever sees one of these sees what happened to it, and nobody else does; a reminder is for the
# company whose it is. What happened to anything else is read as before.
_OF_ITS_SUBJECT = """
  (kind <> 'REMINDERS' OR owner_company_id = kontor_company())
  AND ((subject_type = 'contact' AND EXISTS (SELECT FROM contacts s WHERE s.id = subject_id))
    OR (subject_type = 'interaction'
      AND EXISTS (SELECT FROM interactions s WHERE s.id = subject_id)))
"""
# Onto a timeline that others read nobody writes in the name of another's record.
_OWN_SUBJECT = """
  (subject_type <> 'contact' OR EXISTS (SELECT FROM contacts s WHERE s.id = subject_id
    AND s.owner_company_id = activities.owner_company_id))
  AND (subject_type <> 'interaction' OR EXISTS (SELECT FROM interactions s
    WHERE s.id = subject_id AND s.owner_company_id = activities.owner_company_id))
"""
_KIND_OF_VERB = """
UPDATE activities SET kind = CASE
  WHEN verb LIKE 'deal-%' THEN 'DEALS'
  WHEN verb LIKE 'document-%' THEN 'DOCUMENTS'
  WHEN verb IN ('room-opened', 'conversation-started') THEN 'MESSAGES'
  WHEN verb LIKE 'order-%' OR verb LIKE 'interchange-%' OR verb LIKE 'message-%'
    OR verb = 'agreement-signed' THEN 'ORDERS'
  WHEN verb LIKE 'account-share%' OR verb LIKE 'share-%' THEN 'SHARING'
  ELSE 'OTHER' END
"""


def upgrade() -> None:
    _contacts()
    _interactions()
    _next_steps()
    _visits()
    _protect()
    _activities()


def _record() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )


def _keys(table: str, *referring: tuple[str, str]) -> tuple[sa.Constraint, ...]:
    return (
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{parent}.id"], name=op.f(f"fk_{table}_{column}_{parent}")
            )
            for column, parent in (("owner_company_id", "companies"), *referring)
        ),
    )


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("preferred_channel", sa.String(length=32), nullable=True),
        sa.Column("consent", sa.String(length=32), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("consent_source", sa.String(length=120), nullable=True),
        *_record(),
        sa.CheckConstraint(
            "consent = 'UNKNOWN' OR (consent_on IS NOT NULL AND consent_source IS NOT NULL)",
            name=op.f("ck_contacts_consent_says_when_and_how"),
        ),
        *_keys("contacts", ("account_id", "accounts")),
        sa.UniqueConstraint("account_id", "id", name=op.f("uq_contacts_account_id_id")),
    )
    op.create_index(op.f("ix_contacts_owner_company_id"), "contacts", ["owner_company_id"])
    op.create_index("ix_contacts_account_name", "contacts", ["account_id", "name", "id"])


def _interactions() -> None:
    op.create_table(
        "interactions",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
        *_record(),
        *_keys("interactions", ("account_id", "accounts")),
        sa.ForeignKeyConstraint(
            ["account_id", "contact_id"],
            ["contacts.account_id", "contacts.id"],
            name=op.f("fk_interactions_account_id_contact_id_contacts"),
        ),
        sa.UniqueConstraint(
            "owner_company_id",
            "account_id",
            "id",
            name=op.f("uq_interactions_owner_company_id_account_id_id"),
        ),
    )
    op.create_index(op.f("ix_interactions_owner_company_id"), "interactions", ["owner_company_id"])
    op.create_index(
        "ix_interactions_account_at",
        "interactions",
        ["account_id", sa.literal_column("created_at DESC"), "id"],
    )


def _next_steps() -> None:
    op.create_table(
        "next_steps",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("interaction_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("assignee_id", sa.Uuid(), nullable=False),
        sa.Column("assignee_name", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_name", sa.String(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        *_record(),
        *_keys("next_steps", ("assignee_id", "people")),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "account_id", "interaction_id"],
            ["interactions.owner_company_id", "interactions.account_id", "interactions.id"],
            name=op.f("fk_next_steps_owner_company_id_account_id_interaction_id_interactions"),
        ),
        sa.UniqueConstraint("interaction_id", name=op.f("uq_next_steps_interaction_id")),
    )
    op.create_index(op.f("ix_next_steps_owner_company_id"), "next_steps", ["owner_company_id"])
    op.create_index(
        "ix_next_steps_open",
        "next_steps",
        ["assignee_id", "due_on"],
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index(
        "ix_next_steps_unannounced",
        "next_steps",
        ["due_on"],
        postgresql_where=sa.text("done_at IS NULL AND reminded_at IS NULL"),
    )


def _visits() -> None:
    op.create_table(
        "visits",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        *_record(),
        *_keys("visits", ("person_id", "people")),
        sa.UniqueConstraint(
            "person_id",
            "subject_id",
            "owner_company_id",
            name=op.f("uq_visits_person_id_subject_id_owner_company_id"),
        ),
    )
    op.create_index(op.f("ix_visits_owner_company_id"), "visits", ["owner_company_id"])


def _protect() -> None:
    protect(
        "contacts",
        read=_audience("contacts", "CONTACTS"),
        insert=f"{OWN} AND EXISTS (SELECT FROM accounts s WHERE s.id = contacts.account_id"
        f" AND ({_CONTACT}))",
        update=OWN,
    )
    # Whose it is, of which account and who reads it was chosen once.
    op.execute("REVOKE UPDATE ON contacts FROM kontor_app")
    op.execute(
        "GRANT UPDATE (version, name, role, email, phone, preferred_channel, consent, consent_on,"
        " consent_source) ON contacts TO kontor_app"
    )
    protect(
        "interactions",
        read=_audience("interactions", "INTERACTIONS"),
        insert=f"{OWN} AND author_id = kontor_person()"
        " AND EXISTS (SELECT FROM accounts s WHERE s.id = interactions.account_id"
        f" AND ({_INTERACTION}))"
        " AND (contact_id IS NULL OR EXISTS (SELECT FROM contacts c WHERE c.id = contact_id))",
    )
    protect("next_steps", read=_FOLLOWS, insert=_OWN_STEP, update=f"{OWN} AND {_FOLLOWS}")
    op.execute("REVOKE UPDATE ON next_steps FROM kontor_app")
    op.execute("GRANT UPDATE (version, done_at, done_by_name) ON next_steps TO kontor_app")
    protect("visits", read=_OWN_VISIT, insert=_OWN_VISIT, update=_OWN_VISIT)


def _audience(table: str, opened: str) -> str:
    managed = looked_after(f"{table}.owner_company_id")
    return _AUDIENCE.format(table=table, opened=opened, managed=managed)


def _activities() -> None:
    op.add_column("activities", sa.Column("kind", sa.String(length=32), nullable=True))
    # Row security holds the owner of the tables back too, except where it says otherwise.
    op.execute("ALTER TABLE activities NO FORCE ROW LEVEL SECURITY")
    op.execute(_KIND_OF_VERB)
    op.execute("ALTER TABLE activities FORCE ROW LEVEL SECURITY")
    op.alter_column("activities", "kind", nullable=False)
    op.drop_index("ix_activities_account_at", "activities")
    narrowed: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("ix_activities_account_at", ()),
        ("ix_activities_account_kind_at", ("kind",)),
        ("ix_activities_account_owner_at", ("owner_company_id",)),
        ("ix_activities_account_counterparty_at", ("counterparty_company_id",)),
    )
    for name, narrower in narrowed:
        order: list[sa.ColumnElement[object]] = [
            sa.literal_column("at DESC"),
            sa.literal_column("id DESC"),
        ]
        op.create_index(name, "activities", ["account_id", *narrower, *order])
    using, check = op.get_bind().execute(_CONDITIONS).one()
    names = "subject_type IN ('contact', 'interaction')"
    op.execute(
        "ALTER POLICY activities_read ON activities"
        f" USING ((NOT {names} AND ({using})) OR ({_OF_ITS_SUBJECT}))"
    )
    op.execute(
        f"ALTER POLICY activities_insert ON activities WITH CHECK (({check}) AND {_OWN_SUBJECT})"
    )


_CONDITIONS = sa.text(
    "SELECT (SELECT qual FROM pg_policies WHERE policyname = 'activities_read'),"
    " (SELECT with_check FROM pg_policies WHERE policyname = 'activities_insert')"
)
