"""The telephone: who calls, from where, about what."""

from datetime import timedelta
from functools import partial

from app.demo.vocabulary import said
from app.demo.vocabulary.fabric import FABRIC
from app.demo.vocabulary.fault import Fault
from app.demo.vocabulary.names import FORENAMES, SURNAMES
from app.demo.vocabulary.services import SERVICES
from app.demo.vocabulary.towns import MOBILE, number
from app.demo.world import FIRST_NUMBER, Caller, Job, Place, World
from app.domain.lifecycle import Stage
from app.domain.promise import Priority
from app.domain.work_events import CloseCause

FAULTS = (*SERVICES, *FABRIC)
PRIORITIES = (Priority.EMERGENCY, Priority.URGENT, Priority.ROUTINE)
LAST_EMERGENCIES = (138, 19, 4)
"""So many minutes ago somebody called with an emergency that nobody has been given yet. The first
of them is late."""
AFTER_NOW = timedelta(hours=1)
SOON = {Priority.EMERGENCY: (1, 6), Priority.URGENT: (4, 25), Priority.ROUTINE: (10, 70)}
"""After how many minutes Control thinks of it: at the earliest, and at the latest."""


class Response:
    def __init__(self, world: World) -> None:
        self._world = world
        self._chance = world.chance

    def begin(self) -> None:
        self._wait_for_the_next()
        for ago in LAST_EMERGENCIES:
            self._world.at(
                self._world.rhythm.now - timedelta(minutes=ago),
                partial(self._last_emergency, is_left=ago > 60),
            )

    def _wait_for_the_next(self) -> None:
        self._world.at(self._world.rhythm.next_call(self._world.moment, self._chance), self._answer)

    def _answer(self) -> None:
        self._wait_for_the_next()
        if self._world.jobs and self._world.happens(6):
            self._add_to(self._chance.choice(self._world.jobs))
            return
        job = self._raise(self._chance.choices(FAULTS, _SHARES)[0])
        self._may_be_kept_waiting(job)
        self._may_be_amended(job)
        self._may_end_by_itself(job)
        if self._world.happens(9):
            self._world.later(
                self._chance.uniform(2, 40),
                lambda: self._note(job, said.FROM_RESPONSE, "Response"),
            )
        if self._world.happens(2.5):
            self._world.later(self._chance.uniform(8, 70), lambda: self._raise_twice(job))

    def _last_emergency(self, *, is_left: bool) -> None:
        """One that is left for hours is none that could not be."""
        few = range(2, 6) if is_left else range(6, 11)
        faults = [fault for fault in FAULTS if fault.presses[0] in few]
        job = self._raise(self._chance.choice(faults), Priority.EMERGENCY)
        job.ready = self._world.rhythm.now + AFTER_NOW

    def _raise(self, fault: Fault, priority: Priority | None = None) -> Job:
        world, chance = self._world, self._chance
        place = self._place_for(fault)
        places = [place]
        if world.happens(3):
            alike = [
                each
                for each in world.places
                if each.town is place.town and each.kind is place.kind and each is not place
            ]
            places += chance.sample(alike, k=min(len(alike), chance.randint(1, 2)))
        described = chance.choice(fault.described)
        if world.happens(55):
            described += f" {chance.choice(place.kind.suffers)}"
        priority = priority or chance.choices(PRIORITIES, fault.presses)[0]
        return self._record(
            places,
            fault,
            fault.title.format(
                room=chance.choice(place.kind.rooms[fault.where]), number=chance.randint(1, 6)
            ),
            described,
            priority,
        )

    def _record(
        self, places: list[Place], fault: Fault, title: str, description: str, priority: Priority
    ) -> Job:
        world = self._world
        caller = self._caller(places[0])
        command = world.desk.build.raise_work(
            tuple(place.id for place in places),
            title,
            description,
            priority=priority,
            caller_name=caller.name,
            caller_telephone=caller.telephone,
        )
        world.give(command, "/response/", world.one_of("Response"))
        wait = self._chance.uniform(*SOON[priority])
        job = Job(
            command.work_id,
            FIRST_NUMBER + world.raised,
            places,
            fault,
            fault.skill,
            title,
            description,
            priority,
            caller,
            raised=world.moment,
            ready=world.moment + timedelta(minutes=wait),
        )
        world.raised += 1
        world.jobs.append(job)
        return job

    def _place_for(self, fault: Fault) -> Place:
        places = [each for each in self._world.places if each.kind.key in fault.at]
        return self._chance.choices(places, [place.calls for place in places])[0]

    def _caller(self, place: Place) -> Caller:
        if self._world.happens(55):
            return place.contact
        if self._world.happens(30):
            return Caller()
        name = f"{self._chance.choice(FORENAMES)} {self._chance.choice(SURNAMES)}"
        telephone = number(self._chance, MOBILE) if self._world.happens(60) else place.telephone
        return Caller(name, telephone)

    def _add_to(self, job: Job) -> None:
        caller = self._caller(job.places[0])
        is_emergency = job.priority is Priority.EMERGENCY
        note = self._chance.choice(said.ASKED_AGAIN[: 2 if is_emergency else None])
        if not (note or caller.name or caller.telephone):
            note = said.ASKED_AGAIN[0]
        command = self._world.desk.build.add_call(job.id, note, caller.name, caller.telephone)
        self._world.give(command, job.page, self._world.one_of("Response"))

    def _note(self, job: Job, notes: tuple[str, ...], role: str) -> None:
        command = self._world.desk.build.note(job.id, self._chance.choice(notes))
        self._world.give(command, job.page, self._world.one_of(role))

    def _may_be_kept_waiting(self, job: Job) -> None:
        """For days, by others than Control."""
        if job.priority is Priority.ROUTINE and self._world.happens(2.5):
            job.ready = job.raised + timedelta(hours=self._chance.uniform(50, 130))
            self._world.later(
                self._chance.uniform(60, 300),
                lambda: self._note(job, said.WAITS_FOR_OTHERS, "Control"),
            )

    def _may_be_amended(self, job: Job) -> None:
        if self._world.happens(5):
            self._world.later(self._chance.uniform(3, 90), lambda: self._amend(job))

    def _amend(self, job: Job) -> None:
        if not job.is_open:
            return
        chance = self._chance
        role = "Response"
        match chance.randrange(5):
            case 0 | 1 if job.priority is not Priority.EMERGENCY:
                worse = PRIORITIES[PRIORITIES.index(job.priority) - 1]
                job.priority, role = worse, "Control"
            case 2:
                job.caller = Caller(
                    f"{chance.choice(FORENAMES)} {chance.choice(SURNAMES)}", number(chance, MOBILE)
                )
            case 3:
                job.title = f"{job.title}, again"
            case _:
                job.description += f" {chance.choice(said.ASKED_AGAIN[:5])}"
        command = self._world.desk.build.amend(
            job.id,
            tuple(place.id for place in job.places),
            job.title,
            job.description,
            priority=job.priority,
            caller_name=job.caller.name,
            caller_telephone=job.caller.telephone,
        )
        self._world.give(command, job.page, self._world.one_of(role))

    def _may_end_by_itself(self, job: Job) -> None:
        if job.priority is not Priority.EMERGENCY and self._world.happens(6):
            causes = (CloseCause.REMEDIED_ITSELF, CloseCause.WITHDRAWN)
            cause = self._chance.choice(causes)
            self._world.later(self._chance.uniform(10, 400), lambda: self._close(job, cause))

    def _raise_twice(self, job: Job) -> None:
        """Somebody else calls about the same, and nobody sees at once that they do."""
        if not job.is_open:
            return
        again = self._record(job.places, job.fault, job.title, job.description, job.priority)
        again.ready += timedelta(hours=3)
        self._world.later(
            self._chance.uniform(6, 45), lambda: self._close(again, CloseCause.DUPLICATE, job)
        )

    def _close(self, job: Job, cause: CloseCause, original: Job | None = None) -> None:
        if job.stage is not Stage.AWAITING_CONTROL:
            return
        command = self._world.desk.build.close(
            job.id,
            cause,
            self._chance.choice(said.CLOSED[cause]),
            duplicate_of=original.id if original else "",
        )
        self._world.give(command, f"{job.page}/close", self._world.one_of("Control"))
        self._world.end(job, Stage.CLOSED)


def _share(fault: Fault) -> float:
    """How often it is called about, against others: what presses more is rarer."""
    emergency, urgent, routine = fault.presses
    usual = (0.25 * emergency + 0.7 * urgent + 1.4 * routine) / 10
    # A title that is always the same would soon be all over the pages.
    return usual if "{" in fault.title else usual / 3


_SHARES = [_share(fault) for fault in FAULTS]
