"""States of relationships and memberships: only along their maps."""

import pytest
import sqlalchemy as sa

from partners.companies.actions import suspend_partner
from partners.companies.models import (
    MAY_SIGN_IN,
    RELATIONSHIP_TRANSITIONS,
    PartnerRelationship,
    RelationshipState,
)
from partners.people.actions import suspend_member
from partners.people.models import MEMBERSHIP_TRANSITIONS, Membership, MembershipState
from portal.kernel.errors import TransitionRefused
from tests.cast import Cast
from tests.conftest import TransactionalDatabase


@pytest.mark.parametrize("state", RelationshipState)
def test_a_partner_is_shut_out_from_every_state_in_which_it_may_sign_in_and_from_no_other(
    cast: Cast, database: TransactionalDatabase, state: RelationshipState
) -> None:
    danzig = sa.select(PartnerRelationship).where(
        PartnerRelationship.partner_id == cast.companies["danzig"].id
    )
    with database.work(cast.actor("adam")) as work:
        relationship = work.one(danzig)
        relationship.state = state
        if state in MAY_SIGN_IN:
            suspend_partner(work, relationship, "unpaid")
            assert relationship.state is RelationshipState.SUSPENDED
        else:
            with pytest.raises(TransitionRefused):
                suspend_partner(work, relationship, "unpaid")
            assert relationship.state is state


@pytest.mark.parametrize("state", MembershipState)
def test_only_an_active_member_is_shut_out(
    cast: Cast, database: TransactionalDatabase, state: MembershipState
) -> None:
    bobs = sa.select(Membership).where(Membership.person_id == cast.people["bob"].id)
    with database.work(cast.alice) as work:
        membership = work.one(bobs)
        membership.state = state
        if state is MembershipState.ACTIVE:
            suspend_member(work, membership, "left")
            assert membership.state is MembershipState.SUSPENDED
        else:
            with pytest.raises(TransitionRefused):
                suspend_member(work, membership, "left")


def test_every_state_stands_in_its_map() -> None:
    assert set(RELATIONSHIP_TRANSITIONS) == set(RelationshipState)
    assert set(MEMBERSHIP_TRANSITIONS) == set(MembershipState)
