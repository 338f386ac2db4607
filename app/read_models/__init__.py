"""What pages ask, answered from memory: a file for each question. Here is the list of them, and how
they keep up with the log."""

from app.event_store.chain import FIRST
from app.event_store.log import Checkpoint, EventLog, RecordedEvent
from app.event_store.verification import checkpoint_at
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
        self.checkpoint = Checkpoint(0, FIRST)
        """What the log looked like up to this position, when it was read."""
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
        self.position = max(self.position, recorded.position)

    def catch_up(self, log: EventLog) -> None:
        """Take in what the log has past this position.

        Raises LogRewritten when the log is not the one that was read before, or only in part. An
        error in a read model comes through, and leaves these read models unfit for use: build new
        ones.
        """
        newest = log.newest()
        if newest == self.checkpoint:
            return
        self._check_still_holds(log)
        while self.position != newest.position:
            # What is appended from now on comes next time, so that `newest` stands for all.
            batch = [
                recorded
                for recorded in log.read(after=self.position, limit=BATCH)
                if recorded.position <= newest.position
            ]
            if not batch:
                raise LogRewritten(self.position)
            # Asked for before they are taken in: what is taken in has to be known again, also when
            # the log does not answer in the middle, and another stands in its place afterwards.
            end = batch[-1].position
            reached = newest if end == newest.position else checkpoint_at(log, end)
            for recorded in batch:
                self.tell(recorded)
            self.checkpoint = reached

    def _check_still_holds(self, log: EventLog) -> None:
        """The checkpoint stands for everything before it, so no more than that is looked at."""
        reached = self.checkpoint
        if not reached.position:
            return
        try:
            found = checkpoint_at(log, reached.position)
        except LookupError:
            found = None
        if found != reached:
            raise LogRewritten(reached.position)
