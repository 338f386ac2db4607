"""What pages ask, answered from memory: a file for each question. Here is the list of them, and how
they keep up with the log."""

from app.event_store.log import EventLog, RecordedEvent
from app.read_models.log_index import LogIndex
from app.read_models.operatives import Operatives
from app.read_models.queues import Queues
from app.read_models.read_model import ReadModel
from app.read_models.sites import Sites
from app.read_models.visits import Visits
from app.read_models.works import Works

BATCH = 1_000
"""How many events are read from the log at a time."""


class LogRewritten(Exception):
    """The log does not hold what was read from it before: another was put in its place."""


class ReadModels:
    """All read models, as of one position of the log."""

    def __init__(self) -> None:
        self.position = 0
        self._newest: RecordedEvent | None = None
        self.operatives = Operatives()
        self.sites = Sites()
        self.works = Works()
        self.queues = Queues()
        self.visits = Visits()
        self.log_index = LogIndex()

    def all(self) -> tuple[ReadModel, ...]:
        return (
            self.operatives,
            self.sites,
            self.works,
            self.queues,
            self.visits,
            self.log_index,
        )

    def tell(self, recorded: RecordedEvent) -> None:
        """Hand an event to every read model that subscribes to its type."""
        for read_model in self.all():
            try:
                read_model.tell(recorded)
            except Exception as error:
                error.add_note(f"{type(read_model).__name__}, at position {recorded.position}")
                raise
        if recorded.position > self.position:
            self._newest = recorded
            self.position = recorded.position

    def catch_up(self, log: EventLog) -> None:
        """Take in what the log has past this position.

        Raises LogRewritten when what was taken in last is not there any more. An error in a read
        model comes through, and leaves these read models unfit for use: build new ones.
        """
        while True:
            # Read from the newest on that is known, which has to be there still.
            batch = log.read(after=max(self.position - 1, 0), limit=BATCH)
            if self._newest and self._newest not in batch[:1]:
                raise LogRewritten(self.position)
            if not batch or batch[-1].position <= self.position:
                return
            for recorded in batch:
                self.tell(recorded)
