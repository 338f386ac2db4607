"""Whatever can happen to works, Sites and operatives beside the way of a job, once."""

from app.commands.builder import CommandBuilder
from app.commands.bus import CommandBus, Origin
from app.commands.command import Command
from app.commands.contact import EraseContact
from app.commands.ids import new_id
from app.commands.operative import EraseOperative
from app.domain.lifecycle import Direction
from app.domain.promise import Priority
from app.domain.work_events import CloseCause
from app.event_store.log import EventLog
from tests.cast import THE_DESK
from tests.read_models.story import clock

AT_THE_MILL = ("3 Mill Lane", "York", "YO1 7PR", "01904 496012")


def everything_else_happens(log: EventLog) -> None:
    """On a log that can have anything in it already. Two operatives and two Sites are new."""
    build, bus = CommandBuilder(log), CommandBus(log, lambda: clock("12:00"))

    def run(command: Command) -> str:
        bus.run(command, Origin(who=THE_DESK, source="/", command_id=new_id("command")))
        return command.aggregate_id

    gus, ida = run(build.hire("Gus", "Ek", "York", "gas")), run(build.hire("Ida", "Ek"))
    mill = run(build.acquire(*AT_THE_MILL))
    run(build.amend_site(mill, *AT_THE_MILL, area="Dales", contact_name="Joan"))
    run(build.dispose_of(mill, "Sold."))
    run(build.restore(mill))
    quay = run(build.acquire("1 Quay", "Hull", "HU1 1AA", "01482 496012"))
    leak, pump = (run(build.raise_work((mill,), title, "Wet.")) for title in ("Leak", "Pump"))
    run(build.note(leak, "It drips."))
    call = build.add_call(leak, "Again.", caller_name="Kit")
    run(call)
    run(EraseContact(contact_id=call.contact_id))
    run(
        build.amend(leak, (quay,), "Big leak", "Very.", priority=Priority.URGENT, caller_name="Lou")
    )
    for work_id in (leak, pump):
        run(build.assign(work_id, gus))
    run(build.move_in_queue(leak, Direction.DOWN, pump))
    run(build.dispatch(leak, gus, 25))
    run(build.revise_eta(leak, gus, 45))
    run(build.reassign(pump, ida))
    run(build.recall(pump, "One will do."))
    run(build.close(pump, CloseCause.DUPLICATE, "The same.", leak))
    run(build.amend_operative(gus, "Hull", "lifts"))
    run(build.go_off_duty(gus, "Training"))
    run(build.come_on_duty(gus))
    run(build.let_leave(gus))
    run(build.take_back(gus))
    run(build.go_off_duty(ida, "Ill"))
    run(EraseOperative(operative_id=ida))
