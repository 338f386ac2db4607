"""What commands about users, roles and teams have in common."""

from app.commands.unit_of_work import UnitOfWork
from app.domain.aggregate import Aggregate
from app.domain.refused import Refused


def save_people(unit: UnitOfWork, *aggregates: Aggregate) -> None:
    """Save their changes, unless nobody could manage people any more after them. Raises Refused
    then, and what `UnitOfWork.save` raises."""
    before = unit.access
    happened = [
        (aggregate.id, unit.position + 1, event)
        for aggregate in aggregates
        for event in aggregate.changes
    ]
    if before.administrators and not before.after(happened).administrators:
        raise Refused(
            "Then nobody could manage people any more. Let somebody else manage people first."
        )
    unit.save(*aggregates)
