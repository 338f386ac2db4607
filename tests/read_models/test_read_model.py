"""What every read model does with what it is told."""

import pytest

from app.domain.operative import OperativeHired
from app.event_store.log import RecordedEvent
from app.read_models.read_model import ReadModel
from tests.cast import ANN, BEN, BOILER
from tests.read_models.story import ANN_HIRED, BEN_HIRED, Story, raised


class Hirings(ReadModel[OperativeHired]):
    """Whom it was told of, in order. Nobody called Grumpy can be taken in."""

    subscribes_to = (OperativeHired,)

    def open(self) -> None:
        self.told: list[str] = []

    def apply(self, recorded: RecordedEvent, event: OperativeHired) -> None:
        if event.forename == "Grumpy":
            raise ValueError("cannot take in Grumpy")
        self.told.append(recorded.aggregate_id)


def test_it_is_told_of_what_it_subscribes_to() -> None:
    story = Story().at("09:00", ANN, ANN_HIRED).at("09:05", BOILER, raised())
    assert story.at("09:10", BEN, BEN_HIRED).told_to(Hirings()).told == [ANN, BEN]


def test_told_again_it_changes_nothing() -> None:
    story = Story().at("09:00", ANN, ANN_HIRED).at("09:10", BEN, BEN_HIRED)
    hirings = story.told_to(story.told_to(Hirings()))
    hirings.tell(story.events[0])
    assert hirings.told == [ANN, BEN]


def test_an_error_comes_through_every_time_the_event_is_told() -> None:
    hirings = Hirings()
    story = Story().at("09:00", ANN, OperativeHired(forename="Grumpy", surname="Marsh"))
    for _ in range(2):
        with pytest.raises(ValueError, match="cannot take in Grumpy"):
            story.told_to(hirings)
    assert hirings.told == []
