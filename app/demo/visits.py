"""What operatives do: they set off, arrive, and deal with it, or hand it back."""

from datetime import timedelta
from functools import partial

from app.commands.visit import VisitCommand
from app.demo.rhythm import Shift
from app.demo.vocabulary import said
from app.demo.world import Hand, Job, World
from app.domain.lifecycle import Stage
from app.domain.promise import Priority
from app.domain.work_events import AbandonCode, OutcomeCode

MINUTES = timedelta(minutes=1)
USUALLY_OPEN = 85
"""So many works are open on a usual day. With more of them, people make haste."""
WAITS_FOR = {
    AbandonCode.NO_ACCESS: (90, 1_500),
    AbandonCode.PARTS_NEEDED: (1_000, 4_500),
    AbandonCode.OTHER_SKILLS: (10, 90),
    AbandonCode.TWO_PEOPLE: (20, 300),
    AbandonCode.UNSAFE: (300, 2_000),
    AbandonCode.OUT_OF_TIME: (15, 120),
    AbandonCode.OTHER: (15, 240),
}
"""How many minutes it takes until Control can give it to somebody: at least, and at most."""
TAKES = {
    AbandonCode.NO_ACCESS: 0.2,
    AbandonCode.OTHER_SKILLS: 0.4,
    AbandonCode.TWO_PEOPLE: 0.3,
    AbandonCode.UNSAFE: 0.25,
    AbandonCode.OTHER: 0.25,
}
"""How soon somebody sees that, of the time that it would take to mend it."""
HASTE = {Priority.EMERGENCY: 0.08, Priority.URGENT: 0.5, Priority.ROUTINE: 1.0}
"""What becomes of that, by how much it presses."""


SAID = timedelta(days=8)
"""So long ago operatives began to say that their shift is over: each time makes every later command
about them a little slower."""
STUCK = 2
"""So many are late now, and have not said so."""


class Visits:
    def __init__(self, world: World) -> None:
        self._world = world
        self._chance = world.chance
        self._stuck = STUCK

    def begin(self) -> None:
        for hand in self._world.hands:
            if not hand.shifts or hand.shifts[0].begins > self._world.moment:
                self._say_off_duty(hand, "day off")
            for shift in hand.shifts:
                self._world.at(shift.begins, partial(self._come_on_duty, hand, shift))
                self._world.at(shift.ends, partial(self._go_off_duty, hand, shift.reason))

    def _come_on_duty(self, hand: Hand, shift: Shift) -> None:
        if shift in hand.shifts:  # not so, if they have left
            hand.on_duty, hand.goes_off = shift, ""
            self.wake(hand)

    def _go_off_duty(self, hand: Hand, reason: str) -> None:
        """What they are on they still do."""
        if hand.on_duty is None:
            return
        hand.on_duty = None
        if hand.job:
            hand.goes_off = reason
        else:
            self._say_off_duty(hand, reason)

    def _say_off_duty(self, hand: Hand, reason: str) -> None:
        hand.goes_off = ""
        if self._world.rhythm.now - self._world.moment > SAID:
            return
        back = hand.next_shift(self._world.moment)
        until = back.begins if back else None
        command = self._world.desk.build.go_off_duty(hand.id, reason, until)
        self._world.give(command, f"/operatives/{hand.id}", hand.user_id)

    def wake(self, hand: Hand) -> None:
        """Something may be there to set off to; or they have done what they were still on."""
        if hand.goes_off and not hand.job:
            self._say_off_duty(hand, hand.goes_off)
        if hand.on_duty and hand.queue and not (hand.job or hand.is_setting_off):
            hand.is_setting_off = True
            self._world.later(self._chance.uniform(2, 14), lambda: self._set_off(hand))

    def take_from(self, job: Job) -> None:
        """Control takes it from whoever has it."""
        hand = job.hand
        job.hand = None
        if hand is None:
            return
        if job in hand.queue:
            hand.queue.remove(job)
        if hand.job is job:
            hand.job = None
            self.wake(hand)

    def _set_off(self, hand: Hand) -> None:
        hand.is_setting_off = False
        if hand.on_duty is None or hand.job or not hand.queue:
            return
        job = hand.queue[0]
        left = hand.on_duty.ends - self._world.moment
        if left < 40 * MINUTES and job.priority is not Priority.EMERGENCY:
            return
        if self._world.happens(1.2):
            self._hand_back(job, hand, AbandonCode.OTHER_SKILLS)
            return
        is_near = hand.town is job.places[0].town
        minutes = 5 * (self._chance.randint(2, 7) if is_near else self._chance.randint(6, 14))
        self._step(hand, self._world.desk.build.dispatch(job.id, hand.id, minutes))
        hand.queue.remove(job)
        hand.job, job.stage = job, Stage.EN_ROUTE
        job.visits += 1
        takes = (
            minutes
            * self._chance.choices(
                (self._chance.uniform(0.7, 1.02), self._chance.uniform(1.05, 1.7)), (72, 28)
            )[0]
        )
        visit = job.visits
        ago = self._world.rhythm.now - self._world.moment
        if self._stuck and timedelta(minutes=minutes + 3) < ago < timedelta(minutes=minutes + 50):
            self._stuck -= 1
            return
        if takes > minutes * 1.15 and self._world.happens(60):
            more = 5 * round((takes - 0.8 * minutes) / 5 + 0.5)
            self._world.later(0.8 * minutes, lambda: self._revise(hand, job, visit, more))
        self._world.later(takes, lambda: self._arrive(hand, job, visit))

    def _is_on(self, hand: Hand, job: Job, visit: int) -> bool:
        return hand.job is job and job.visits == visit

    def _revise(self, hand: Hand, job: Job, visit: int, minutes: int) -> None:
        if self._is_on(hand, job, visit) and job.stage is Stage.EN_ROUTE:
            self._step(hand, self._world.desk.build.revise_eta(job.id, hand.id, minutes))

    def _arrive(self, hand: Hand, job: Job, visit: int) -> None:
        if not self._is_on(hand, job, visit):
            return
        if self._world.happens(0.8):
            self._hand_back(job, hand, AbandonCode.OTHER)
            return
        self._step(hand, self._world.desk.build.arrive(job.id, hand.id))
        job.stage = Stage.ON_SITE
        usual = job.fault.minutes * self._chance.lognormvariate(0.4, 0.35)
        haste = USUALLY_OPEN / max(len(self._world.jobs), 1)
        takes = usual * min(max(haste, 0.5), 1.6)
        if self._world.happens(13):
            code = self._world.weighed(said.USUAL_REASONS)
            takes *= TAKES.get(code, 1)
            self._world.later(takes, lambda: self._give_up(hand, job, visit, code))
        else:
            self._world.later(takes, lambda: self._finish(hand, job, visit))
        if self._world.happens(9):
            self._world.later(takes / 2, lambda: self._note(hand, job, visit))

    def _note(self, hand: Hand, job: Job, visit: int) -> None:
        if self._is_on(hand, job, visit):
            note = self._world.desk.build.note(job.id, self._chance.choice(said.FROM_OPERATIVE))
            self._world.give(note, f"/operatives/{hand.id}", hand.user_id)

    def _give_up(self, hand: Hand, job: Job, visit: int, code: AbandonCode) -> None:
        if self._is_on(hand, job, visit):
            self._hand_back(job, hand, code)

    def _finish(self, hand: Hand, job: Job, visit: int) -> None:
        if not self._is_on(hand, job, visit):
            return
        code = self._world.weighed(said.USUAL_OUTCOMES)
        outcome = self._chance.choice(self._outcomes(job, code))
        self._step(hand, self._world.desk.build.complete(job.id, hand.id, outcome, code))
        hand.job = None
        self._world.end(job, Stage.COMPLETED)
        if self._world.happens(4.5):
            self._world.later(self._chance.uniform(200, 4_000), lambda: self._reopen(job))
        self.wake(hand)

    def _outcomes(self, job: Job, code: OutcomeCode) -> tuple[str, ...]:
        own = {OutcomeCode.MENDED: job.fault.mended, OutcomeCode.REPLACED: job.fault.replaced}
        return own.get(code) or said.OUTCOMES.get(code) or ("",)

    def _hand_back(self, job: Job, hand: Hand, code: AbandonCode) -> None:
        reason = self._chance.choice(said.HANDED_BACK[code])
        self._step(hand, self._world.desk.build.abandon(job.id, hand.id, reason, code))
        self.take_from(job)
        job.stage = Stage.AWAITING_CONTROL
        wait = self._chance.uniform(*WAITS_FOR[code])
        job.ready = self._world.moment + wait * MINUTES * HASTE[job.priority]
        if code is not AbandonCode.PARTS_NEEDED and len(job.handed_back_by) < 2:
            job.handed_back_by.append(hand)
        self.wake(hand)

    def _reopen(self, job: Job) -> None:
        are_in_use = all(place in self._world.places for place in job.places)
        if job.stage is not Stage.COMPLETED or not are_in_use:
            return
        command = self._world.desk.build.reopen(job.id, self._chance.choice(said.REOPENED))
        self._world.give(command, f"{job.page}/reopen", self._world.one_of("Control"))
        job.stage = Stage.AWAITING_CONTROL
        job.ready = self._world.moment + self._chance.uniform(5, 60) * MINUTES
        self._world.jobs.append(job)

    def _step(self, hand: Hand, command: VisitCommand) -> None:
        """Who rings in has Control enter it for them."""
        rings_in = self._world.happens(8)
        who = self._world.one_of("Control") if rings_in else hand.user_id
        self._world.give(command, f"/operatives/{hand.id}", who)
