"""Reads of the gateway that are longer than a line, and the statements that decide races."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload, selectinload

from edi.gateway.models import ControlNumbers, Interchange, InterchangeMessage, TradingAgreement
from edi.gateway.states import Direction, InterchangeState
from edi.syntax.x12.header import InterchangeHeader
from portal.kernel.db import Work, raw
from portal.kernel.ids import new_id

LARGEST_CONTROL_NUMBER = 999_999_999


def claim_interchange(work: Work, values: dict[str, Any]) -> Interchange | None:
    """Write the inbox row, or nothing when the same bytes or the holder of the key is there.

    A second arrival waits here for the first to commit.
    """
    interchange_id = work.session.scalar(
        raw(
            insert(Interchange)
            .values(id=new_id(), version=1, created_at=work.now, **values)
            .on_conflict_do_nothing()
            .returning(Interchange.__table__.c.id),
            "the unique keys decide between simultaneous arrivals",
        )
    )
    return None if interchange_id is None else work.get(Interchange, interchange_id)


def find_same_bytes(work: Work, owner_id: UUID, key: str, sha256: str) -> Interchange | None:
    return work.session.scalars(
        sa.select(Interchange).where(
            Interchange.owner_company_id == owner_id,
            Interchange.key == key,
            Interchange.sha256 == sha256,
        )
    ).first()


def find_key_holder(work: Work, owner_id: UUID, key: str) -> Interchange | None:
    return work.session.scalars(
        sa.select(Interchange).where(
            Interchange.owner_company_id == owner_id, Interchange.key == key, Interchange.holds_key
        )
    ).first()


def find_same_content(work: Work, interchange: Interchange) -> Interchange | None:
    """Return an earlier interchange of the partner with other numbers and the same content."""
    return work.session.scalars(
        sa.select(Interchange)
        .where(
            Interchange.owner_company_id == interchange.owner_company_id,
            Interchange.content_sha256 == interchange.content_sha256,
            Interchange.direction == Direction.IN,
            Interchange.key != interchange.key,
            Interchange.created_at <= interchange.created_at,
        )
        .order_by(Interchange.created_at)
        .limit(1)
    ).first()


def find_agreement(
    work: Work, owner_id: UUID, header: InterchangeHeader
) -> TradingAgreement | None:
    """Return the partner's own agreement with exactly these identifiers."""
    return work.session.scalars(
        sa.select(TradingAgreement).where(
            TradingAgreement.owner_company_id == owner_id,
            TradingAgreement.partner_qualifier == header.sender_qualifier,
            TradingAgreement.partner_identifier == header.sender,
            TradingAgreement.host_qualifier == header.receiver_qualifier,
            TradingAgreement.host_identifier == header.receiver,
            TradingAgreement.is_active,
        )
    ).first()


def find_sent_messages(
    work: Work, agreement: TradingAgreement, group_code: str, group_number: str
) -> Sequence[InterchangeMessage]:
    """Return the messages of ours in the group that an acknowledgement names."""
    return work.all(
        sa.select(InterchangeMessage)
        .join(Interchange, Interchange.id == InterchangeMessage.interchange_id)
        .where(
            InterchangeMessage.owner_company_id == agreement.owner_company_id,
            InterchangeMessage.group_code == group_code,
            InterchangeMessage.group_number == group_number,
            Interchange.agreement_id == agreement.id,
            Interchange.direction == Direction.OUT,
        )
        .order_by(InterchangeMessage.position)
    )


def next_numbers(work: Work, agreement_id: UUID, groups: int) -> tuple[int, list[int]]:
    """Take the next interchange number and the next `groups` group numbers, without gaps.

    The counter's row stays locked until the commit; a rollback gives the numbers back.
    """
    table = ControlNumbers.__table__.c
    taken = insert(ControlNumbers).values(agreement_id=agreement_id, interchange=1, group=groups)
    last, last_group = work.session.execute(
        raw(
            taken.on_conflict_do_update(
                index_elements=[table.agreement_id],
                set_={
                    "interchange": table.interchange % LARGEST_CONTROL_NUMBER + 1,
                    "group_number": table.group_number + groups,
                },
            ).returning(table.interchange, table.group_number),
            "one statement takes the numbers",
        )
    ).one()
    first_group = last_group - groups
    return last, [(first_group + n) % LARGEST_CONTROL_NUMBER + 1 for n in range(groups)]


def get_interchange(work: Work, interchange_id: UUID) -> Interchange:
    """Return a visible interchange with its company, agreement and messages.

    Raises:
        NotFound: absent, or not visible.
    """
    return work.get(
        Interchange,
        interchange_id,
        joinedload(Interchange.company),
        joinedload(Interchange.agreement),
        selectinload(Interchange.messages),
    )


def interchanges_page(
    work: Work,
    *,
    attention_only: bool = False,
    direction: Direction | None = None,
    in_transit: bool = False,
    search: str = "",
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> Sequence[Interchange]:
    """Return visible interchanges, newest first, past the cursor (created_at, id).

    `search` is anything a partner could quote on the phone: part of a business number, or the
    control number of an interchange, group or message.
    """
    statement = (
        sa.select(Interchange)
        .options(joinedload(Interchange.company), joinedload(Interchange.agreement))
        .order_by(Interchange.created_at.desc(), Interchange.id.desc())
        .limit(limit)
    )
    if attention_only:
        statement = statement.where(attention(work.now))
    if in_transit:
        statement = statement.where(
            Interchange.state.in_(
                [InterchangeState.RECEIVED, InterchangeState.BUILT, InterchangeState.DELIVERED]
            )
        )
    if direction is not None:
        statement = statement.where(Interchange.direction == direction)
    if search:
        statement = statement.where(_matches(search))
    if after is not None:
        created_at, last_id = after
        statement = statement.where(
            sa.tuple_(Interchange.created_at, Interchange.id) < sa.tuple_(created_at, last_id)
        )
    return work.all(statement)


def attention(now: datetime) -> sa.ColumnElement[bool]:
    """Return what an operator has to look at: trouble not dealt with, and answers overdue."""
    overdue = sa.and_(
        Interchange.state == InterchangeState.DELIVERED, Interchange.acknowledgement_due_at < now
    )
    return sa.or_(Interchange.needs_attention, overdue)


def attention_count(work: Work) -> sa.ScalarSelect[int]:
    """Select how many interchanges somebody has to look at."""
    return sa.select(sa.func.count(Interchange.id)).where(attention(work.now)).scalar_subquery()


def _matches(search: str) -> sa.ColumnElement[bool]:
    inside = sa.select(InterchangeMessage.interchange_id).where(
        sa.or_(
            InterchangeMessage.reference.icontains(search, autoescape=True),
            InterchangeMessage.number == search,
            InterchangeMessage.group_number == search,
        )
    )
    found = sa.or_(
        Interchange.reference.icontains(search, autoescape=True), Interchange.id.in_(inside)
    )
    if search.isdigit():
        padded = search.zfill(9)
        return sa.or_(found, Interchange.control_number.in_([search, padded]))
    return found


def waiting_for(work: Work, limit: int = 50) -> Sequence[Interchange]:
    """Return what waits to be picked up by the actor's own system, oldest first."""
    return work.all(
        sa.select(Interchange)
        .where(
            Interchange.owner_company_id == work.actor.company_id,
            Interchange.state == InterchangeState.BUILT,
        )
        .options(selectinload(Interchange.messages))
        .order_by(Interchange.created_at, Interchange.id)
        .limit(limit)
    )


def related_to(work: Work, interchange: Interchange) -> Sequence[Interchange]:
    """Return what answers, repeats or contradicts this interchange, either way round."""
    others = [each for each in (interchange.first_id, interchange.acknowledgement_id) if each]
    return work.all(
        sa.select(Interchange)
        .where(
            sa.or_(
                Interchange.id.in_(others),
                Interchange.first_id == interchange.id,
                Interchange.acknowledgement_id == interchange.id,
            )
        )
        .options(joinedload(Interchange.company), joinedload(Interchange.agreement))
        .order_by(Interchange.created_at)
        .limit(20)
    )


def agreements(work: Work) -> Sequence[TradingAgreement]:
    """Return the visible agreements with their partners, by name."""
    return work.all(
        sa.select(TradingAgreement)
        .options(joinedload(TradingAgreement.partner))
        .order_by(TradingAgreement.name)
    )
