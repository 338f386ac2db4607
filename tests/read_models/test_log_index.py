"""Where in the log are the events of a type, or of an aggregate?"""

from app.domain.engagement import OperativeEngaged
from app.read_models.log_index import LogIndex
from tests.cast import ANN, ANNS_ENGAGEMENT, BEN, BOILER
from tests.read_models.story import ANN_HIRED, BEN_HIRED, Story, assigned, raised


def story() -> Story:
    """Positions are 10, 20, 30, ..."""
    return (
        Story()
        .at("09:00", ANN, ANN_HIRED)
        .at("09:10", BOILER, raised())
        .at("09:20", BEN, BEN_HIRED)
        .at("09:30", BOILER, assigned(ANN))
        .at("09:40", ANNS_ENGAGEMENT, OperativeEngaged(operative_id=ANN, work_id=BOILER))
    )


def test_an_empty_log_has_no_positions() -> None:
    index = LogIndex()
    assert (len(index), list(index.positions())) == (0, [])
    assert index.type_counts() == {}


def test_it_has_every_position_in_order() -> None:
    index = story().told_to(LogIndex())
    assert list(index.positions()) == [10, 20, 30, 40, 50]
    assert len(index) == 5


def test_it_has_the_positions_of_a_type() -> None:
    index = story().told_to(LogIndex())
    assert list(index.positions(type_name="OperativeHired")) == [10, 30]
    assert list(index.positions(type_name="WorkRaised")) == [20]
    assert list(index.positions(type_name="WorkClosed")) == []


def test_it_has_the_positions_of_an_aggregate_by_version() -> None:
    index = story().told_to(LogIndex())
    assert list(index.positions(aggregate_id=BOILER)) == [20, 40]
    assert list(index.positions(aggregate_id=ANN)) == [10]
    assert list(index.positions(aggregate_id=ANNS_ENGAGEMENT)) == [50]
    assert list(index.positions(aggregate_id="operative-nobody")) == []


def test_it_counts_types_by_name_and_aggregates() -> None:
    index = story().told_to(LogIndex())
    assert list(index.type_counts().items()) == [
        ("OperativeEngaged", 1),
        ("OperativeHired", 2),
        ("WorkAssigned", 1),
        ("WorkRaised", 1),
    ]


def test_asking_for_what_is_not_there_adds_nothing() -> None:
    index = story().told_to(LogIndex())
    index.positions(type_name="WorkClosed")
    index.positions(aggregate_id="operative-nobody")
    assert "WorkClosed" not in index.type_counts()


def test_told_twice_it_counts_once() -> None:
    index = story().told_to(story().told_to(LogIndex()))
    assert list(index.positions()) == [10, 20, 30, 40, 50]


def test_another_aggregate_changes_no_positions_but_its_own() -> None:
    more = story()
    index = more.told_to(LogIndex())
    more.at("09:50", "operative-cat", ANN_HIRED).told_to(index)
    assert list(index.positions(aggregate_id=BOILER)) == [20, 40]
    assert list(index.positions(aggregate_id="operative-cat")) == [60]
