"""What the desk holds: lists of objects, in memory."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from threading import Lock

from benchmarks.peers.small_desk import SmallDesk

WAITING = "awaiting Control"
UNDER_WAY = ("en route", "on site")


@dataclass
class Site:
    id: int
    name: str
    address_line_1: str
    town: str
    post_code: str
    telephone_number: str


@dataclass
class Operative:
    id: int
    forename: str
    surname: str
    home_area: str
    is_off_duty: bool
    works: list["Work"] = field(default_factory=list)
    """Those that are not finished, in the order in which they were assigned."""

    @property
    def name(self) -> str:
        return f"{self.forename} {self.surname}"

    @property
    def current(self) -> "Work | None":
        return next((work for work in self.works if work.stage in UNDER_WAY), None)

    @property
    def queued(self) -> int:
        return sum(work.stage == "queued" for work in self.works)

    @property
    def stage(self) -> str:
        if self.current:
            return self.current.stage
        return "off duty" if self.is_off_duty else "free"


@dataclass
class Visit:
    operative: Operative
    ending: str
    code: str
    remark: str
    ended_at: datetime


@dataclass(kw_only=True)
class Work:
    number: int
    title: str
    description: str
    priority: str
    sites: list[Site]
    raised_at: datetime
    arrive_by: datetime
    complete_by: datetime
    caller_name: str = ""
    caller_telephone: str = ""
    stage: str = WAITING
    operative: Operative | None = None
    arrived_at: datetime | None = None
    eta: datetime | None = None
    finished_at: datetime | None = None
    code: str = ""
    visits: list[Visit] = field(default_factory=list)

    @property
    def label(self) -> str:
        return f"W-{self.number}"

    @property
    def due(self) -> datetime | None:
        if self.finished_at:
            return None
        return self.complete_by if self.arrived_at else self.arrive_by

    @property
    def last_visit(self) -> Visit | None:
        return self.visits[-1] if self.visits else None


class Desk:
    def __init__(self, given: SmallDesk) -> None:
        self.lock = Lock()
        self.sites = {
            each.id: Site(
                each.id,
                each.name,
                each.address_line_1,
                each.town,
                each.post_code,
                each.telephone_number,
            )
            for each in given.sites
        }
        self.operatives = {
            each.id: Operative(
                each.id, each.forename, each.surname, each.home_area, each.is_off_duty
            )
            for each in given.operatives
        }
        self.works: list[Work] = []
        for each in given.works:
            work = Work(
                number=each.number,
                title=each.title,
                description=each.description,
                priority=each.priority,
                sites=[self.sites[id] for id in each.site_ids],
                raised_at=each.raised_at.replace(tzinfo=None),
                arrive_by=each.arrive_by.replace(tzinfo=None),
                complete_by=each.complete_by.replace(tzinfo=None),
                stage=each.stage,
                operative=self.operatives.get(each.operative_id or 0),
                arrived_at=_naive(each.arrived_at),
                eta=_naive(each.eta),
                finished_at=None if each.due else _naive(each.stage_since),
                code=each.code,
            )
            self.works.append(work)
            if work.operative and not work.finished_at:
                work.operative.works.append(work)
        by_number = {work.number: work for work in self.works}
        for visit in given.visits:
            operative = self.operatives[visit.operative_id]
            by_number[visit.number].visits.append(
                Visit(
                    operative,
                    visit.ending,
                    visit.code,
                    visit.remark,
                    visit.ended_at.replace(tzinfo=None),
                )
            )
        self._numbers = count(self.works[-1].number + 1)

    def next_number(self) -> int:
        return next(self._numbers)

    def numbered(self, number: int) -> Work | None:
        return next((work for work in self.works if work.number == number), None)

    def waiting(self) -> list[Work]:
        """Emergencies first, then by what was promised."""
        waiting = [work for work in self.works if work.stage == WAITING]
        return sorted(waiting, key=lambda work: (work.priority != "emergency", work.due))


def _naive(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=None) if moment else None
