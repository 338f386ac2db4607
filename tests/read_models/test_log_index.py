"""Where in the log are the events of a type, of an aggregate, or by somebody?"""

from app.domain.engagement import OperativeEngaged
from app.domain.user import UserDisabled
from app.read_models.log_index import IndexedEvent, LogIndex
from tests.cast import ANN, ANNS_ENGAGEMENT, BEN, BOILER, THE_DESK
from tests.read_models.story import ANN_HIRED, BEN_HIRED, Story, assigned, clock, raised


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
    assert (len(index), index.next(100, after=0)) == (0, [])
    assert index.type_counts() == {}


def test_it_has_every_position_in_order() -> None:
    index = story().told_to(LogIndex())
    assert index.next(100, after=0) == [10, 20, 30, 40, 50]
    assert len(index) == 5


def test_it_has_the_positions_of_a_type() -> None:
    index = story().told_to(LogIndex())
    assert index.next(100, after=0, type_name="OperativeHired") == [10, 30]
    assert index.next(100, after=0, type_name="WorkRaised") == [20]
    assert index.next(100, after=0, type_name="WorkClosed") == []


def test_it_has_the_positions_of_an_aggregate_by_version() -> None:
    index = story().told_to(LogIndex())
    assert index.next(100, after=0, aggregate_id=BOILER) == [20, 40]
    assert index.next(100, after=0, aggregate_id=ANN) == [10]
    assert index.next(100, after=0, aggregate_id=ANNS_ENGAGEMENT) == [50]
    assert index.next(100, after=0, aggregate_id="operative-nobody") == []


def test_it_counts_types_by_name_and_aggregates() -> None:
    index = story().told_to(LogIndex())
    assert list(index.type_counts().items()) == [
        ("OperativeEngaged", 1),
        ("OperativeHired", 2),
        ("WorkAssigned", 1),
        ("WorkRaised", 1),
    ]


def test_it_counts_those_of_an_aggregate_that_are_of_a_type() -> None:
    index = story().told_to(LogIndex())
    assert index.count(aggregate_id=BOILER) == 2
    assert index.count(aggregate_id=BOILER, type_name="WorkAssigned") == 1
    assert index.count(aggregate_id=BOILER, type_name="OperativeHired") == 0


def test_the_newest_come_first_with_their_places_in_the_streams() -> None:
    index = story().told_to(LogIndex())
    assert index.newest(2) == [IndexedEvent(50, ANNS_ENGAGEMENT, 1), IndexedEvent(40, BOILER, 2)]
    assert index.newest(2, before=40) == [IndexedEvent(30, BEN, 1), IndexedEvent(20, BOILER, 1)]
    assert index.newest(9, aggregate_id=BOILER, before=40) == [IndexedEvent(20, BOILER, 1)]


def test_a_time_becomes_the_position_of_the_last_event_by_then() -> None:
    index = story().told_to(LogIndex())
    times = ("08:59", "09:00", "09:25", "23:59")
    assert [index.last_by(clock(time)) for time in times] == [0, 10, 30, 50]


def test_after_a_clock_was_wrong_a_time_is_before_the_first_event_that_is_later() -> None:
    wrong = Story().at("09:00", ANN, ANN_HIRED).at("11:00", BOILER, raised())
    index = wrong.at("09:20", BEN, BEN_HIRED).told_to(LogIndex())
    assert index.last_by(clock("09:30")) == 10
    assert index.last_by(clock("11:00")) == 30
    assert index.time_of(30) == clock("11:00")


def test_asking_for_what_is_not_there_adds_nothing() -> None:
    index = story().told_to(LogIndex())
    index.count(type_name="WorkClosed")
    index.count(aggregate_id="operative-nobody")
    assert "WorkClosed" not in index.type_counts()


def test_told_twice_it_counts_once() -> None:
    index = story().told_to(story().told_to(LogIndex()))
    assert index.next(100, after=0) == [10, 20, 30, 40, 50]


def test_another_aggregate_changes_no_positions_but_its_own() -> None:
    more = story()
    index = more.told_to(LogIndex())
    more.at("09:50", "operative-cat", ANN_HIRED).told_to(index)
    assert index.next(100, after=0, aggregate_id=BOILER) == [20, 40]
    assert index.next(100, after=0, aggregate_id="operative-cat") == [60]


def test_what_somebody_did_can_be_listed() -> None:
    index = LogIndex()
    told = Story().at("09:00", ANN, ANN_HIRED, who="user-ada").at("09:10", BEN, BEN_HIRED)
    told.at("09:20", "user-ada", UserDisabled()).told_to(index)
    assert [each.position for each in index.newest(10, who="user-ada")] == [10]
    assert [each.position for each in index.newest(10, who=THE_DESK)] == [30, 20]
    assert [each.position for each in index.newest(1, who=THE_DESK, before=30)] == [20]
    assert index.next(10, after=20, who=THE_DESK) == [30]
    assert index.newest(10, who="user-cleo") == []
