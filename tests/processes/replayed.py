"""What pages should show: what a replay of the whole log shows, done in this process."""

import re
from itertools import islice

from app.domain.lifecycle import Stage
from app.event_store.log import EventLog
from app.read_models import ReadModels
from app.web.administration import PAGE_SIZE
from tests.processes.visiting import ACQUIRING, CONTROL, HIRING, Answer, Visitor
from tests.read_models.test_keeping_up import caught_up


def check_pages(log: EventLog, *visitors: Visitor) -> None:
    """That the desks' lists, read over HTTP, are those of a replay. Nobody may be at work."""
    models = caught_up(log)
    for visitor in visitors:
        assert f'"position":{log.head()},' in visitor.open("/health").body.replace(" ", "")
        _check_lists(models, visitor)


def _check_lists(models: ReadModels, visitor: Visitor) -> None:
    waiting = models.works.count(Stage.AWAITING_CONTROL)
    operatives = [row.id for row in models.operatives]

    hiring = visitor.open(HIRING)
    assert _counts(hiring) == [len(operatives)]
    assert _listed(r"/operatives/(operative-[0-9a-f-]+)", hiring) == operatives[:PAGE_SIZE]
    assert _counts(visitor.open(ACQUIRING)) == [len(models.sites)]
    # What needs attention is counted before them, and depends on the time.
    assert _counts(visitor.open(CONTROL))[1:] == [waiting, len(operatives)]
    for row in models.operatives:
        if queue := [work.label for work in models.queues.of(row.id)]:
            opened = visitor.open(f"{CONTROL}?queue={row.number}")
            assert _listed(r'href="/work/(W-\d+)/recall', opened) == queue
    for stage in Stage:
        newest = islice(models.works.newest(stage=stage), PAGE_SIZE)
        listed = visitor.open(f"/work/?stage={stage.name}")
        assert _listed(r'href="/work/(W-\d+)"', listed) == [row.label for row in newest]


def _counts(page: Answer) -> list[int]:
    counts = _found(r'<span class="count">([\d,]+)</span>', page)
    return [int(count.replace(",", "")) for count in counts]


def _listed(pattern: str, page: Answer) -> list[str]:
    """What is found, each once: several links of a row can name it."""
    return list(dict.fromkeys(_found(pattern, page)))


def _found(pattern: str, page: Answer) -> list[str]:
    return re.findall(pattern, page.body)
