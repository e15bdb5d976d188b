"""Rooms: who takes part, what was said, who has read how far."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.kernel.db.security import OWN, managed, protect

revision = "0007"
down_revision = "0006"

# A new kind of subject needs its line here and its name in forums.models.SUBJECTS_WITH_ROOMS.
SEES_SUBJECT = (
    "(subject_type IS NULL"
    " OR (subject_type = 'deal' AND EXISTS (SELECT FROM deals d WHERE d.id = subject_id))"
    " OR (subject_type = 'account' AND EXISTS (SELECT FROM accounts a WHERE a.id = subject_id))"
    " OR (subject_type = 'partner' AND EXISTS (SELECT FROM companies c WHERE c.id = subject_id)))"
)
OF_A_PARTNER = "kontor_reach() IN ('COMPANY', 'OWN')"
TAKES_PART = (
    "EXISTS (SELECT FROM room_companies t"
    " WHERE t.room_id = rooms.id AND t.company_id = kontor_company())"
)
SEES_ROOM = f"{TAKES_PART} AND ({OWN} OR {managed()} OR {OF_A_PARTNER}) AND {SEES_SUBJECT}"
ROOM_IS_VISIBLE = "EXISTS (SELECT FROM rooms r WHERE r.id = room_id)"
ROOM_IS_OPEN = "EXISTS (SELECT FROM rooms r WHERE r.id = room_id AND r.state = 'OPEN')"
OWN_MARK = f"{OWN} AND person_id = kontor_person()"


def upgrade() -> None:
    op.create_table(
        "rooms",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("subject_type", sa.String(length=16), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("last_message_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'SUBJECT') = (subject_id IS NOT NULL AND subject_type IS NOT NULL)",
            name=op.f("ck_rooms_has_its_subject"),
        ),
        sa.CheckConstraint(
            "subject_type IN ('deal', 'account', 'partner')",
            name=op.f("ck_rooms_subject_has_rooms"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"], ["companies.id"], name=op.f("fk_rooms_owner_company_id_companies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
        sa.UniqueConstraint("owner_company_id", "id", name=op.f("uq_rooms_owner_company_id_id")),
        sa.UniqueConstraint(
            "subject_id",
            "subject_type",
            "owner_company_id",
            name=op.f("uq_rooms_subject_id_subject_type_owner_company_id"),
        ),
    )
    op.create_index(op.f("ix_rooms_owner_company_id"), "rooms", ["owner_company_id"], unique=False)
    op.create_table(
        "room_companies",
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("company_name", sa.String(), nullable=False),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_room_companies_company_id_companies")
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "room_id"],
            ["rooms.owner_company_id", "rooms.id"],
            name=op.f("fk_room_companies_owner_company_id_room_id_rooms"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_room_companies_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_companies")),
        sa.UniqueConstraint(
            "room_id", "company_id", name=op.f("uq_room_companies_room_id_company_id")
        ),
    )
    op.create_index(
        op.f("ix_room_companies_company_id"), "room_companies", ["company_id"], unique=False
    )
    op.create_index(
        op.f("ix_room_companies_owner_company_id"),
        "room_companies",
        ["owner_company_id"],
        unique=False,
    )
    op.create_table(
        "messages",
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("shared_seq", sa.Integer(), nullable=False),
        sa.Column("internal_seq", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("author_company_name", sa.String(), nullable=False),
        sa.Column("text", sa.String(length=10000), nullable=False),
        sa.Column("mentioned_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(audience = 'SHARED') = (internal_seq = 0)",
            name=op.f("ck_messages_audience_fits_stream"),
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_messages_says_something")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_messages_author_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_messages_owner_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["room_id", "owner_company_id"],
            ["room_companies.room_id", "room_companies.company_id"],
            name=op.f("fk_messages_room_id_owner_company_id_room_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["room_id", "audience", "parent_id"],
            ["messages.room_id", "messages.audience", "messages.id"],
            name=op.f("fk_messages_room_id_audience_parent_id_messages"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("author_id", "client_id", name=op.f("uq_messages_author_id_client_id")),
        sa.UniqueConstraint(
            "room_id", "audience", "id", name=op.f("uq_messages_room_id_audience_id")
        ),
    )
    op.create_index(
        op.f("ix_messages_owner_company_id"), "messages", ["owner_company_id"], unique=False
    )
    op.create_index(
        "ix_messages_place", "messages", ["room_id", "shared_seq", "internal_seq"], unique=False
    )
    op.create_index(
        "uq_messages_internal",
        "messages",
        ["room_id", "owner_company_id", "internal_seq"],
        unique=True,
        postgresql_where=sa.text("internal_seq > 0"),
    )
    op.create_index(
        "uq_messages_shared",
        "messages",
        ["room_id", "shared_seq"],
        unique=True,
        postgresql_where=sa.text("internal_seq = 0"),
    )
    op.create_table(
        "note_streams",
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("last_message_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_note_streams_owner_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["room_id", "owner_company_id"],
            ["room_companies.room_id", "room_companies.company_id"],
            name=op.f("fk_note_streams_room_id_owner_company_id_room_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_streams")),
        sa.UniqueConstraint(
            "room_id", "owner_company_id", name=op.f("uq_note_streams_room_id_owner_company_id")
        ),
    )
    op.create_index(
        op.f("ix_note_streams_owner_company_id"), "note_streams", ["owner_company_id"], unique=False
    )
    op.create_table(
        "read_marks",
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("shared_seq", sa.Integer(), nullable=False),
        sa.Column("internal_seq", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_read_marks_owner_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_read_marks_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["room_id", "owner_company_id"],
            ["room_companies.room_id", "room_companies.company_id"],
            name=op.f("fk_read_marks_room_id_owner_company_id_room_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_read_marks")),
        sa.UniqueConstraint(
            "person_id",
            "room_id",
            "owner_company_id",
            name=op.f("uq_read_marks_person_id_room_id_owner_company_id"),
        ),
    )
    op.create_index(
        op.f("ix_read_marks_owner_company_id"), "read_marks", ["owner_company_id"], unique=False
    )
    protect(
        "room_companies",
        read=f"{OWN} OR {managed()} OR (company_id = kontor_company() AND {OF_A_PARTNER})",
        insert=f"({OWN} OR {managed()})"
        " AND EXISTS (SELECT FROM companies c WHERE c.id = company_id)",
    )
    protect(
        "rooms",
        read=SEES_ROOM,
        insert=f"({OWN} OR {managed()}) AND {SEES_SUBJECT}",
        update=SEES_ROOM,
    )
    protect(
        "note_streams",
        read=f"{OWN} AND {ROOM_IS_VISIBLE}",
        insert=f"{OWN} AND {ROOM_IS_OPEN}",
        update=OWN,
    )
    protect(
        "messages",
        read=f"(audience = 'SHARED' OR {OWN}) AND {ROOM_IS_VISIBLE}",
        insert=f"{OWN} AND author_id = kontor_person() AND {ROOM_IS_OPEN}",
    )
    protect(
        "read_marks", read=OWN_MARK, insert=f"{OWN_MARK} AND {ROOM_IS_VISIBLE}", update=OWN_MARK
    )
