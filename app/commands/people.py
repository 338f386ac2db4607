"""What commands about users, roles and teams have in common."""

from app.commands.unit_of_work import UnitOfWork
from app.domain.access import Access
from app.domain.aggregate import Aggregate
from app.domain.characters import isolated
from app.domain.refused import Refused
from app.domain.user import User


def save_people(unit: UnitOfWork, *aggregates: Aggregate) -> None:
    """Save their changes, unless nobody could manage people any more after them. Raises Refused
    then, and what `UnitOfWork.save` raises."""
    before = unit.access
    happened = [
        (aggregate.id, unit.position + 1, event)
        for aggregate in aggregates
        for event in aggregate.changes
    ]
    _must_leave_somebody(unit, before, before.after(happened))
    unit.save(*aggregates)


def _must_leave_somebody(unit: UnitOfWork, before: Access, after: Access) -> None:
    """Somebody who can manage people, if anybody could; and who has a password, if anybody had."""
    if before.administrators <= after.administrators:
        return
    if not after.administrators:
        raise Refused(
            "Then nobody could manage people any more. Let somebody else manage people first."
        )
    if unit.done_before:
        return  # Who had a password then is not known any more.
    if unit.can_sign_in(before.administrators) and not unit.can_sign_in(after.administrators):
        first, *others = sorted(after.administrators)
        name = isolated(unit.load(User, first).full_name)
        without = f"{name} and {len(others)} more have" if others else f"{name} has"
        raise Refused(
            "Then nobody who can sign in could manage people any more: "
            f"{without} not set a password yet."
        )
