"""What is late: one meaning, wherever the desk says it."""

from datetime import UTC, datetime

import pytest

from app.domain.promise import late_from


def at(hour: int | None) -> datetime | None:
    return None if hour is None else datetime(2025, 6, 2, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("what", "arrived", "ended", "late"),
    [
        ("nobody has come yet", None, None, 11),
        ("somebody came in time, and it is not done", 10, None, 17),
        ("somebody came at that very minute", 11, None, 17),
        ("somebody came too late", 12, None, 11),
        ("all was in time", 10, 16, None),
        ("somebody came in time, and it was done too late", 10, 18, 17),
        ("somebody came too late, and it was done in time", 12, 16, 11),
        ("it ended in time, and nobody had to go", None, 10, None),
        ("it ended after somebody should have come", None, 12, 11),
    ],
)
def test_of_an_arrival_promised_by_11_and_an_end_by_17(
    what: str, arrived: int | None, ended: int | None, late: int | None
) -> None:
    assert late_from(at(11), at(17), at(arrived), at(ended)) == at(late), what


def test_what_was_promised_nothing_is_never_late() -> None:
    assert late_from(None, None, None, None) is None
    assert late_from(None, None, at(10), at(18)) is None


def test_the_earlier_of_two_broken_promises_counts() -> None:
    """They can stand the other way round, where desks set them so."""
    assert late_from(at(17), at(11), None, None) == at(11)


@pytest.mark.parametrize(("broken", "late"), [(9, 9), (12, 11)])
def test_another_promise_mends_none_that_was_broken(broken: int, late: int) -> None:
    assert late_from(at(11), at(17), None, None, at(broken)) == at(late)
    assert late_from(at(11), at(17), at(10), at(16), at(broken)) == at(broken)
