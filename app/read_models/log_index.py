"""Where in the log are the events of a type, or of an aggregate?"""

from array import array
from collections.abc import Sequence

from app.domain.event import Event
from app.event_store.log import RecordedEvent
from app.read_models.read_model import ReadModel


class LogIndex(ReadModel):
    """Holds positions only, eight bytes each; the events themselves stay in the log."""

    subscribes_to = (Event,)

    def __init__(self) -> None:
        super().__init__()
        self._all = array("Q")
        self._by_type: dict[str, array[int]] = {}
        self._by_aggregate: dict[str, array[int]] = {}

    def apply(self, recorded: RecordedEvent) -> None:
        _note(self._all, recorded.position)
        _note(self._by_type.setdefault(recorded.type_name, array("Q")), recorded.position)
        _note(self._by_aggregate.setdefault(recorded.aggregate_id, array("Q")), recorded.position)

    def __len__(self) -> int:
        return len(self._all)

    def positions(self, *, type_name: str = "", aggregate_id: str = "") -> Sequence[int]:
        """The positions of all events, in order; of those of a type or of an aggregate, if named.
        An aggregate's n-th position is that of its version n."""
        if aggregate_id:
            return self._by_aggregate.get(aggregate_id, array("Q"))
        if type_name:
            return self._by_type.get(type_name, array("Q"))
        return self._all

    def type_counts(self) -> dict[str, int]:
        """How many events of each type there are."""
        return {name: len(positions) for name, positions in sorted(self._by_type.items())}


def _note(positions: "array[int]", position: int) -> None:
    """Once, also where one record is read as several events."""
    if not positions or positions[-1] != position:
        positions.append(position)
