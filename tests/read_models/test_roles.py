"""Which roles are there, and what does each let one do?"""

from app.domain.feature import Feature
from app.domain.role import RoleChanged, RoleMade, RoleRemoved
from app.read_models import ReadModels
from app.read_models.roles import RoleRow, Roles
from tests.cast import CONTROL
from tests.read_models.story import Story, as_of

MADE = RoleMade(name="Control", features=(Feature.ASSIGN_AND_RECALL, Feature.SEE_FIGURES))
CHANGED = RoleChanged(name="Dispatch", features=(Feature.SEE_FIGURES,), stays_signed_in=True)


def test_a_role_has_a_row_that_says_what_it_lets_one_do() -> None:
    story = Story().at("09:00", CONTROL, MADE)
    roles = story.told_to(story.told_to(Roles()))
    assert list(roles) == [RoleRow(CONTROL, "Control", MADE.features, 1)]
    assert len(roles) == 1


def test_features_are_read_as_what_they_are() -> None:
    models = Story().at("09:00", CONTROL, MADE).told_to(ReadModels())
    models.roles.forget()
    [features] = [row.features for row in models.roles]
    assert [type(each) for each in features] == [Feature, Feature]


def test_a_role_that_is_changed_has_what_it_has_now() -> None:
    story = Story().at("09:00", CONTROL, MADE).at("09:30", CONTROL, CHANGED)
    assert list(story.told_to(Roles())) == [
        RoleRow(CONTROL, "Dispatch", (Feature.SEE_FIGURES,), 2, stays_signed_in=True)
    ]


def test_a_role_that_was_removed_is_gone_from_the_list_and_still_has_its_name() -> None:
    story = Story().at("09:00", CONTROL, MADE).at("09:30", CONTROL, RoleRemoved())
    roles = story.told_to(Roles())
    assert (list(roles), len(roles)) == ([], 0)
    assert roles.name(CONTROL) == "Control"


def test_they_stand_in_the_order_of_their_names() -> None:
    story = Story().at("09:00", CONTROL, MADE)
    story.at("09:10", "role-call-taker", RoleMade(name="call taker", features=()))
    assert [row.name for row in story.told_to(Roles())] == ["call taker", "Control"]


def test_each_moment_has_what_a_role_let_one_do_then() -> None:
    story = Story().at("09:00", CONTROL, MADE).at("09:30", CONTROL, CHANGED)
    models = story.at("10:00", CONTROL, RoleRemoved()).told_to(ReadModels())
    models.database.can_look_at_the_past()
    for position, features in ((10, [MADE.features]), (20, [CHANGED.features]), (30, [])):
        with as_of(models, position):
            assert [row.features for row in models.roles] == features
