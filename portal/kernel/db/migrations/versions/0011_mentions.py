"""Mentions: who was called by name in a room, so that an inbox finds them."""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import OWN, protect

revision = "0011"
down_revision = "0010"

ROOM_IS_VISIBLE = "EXISTS (SELECT FROM rooms r WHERE r.id = room_id)"
IS_AUTHOR = (
    "EXISTS (SELECT FROM messages m WHERE m.id = message_id"
    " AND m.owner_company_id = kontor_company()"
    " AND m.author_id = kontor_person() AND person_id = ANY (m.mentioned_ids))"
)
EARLIER = """
INSERT INTO mentions (id, version, created_at, owner_company_id, room_id, audience, message_id,
  person_id)
SELECT gen_random_uuid(), 1, m.created_at, m.owner_company_id, m.room_id, m.audience, m.id, p.id
FROM messages m CROSS JOIN LATERAL unnest(m.mentioned_ids) AS p(id)
WHERE p.id <> m.author_id
"""


def upgrade() -> None:
    op.create_table(
        "mentions",
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_mentions_owner_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_mentions_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["room_id", "audience", "message_id"],
            ["messages.room_id", "messages.audience", "messages.id"],
            name=op.f("fk_mentions_room_id_audience_message_id_messages"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentions")),
        sa.UniqueConstraint(
            "message_id", "person_id", name=op.f("uq_mentions_message_id_person_id")
        ),
    )
    op.create_index(op.f("ix_mentions_owner_company_id"), "mentions", ["owner_company_id"])
    op.create_index("ix_mentions_person", "mentions", ["person_id", sa.text("created_at DESC")])
    # Row security holds the owner of the tables back too, except where it says otherwise.
    op.execute("ALTER TABLE messages NO FORCE ROW LEVEL SECURITY")
    op.execute(EARLIER)
    op.execute("ALTER TABLE messages FORCE ROW LEVEL SECURITY")
    protect(
        "mentions",
        read=f"person_id = kontor_person() AND (audience = 'SHARED' OR {OWN})"
        f" AND {ROOM_IS_VISIBLE}",
        insert=f"{OWN} AND {IS_AUTHOR}",
    )
