"""The newest event of the log, for those who ask again and again."""

from app.event_store.log import Checkpoint, EventLog
from app.event_store.memory import memory_log
from app.web.recent_head import RecentHead
from tests.commands.desk import LogInBetween
from tests.event_store.examples import BY_THE_DESK, new_events


class Slow(LogInBetween):
    """A log that grows while it answers what its newest event is."""

    def __init__(self, log: EventLog) -> None:
        super().__init__(log)
        self.recent = RecentHead(self)
        self.grows = True

    def newest(self) -> Checkpoint:
        newest = super().newest()
        if self.grows:
            self.grows = False
            self.append(new_events("work-1", 1), BY_THE_DESK)
            self.recent.forget()
        return newest


def test_what_was_asked_for_before_a_write_is_not_kept_after_it() -> None:
    log = Slow(memory_log())

    assert log.recent.newest().position == 0
    assert log.recent.newest().position == 1


def test_it_is_not_asked_for_again_at_once() -> None:
    log = Slow(memory_log())
    log.grows = False
    first = log.recent.newest()
    log.append(new_events("work-1", 1), BY_THE_DESK)

    assert log.recent.newest() == first
    log.recent.forget()
    assert log.recent.newest().position == 1
