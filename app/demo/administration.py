"""Who works there, and which Sites are looked after: from the beginning, and what changes."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import msgspec

from app.commands.command import Command
from app.commands.ids import new_id
from app.commands.user import DisableUser
from app.demo.desk import STAFF
from app.demo.rhythm import DAY, HOURS, Shift
from app.demo.visits import Visits
from app.demo.vocabulary.fabric import ALARMS, BUILDING, COMPUTERS, DOORS, LIFTS
from app.demo.vocabulary.names import FORENAMES, SURNAMES
from app.demo.vocabulary.places import KINDS, name_of_a
from app.demo.vocabulary.services import COOLING, ELECTRICAL, HEATING, PLUMBING
from app.demo.vocabulary.towns import AREAS, MOBILE, TOWNS, Town, number, post_code, street
from app.demo.world import Caller, Hand, Place, World
from app.domain.lifecycle import Stage

OPERATIVES = 40
SITES, LATER, DISPOSED_OF = 292, 8, 3
"""How many Sites there are from the beginning, how many more come, and how many of these go."""
MORE_STAFF = {
    "Administration": ("Greta Falk",),
    "Response": ("Dev Anand", "Mina Farrow", "Idris Bowen"),
    "Control": ("Jonas Weir", "Adaeze Obi"),
    "Management": ("Piers Hale",),
}
"""Besides those of the morning."""
SKILLS = (
    *(HEATING, DOORS, ELECTRICAL, PLUMBING, ALARMS),
    *(COOLING, BUILDING, LIFTS, COMPUTERS),
)
LEAVES = 22
"""One of the operatives, counted as they were hired."""


class Away(msgspec.Struct, frozen=True):
    """An operative who would be on duty now, and is not."""

    reason: str
    since: timedelta
    """So long before now."""
    back: timedelta | None
    """So long after now; None where nobody knows."""


AWAY = {
    3: Away("training", timedelta(minutes=100), timedelta(hours=3)),
    9: Away("van in for service", timedelta(minutes=35), timedelta(hours=1)),
    17: Away("on leave", 3 * DAY, 4 * DAY),
    28: Away("sick", timedelta(hours=26), None),
}


class Administration:
    def __init__(self, world: World, visits: Visits) -> None:
        self._world = world
        self._chance = world.chance
        self._visits = visits

    def begin(self) -> None:
        """Everybody and everything that is there from the beginning, and what is to change."""
        world = self._world
        world.moment -= 2 * DAY
        world.desk.make_roles(world.moment)
        for role, first in STAFF.items():
            for full_name in (first, *MORE_STAFF[role]):
                user_id = world.desk.register(world.moment, role, full_name)
                world.staff.setdefault(role, []).append(user_id)
        for index, full_name in enumerate(self._names()):
            world.moment += timedelta(minutes=2)
            world.hands.append(self._hire(index, full_name))
        for index in range(SITES):
            world.moment += timedelta(minutes=1)
            self._acquire(TOWNS[index % len(TOWNS)])
        world.moment = world.rhythm.begins
        leaver = world.hands[LEAVES]
        last = leaver.shifts[len(leaver.shifts) // 2]
        world.at(last.begins + timedelta(hours=3), partial(self._let_leave, leaver))
        for index in range(LATER):
            town = TOWNS[(7 * index) % len(TOWNS)]
            self._some_time((index + 0.5) / LATER, partial(self._acquire, town))
        for index in range(DISPOSED_OF):
            place = world.places[60 + 55 * index]
            self._some_time(index / DISPOSED_OF, partial(self._run_down, place))
            self._some_time((index + 0.8) / DISPOSED_OF, partial(self._dispose_of, place))

    def _some_time(self, of_one: float, happens: Callable[[], None]) -> None:
        """When that part of the whole time has passed, and people are at work."""
        rhythm = self._world.rhythm
        self._world.at(rhythm.next_call(rhythm.part(of_one), self._chance), happens)

    def _names(self) -> Iterator[str]:
        """Of the operatives: no two have the same first name, or last name."""
        forenames = self._chance.sample(FORENAMES, k=OPERATIVES)
        surnames = self._chance.sample(SURNAMES, k=OPERATIVES)
        return (f"{first} {last}" for first, last in zip(forenames, surnames, strict=True))

    def _hire(self, index: int, full_name: str) -> Hand:
        world = self._world
        area, turn = AREAS[index % len(AREAS)], index // len(AREAS)
        towns = [town for town in TOWNS if town.area == area]
        home = towns[turn % len(towns)]
        operative_id = new_id("operative")
        user_id = world.desk.register(
            world.moment, "Operative", full_name, operative_id, world.staff["Administration"][0]
        )
        hours = HOURS[turn]
        works_nights = hours is HOURS[-1]
        # Whoever is there at night can do a little of everything.
        skills = SKILLS if works_nights else tuple(SKILLS[(turn + far) % 9] for far in (0, 3, 7))
        self._give(
            world.desk.build.amend_operative(operative_id, home.name, *skills),
            f"/administration/operatives/{operative_id}",
        )
        shifts = world.rhythm.shifts(hours, also_now=turn % 4 != 2)
        if away := AWAY.get(index):
            shifts = self._without(shifts, away)
        return Hand(operative_id, user_id, home, skills, shifts)

    def _without(self, shifts: list[Shift], away: Away) -> list[Shift]:
        now = self._world.rhythm.now
        since = now - away.since
        present = [shift for shift in shifts if shift.begins < since]
        if present:
            last = present[-1]
            present[-1] = Shift(last.begins, min(last.ends, since), away.reason)
        if away.back:
            present.append(Shift(now + away.back, now + away.back + timedelta(hours=4)))
        return present

    def _acquire(self, town: Town) -> None:
        world, chance = self._world, self._chance
        kind = chance.choices(KINDS, [kind.share for kind in KINDS])[0]
        telephone = number(chance, town.numbers)
        if world.happens(12):
            telephone += f" ext. {chance.randint(2, 60)}"
        contact = Caller(
            f"{chance.choice(FORENAMES)} {chance.choice(SURNAMES)}",
            number(chance, MOBILE) if world.happens(50) else telephone,
        )
        is_told = world.happens(80)
        command = world.desk.build.acquire(
            f"{chance.randint(1, 180)} {street(chance)}",
            town.name,
            post_code(chance, town),
            telephone,
            name=name_of_a(kind, chance) if world.happens(92) else "",
            area=town.area,
            notes=chance.choice(kind.notes) if world.happens(60) else "",
            contact_name=contact.name if is_told else "",
            contact_telephone=contact.telephone if is_told else "",
        )
        self._give(command, "/administration/sites")
        calls = chance.lognormvariate(0, 0.8)
        world.places.append(Place(command.site_id, kind, town, telephone, contact, calls))

    def _run_down(self, place: Place) -> None:
        """They call no more."""
        place.calls = 0

    def _dispose_of(self, place: Place) -> None:
        if any(place in job.places for job in self._world.jobs):
            self._world.later(60, partial(self._dispose_of, place))
            return
        command = self._world.desk.build.dispose_of(place.id, "The lease has ended.")
        self._give(command, f"/sites/{place.id}")
        self._world.places.remove(place)

    def _let_leave(self, hand: Hand) -> None:
        """What they hold goes back to Control."""
        self._give(
            self._world.desk.build.let_leave(hand.id, "Moves to the coast."),
            f"/administration/operatives/{hand.id}",
        )
        self._give(DisableUser(user_id=hand.user_id), f"/administration/people/{hand.user_id}")
        held = [*hand.queue, *([hand.job] if hand.job else [])]
        hand.on_duty, hand.shifts, hand.goes_off = None, [], ""
        for job in held:
            self._visits.take_from(job)
            job.stage = Stage.AWAITING_CONTROL

    def _give(self, command: Command, page: str) -> None:
        self._world.give(command, page, self._world.staff["Administration"][0])
