"""What pages ask, answered from rows that are made of the log's events: a file for each question.
Here is the list of them."""

from collections.abc import Sequence
from typing import Any

import msgspec

from app.domain.event import Event
from app.event_store.log import Checkpoint, RecordedEvent
from app.event_store.personal_data import ERASING
from app.read_models.away import OF_THE_MACHINE, ReadSideAway
from app.read_models.contact_uses import ContactUses
from app.read_models.contacts import Contacts
from app.read_models.database import Database
from app.read_models.holdings import Holdings
from app.read_models.involvements import Involvements
from app.read_models.log_index import LogIndex
from app.read_models.operatives import Operatives
from app.read_models.queues import Queues
from app.read_models.read_model import ReadModel
from app.read_models.register import Register
from app.read_models.reopenings import Reopenings
from app.read_models.roles import Roles
from app.read_models.sites import Sites
from app.read_models.teams import Teams
from app.read_models.users import Users
from app.read_models.visits import Visits
from app.read_models.works import Works


class NotTaken(Exception):
    """A read model makes nothing of an event: the one at that place of a batch."""

    def __init__(
        self, batch: Sequence[RecordedEvent], place: int, after: Checkpoint, error: Exception
    ) -> None:
        recorded = batch[place]
        read_model = ", ".join(getattr(error, "__notes__", ()))
        super().__init__(
            f"{recorded.type_name} at position {recorded.position}: {error!r}"
            + (f" ({read_model})" if read_model else "")
        )
        self.batch, self.after = batch, after
        self.place = next(
            place for place, each in enumerate(batch) if each.position == recorded.position
        )


class ReadModels:
    """All read models, over one connection to their database."""

    def __init__(self, database: Database | None = None) -> None:
        """Without a database, they make a temporary one."""
        self.database = database or Database()
        self.operatives = Operatives(self.database)
        self.sites = Sites(self.database)
        self.contacts = Contacts(self.database)
        self.contact_uses = ContactUses(self.database)
        self.works = Works(self.database)
        self.queues = Queues(self.works)
        self.visits = Visits(self.database)
        self.register = Register(
            self.database, self.works, self.sites, self.operatives, self.contacts
        )
        self.reopenings = Reopenings(self.database)
        self.users = Users(self.database)
        self.teams = Teams(self.database)
        self.roles = Roles(self.database)
        self.holdings = Holdings(self.users, self.teams, self.roles)
        self.involvements = Involvements(self.database)
        self.log_index = LogIndex(self.database)
        self._all = self.all()
        self._by_type: dict[type[Event], list[ReadModel[Any]]] = {}
        if database is None:
            self.create()
            self.finish()

    def all(self) -> tuple[ReadModel[Any], ...]:
        """Those that are told events."""
        return (
            self.operatives,
            self.sites,
            self.contacts,
            self.contact_uses,
            self.works,
            self.visits,
            self.reopenings,
            self.users,
            self.teams,
            self.roles,
            self.involvements,
            self.log_index,
        )

    def create(self) -> None:
        """Make their tables."""
        self.database.create([each for model in self._all for each in model.tables_to_create()])

    def finish(self) -> None:
        """Make what is quicker to make when there are many rows already."""
        self.database.make([each for model in self._all for each in model.indexes_to_create()])

    @property
    def position(self) -> int:
        """That of the last event they know: of all, or up to the moment that is looked at."""
        return min(self.database.moment, self.database.progress().checkpoint.position)

    def take_in(
        self,
        batch: Sequence[RecordedEvent],
        after: Checkpoint,
        end: Checkpoint,
        fault: str = "",
        faulty: str = "",
    ) -> bool:
        """Take in the events that follow on the one checkpoint, up to the other; and keep in mind
        why the next is not taken, if it is not, and its hash. All of it is done or nothing.

        Returns whether it was done: not when others have been faster. Raises NotTaken, and
        ReadSideAway for what has nothing to do with the event.
        """
        try:
            return self._take_in(batch, after, end, fault, faulty)
        except (ReadSideAway, NotTaken):
            raise
        except Exception:
            # Rows of many events are written in one go. Which event is it whose rows cannot be?
            return self._take_in(batch, after, end, fault, faulty, one_by_one=True)

    def _take_in(
        self,
        batch: Sequence[RecordedEvent],
        after: Checkpoint,
        end: Checkpoint,
        fault: str,
        faulty: str,
        *,
        one_by_one: bool = False,
    ) -> bool:
        with self.database.taking_in() as progress:
            if progress.checkpoint != after or progress.fault:
                return False
            for place, recorded in enumerate(batch):
                try:
                    self.hand_over(recorded)
                    if one_by_one:
                        self.database.flush()
                except (ReadSideAway, *OF_THE_MACHINE):
                    raise
                except Exception as error:
                    raise NotTaken(batch, place, after, error) from error
            for read_model in self._all:
                read_model.knows_up_to(end.position)
            erasures = [each.position for each in batch if each.type_name in ERASING]
            self.database.set_progress(
                msgspec.structs.replace(
                    progress,
                    checkpoint=end,
                    fault=fault,
                    faulty=faulty,
                    last_erasure=max(erasures, default=progress.last_erasure),
                )
            )
        return True

    def tell(self, recorded: RecordedEvent) -> None:
        """Take an event in, in a transaction of its own. Told again, it changes nothing."""
        with self.database.taking_in():
            for read_model in self._all:
                read_model.take_in(recorded)

    def hand_over(self, recorded: RecordedEvent) -> None:
        """Hand the next event to every read model, in a transaction that has begun."""
        self.database.position = recorded.position
        for read_model in self._subscribers(type(recorded.event)):
            try:
                read_model.apply(recorded, recorded.event)
            except Exception as error:
                error.add_note(type(read_model).__name__)
                raise

    def _subscribers(self, event_type: type[Event]) -> list[ReadModel[Any]]:
        if event_type not in self._by_type:
            self._by_type[event_type] = [
                each for each in self._all if issubclass(event_type, each.subscribes_to)
            ]
        return self._by_type[event_type]
