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


class ReadModels:
    """All read models, as of one position of the log."""

    def __init__(self) -> None:
        self.position = 0
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
            read_model.tell(recorded)
        self.position = max(self.position, recorded.position)

    def catch_up(self, log: EventLog, head: int | None = None) -> None:
        """Take in what the log has past this position, unless it is known to have its head no
        further on. An error in a read model comes through, and leaves these read models unfit for
        use: build new ones."""
        if (log.head() if head is None else head) <= self.position:
            return
        while batch := log.read(after=self.position, limit=BATCH):
            for recorded in batch:
                self.tell(recorded)
