"""Who may have what: a table of everything that can be asked for, and of everybody who can ask."""

from collections.abc import Iterator

import msgspec
import pytest
from werkzeug.test import TestResponse

from app.commands.ids import new_id
from app.commands.team import MakeTeam
from app.commands.user import DisableUser
from app.domain.access import THE_MACHINE
from app.domain.feature import Feature
from app.web import gate
from tests.web.desk import ROLES, Desk, desk_at_every_stage
from tests.web.every_form import EVERY_FORM
from tests.web.forgery import own_token
from tests.web.forms_about_people import FORMS_ABOUT_PEOPLE
from tests.web.page import Page
from tests.web.visitor import Submission, Visitor

TABLE = """
                                  Ada  Adm  Resp Ctrl own  other Mgmt none off  nobody

GET  /                            page page page page page page  page page in   in
GET  /about/                      page page page page page page  page page in   in
GET  /about/keys                  page page page page page page  page page in   in
GET  /about/projections           page page 403  page 403  403   page 403  in   in
GET  /administration/             page page page 403  403  403   403  403  in   in
GET  /administration/operatives   page page 403  403  403  403   403  403  in   in
GET  /administration/operatives/<Ann Marsh>  page page 403  403  403  403   403  403  in   in
GET  /administration/operatives.csv  page page 403  403  403  403   403  403  in   in
GET  /administration/operatives/<Ann Marsh>/leave  page page 403  403  403  403  403  403  in  in
GET  /administration/operatives/<Ann Marsh>/erase  page page 403  403  403  403  403  403  in  in
GET  /administration/sites        page page page 403  403  403   403  403  in   in
GET  /administration/sites.csv    page page page 403  403  403   403  403  in   in
GET  /sites/<Elm House>           page page page page 403  403   page 403  in   in
GET  /sites/<Elm House>/amend     page page page 403  403  403   403  403  in   in
GET  /sites/<Elm House>/dispose   page page page 403  403  403   403  403  in   in
GET  /sites/site-none             404  404  404  404  403  403   404  403  in   in
GET  /administration/contacts/contact-none/erase  404  404  403  403  403  403   403  403  in   in
GET  /administration/import       page page page 403  403  403   403  403  in   in
GET  /administration/import/sites.csv        page page page 403  403  403  403  403  in  in
GET  /administration/import/sites.xlsx       page page page 403  403  403  403  403  in  in
GET  /administration/import/operatives.csv   page page 403  403  403  403  403  403  in  in
GET  /administration/import/operatives.xlsx  page page 403  403  403  403  403  403  in  in
GET  /administration/permissions  page page 403  403  403  403   403  403  in   in
GET  /administration/permissions/<Control>  page page 403  403  403  403   403  403  in   in
GET  /administration/people       page page 403  403  403  403   403  403  in   in
GET  /administration/teams        page page 403  403  403  403   403  403  in   in
GET  /administration/contacts     page page 403  403  403  403   403  403  in   in
GET  /administration/contacts/<caller>/erase  page page 403  403  403  403   403  403  in   in
GET  /administration/audit        page page 403  403  403  403   403  403  in   in
GET  /administration/people/<Mo>  page page 403  403  403  403   403  403  in   in
GET  /administration/people/<Mo>/erase  page page 403  403  403  403   403  403  in   in
GET  /administration/teams/<Night shift>  page page 403  403  403  403   403  403  in   in
GET  /you                         page page page page page page  page page in   in
GET  /response/                   403  403  page 403  403  403   403  403  in   in
GET  /response/sites              403  403  page page 403  403   403  403  in   in
GET  /response/called-before      403  403  page 403  403  403   403  403  in   in
GET  /control/                    page page 403  page 403  403   page 403  in   in
GET  /control/?open=W-1001        page page 403  page 403  403   page 403  in   in
GET  /control/?queue=1            page page 403  page 403  403   page 403  in   in
GET  /control/wall                page page 403  page 403  403   page 403  in   in
GET  /control/?as_of=5            page page 403  page 403  403   page 403  in   in
GET  /operatives/                 403  403  403  page 403  403   403  403  in   in
GET  /operatives/<Ann Marsh>      403  403  403  page page 403   403  403  in   in
GET  /operatives/<Ben Okafor>     403  403  403  page page 403   403  403  in   in
GET  /operatives/<Ann Marsh>/duty  page page 403 page page 403   403  403  in   in
GET  /operatives/operative-none   403  403  403  404  403  403   403  403  in   in
GET  /work/                       page page page page 403  403   page 403  in   in
GET  /work/export.csv             page page page page 403  403   page 403  in   in
GET  /work/export.xlsx            page page page page 403  403   page 403  in   in
GET  /work/W-1001                 page page page page 403  403   page 403  in   in
GET  /work/W-1002                 page page page page page 403   page 403  in   in
GET  /work/W-1005                 page page page page page 403   page 403  in   in
GET  /work/1002                   page page page page page 403   page 403  in   in
GET  /work/W-1002?as_of=5         404  404  404  404  404  403   404  403  in   in
GET  /work/W-9999                 404  404  404  404  403  403   404  403  in   in
GET  /work/W-1002/recall          403  403  403  page 403  403   403  403  in   in
GET  /work/W-1002/reassign        403  403  403  page 403  403   403  403  in   in
GET  /work/W-1002/amend           403  403  page page 403  403   403  403  in   in
GET  /work/W-1002/sheet           page page page page page 403   page 403  in   in
GET  /work/W-1001/close           403  403  403  page 403  403   403  403  in   in
GET  /work/W-1005/reopen          403  403  403  page 403  403   403  403  in   in
GET  /events/                     page page 403  403  403  403   page 403  in   in
GET  /events/export.csv           page page 403  403  403  403   page 403  in   in
GET  /search                      page page page page page page  page page in   in
GET  /search?q=W-1002             done done done done done page  done page in   in
GET  /sign-in                     done done done done done done  done done page page
GET  /invitations/mistyped        410  410  410  410  410  410   410  410  410  410
GET  /health                      page page page page page page  page page page page
GET  /style.css                   page page page page page page  page page page page
GET  /static/firstline.svg        page page page page page page  page page page page
GET  /bootstrap/static/css/bootstrap.min.css  page page page page page page page page page page
GET  /nowhere                     404  404  404  404  404  404   404  404  404  404

POST hire                         done done 403  403  403  403   403  403  in   in
POST acquire                      done done done 403  403  403   403  403  in   in
POST raise                        403  403  done 403  403  403   403  403  in   in
POST add a call                   403  403  done 403  403  403   403  403  in   in
POST acquire in a call            403  403  done 403  403  403   403  403  in   in
POST assign                       403  403  403  done 403  403   403  403  in   in
POST recall                       403  403  403  done 403  403   403  403  in   in
POST amend                        403  403  done done 403  403   403  403  in   in
POST reassign                     403  403  403  done 403  403   403  403  in   in
POST close                        403  403  403  done 403  403   403  403  in   in
POST reopen                       403  403  403  done 403  403   403  403  in   in
POST dispatch                     403  403  403  done done 403   403  403  in   in
POST dispatch at a time           403  403  403  done done 403   403  403  in   in
POST arrive                       403  403  403  done done 403   403  403  in   in
POST complete                     403  403  403  done done 403   403  403  in   in
POST abandon                      403  403  403  done done 403   403  403  in   in
POST revise the ETA               403  403  403  done done 403   403  403  in   in
POST note                         403  403  done done done 403   403  403  in   in
POST note on a visit              403  403  403  done done 403   403  403  in   in

SEND /operatives/<Ann Marsh>/duty  422  422  403  422  422  403  403  403  in   in
SEND /operatives/<Ann Marsh>/duty/on  422  422  403  422  422  403  403  403  in  in
SEND /administration/contacts/<caller>/erase  422  422  403  403  403  403  403  403  in  in
SEND /control/move                403  403  403  422  403  403   403  403  in   in
SEND /operatives/<Ann Marsh>/move 403  403  403  422  403  403   403  403  in   in
SEND /you                         422  422  422  422  422  422   422  422  in   in
SEND /you/end-session             done done done done done done  done done in   in
SEND /you/end-other-sessions      done done done done done done  done done in   in
SEND /administration/import/sites             422  422  422  403  403  403  403  403  in  in
SEND /administration/import/sites/acquire     422  422  422  403  403  403  403  403  in  in
SEND /administration/import/operatives        422  422  403  403  403  403  403  403  in  in
SEND /administration/import/operatives/hire   422  422  403  403  403  403  403  403  in  in
SEND /administration/people/<Mo>/password-link  422  422  403  403  403  403  403  403  in  in
SEND /administration/people/administrator       422  422  403  403  403  403  403  403  in  in
SEND /sites/<Elm House>/amend     422  422  422  403  403  403   403  403  in   in
SEND /sites/<Elm House>/dispose   422  422  422  403  403  403   403  403  in   in
SEND /sites/<Elm House>/restore   422  422  422  403  403  403   403  403  in   in
SEND /administration/contacts/contact-none/erase  404  404  403  403  403  403   403  403  in   in
SEND /invitations/mistyped        410  410  410  410  410  410   410  410  410  410
"""
"""Ada Novak, the first administrator; somebody of each ready-made role; of the operatives, the one
whom the row is about, and another; somebody without any role; a disabled user whose session was
open; and a browser in which nobody is signed in. A refused form writes no event. What is only SENT
is a form with nothing in it. The forms about people have a walk of their own."""

ALONE = """
                                            rais assi own  act  clos hire acqu find evts figs mana

GET  /response/                             page -    -    -    -    -    -    -    -    -    -
GET  /control/                              -    page -    -    -    -    -    -    -    page -
GET  /control/wall                          -    page -    -    -    -    -    -    -    page -
GET  /operatives/                           -    page -    page -    -    -    -    -    -    -
GET  /operatives/<Ann Marsh>                -    page -    page -    -    -    -    -    -    -
GET  /operatives/<Ann Marsh>/duty           -    page -    page -    page -    -    -    -    -
GET  /work/                                 -    -    -    -    page -    -    page -    -    -
GET  /work/export.csv                       -    -    -    -    page -    -    page -    -    -
GET  /work/W-1001                           -    -    -    -    page -    -    page -    -    -
GET  /work/W-1002/recall                    -    page -    -    -    -    -    -    -    -    -
GET  /work/W-1002/reassign                  -    page -    -    -    -    -    -    -    -    -
GET  /work/W-1002/amend                     page page -    -    page -    -    -    -    -    -
GET  /work/W-1001/sheet                     -    -    -    -    page -    -    page -    -    -
GET  /work/W-1001/close                     -    -    -    -    page -    -    -    -    -    -
GET  /work/W-1005/reopen                    -    -    -    -    page -    -    -    -    -    -
GET  /administration/                       -    -    -    -    -    page page -    -    -    page
GET  /administration/operatives             -    -    -    -    -    page -    -    -    -    -
GET  /administration/operatives/<Ann Marsh> -    -    -    -    -    page -    -    -    -    page
GET  /administration/operatives.csv         -    -    -    -    -    page -    -    -    -    -
GET  /administration/operatives/<Ann Marsh>/leave - - - -    -    page -    -    -    -    -
GET  /administration/operatives/<Ann Marsh>/erase - - - -    -    -    -    -    -    -    page
GET  /administration/sites                  -    -    -    -    -    -    page -    -    -    -
GET  /administration/sites.csv              -    -    -    -    -    -    page -    -    -    -
GET  /sites/<Elm House>                     page page -    -    page -    page page -    -    -
GET  /sites/<Elm House>/amend               -    -    -    -    -    -    page -    -    -    -
GET  /administration/import                 -    -    -    -    -    page page -    -    -    -
GET  /administration/import/sites.csv       -    -    -    -    -    -    page -    -    -    -
GET  /administration/import/sites.xlsx      -    -    -    -    -    -    page -    -    -    -
GET  /administration/import/operatives.csv  -    -    -    -    -    page -    -    -    -    -
GET  /administration/import/operatives.xlsx -    -    -    -    -    page -    -    -    -    -
GET  /administration/people                 -    -    -    -    -    -    -    -    -    -    page
GET  /administration/people/<Mo>            -    -    -    -    -    -    -    -    -    -    page
GET  /administration/people/<Mo>/erase      -    -    -    -    -    -    -    -    -    -    page
GET  /administration/teams                  -    -    -    -    -    -    -    -    -    -    page
GET  /administration/permissions            -    -    -    -    -    -    -    -    -    -    page
GET  /administration/contacts               -    -    -    -    -    -    -    -    -    -    page
GET  /administration/contacts/<caller>/erase -   -    -    -    -    -    -    -    -    -    page
GET  /administration/audit                  -    -    -    -    -    -    -    -    -    -    page
GET  /events/                               -    -    -    -    -    -    -    -    page -    -
GET  /events/export.csv                     -    -    -    -    -    -    -    -    page -    -
GET  /about/projections                     -    -    -    -    -    -    -    -    page page -

SEND /administration/operatives/<Ann Marsh>       - - - -    -    422  -    -    -    -    -
SEND /administration/operatives/<Ann Marsh>/amend - - - -    -    422  -    -    -    -    -
SEND /administration/operatives/<Ann Marsh>/back  - - - -    -    422  -    -    -    -    -
SEND /administration/operatives/<Ann Marsh>/leave - - - -    -    422  -    -    -    -    -
SEND /administration/operatives/<Ann Marsh>/erase - - - -    -    -    -    -    -    -    422
SEND /administration/import/sites           -    -    -    -    -    -    422  -    -    -    -
SEND /administration/import/sites/acquire   -    -    -    -    -    -    422  -    -    -    -
SEND /administration/import/operatives      -    -    -    -    -    422  -    -    -    -    -
SEND /administration/import/operatives/hire -    -    -    -    -    422  -    -    -    -    -
"""
"""What each feature opens to somebody who has it alone, in the order of their list, without being
an operative; "-" is 403. What it says about itself on the page of permissions has to cover it."""

OWN = {
    "Ann Marsh": ["<Ann Marsh>", "1002", "dispatch", "dispatch at a time", "note on a visit"],
    "Ben Okafor": ["<Ben Okafor>", "arrive", "revise the ETA"],
    "Carys Lloyd": ["1005", "complete", "abandon", "note"],
}
"""Which operative a row is about, by what stands in it; Ann Marsh, where it is about none."""
CASES = {case.name: case for case in EVERY_FORM}


class Row(msgspec.Struct, frozen=True):
    method: str
    what: str
    """The address, or the name of a form."""
    verdicts: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.what}"

    @property
    def operative(self) -> str:
        names = [name for name, marks in OWN.items() if self._is_about(marks)]
        return names[0] if names else "Ann Marsh"

    def _is_about(self, marks: list[str]) -> bool:
        if self.method == "POST":
            return self.what in marks
        return any(mark in self.what for mark in marks)


def _rows(table: str) -> list[Row]:
    head, *lines = [line for line in table.splitlines() if line]
    people = head.split()
    rows = []
    for line in lines:
        words = line.split()
        method, *what = words[: -len(people)]
        verdicts = dict(zip(people, words[-len(people) :], strict=True))
        rows.append(Row(method, " ".join(what), verdicts))
    return rows


ROWS = _rows(TABLE)
ROWS_ALONE = _rows(ALONE)
PAGES = [row for row in ROWS if row.method == "GET"]
FORMS = [row for row in ROWS if row.method == "POST"]
EMPTY_FORMS = [row for row in ROWS if row.method == "SEND"]
ELSEWHERE = {"sign_in.sign_in", "sign_in.sign_out", "sign_in.work_as"}
"""What can be sent by everybody, to become somebody or nobody."""


class Staff:
    """Everybody of the table, at a desk with a Work at every stage."""

    def __init__(self) -> None:
        self.desk = desk = desk_at_every_stage()
        desk.remember("caller", desk.add_call("W-1001", "Still leaks.", "Mr Bell"))
        desk.add_administrator("Ada Novak")
        for name, role in {
            "Adam Ruiz": "Administration",
            "Ray Quist": "Response",
            "Cleo Park": "Control",
            "Mo Tanaka": "Management",
        }.items():
            desk.register(name, role)
        for name in OWN:
            desk.register(name, "Operative", operative=name)
        desk.register("Nia Holm")
        desk.remember("Night shift", new_id("team"))
        desk.give(MakeTeam(team_id=desk.id("Night shift"), name="Night shift"), THE_MACHINE)
        desk.register("Olga Dahl", "Control")
        self._disabled = desk.signed_in("Olga Dahl")
        desk.give(DisableUser(user_id=desk.user_id("Olga Dahl")), THE_MACHINE)

    def at_browsers(self, operative: str) -> dict[str, Visitor]:
        """Each of them at a browser of their own."""
        signed_in = self.desk.signed_in
        other = "Ben Okafor" if operative == "Ann Marsh" else "Ann Marsh"
        return {
            "Ada": signed_in("Ada Novak"),
            "Adm": signed_in("Adam Ruiz"),
            "Resp": signed_in("Ray Quist"),
            "Ctrl": signed_in("Cleo Park"),
            "own": signed_in(operative),
            "other": signed_in(other),
            "Mgmt": signed_in("Mo Tanaka"),
            "none": signed_in("Nia Holm"),
            "off": self._disabled,
            "nobody": self.desk.visitor(),
        }


@pytest.fixture(scope="module")
def staff() -> Iterator[Staff]:
    """For pages alone, which change nothing."""
    staff = Staff()
    for number, feature in enumerate(Feature):
        staff.desk.register_with(f"Person{number} Alone", feature)
    yield staff
    staff.desk.log.close()


@pytest.fixture(scope="module")
def browsers(staff: Staff) -> dict[str, dict[str, Visitor]]:
    """Those of the staff, for each operative whom a row can be about."""
    return {name: staff.at_browsers(name) for name in OWN}


@pytest.fixture(scope="module")
def browsers_alone(staff: Staff) -> list[Visitor]:
    """Those of the people who have one feature each."""
    return [staff.desk.signed_in(f"Person{number} Alone") for number in range(len(Feature))]


def address_in(desk: Desk, what: str) -> str:
    for name in OWN:
        what = what.replace(f"<{name}>", desk.id(name))
    if "<Mo>" in what:
        what = what.replace("<Mo>", desk.user_id("Mo Tanaka"))
    what = what.replace("<Elm House>", desk.id("Elm House"))
    if "<caller>" in what:
        what = what.replace("<caller>", desk.id("caller"))
    what = what.replace("<Control>", ROLES["Control"])
    if "<Night shift>" in what:
        what = what.replace("<Night shift>", desk.id("Night shift"))
    return what


def send_nothing(visitor: Visitor, address: str) -> TestResponse:
    return visitor.client.post(address, data={"csrf_token": own_token(visitor)})


def verdict(answer: TestResponse) -> str:
    """What became of it, in the words of the table."""
    if answer.status_code == 303:
        return "in" if answer.location.startswith("/sign-in") else "done"
    if answer.status_code == 403:
        return "in" if "<h1>Please sign in</h1>" in answer.text else "403"
    return "page" if answer.status_code in (200, 302, 308) else str(answer.status_code)


# Pages


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_a_page_is_shown_to_those_whom_it_is_for(
    staff: Staff, browsers: dict[str, dict[str, Visitor]], row: Row
) -> None:
    address = address_in(staff.desk, row.what)
    before = staff.desk.head

    answers = {
        name: visitor.client.get(address, buffered=True)
        for name, visitor in browsers[row.operative].items()
    }

    assert {name: verdict(answer) for name, answer in answers.items()} == row.verdicts
    assert staff.desk.head == before
    for name, answer in answers.items():
        if verdict(answer) == "403":
            # Not taken apart: there are hundreds of them.
            text = answer.text.partition("<main")[2].partition("</main>")[0]
            assert "<h1>Not for you</h1>" in text
            assert "This takes the permission to “" in text
            assert ("You can grant it to yourself" in text) is (name in ("Ada", "Adm"))
            assert "can grant it" in text
            assert "nothing has been done" not in text
            assert text.count("“") <= 2


@pytest.mark.parametrize("row", ROWS_ALONE, ids=str)
def test_a_feature_opens_what_it_says_and_nothing_else(
    staff: Staff, browsers_alone: list[Visitor], row: Row
) -> None:
    address = address_in(staff.desk, row.what)

    answers = [
        visitor.client.get(address, buffered=True)
        if row.method == "GET"
        else send_nothing(visitor, address)
        for visitor in browsers_alone
    ]

    found = [{"403": "-"}.get(each, each) for each in map(verdict, answers)]
    assert found == list(row.verdicts.values())


def test_somebody_who_is_not_signed_in_is_led_back_afterwards(staff: Staff) -> None:
    answer = staff.desk.visitor().client.get("/work/?filter=lift&stage=QUEUED")

    assert answer.location == "/sign-in?next=/work/?filter%3Dlift%26stage%3DQUEUED"


# Forms


def sent_by(visitor: Visitor, form: Submission) -> Submission:
    """The same form, sent by that visitor: with a token of their session."""
    return form.but(csrf_token=own_token(visitor))


@pytest.mark.parametrize("row", FORMS, ids=str)
def test_a_form_is_carried_out_for_those_whom_it_is_for(row: Row) -> None:
    staff, case = Staff(), CASES[row.what]
    desk = staff.desk
    browsers = staff.at_browsers(row.operative)
    form = case.open(desk, desk.signed_in_as_everybody()).submission()
    before = desk.head
    refused = [name for name, expected in row.verdicts.items() if expected != "done"]

    for name in refused:
        answer = browsers[name].post(sent_by(browsers[name], form))
        assert (name, verdict(answer)) == (name, row.verdicts[name])
        assert desk.types(after=before) == []
        assert "so nothing has been done" in answer.text
        if name in (refused[0], refused[-1]):
            _repeats(Page(answer), case.typed)
    for name in row.verdicts.keys() - refused:
        # One after the other: the first does it, and to the others it is done already.
        assert verdict(browsers[name].post(sent_by(browsers[name], form))) == "done"
        assert desk.types(after=before) == case.events


@pytest.mark.parametrize("row", EMPTY_FORMS, ids=str)
def test_an_empty_form_is_looked_at_for_those_whom_it_is_for(staff: Staff, row: Row) -> None:
    address, before = address_in(staff.desk, row.what), staff.desk.head

    answers = {
        name: send_nothing(visitor, address)
        for name, visitor in staff.at_browsers(row.operative).items()
    }

    assert {name: verdict(answer) for name, answer in answers.items()} == row.verdicts
    assert staff.desk.head == before


def _repeats(page: Page, typed: dict[str, str | bool]) -> None:
    """Nothing that was typed is lost. Who is told what places are called: test_names_in_refusals.py
    has it."""
    for label, value in typed.items():
        words = value if isinstance(value, str) else label
        is_place = value is True and "Leeds" in label
        is_name = label == "Reassign to"
        assert is_place or is_name or words in page.text


# The table itself


def test_everything_that_can_be_asked_for_is_in_the_table(staff: Staff) -> None:
    adapter = staff.desk.app.url_map.bind("localhost")
    asked = {
        (adapter.match(address_in(staff.desk, row.what).partition("?")[0], method)[0], method)
        for method, rows in (("GET", PAGES), ("POST", EMPTY_FORMS))
        for row in rows
        if row.what != "/nowhere"
    }
    visitor = staff.desk.signed_in_as_everybody()
    for row in FORMS:
        address = CASES[row.what].open(staff.desk, visitor).submission().address
        asked.add((adapter.match(address.partition("?")[0], "POST")[0], "POST"))
    walked = {form.endpoint for form in FORMS_ABOUT_PEOPLE} | ELSEWHERE

    assert asked | {(endpoint, "POST") for endpoint in walked} == {
        (rule.endpoint, method)
        for rule in staff.desk.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_a_desk_does_not_start_where_a_view_has_forgotten_to_say_who_may_have_it(
    desk: Desk,
) -> None:
    desk.app.add_url_rule("/forgotten", "forgotten", lambda: "a secret")

    with pytest.raises(NotImplementedError, match="Say with @needs who may have forgotten"):
        gate.check(desk.app)
    answer = desk.visitor().client.get("/forgotten")

    assert answer.status_code == 403
    assert "a secret" not in answer.text


# The open desk

OPEN = {
    row.what
    for row in PAGES
    if not any(mark in row.what for mark in ("<Mo>", "<Night", "<Cont", "<caller"))
}
"""There are no people yet, and nobody has a session. That every form is taken there, too, is in
test_once.py."""
OPEN -= {"/you", "/sign-in"}


@pytest.mark.parametrize("row", [row for row in PAGES if row.what in OPEN], ids=str)
def test_an_open_desk_shows_every_page_to_nobody_in_particular(
    unchanged_desk: Desk, row: Row
) -> None:
    address = address_in(unchanged_desk, row.what)
    answer = unchanged_desk.visitor().client.get(address, buffered=True)

    assert verdict(answer) == next(each for each in row.verdicts.values() if each != "403")
