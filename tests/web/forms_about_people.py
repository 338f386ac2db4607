"""Every form about people, filled in: where it is found on a desk with teams, and what it does."""

from collections.abc import Callable

import msgspec

from tests.web.desk import Desk
from tests.web.peopled import (
    PEOPLE,
    PERMISSIONS,
    TEAMS,
    page_of_operative,
    page_of_role,
    page_of_team,
    page_of_user,
)
from tests.web.visitor import Form, Visitor


class PeopleForm(msgspec.Struct, frozen=True, kw_only=True):
    endpoint: str
    """That of the view which takes it."""
    page: Callable[[Desk], str]
    button: str
    typed: dict[str, str | bool] = {}
    events: list[str]
    """What sending it appends."""
    notice: str

    def __str__(self) -> str:
        return self.endpoint

    def open(self, desk: Desk, visitor: Visitor) -> Form:
        """The form, filled in, on its page."""
        visitor.open(self.page(desk))
        return visitor.form(self.button).fill(self.typed)


def _cleo(desk: Desk) -> str:
    return page_of_user(desk, "Cleo Park")


def _trainee(desk: Desk) -> str:
    return page_of_role(desk, "Trainee")


def _night_shift(desk: Desk) -> str:
    return page_of_team(desk, "Night shift")


def _ben(desk: Desk) -> str:
    return page_of_operative(desk, "Ben Okafor")


FORMS_ABOUT_PEOPLE = [
    PeopleForm(
        endpoint="personnel.rename",
        page=_ben,
        button="Rename",
        typed={"Forename": "Benedict", "Surname": "Okoye"},
        events=["OperativeRenamed"],
        notice="Benedict Okoye: the name was changed to Benedict Okoye",
    ),
    PeopleForm(
        endpoint="personnel.amend",
        page=_ben,
        button="Save",
        typed={"Home area": "York", "Skills": "gas, lifts"},
        events=["OperativeHomeAreaChanged", "OperativeSkillsChanged"],
        notice="Ben Okafor: the home area was changed to York; "
        "the skills were changed to gas, lifts",
    ),
    PeopleForm(
        endpoint="personnel.leave",
        page=lambda desk: f"{_ben(desk)}/leave",
        button="Let them leave",
        typed={"Reason (optional)": "Moved to Spain."},
        events=["OperativeLeft"],
        notice="Ben Okafor left",
    ),
    PeopleForm(
        endpoint="personnel.take_back",
        page=lambda desk: page_of_operative(desk, "Fay Lowe"),
        button="Take them back",
        events=["OperativeCameBack"],
        notice="Fay Lowe came back",
    ),
    PeopleForm(
        endpoint="personnel.erase",
        page=lambda desk: f"{_ben(desk)}/erase",
        button="Erase for good",
        typed={"I understand that this cannot be undone": True},
        events=["OperativeErased"],
        notice="(erased): the name was erased for good",
    ),
    PeopleForm(
        endpoint="people.register_user",
        page=lambda desk: PEOPLE,
        button="Register",
        typed={
            "Full name": "Dora Webb",
            "Sign-in name": "Dora",
            "Control": True,
            "Is an operative": "Hire them as one now",
        },
        events=["UserRegistered", "RoleGranted", "UserLinked", "OperativeHired"],
        notice="Dora Webb was registered; was granted the role Control; "
        "was linked to the operative Dora Webb",
    ),
    PeopleForm(
        endpoint="person.rename",
        page=_cleo,
        button="Rename",
        typed={"Full name": "Cleo Parker", "Sign-in name": "parker"},
        events=["UserRenamed"],
        notice="Cleo Parker: the names were changed to Cleo Parker, signing in as parker",
    ),
    PeopleForm(
        endpoint="person.grant_role",
        page=_cleo,
        button="Grant",
        typed={"Grant a role": "Management"},
        events=["RoleGranted"],
        notice="Cleo Park was granted the role Management",
    ),
    PeopleForm(
        endpoint="person.revoke_role",
        page=_cleo,
        button="Revoke Control",
        events=["RoleRevoked"],
        notice="Cleo Park lost the role Control",
    ),
    PeopleForm(
        endpoint="person.link",
        page=_cleo,
        button="Link",
        typed={"Is the operative": "Okafor, Ben"},
        events=["UserLinked"],
        notice="Cleo Park was linked to the operative Ben Okafor",
    ),
    PeopleForm(
        endpoint="person.unlink",
        page=lambda desk: page_of_user(desk, "Ann Marsh"),
        button="Unlink",
        events=["UserUnlinked"],
        notice="Ann Marsh was unlinked from the operative, to whom Control can still give work",
    ),
    PeopleForm(
        endpoint="person.end_sessions",
        page=_cleo,
        button="Sign out everywhere",
        events=["SessionsEnded"],
        notice="Cleo Park was signed out everywhere",
    ),
    PeopleForm(
        endpoint="person.disable",
        page=_cleo,
        button="Disable",
        events=["UserDisabled"],
        notice="Cleo Park was disabled",
    ),
    PeopleForm(
        endpoint="person.enable",
        page=lambda desk: page_of_user(desk, "Eve Ross"),
        button="Enable",
        events=["UserEnabled"],
        notice="Eve Ross was enabled again",
    ),
    PeopleForm(
        endpoint="person.erase",
        page=lambda desk: f"{page_of_user(desk, 'Ann Marsh')}/erase",
        button="Erase for good",
        typed={"I understand that this cannot be undone": True},
        events=["UserErased", "OperativeErased"],
        notice="(erased): the name was erased for good",
    ),
    PeopleForm(
        endpoint="teams.make_team",
        page=lambda desk: TEAMS,
        button="Make team",
        typed={"Name": "Late shift"},
        events=["TeamMade"],
        notice="Late shift was made",
    ),
    PeopleForm(
        endpoint="teams.rename_team",
        page=_night_shift,
        button="Rename",
        typed={"Name": "Early shift"},
        events=["TeamRenamed"],
        notice="Early shift: the name was changed to Early shift",
    ),
    PeopleForm(
        endpoint="teams.add_member",
        page=_night_shift,
        button="Add Ann Marsh",
        events=["MemberAdded"],
        notice="Night shift: Ann Marsh joined",
    ),
    PeopleForm(
        endpoint="teams.remove_member",
        page=_night_shift,
        button="Remove Cleo Park",
        events=["MemberRemoved"],
        notice="Night shift: Cleo Park left",
    ),
    PeopleForm(
        endpoint="teams.grant_role",
        page=_night_shift,
        button="Grant",
        typed={"Grant a role": "Trainee"},
        events=["RoleGranted"],
        notice="Night shift was granted the role Trainee",
    ),
    PeopleForm(
        endpoint="teams.revoke_role",
        page=_night_shift,
        button="Revoke Response",
        events=["RoleRevoked"],
        notice="Night shift lost the role Response",
    ),
    PeopleForm(
        endpoint="teams.remove_team",
        page=lambda desk: page_of_team(desk, "Day shift"),
        button="Remove team",
        events=["TeamRemoved"],
        notice="Day shift was removed",
    ),
    PeopleForm(
        endpoint="permissions.make_role",
        page=lambda desk: PERMISSIONS,
        button="Make role",
        typed={"Name": "Auditor", "see events": True},
        events=["RoleMade"],
        notice="The role Auditor was made: it lets one see events",
    ),
    PeopleForm(
        endpoint="permissions.change_role",
        page=_trainee,
        button="Save",
        typed={"hire": True, "stay signed in on a telephone": True},
        events=["RoleChanged"],
        notice="The role Trainee was changed: called Trainee, it now lets one hire, "
        "see the register, stay signed in on a telephone",
    ),
    PeopleForm(
        endpoint="permissions.remove_role",
        page=_trainee,
        button="Remove role",
        events=["RoleRemoved"],
        notice="The role Trainee was removed",
    ),
]
