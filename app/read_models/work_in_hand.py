"""Which works have not ended: for the rules that ask it, see `app.commands.work_in_hand`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app.domain.lifecycle import Stage
from app.event_store.log import Unavailable
from app.read_models import ReadModels
from app.read_models.away import CannotTakeIn, ReadSideAway
from app.read_models.read_side import ReadSide


class WorkInReadModels:
    def __init__(self, read_side: ReadSide) -> None:
        self._read_side = read_side

    def open_at(self, site_id: str, as_of: int) -> Sequence[str]:
        with self._reading(as_of) as models:
            return [row.id for row in models.works.open_at_site(site_id)]

    def with_operative(self, operative_id: str, as_of: int) -> Sequence[str]:
        with self._reading(as_of) as models:
            rows = models.works.with_operative(operative_id)
            return [row.id for row in sorted(rows, key=lambda row: row.number)]

    def queue_of(self, operative_id: str, as_of: int) -> Sequence[str]:
        with self._reading(as_of) as models:
            rows = models.works.with_operative(operative_id)
            return [row.id for row in rows if row.stage is Stage.QUEUED]

    @contextmanager
    def _reading(self, as_of: int) -> Iterator[ReadModels]:
        try:
            with self._read_side.reading(as_of) as models:
                yield models
        except (ReadSideAway, CannotTakeIn) as error:
            raise Unavailable(f"The projections: {error}") from error
