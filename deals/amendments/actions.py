"""Amending a registration: less, later, dearer or cheaper at once; what is new is registered anew.

A registration holds its place for what was submitted. So a product family that is added gets a
number, a receipt and a place of its own, and is reviewed like every other; nothing that protects
the partner becomes wider by an amendment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from deals.amendments import policies
from deals.amendments.events import DealAmended
from deals.amendments.models import LONGEST, Amendment, Change, Changed
from deals.bells import ring_deal
from deals.models import Deal, DealKind
from deals.protection.queries import running_protections
from deals.protection.states import ProtectionState
from deals.registration.actions import NewDeal, NewLine, register_deal
from deals.registration.models import DealLine
from partners.accounts.models import Account
from partners.accounts.parents.models import UNKNOWN
from partners.companies.business_days import HOST_ZONE
from portal.kernel.db import Work
from portal.kernel.errors import Invalid, TransitionRefused
from portal.kernel.ids import new_id
from portal.kernel.policy import ensure
from portal.kernel.words import said


@dataclass(frozen=True, slots=True)
class Amended:
    """How the registration reads from now on; `lines` are all of them, amounts in its currency."""

    expected_close: date
    progress: str
    lines: tuple[NewLine, ...]
    reason: str


def amend_deal(work: Work, deal: Deal, new: Amended) -> Amendment:
    """Change a registration that waits or is approved; the deal's lines have to be loaded.

    Raises:
        Forbidden: not the partner's own people, or a role that does not register.
        TransitionRefused: it ended.
        Invalid: nothing is different, no reason was given, nothing of it is left, or what is new
            cannot be registered.
    """
    ensure(policies.can_amend(work.actor, deal))
    if not policies.is_amendable(deal):
        raise TransitionRefused(
            said("%(number)s ended, so it cannot be amended.", number=deal.number)
        )
    held = {line.family_code: line for line in deal.lines}
    added = [line for line in new.lines if line.family_code not in held]
    _check(work, deal, new, held)
    changes = _apply(work, deal, new, held)
    if not changes and not added:
        raise Invalid(fields={"reason": said("Nothing is different from how it is registered.")})
    extension = _register_what_is_new(work, deal, new, added)
    amendment = work.add(
        Amendment(
            id=new_id(),
            owner_company_id=deal.owner_company_id,
            deal_id=deal.id,
            changes=[dict(each) for each in changes],
            reason=new.reason.strip(),
            was_decided=not deal.is_undecided,
            amended_by_name=work.actor.name,
            extension_id=extension.id if extension else None,
        )
    )
    work.flush()
    work.record(
        DealAmended(deal.id, amendment.id),
        subject=deal,
        account_id=deal.account_id,
        reason=amendment.reason,
    )
    ring_deal(work, deal)
    return amendment


def _check(work: Work, deal: Deal, new: Amended, held: dict[str, DealLine]) -> None:
    fields = {}
    if not new.reason.strip():
        fields["reason"] = said("Say why; the reviewer reads this.")
    elif len(new.reason.strip()) > LONGEST:
        fields["reason"] = said("Shorten this to %(most)s letters.", most=LONGEST)
    if not new.progress.strip():
        fields["progress"] = said("Say in a sentence what you have done so far.")
    today = work.now.astimezone(HOST_ZONE).date()
    if new.expected_close != deal.expected_close and new.expected_close <= today:
        fields["expected_close"] = said("Choose a day after today.")
    families = [line.family_code for line in new.lines]
    claimed = {line.family_code for line in deal.claimed_lines}
    if len(families) != len(set(families)):
        fields["lines"] = said("A product family can stand on one line only.")
    elif not claimed & set(families) & set(held):
        fields["lines"] = said(
            "Nothing of this registration would be left. Withdraw or release it, and register"
            " what is new."
        )
    if fields:
        raise Invalid(fields=fields)


def _apply(work: Work, deal: Deal, new: Amended, held: dict[str, DealLine]) -> list[Change]:
    changes = []
    if new.expected_close != deal.expected_close:
        before, after = deal.expected_close.isoformat(), new.expected_close.isoformat()
        changes.append(_change(Changed.CLOSE, before, after))
        deal.expected_close = new.expected_close
    if new.progress.strip() != deal.progress:
        changes.append(_change(Changed.PROGRESS, deal.progress, new.progress.strip()))
        deal.progress = new.progress.strip()
    wanted = {line.family_code: line for line in new.lines}
    for code, line in held.items():
        changes += _amend_line(line, wanted[code]) if code in wanted else [_removed(line)]
    _give_up(work, deal, [line for code, line in held.items() if code not in wanted])
    value = sum((line.amount for line in deal.lines), Decimal(0))
    if value != deal.value:
        changes.append(_change(Changed.VALUE, f"{deal.value:.2f}", f"{value:.2f}"))
        deal.value = value
    return changes


def _amend_line(line: DealLine, wanted: NewLine) -> list[Change]:
    changes = []
    if wanted.quantity != line.quantity:
        before, after = str(line.quantity), str(wanted.quantity)
        changes.append(_change(Changed.QUANTITY, before, after, line.family_code))
        line.quantity = wanted.quantity
    if wanted.amount != line.amount:
        before, after = f"{line.amount:.2f}", f"{wanted.amount:.2f}"
        changes.append(_change(Changed.AMOUNT, before, after, line.family_code))
        line.amount = wanted.amount
    return changes


def _give_up(work: Work, deal: Deal, lines: Sequence[DealLine]) -> None:
    """Take lines off, and end now what protected them."""
    if not lines:
        return
    families = {line.family_code for line in lines}
    for protection in running_protections(work, deal):
        if protection.family_code in families:
            protection.end(ProtectionState.RELEASED, at=work.now)
    for line in lines:
        deal.lines.remove(line)


def _register_what_is_new(
    work: Work, deal: Deal, new: Amended, added: Sequence[NewLine]
) -> Deal | None:
    if not added:
        return None
    return register_deal(
        work,
        work.get(Account, deal.account_id),
        NewDeal(
            motion=deal.motion,
            kind=deal.kind if deal.is_undecided else DealKind.EXPANSION,
            territory_code=deal.territory_code,
            currency=deal.currency,
            expected_close=new.expected_close,
            progress=new.progress,
            lines=tuple(added),
            crm_id=deal.crm_id,
            consent=deal.consent,
            consent_on=deal.consent_on,
            parent=deal.parent or UNKNOWN,
        ),
    )


def _removed(line: DealLine) -> Change:
    return _change(Changed.REMOVED, f"{line.quantity}, {line.amount:.2f}", "", line.family_code)


def _change(what: Changed, before: str, after: str, family: str | None = None) -> Change:
    return Change(what=what.value, family=family, before=before, after=after)
