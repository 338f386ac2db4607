"""Which teams are there, and who is in them?"""

import pytest

from app.domain.event import Event
from app.domain.role import RoleGranted, RoleRevoked
from app.domain.team import MemberAdded, MemberRemoved, TeamMade, TeamRemoved, TeamRenamed
from app.read_models import ReadModels
from app.read_models.teams import TeamRow, Teams
from tests.cast import ADA, CLEO, CONTROL, NIGHT_SHIFT
from tests.read_models.story import Story, as_of

MADE = TeamMade(name="Night shift")
ADA_ADDED, CLEO_ADDED = MemberAdded(user_id=ADA), MemberAdded(user_id=CLEO)


def story_of(*events: Event) -> Story:
    story = Story().at("09:00", NIGHT_SHIFT, MADE)
    for event in events:
        story.at("09:30", NIGHT_SHIFT, event)
    return story


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], TeamRow(NIGHT_SHIFT, "Night shift", 1)),
        ([TeamRenamed(name="Late shift")], TeamRow(NIGHT_SHIFT, "Late shift", 2)),
        ([CLEO_ADDED, ADA_ADDED], TeamRow(NIGHT_SHIFT, "Night shift", 3, (CLEO, ADA))),
        (
            [CLEO_ADDED, ADA_ADDED, MemberRemoved(user_id=CLEO)],
            TeamRow(NIGHT_SHIFT, "Night shift", 4, (ADA,)),
        ),
        (
            [RoleGranted(role_id=CONTROL)],
            TeamRow(NIGHT_SHIFT, "Night shift", 2, role_ids=(CONTROL,)),
        ),
        (
            [RoleGranted(role_id=CONTROL), RoleRevoked(role_id=CONTROL)],
            TeamRow(NIGHT_SHIFT, "Night shift", 3),
        ),
    ],
    ids=["made", "renamed", "joined", "left", "granted", "revoked"],
)
def test_what_happens_to_a_team_is_in_its_row(events: list[Event], expected: TeamRow) -> None:
    story = story_of(*events)
    teams = story.told_to(story.told_to(Teams()))
    assert list(teams) == [expected]
    assert teams.get(NIGHT_SHIFT) == expected


def test_they_stand_in_the_order_of_their_names() -> None:
    story = story_of()
    for number, name in enumerate(("York", "day shift")):
        story.at("09:10", f"team-{number}", TeamMade(name=name))
    teams = story.told_to(Teams())
    assert [row.name for row in teams] == ["day shift", "Night shift", "York"]
    assert len(teams) == 3


def test_a_team_that_was_removed_is_gone_from_the_list_and_still_has_its_name() -> None:
    teams = story_of(TeamRemoved()).told_to(Teams())
    assert (list(teams), len(teams)) == ([], 0)
    assert teams.name(NIGHT_SHIFT) == "Night shift"
    assert teams.name("team-unknown") == "team-unknown"


def test_a_user_leads_to_their_teams() -> None:
    story = story_of(ADA_ADDED)
    story.at("09:40", "team-day", TeamMade(name="Day shift"))
    story.at("09:40", "team-day", ADA_ADDED)
    story.at("09:40", "team-york", TeamMade(name="York"))
    teams = story.told_to(Teams())
    assert [row.name for row in teams.of(ADA)] == ["Day shift", "Night shift"]
    assert teams.of(CLEO) == []


def test_a_role_of_somebody_else_is_not_the_teams() -> None:
    story = story_of().at("09:30", ADA, RoleGranted(role_id=CONTROL))
    assert story.told_to(Teams()).get(NIGHT_SHIFT) == TeamRow(NIGHT_SHIFT, "Night shift", 1)


def test_each_moment_has_the_members_of_then() -> None:
    story = story_of(ADA_ADDED, CLEO_ADDED, MemberRemoved(user_id=ADA), MemberRemoved(user_id=CLEO))
    models = story.at("10:00", NIGHT_SHIFT, TeamRemoved()).told_to(ReadModels())
    models.database.can_look_at_the_past()
    moments = ((10, ()), (20, (ADA,)), (30, (ADA, CLEO)), (40, (CLEO,)), (50, ()))
    for position, members in moments:
        with as_of(models, position):
            assert [row.member_ids for row in models.teams] == [members]
    with as_of(models, 60):
        assert list(models.teams) == []
