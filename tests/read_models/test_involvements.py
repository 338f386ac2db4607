"""Which events about people has a user to do with that are not in their own stream?"""

from app.domain.role import RoleGranted
from app.domain.team import MemberAdded, MemberRemoved, TeamMade
from app.domain.user import UserDisabled
from app.read_models.involvements import Involvement, Involvements
from tests.cast import ADA, ANN, CLEO, CONTROL, NIGHT_SHIFT
from tests.read_models.story import ANN_HIRED, Story


def involvements() -> Involvements:
    """Positions are 10, 20, 30, ..."""
    story = Story()
    story.at("09:00", ANN, ANN_HIRED, who=ADA)
    story.at("09:10", NIGHT_SHIFT, TeamMade(name="Night shift"), who=ADA)
    story.at("09:20", NIGHT_SHIFT, MemberAdded(user_id=CLEO), who=ADA)
    story.at("09:30", NIGHT_SHIFT, RoleGranted(role_id=CONTROL), who=CLEO)
    story.at("09:40", NIGHT_SHIFT, MemberRemoved(user_id=CLEO), who=CLEO)
    story.at("09:50", ADA, UserDisabled(), who=CLEO)
    return story.told_to(story.told_to(Involvements()))


def done_by(user_id: str, before: int = 1_000, limit: int = 10) -> list[tuple[int, str]]:
    found = involvements().done_by(user_id, before=before, limit=limit)
    return [(each.event_position, each.aggregate_id) for each in found]


def test_they_have_what_somebody_did_to_people_and_nothing_else() -> None:
    assert done_by(ADA) == [(30, NIGHT_SHIFT), (20, NIGHT_SHIFT)]
    assert done_by(CLEO) == [(60, ADA), (50, NIGHT_SHIFT), (40, NIGHT_SHIFT)]


def test_so_many_are_asked_for_before_a_position() -> None:
    assert done_by(CLEO, before=60, limit=1) == [(50, NIGHT_SHIFT)]
    assert done_by(ADA, before=20) == []


def test_they_have_when_somebody_joined_and_left_also_by_themselves() -> None:
    assert involvements().moves_of(CLEO) == [
        Involvement(CLEO, 50, NIGHT_SHIFT, has_moved=True),
        Involvement(CLEO, 30, NIGHT_SHIFT, has_moved=True),
    ]
    assert involvements().moves_of(ADA) == []
