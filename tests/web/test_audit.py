"""The audit: who signed in, who tried, who was refused what, and what was changed about people."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.commands.role import GrantRole, RevokeRole
from app.commands.team import AddMember, RemoveMember
from app.domain.access import THE_MACHINE
from app.domain.role import ADMINISTRATION
from app.private_store.sign_ins import MOST, MOST_UNKNOWN, What
from app.web.entering import NOTED_OF_STRANGERS, NOTED_OF_USER
from tests.web.desk import ROLES, Desk
from tests.web.peopled import AUDIT, PEOPLE, desk_with_teams, page_of_user
from tests.web.signing_in import PASSWORD, attempt, sign_in
from tests.web.visitor import Visitor


@pytest.fixture
def peopled() -> Iterator[Desk]:
    desk = desk_with_teams()
    desk.clock.move(1)
    yield desk
    desk.log.close()


@pytest.fixture
def ada(peopled: Desk) -> Visitor:
    return peopled.signed_in("Ada Novak")


def newest(visitor: Visitor, count: int, address: str = AUDIT) -> list[str]:
    return visitor.open(address).items("Audit")[:count]


def test_it_tells_who_signed_in_who_tried_and_who_left(peopled: Desk, ada: Visitor) -> None:
    cleo = peopled.visitor()
    sign_in(cleo, "Cleo Park", "a wrong password")
    sign_in(cleo, "Nobody Known")
    sign_in(cleo, "Cleo Park", PASSWORD)

    assert newest(ada, 3) == [
        "2025-06-02 10:43:00 Cleo Park signed in from 127.0.0.1",
        "2025-06-02 10:43:00 Somebody failed to sign in under a name that nobody has "
        "from 127.0.0.1",
        "2025-06-02 10:43:00 Cleo Park failed to sign in from 127.0.0.1",
    ]


def test_no_name_that_was_typed_is_kept(peopled: Desk, ada: Visitor) -> None:
    """Somebody may type a password into the wrong field."""
    sign_in(peopled.visitor(), "Hunter2 Password")

    assert "hunter2" not in ada.open(AUDIT).html


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (
            ["Cleo Park"] * 11,
            "Cleo Park was told to wait after too many attempts under one sign-in name",
        ),
        (
            [f"Nobody{number}" for number in range(31)],
            "Somebody was told to wait, under a name that nobody has, after too many attempts "
            "from one address",
        ),
    ],
)
def test_it_tells_of_what_there_were_too_many(
    peopled: Desk, ada: Visitor, names: list[str], told: str
) -> None:
    for name in names:
        assert attempt(peopled.visitor(), name, "a wrong password") in (422, 429)

    assert newest(ada, 1) == [f"2025-06-02 10:43:00 {told} from 127.0.0.1"]


def test_it_tells_what_the_machine_did(peopled: Desk, ada: Visitor) -> None:
    peopled.private.sign_ins.note(
        What.LINK_MADE,
        at=peopled.clock.now,
        user_id=peopled.user_id("Cleo Park"),
        by=THE_MACHINE,
    )

    assert newest(ada, 1) == [
        "2025-06-02 10:43:00 The machine made a link for setting a password, for Cleo Park"
    ]


def test_it_tells_who_was_refused_what(peopled: Desk, ada: Visitor) -> None:
    cleo = peopled.signed_in("Cleo Park")
    cleo.open("/events")

    assert newest(ada, 1) == [
        "2025-06-02 10:43:00 Cleo Park was refused GET /events, which takes: see events "
        "from 127.0.0.1"
    ]


def test_whoever_is_refused_the_same_again_and_again_is_told_of_once_for_a_while(
    peopled: Desk, ada: Visitor
) -> None:
    cleo = peopled.signed_in("Cleo Park")
    for _ in range(5):
        cleo.open("/events")
    assert sum("was refused" in each for each in ada.open(AUDIT).items("Audit")) == 1

    peopled.clock.move(11)
    cleo.open("/events")
    cleo.open(PEOPLE)

    assert sum("was refused" in each for each in ada.open(AUDIT).items("Audit")) == 3


def test_whoever_is_not_signed_in_fills_it_with_nothing(peopled: Desk, ada: Visitor) -> None:
    before = ada.open(AUDIT).items("Audit")
    stranger = peopled.visitor()
    for _ in range(3):
        stranger.open("/control/")

    assert ada.open(AUDIT).items("Audit") == before


def test_it_tells_who_made_a_link_for_whom_and_that_it_was_used(
    peopled: Desk, ada: Visitor
) -> None:
    ada.open(page_of_user(peopled, "Cleo Park"))
    page = ada.press("Make a link to set the password")
    cleo = peopled.visitor()
    peopled.clock.move(1)
    cleo.open(page.field("Link for setting the password").value)
    cleo.press("Set password", {"New password": "quite another long password"})

    assert newest(ada, 3) == [
        "2025-06-02 10:44:00 Cleo Park signed in from 127.0.0.1",
        "2025-06-02 10:44:00 Cleo Park set a password by a link from 127.0.0.1",
        "2025-06-02 10:43:00 Ada Novak made a link for setting a password, for Cleo Park",
    ]


def test_what_was_changed_about_people_stands_between_by_its_time(
    peopled: Desk, ada: Visitor
) -> None:
    sign_in(peopled.visitor(), "Cleo Park")
    peopled.clock.move(1)
    ada.open(page_of_user(peopled, "Cleo Park"))
    ada.press("Grant", {"Grant a role": "Management"})
    position = peopled.head
    peopled.clock.move(1)
    sign_in(peopled.visitor(), "Ann Marsh")

    assert newest(ada, 3) == [
        "2025-06-02 10:45:00 Ann Marsh signed in from 127.0.0.1",
        "2025-06-02 10:44:00 Cleo Park was granted the role Management "
        f"by Ada Novak · event {position}",
        "2025-06-02 10:43:00 Cleo Park signed in from 127.0.0.1",
    ]
    page = ada.follow(f"event {position}")
    assert page.heading == "Events"
    assert f"{position} " in page.text


def test_what_has_nothing_to_do_with_people_is_not_in_it(peopled: Desk, ada: Visitor) -> None:
    before = ada.open(AUDIT).items("Audit")
    peopled.raise_work("Boiler leaks")

    items = [each for each in ada.open(AUDIT).items("Audit") if "Dee Everybody" not in each]

    assert items == before[: len(items)]


def test_a_long_audit_is_paged_and_nothing_is_left_out_or_told_twice(
    peopled: Desk, ada: Visitor
) -> None:
    for number in range(60):
        peopled.clock.move(0.5)
        peopled.register(f"Person{number:02} Smith")
        peopled.clock.move(0.5)
        peopled.private.sign_ins.note(
            What.SIGNED_IN, at=peopled.clock.now, user_id=peopled.user_id("Ada Novak")
        )
    page = ada.open(AUDIT)
    told = page.items("Audit")
    assert len(told) == 50
    assert "Newest" not in page.links

    while "Older" in page.links:
        page = ada.follow("Older")
        told += page.items("Audit")

    assert len(told) == len(set(told))
    assert sum("Smith was registered" in each for each in told) == 60
    assert sum("Ada Novak signed in" in each for each in told) == 60
    assert told == sorted(told, key=lambda each: each[:19], reverse=True)
    assert ada.follow("Newest").items("Audit")[0] == told[0]


def said_about(visitor: Visitor, name: str) -> list[str]:
    """What is told about that person, without when and from where; the newest first."""
    items = visitor.open(f"{AUDIT}?person={name}").items("Audit")
    return [each[20:].partition(" · ")[0].partition(" from ")[0] for each in items]


def test_it_can_be_asked_about_one_person(peopled: Desk, ada: Visitor) -> None:
    sign_in(peopled.visitor(), "Cleo Park")
    sign_in(peopled.visitor(), "Ann Marsh")
    ada.open(AUDIT)

    page = ada.press("Filter", {"Whom it is about": "ann marsh"})

    assert [
        item[20:].partition(" from ")[0].partition(" by ")[0] for item in page.items("Audit")
    ] == [
        "Ann Marsh signed in",
        "Ann Marsh was linked to the operative Ann Marsh",
        "Ann Marsh was granted the role Operative",
        "Ann Marsh was registered",
    ]


def test_of_a_person_it_tells_which_rights_came_by_which_team_and_who_saw_to_that(
    peopled: Desk, ada: Visitor
) -> None:
    who, team = peopled.user_id("Ada Novak"), peopled.id("Day shift")
    peopled.give(GrantRole(holder_id=team, role_id=ADMINISTRATION), who)
    peopled.give(AddMember(team_id=team, user_id=peopled.user_id("Cleo Park")), who)
    told = [
        "Day shift: Cleo Park joined by Ada Novak",
        "Day shift was granted the role Administration by Ada Novak",
    ]

    assert said_about(ada, "cleo")[:2] == told
    assert said_about(ada, "ada")[:2] == told
    assert not set(told) & set(said_about(ada, "ann"))


def test_of_a_person_it_tells_what_their_team_was_granted_until_they_left(
    peopled: Desk, ada: Visitor
) -> None:
    team, cleo = peopled.id("Night shift"), peopled.user_id("Cleo Park")
    peopled.give(RevokeRole(holder_id=team, role_id=ROLES["Response"]), THE_MACHINE)
    peopled.give(RemoveMember(team_id=team, user_id=cleo), THE_MACHINE)
    peopled.give(GrantRole(holder_id=team, role_id=ADMINISTRATION), THE_MACHINE)
    assert "Night shift was granted the role Administration" in ada.open(AUDIT).text

    told = [each.partition(" by ")[0] for each in said_about(ada, "cleo")]

    assert told == [
        "Night shift: Cleo Park left",
        "Night shift lost the role Response",
        "Night shift was granted the role Response",
        "Night shift: Cleo Park joined",
        "Cleo Park was granted the role Control",
        "Cleo Park was registered",
    ]


def test_a_long_audit_of_a_person_is_paged_and_nothing_is_left_out_or_told_twice(
    peopled: Desk, ada: Visitor
) -> None:
    team, who = peopled.id("Night shift"), peopled.user_id("Ada Novak")
    for _ in range(40):
        peopled.clock.move(1)
        peopled.give(GrantRole(holder_id=team, role_id=ADMINISTRATION), who)
        peopled.clock.move(1)
        peopled.give(RevokeRole(holder_id=team, role_id=ADMINISTRATION), who)
    for name in ("cleo", "ada"):
        page = ada.open(f"{AUDIT}?person={name}")
        told = page.items("Audit")
        assert len(told) == 50

        while "Older" in page.links:
            page = ada.follow("Older")
            told += page.items("Audit")

        assert len(told) == len(set(told))
        assert sum("Night shift was granted the role Adm" in each for each in told) == 40
        assert sum("Night shift lost the role Adm" in each for each in told) == 40
        assert told == sorted(told, key=lambda each: each[:19], reverse=True)


def test_of_several_who_are_called_so_one_is_chosen(peopled: Desk, ada: Visitor) -> None:
    peopled.register("Dan Cleo")
    page = ada.open(f"{AUDIT}?person=cleo")
    assert page.items("Audit") == ["Cleo Park cleo", "Dan Cleo dan"]

    page = ada.follow("Dan Cleo")

    assert len(page.items("Audit")) == 1


def test_somebody_whom_nobody_knows_is_not_in_it(ada: Visitor) -> None:
    assert "Nobody has that in their name." in ada.open(f"{AUDIT}?person=zoe").text


@pytest.mark.parametrize("before", ["", "nonsense", "1", "-", "99999999999999999-1", "٣-٣"])
def test_nonsense_in_its_address_asks_for_nothing(ada: Visitor, before: str) -> None:
    assert ada.open(f"{AUDIT}?before={before}").items("Audit") == ada.open(AUDIT).items("Audit")


def test_what_is_too_old_is_not_told_any_more(peopled: Desk, ada: Visitor) -> None:
    sign_in(peopled.visitor(), "Cleo Park")
    peopled.clock.now += timedelta(days=91)
    ada = peopled.signed_in("Ada Novak")

    told = ada.open(AUDIT).items("Audit")

    assert not any("Cleo Park signed in" in each for each in told)
    assert any("was registered" in each for each in told)


def test_it_says_what_is_left_out_of_it(ada: Visitor) -> None:
    text = ada.open(AUDIT).text
    assert f"no more than {MOST:,} of each kind" in text
    assert f"failures about {NOTED_OF_STRANGERS} times an hour for each user" in text
    assert f"the newest {MOST_UNKNOWN}" in text
    assert f"anything else about {NOTED_OF_USER} times an hour" in text


def test_it_has_no_page_of_the_past(ada: Visitor) -> None:
    assert ada.open(f"{AUDIT}?as_of=3").status == 400
    assert ada.open(PEOPLE).status == 200
