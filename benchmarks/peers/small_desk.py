"""The desk that all are measured with: 300 Sites, 12 operatives on duty, and 153 works, 20 of which
wait.

Firstline gets it as a log. The peers get the same as plain rows, read from that log's pages, in a
file of JSON.
"""

import heapq
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import cycle
from pathlib import Path
from random import Random

import msgspec

from app.commands.command import Command
from app.demo.desk import DemoDesk
from app.demo.vocabulary.names import FORENAMES, SURNAMES
from app.domain.promise import Priority
from app.domain.work_events import AbandonCode
from app.event_store.address import MemoryStore, SqliteStore
from app.event_store.log import EventLog
from app.event_store.memory import memory_log
from app.event_store.stores import open_log, prepare
from app.event_store.verification import records_of
from app.read_models import ReadModels
from app.read_models.place import place_for
from app.read_models.read_side import ReadSide
from benchmarks import vocabulary

SITES, OPERATIVES = 300, 12
FINISHED, QUEUED, EN_ROUTE, ON_SITE, WAITING = 115, 11, 3, 4, 20
CAME_BACK = 4
"""So many of those that wait were with somebody who abandoned them."""
REGISTER = 25
"""So many works stand on the first page of the register."""


class Site(msgspec.Struct, frozen=True):
    id: int
    key: str
    """Its id at Firstline's desk."""
    name: str
    address_line_1: str
    town: str
    post_code: str
    telephone_number: str


class Operative(msgspec.Struct, frozen=True):
    id: int
    key: str
    forename: str
    surname: str
    home_area: str
    is_off_duty: bool


class Work(msgspec.Struct, frozen=True, kw_only=True):
    number: int
    title: str
    description: str
    priority: str
    stage: str
    stage_since: datetime
    raised_at: datetime
    arrive_by: datetime
    complete_by: datetime
    arrived_at: datetime | None
    due: datetime | None
    eta: datetime | None
    code: str
    site_ids: list[int]
    operative_id: int | None
    """Who has it, or completed it."""

    @property
    def label(self) -> str:
        return f"W-{self.number}"


class Visit(msgspec.Struct, frozen=True):
    """An operative's go at a Work that has ended."""

    number: int
    """The Work's."""
    operative_id: int
    ending: str
    code: str
    remark: str
    ended_at: datetime


class SmallDesk(msgspec.Struct, frozen=True):
    sites: list[Site]
    operatives: list[Operative]
    works: list[Work]
    """As they were raised."""
    visits: list[Visit]

    @property
    def waiting(self) -> list[Work]:
        return [work for work in self.works if work.stage == "awaiting Control"]

    @property
    def under_way(self) -> list[Work]:
        return [work for work in self.works if work.stage in ("en route", "on site")]

    @property
    def newest(self) -> list[Work]:
        """The first page of the register."""
        return self.works[: -1 - REGISTER : -1]

    def place_of(self, work: Work) -> Site:
        return next(site for site in self.sites if site.id == work.site_ids[0])

    def sent_back_by(self, work: Work) -> str:
        """The name of the last operative who did not complete it; nothing, if there was none."""
        ids = [each.operative_id for each in self.visits if each.number == work.number]
        names = {each.id: f"{each.forename} {each.surname}" for each in self.operatives}
        return names[ids[-1]] if ids else ""


def make_desk(folder: Path) -> SmallDesk:
    """Put that desk into the folder, as log and as rows."""
    with closing(memory_log()) as played:
        _Play(played).play()
        store = log_in(folder)
        prepare(store)
        with closing(open_log(store)) as log:
            records = list(records_of(played))
            log.restore(records, played.keys(records))
        with (
            closing(place_for(MemoryStore(), None)) as place,
            closing(ReadSide(played, place)) as read_side,
            read_side.reading() as models,
        ):
            desk = _rows(models)
    (folder / "desk.json").write_bytes(msgspec.json.encode(desk))
    return desk


def log_in(folder: Path) -> SqliteStore:
    return SqliteStore(folder / "firstline.db")


def rows_in(folder: Path) -> SmallDesk:
    return msgspec.json.decode((folder / "desk.json").read_bytes(), type=SmallDesk)


def _rows(models: ReadModels) -> SmallDesk:
    site_ids = {row.id: number for number, row in enumerate(models.sites, start=1)}
    operative_ids = {row.id: number for number, row in enumerate(models.operatives, start=1)}
    works = list(reversed(list(models.works.newest())))
    numbers = {row.id: row.number for row in works}
    visits = models.visits.to_several([row.id for row in works])
    return SmallDesk(
        sites=[
            Site(
                id=site_ids[row.id],
                key=row.id,
                name=row.own_name,
                address_line_1=row.address_line_1,
                town=row.town,
                post_code=row.post_code,
                telephone_number=row.telephone_number,
            )
            for row in models.sites
        ],
        operatives=[
            Operative(
                id=operative_ids[row.id],
                key=row.id,
                forename=row.forename,
                surname=row.surname,
                home_area=row.home_area,
                is_off_duty=row.off_duty_since is not None,
            )
            for row in models.operatives
        ],
        works=[
            Work(
                number=row.number,
                title=row.title,
                description=row.description,
                priority=row.priority,
                stage=row.stage,
                stage_since=row.stage_since,
                raised_at=row.raised_at,
                arrive_by=row.arrive_by or row.raised_at,
                complete_by=row.complete_by or row.raised_at,
                arrived_at=row.arrived_at,
                due=row.due,
                eta=row.eta,
                code=row.code,
                site_ids=[site_ids[each] for each in row.site_ids],
                operative_id=operative_ids.get(row.operative_id or row.finished_by),
            )
            for row in works
        ],
        visits=[
            Visit(
                number=numbers[visit.work_id],
                operative_id=operative_ids[visit.operative_id],
                ending=visit.ending,
                code=visit.code,
                remark=visit.remark,
                ended_at=visit.ended_at,
            )
            for visited in visits.values()
            for visit in visited
            if visit.ending and visit.ended_at
        ],
    )


class _Play:
    """Two days of the desk, which end now. Times are in minutes before now."""

    def __init__(self, log: EventLog) -> None:
        self._now = datetime.now(UTC)
        self._chance = Random(1)  # noqa: S311 (nothing here is secret)
        self._desk = DemoDesk(log)
        self._build = self._desk.build
        self._agenda: list[tuple[float, int, Callable[[], Command]]] = []
        self._put = 0
        self._sites: list[str] = []
        self._operatives: list[str] = []

    def play(self) -> None:
        for _ in range(SITES):
            acquired = self._build.acquire(**vocabulary.site(self._chance))
            self._sites.append(acquired.site_id)
            self._give(3_000, acquired)
        for _ in range(OPERATIVES):
            town = self._chance.choice(vocabulary.TOWNS)[0]
            skills = sorted(self._chance.sample(vocabulary.SKILLS, k=2))
            named = self._chance.choice(FORENAMES), self._chance.choice(SURNAMES)
            hired = self._build.hire(*named, town, *skills)
            self._operatives.append(hired.operative_id)
            self._give(3_000, hired)
        everybody = cycle(self._operatives)
        out = self._operatives[: ON_SITE + EN_ROUTE]
        for number in range(FINISHED):
            self._work(2_000 - 15 * number, next(everybody), "assign dispatch arrive complete")
        for number in range(CAME_BACK):
            self._work(200 - number, next(everybody), "assign dispatch arrive abandon")
        for number in range(ON_SITE):
            self._work(110 - 10 * number, out[number], "assign dispatch arrive")
        for number in range(EN_ROUTE):
            self._work(55 - 5 * number, out[ON_SITE + number], "assign dispatch")
        for number in range(QUEUED):
            self._work(100 - 3 * number, out[number % len(out)], "assign")
        for number in range(WAITING - CAME_BACK):
            self._work(240 - 14 * number, "", "")
        while self._agenda:
            before, _, command = heapq.heappop(self._agenda)
            self._give(-before, command())

    def _work(self, ago: float, operative: str, steps: str) -> None:
        """A Work from the call on, with 12 minutes between the steps."""
        title, description = vocabulary.call(self._chance)
        site_ids = self._chance.sample(self._sites, k=self._chance.choice((1, 1, 1, 1, 2)))
        [priority] = self._chance.choices(list(Priority), (1, 5, 14))
        call = self._build.raise_work(tuple(site_ids), title, description, priority=priority)
        self._at(ago, lambda: call)
        for number, step in enumerate(steps.split(), start=1):
            self._at(ago - 12 * number, partial(self._step, step, call.work_id, operative))

    def _step(self, step: str, work: str, operative: str) -> Command:
        build = self._build
        match step:
            case "assign":
                return build.assign(work, operative)
            case "dispatch":
                return build.dispatch(work, operative, minutes=25)
            case "arrive":
                return build.arrive(work, operative)
            case "complete":
                return build.complete(work, operative, "New valve, tried ten times.")
            case _:
                reason = self._chance.choice(vocabulary.REASONS)
                code = self._chance.choice(list(AbandonCode))
                return build.abandon(work, operative, reason, code)

    def _at(self, ago: float, command: Callable[[], Command]) -> None:
        """Put it on the agenda. What needs the version of something is made when it is its turn."""
        self._put += 1
        heapq.heappush(self._agenda, (-ago, self._put, command))

    def _give(self, ago: float, command: Command) -> None:
        self._desk.give(self._now - timedelta(minutes=ago), command, "/")
