"""Control: who gets what, and in which order."""

from datetime import timedelta
from functools import partial

from app.commands.command import Command
from app.demo.visits import Visits
from app.demo.vocabulary import said
from app.demo.world import Hand, Job, World
from app.domain.lifecycle import Direction, Stage
from app.domain.promise import Priority

RANKS = {Priority.EMERGENCY: 0, Priority.URGENT: 1, Priority.ROUTINE: 2}
KEPT = 18
"""While no more wait than these, routine Work is left, so that somebody is free for what comes."""
AT_MOST = timedelta(hours=30)
"""Not longer than that."""
LONGEST_QUEUE = 4
LONG_PAUSE = timedelta(hours=15)


class Control:
    def __init__(self, world: World, visits: Visits) -> None:
        self._world = world
        self._chance = world.chance
        self._visits = visits

    def begin(self) -> None:
        self._look()
        for hand in self._world.hands:
            for shift in hand.shifts:
                minutes = timedelta(minutes=self._chance.uniform(20, 55))
                self._world.at(shift.ends + minutes, partial(self._clear, hand))

    def _look(self) -> None:
        """Give what presses most to somebody, and look again."""
        world = self._world
        is_day = world.rhythm.is_day(world.moment)
        given = self._give_one(is_day=is_day)
        if is_day and world.happens(1.5):
            self._change_something()
        if given:
            world.later(self._chance.uniform(0.4, 1.6), self._look)
        else:
            world.later(self._chance.uniform(2, 6) if is_day else 12, self._look)

    def _give_one(self, *, is_day: bool) -> bool:
        now = self._world.moment
        waiting = self._world.waiting()
        for job in sorted(waiting, key=lambda job: (RANKS[job.priority], job.raised)):
            if job.ready > now:
                continue
            if job.priority is Priority.ROUTINE and not (
                is_day and (len(waiting) > KEPT or now - job.raised > AT_MOST)
            ):
                continue
            if hand := self._best_for(job):
                self._assign(job, hand)
                return True
        return False

    def _best_for(self, job: Job) -> Hand | None:
        is_emergency = job.priority is Priority.EMERGENCY
        longest = LONGEST_QUEUE + 1 if is_emergency else LONGEST_QUEUE
        left = timedelta(minutes=25 if is_emergency else 75)
        town = job.places[0].town
        # Somebody has to go, from wherever.
        must = is_emergency and self._world.moment - job.raised > timedelta(minutes=20)
        free: list[tuple[float, Hand]] = []
        for hand in self._world.hands:
            if (
                hand.on_duty is None
                or (hand.town.area != town.area and not must)
                or job.skill not in hand.skills
                or hand.on_duty.ends - self._world.moment < left
                or (hand in job.handed_back_by and not must)
                or hand.load >= longest
            ):
                continue
            far = 0.0 if hand.town is town else 0.7 if hand.town.area == town.area else 2.0
            free.append((hand.load + far + self._chance.random() / 2, hand))
        return min(free, key=lambda each: each[0])[1] if free else None

    def _assign(self, job: Job, hand: Hand) -> None:
        command = self._world.desk.build.assign(job.id, hand.id)
        self._give(command, "/control/")
        self._queue(job, hand)
        first = hand.queue[0]
        presses = job.priority is not Priority.ROUTINE and first.priority is Priority.ROUTINE
        if first is not job and (job.priority is Priority.EMERGENCY or presses):
            self._world.later(0.3, lambda: self._move_to_the_top(job, hand))
        if self._world.happens(7):
            self._world.later(self._chance.uniform(1, 30), lambda: self._note(job))

    def _queue(self, job: Job, hand: Hand) -> None:
        job.stage, job.hand = Stage.QUEUED, hand
        hand.queue.append(job)
        self._visits.wake(hand)

    def _move_to_the_top(self, job: Job, hand: Hand) -> None:
        if job not in hand.queue or hand.queue[0] is job:
            return
        command = self._world.desk.build.move_in_queue(job.id)
        self._give(command, "/control/")
        hand.queue.remove(job)
        hand.queue.insert(0, job)

    def _change_something(self) -> None:
        """Control thinks better of it."""
        queued = [job for job in self._world.jobs if job.stage is Stage.QUEUED and job.hand]
        if not queued:
            return
        job = self._chance.choice(queued)
        match self._chance.randrange(4):
            case 0 | 1:
                hand = self._best_for(job)
                if hand and hand is not job.hand:
                    self._reassign(job, hand, self._chance.choice(said.NEARER))
            case 2:
                self._recall(job, self._chance.choice(said.RECALLED))
            case _:
                if job.hand and len(job.hand.queue) > 2:
                    self._put_after_the_next(job, job.hand)

    def _put_after_the_next(self, job: Job, hand: Hand) -> None:
        if hand.queue[-1] is job:
            return
        place = hand.queue.index(job)
        past = hand.queue[place + 1]
        command = self._world.desk.build.move_in_queue(job.id, Direction.DOWN, past.id)
        self._give(command, "/control/")
        hand.queue[place : place + 2] = [past, job]

    def _reassign(self, job: Job, hand: Hand, reason: str) -> None:
        self._give(self._world.desk.build.reassign(job.id, hand.id, reason), "/control/")
        self._visits.take_from(job)
        self._queue(job, hand)

    def _recall(self, job: Job, reason: str) -> None:
        self._give(self._world.desk.build.recall(job.id, reason), f"{job.page}/recall")
        self._visits.take_from(job)
        job.stage = Stage.AWAITING_CONTROL
        job.ready = self._world.moment + timedelta(minutes=self._chance.uniform(15, 240))

    def _clear(self, hand: Hand) -> None:
        """What somebody still has who is off goes to others, unless it can wait for them."""
        next_shift = hand.next_shift(self._world.moment)
        if hand.on_duty or not hand.queue:
            return
        is_long = not next_shift or next_shift.begins - self._world.moment > LONG_PAUSE
        job = next(
            (each for each in hand.queue if is_long or each.priority is not Priority.ROUTINE), None
        )
        if job is None:
            return
        if other := self._best_for(job):
            self._reassign(job, other, self._chance.choice(said.NOT_THERE))
        else:
            self._recall(job, said.NOT_THERE[0])
        self._world.later(self._chance.uniform(0.5, 2), lambda: self._clear(hand))

    def _note(self, job: Job) -> None:
        command = self._world.desk.build.note(job.id, self._chance.choice(said.FROM_CONTROL))
        self._give(command, job.page)

    def _give(self, command: Command, page: str) -> None:
        self._world.give(command, page, self._world.one_of("Control"))
