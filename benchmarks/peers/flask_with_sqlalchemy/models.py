"""The tables, and how they are filled with what the desk holds at first."""

from datetime import datetime
from sqlite3 import Connection

from sqlalchemy import Column, Engine, ForeignKey, Index, Table, event, insert
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from benchmarks.peers.small_desk import SmallDesk

WAITING = "awaiting Control"
UNDER_WAY = ("en route", "on site")
ENDED = ("completed", "closed")


class Base(DeclarativeBase):
    pass


work_sites = Table(
    "work_sites",
    Base.metadata,
    Column("work_number", ForeignKey("works.number"), primary_key=True),
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
)


class Site(Base):
    __tablename__ = "sites"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    address_line_1: Mapped[str]
    town: Mapped[str]
    post_code: Mapped[str]
    telephone_number: Mapped[str]


class Operative(Base):
    __tablename__ = "operatives"

    id: Mapped[int] = mapped_column(primary_key=True)
    forename: Mapped[str]
    surname: Mapped[str]
    home_area: Mapped[str]
    is_off_duty: Mapped[bool]
    works: Mapped[list["Work"]] = relationship(
        primaryjoin=lambda: (
            (Operative.id == Work.operative_id) & Work.stage.in_(("queued", *UNDER_WAY))
        ),
        order_by=lambda: Work.assigned_at,
        viewonly=True,
    )
    """Those that are not finished."""

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
            return str(self.current.stage)
        return "off duty" if self.is_off_duty else "free"


class Work(Base):
    __tablename__ = "works"
    __table_args__ = (Index("by_stage", "stage", "due"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    description: Mapped[str]
    priority: Mapped[str]
    raised_at: Mapped[datetime]
    arrive_by: Mapped[datetime]
    complete_by: Mapped[datetime]
    due: Mapped[datetime | None]
    caller_name: Mapped[str] = mapped_column(default="")
    caller_telephone: Mapped[str] = mapped_column(default="")
    stage: Mapped[str] = mapped_column(default=WAITING)
    operative_id: Mapped[int | None] = mapped_column(ForeignKey("operatives.id"), index=True)
    assigned_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    eta: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    code: Mapped[str] = mapped_column(default="")
    operative: Mapped[Operative | None] = relationship()
    sites: Mapped[list[Site]] = relationship(secondary=work_sites)
    visits: Mapped[list["Visit"]] = relationship(order_by=lambda: Visit.ended_at)

    @property
    def label(self) -> str:
        return f"W-{self.number}"

    @property
    def last_visit(self) -> "Visit | None":
        return self.visits[-1] if self.visits else None


class Visit(Base):
    __tablename__ = "visits"

    id: Mapped[int] = mapped_column(primary_key=True)
    work_number: Mapped[int] = mapped_column(ForeignKey("works.number"), index=True)
    operative_id: Mapped[int] = mapped_column(ForeignKey("operatives.id"))
    ending: Mapped[str]
    code: Mapped[str]
    remark: Mapped[str]
    ended_at: Mapped[datetime]
    operative: Mapped[Operative] = relationship()


def create(engine: Engine, desk: SmallDesk) -> None:
    @event.listens_for(engine, "connect")
    def use_wal(connection: Connection, _: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")

    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(
            insert(Site),
            [
                {
                    "id": each.id,
                    "name": each.name,
                    "address_line_1": each.address_line_1,
                    "town": each.town,
                    "post_code": each.post_code,
                    "telephone_number": each.telephone_number,
                }
                for each in desk.sites
            ],
        )
        connection.execute(
            insert(Operative),
            [
                {
                    "id": each.id,
                    "forename": each.forename,
                    "surname": each.surname,
                    "home_area": each.home_area,
                    "is_off_duty": each.is_off_duty,
                }
                for each in desk.operatives
            ],
        )
        connection.execute(
            insert(Work),
            [
                {
                    "number": each.number,
                    "title": each.title,
                    "description": each.description,
                    "priority": each.priority,
                    "raised_at": each.raised_at,
                    "arrive_by": each.arrive_by,
                    "complete_by": each.complete_by,
                    "due": each.due,
                    "stage": each.stage,
                    "operative_id": each.operative_id,
                    "assigned_at": each.stage_since,
                    "arrived_at": each.arrived_at,
                    "eta": each.eta,
                    "finished_at": each.stage_since if each.stage in ENDED else None,
                    "code": each.code,
                }
                for each in desk.works
            ],
        )
        connection.execute(
            insert(work_sites),
            [
                {"work_number": each.number, "site_id": site_id}
                for each in desk.works
                for site_id in each.site_ids
            ],
        )
        connection.execute(
            insert(Visit),
            [
                {
                    "work_number": each.number,
                    "operative_id": each.operative_id,
                    "ending": each.ending,
                    "code": each.code,
                    "remark": each.remark,
                    "ended_at": each.ended_at,
                }
                for each in desk.visits
            ],
        )
