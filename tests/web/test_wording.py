"""Sentences about events, with the names they have."""

from zoneinfo import ZoneInfo

import pytest

from app.domain.characters import without_direction
from app.domain.duty import DutyErased, OperativeCameOnDuty, OperativeWentOffDuty
from app.domain.event import Event
from app.domain.feature import Feature
from app.domain.operative import (
    OperativeCameBack,
    OperativeHomeAreaChanged,
    OperativeLeft,
    OperativeRenamed,
    OperativeSkillsChanged,
)
from app.domain.role import RoleChanged, RoleGranted, RoleMade, RoleRemoved, RoleRevoked
from app.domain.site import (
    SiteAmended,
    SiteContactAmended,
    SiteDisposed,
    SitePart,
    SiteRestored,
)
from app.domain.team import MemberAdded, MemberRemoved, TeamMade, TeamRemoved, TeamRenamed
from app.domain.user import (
    SessionsEnded,
    UserDisabled,
    UserEnabled,
    UserErased,
    UserLinked,
    UserRegistered,
    UserRenamed,
    UserUnlinked,
)
from app.read_models import ReadModels
from app.web import wording
from app.web.times import Wall
from app.web.wording import naming
from tests.cast import (
    ADA,
    ANN,
    ANNS_DUTY,
    CLEO,
    CONTROL,
    ELM_HOUSE,
    NIGHT_SHIFT,
    RESPONSE,
    THE_DESK,
)
from tests.read_models.story import ANN_HIRED, ELM_HOUSE_ACQUIRED, Story, clock, story_of_people

WALL = Wall(clock("12:00"), ZoneInfo("UTC"))
FIGURES = (Feature.ACQUIRE, Feature.SEE_FIGURES)


@pytest.mark.parametrize(
    ("aggregate_id", "event", "expected"),
    [
        (
            "user-bo",
            UserRegistered(full_name="Bo Lind", sign_in_name="bo"),
            "Bo Lind was registered",
        ),
        (
            "user-bo",
            UserRegistered(full_name="Bo Lind", sign_in_name="bo", is_made_up=True),
            "Bo Lind was registered, and is made up for the demo",
        ),
        (
            ADA,
            UserRenamed(full_name="Ada Kent", sign_in_name="kent"),
            "Ada Kent: the names were changed to Ada Kent, signing in as kent",
        ),
        (
            ANN,
            OperativeRenamed(forename="Ann", surname="Field"),
            "Ann Field: the name was changed to Ann Field",
        ),
        (
            ANN,
            OperativeHomeAreaChanged(before="", after="York"),
            "Ann Marsh: the home area was changed to York",
        ),
        (
            ANN,
            OperativeSkillsChanged(before=("gas", "lifts"), after=()),
            "Ann Marsh: the skills were changed from gas, lifts to nothing",
        ),
        (
            ANNS_DUTY,
            OperativeWentOffDuty(operative_id=ANN, reason="Training", until=clock("14:00")),
            "Ann Marsh went off duty until 14:00",
        ),
        (
            ANNS_DUTY,
            OperativeWentOffDuty(operative_id=ANN, reason="Ill", until=None),
            "Ann Marsh went off duty until further notice",
        ),
        (ANNS_DUTY, OperativeCameOnDuty(operative_id=ANN), "Ann Marsh came on duty"),
        (
            ANNS_DUTY,
            DutyErased(operative_id=ANN),
            "Ann Marsh: the reasons for being off duty were erased for good",
        ),
        (ANN, OperativeLeft(reason="Moved."), "Ann Marsh left"),
        (ANN, OperativeCameBack(), "Ann Marsh came back"),
        (ADA, UserLinked(operative_id=ANN), "Ada Novak was linked to the operative Ann Marsh"),
        (
            ADA,
            UserUnlinked(),
            "Ada Novak was unlinked from the operative, to whom Control can still give work",
        ),
        (ADA, UserDisabled(), "Ada Novak was disabled"),
        (ADA, UserEnabled(), "Ada Novak was enabled again"),
        (ADA, SessionsEnded(), "Ada Novak was signed out everywhere"),
        (ADA, UserErased(), "(erased): the name was erased for good"),
        (ADA, RoleGranted(role_id=CONTROL), "Ada Novak was granted the role Control"),
        (ADA, RoleRevoked(role_id=RESPONSE), "Ada Novak lost the role Response"),
        (NIGHT_SHIFT, RoleGranted(role_id=RESPONSE), "Night shift was granted the role Response"),
        ("team-late", TeamMade(name="Late"), "Late was made"),
        (NIGHT_SHIFT, TeamRenamed(name="Late"), "Late: the name was changed to Late"),
        (NIGHT_SHIFT, TeamRemoved(), "Night shift was removed"),
        (NIGHT_SHIFT, MemberAdded(user_id=CLEO), "Night shift: Cleo Park joined"),
        (NIGHT_SHIFT, MemberRemoved(user_id=CLEO), "Night shift: Cleo Park left"),
        (
            "role-eye",
            RoleMade(name="Eye", features=FIGURES),
            "The role Eye was made: it lets one acquire, see figures",
        ),
        (
            "role-eye",
            RoleMade(name="Eye", features=(Feature.HIRE,), stays_signed_in=True),
            "The role Eye was made: it lets one hire, stay signed in on a telephone",
        ),
        (
            "role-eye",
            RoleMade(name="Eye", features=()),
            "The role Eye was made: it lets one do nothing",
        ),
        (
            CONTROL,
            RoleChanged(name="Eye", features=FIGURES),
            "The role Eye was changed: called Eye, it now lets one acquire, see figures",
        ),
        (CONTROL, RoleRemoved(), "The role Control was removed"),
    ],
)
def test_a_notice_says_whose_and_what(aggregate_id: str, event: Event, expected: str) -> None:
    story = story_of_people().at("09:30", ANN, ANN_HIRED).at("10:00", aggregate_id, event)
    models = story.told_to(ReadModels())
    notice = wording.notice(story.events[-1:], models, WALL)
    assert without_direction(notice) == expected


def test_somebody_erased_is_not_told_by_name_in_what_happened_before() -> None:
    story = story_of_people()
    joined = next(each for each in story.events if each.event == MemberAdded(user_id=ADA))
    models = story.at("10:00", ADA, UserErased()).told_to(ReadModels())
    notice = without_direction(wording.notice([joined], models, WALL))
    assert notice == "Night shift: (erased) joined"


@pytest.mark.parametrize(
    ("who", "name"),
    [
        (CLEO, "Cleo Park"),
        (THE_DESK, THE_DESK),
        ("Jo, by hand", "Jo, by hand"),
        ("user-x", "user-x"),
    ],
)
def test_who_is_a_users_name_or_the_words_that_stand_there(who: str, name: str) -> None:
    models = story_of_people().told_to(ReadModels())
    assert without_direction(naming.who(who, models)) == name


def test_ids_in_forms_have_names() -> None:
    named = naming.name_in(story_of_people().told_to(ReadModels()))
    found = [named(id) for id in (ADA, NIGHT_SHIFT, CONTROL, "user-x")]
    assert [each and without_direction(each) for each in found] == [
        "Ada Novak",
        "Night shift",
        "Control",
        None,
    ]


@pytest.mark.parametrize(
    ("event", "expected", "remark"),
    [
        (
            SiteAmended(part=SitePart.TOWN, before="Leeds", after="York"),
            "Elm House, York: the town was amended from Leeds to York",
            "",
        ),
        (
            SiteAmended(part=SitePart.NAME, before="", after="Elm School"),
            "Elm School, Elm House, Leeds: the name was amended to Elm School",
            "",
        ),
        (
            SiteAmended(part=SitePart.AREA, before="North", after=""),
            "Elm House, Leeds: the area was amended from North to nothing",
            "",
        ),
        (
            SiteAmended(part=SitePart.NOTES, before="Ring.", after="Knock."),
            "Elm House, Leeds: the notes were amended",
            "Ring.\n→ Knock.",
        ),
        (
            SiteContactAmended(before="", after="contact-ivy"),
            "Elm House, Leeds: the contact was amended from nobody to contact-ivy",
            "",
        ),
        (SiteDisposed(reason="Sold."), "Elm House, Leeds disposed of", "Sold."),
        (SiteRestored(), "Elm House, Leeds restored", ""),
    ],
)
def test_a_notice_says_which_site_and_what(event: Event, expected: str, remark: str) -> None:
    story = Story().at("09:00", ELM_HOUSE, ELM_HOUSE_ACQUIRED).at("10:00", ELM_HOUSE, event)
    models = story.told_to(ReadModels())
    assert without_direction(wording.notice(story.events[-1:], models, WALL)) == expected
    assert wording.sentence(event, models, WALL).remark == remark


def test_a_notice_names_several_changes_and_counts_those_that_would_make_it_long() -> None:
    story = Story().at("09:00", ELM_HOUSE, ELM_HOUSE_ACQUIRED)
    for part, after in (
        (SitePart.TOWN, "York"),
        (SitePart.AREA, "A" * 300),
        (SitePart.NAME, "B" * 300),
        (SitePart.POST_CODE, "YO1 7PR"),
    ):
        story.at("10:00", ELM_HOUSE, SiteAmended(part=part, before="", after=after))
    models = story.told_to(ReadModels())

    notice = without_direction(wording.notice(story.events[1:], models, WALL))

    assert notice.endswith(
        f": the town was amended to York; the area was amended to {'A' * 300}; and 2 more changes"
    )
