"""What is read to a caller before they ring off: what is true of their Work now, by its stage and
the clock. A time that has passed is no promise any more, and none is made up in its place."""

import msgspec
from markupsafe import Markup

from app.domain.lifecycle import Stage
from app.read_models.work_rows import WorkRow
from app.web.times import Wall

NO_NEW_TIME = "Promise no other time: Control knows that it is late."


class ReadOut(msgspec.Struct, frozen=True):
    work: WorkRow
    is_new: bool
    """Whether it has just been raised."""
    sentences: list[Markup]
    """What to read, after the number."""
    advice: str
    """For whoever reads it, and not to be read out."""


def read_out(work: WorkRow, wall: Wall, *, is_new: bool) -> ReadOut:
    sentences = [said for said in (_arrival(work, wall), _completion(work, wall)) if said]
    return ReadOut(work, is_new, sentences, NO_NEW_TIME if _is_late(work, wall) else "")


def _is_late(work: WorkRow, wall: Wall) -> bool:
    """Whether the time has passed that the caller waits for now: whoever is on the way has said
    one that is newer than what was promised."""
    if work.stage is Stage.EN_ROUTE and work.eta:
        return wall.is_late(work.eta)
    return work.due is not None and work.due < wall.now


def _arrival(work: WorkRow, wall: Wall) -> Markup:
    """Whether somebody is there, or when they will be."""
    match work.stage:
        case Stage.COMPLETED:
            return Markup("It has been done, at {}.").format(wall.spoken(work.stage_since))
        case Stage.CLOSED:
            return Markup("It was closed at {}: nobody is going there.").format(
                wall.spoken(work.stage_since)
            )
        case Stage.ON_SITE:
            return Markup("Somebody is there, since {}.").format(wall.spoken(work.stage_since))
        case Stage.EN_ROUTE:
            return _on_the_way(work, wall)
    has_it = Markup("Somebody has it, and has not set off yet.")
    if work.stage is Stage.AWAITING_CONTROL:
        has_it = Markup("It has not been given to anybody yet.")
    if work.arrived_at:
        return Markup("Somebody was there at {}, and somebody has to come again. {}").format(
            wall.spoken(work.arrived_at), has_it
        )
    if work.arrive_by is None:
        return has_it
    if work.arrive_by < wall.now:
        return Markup("Somebody was to be there by {}, and that is late. {}").format(
            wall.spoken(work.arrive_by), has_it
        )
    return Markup("Somebody will be there by {}.").format(wall.spoken(work.arrive_by))


def _on_the_way(work: WorkRow, wall: Wall) -> Markup:
    if work.eta is None:
        return Markup("Somebody is on the way.")
    if wall.is_late(work.eta):
        return Markup("Somebody is on the way, was expected by {}, and is late.").format(
            wall.spoken(work.eta)
        )
    is_after = work.arrived_at is None and work.arrive_by is not None and work.arrive_by < work.eta
    return Markup("Somebody is on the way, and expected by {}{}.").format(
        wall.spoken(work.eta), ", later than was promised" if is_after else ""
    )


def _completion(work: WorkRow, wall: Wall) -> Markup:
    """By when it will be done, while that can still be said."""
    by = work.complete_by
    if by is None or work.stage in (Stage.COMPLETED, Stage.CLOSED):
        return Markup()
    if by < wall.now:
        return Markup("It was to be done by {}, and that is late.").format(wall.spoken(by))
    if _is_late(work, wall):
        return Markup("It was promised to be done by {}.").format(wall.spoken(by))
    if work.stage is Stage.EN_ROUTE and work.eta and work.eta > by:
        return Markup()  # nobody is even there by then
    return Markup("It will be done by {}.").format(wall.spoken(by))
