"""Every form of the desk, filled in: where it is found on a desk with a Work at every stage, what
it does, and what may happen afterwards."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec
import pytest

from tests.web.desk import Desk
from tests.web.visitor import Form, Submission, Visitor

K = TypeVar("K")


class Case(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    page: str
    """Its address, with the operative's name in place of the id."""
    button: str
    typed: dict[str, str | bool]
    events: list[str]
    """What sending it appends."""
    notice: str
    later: Callable[[Desk, Submission], None]
    """What may happen next to what it created or changed."""

    def __str__(self) -> str:
        return self.name

    def open(self, desk: Desk, visitor: Visitor) -> Form:
        """The form, filled in, on its page."""
        area, _, name = self.page.rpartition("/")
        address = self.page.replace("<Elm House>", desk.id("Elm House"))
        visitor.open(desk.page_of(name) if area == "/operatives" else address)
        return visitor.form(self.button).fill(self.typed)


def _send_out(desk: Desk, sent: Submission) -> None:
    desk.remember("Dora Webb", sent["operative_id"])
    desk.assign("W-1001", "Dora Webb")
    desk.dispatch("W-1001", "Dora Webb")


def _raise_work_there(desk: Desk, sent: Submission) -> None:
    desk.remember("7 Mill Lane", sent["site_id"])
    desk.raise_work("Gate sticks", "7 Mill Lane")


def _assign_elsewhere(desk: Desk, sent: Submission) -> None:
    desk.recall("W-1001")
    desk.assign("W-1001", "Ann Marsh")


def _finish(desk: Desk, sent: Submission) -> None:
    desk.arrive("W-1002", "Ann Marsh")
    desk.complete("W-1002", "Ann Marsh")


HIRE = Case(
    name="hire",
    page="/administration/operatives",
    button="Hire",
    typed={"Forename": "Dora", "Surname": "Webb"},
    events=["OperativeHired"],
    notice="Dora Webb hired",
    later=_send_out,
)
ACQUIRE = Case(
    name="acquire",
    page="/administration/sites",
    button="Acquire",
    typed={
        "Address line 1": "7 Mill Lane",
        "Town": "York",
        "Post code": "YO1 7PR",
        "Telephone number": "01904 496012",
    },
    events=["SiteAcquired"],
    notice="7 Mill Lane, York acquired",
    later=_raise_work_there,
)
RAISE = Case(
    name="raise",
    page="/response/",
    button="Raise Work",
    typed={
        "Elm House, Leeds": True,
        "Emergency": True,
        "Title": "Water in the cellar",
        "Description": "Ankle-deep and rising.",
    },
    events=["WorkRaised"],
    notice="W-1007 raised for Elm House, Leeds",
    later=lambda desk, sent: desk.assign("W-1007", "Ann Marsh"),
)
ADD_CALL = Case(
    name="add a call",
    page="/response/?site=<Elm House>",
    button="It is this: add the call to W-1001",
    typed={"Caller's name": "Jo Field", "Title": "Still leaking"},
    events=["WorkCallAdded", "ContactNamed"],
    notice="W-1001: Jo Field called about it again",
    later=lambda desk, sent: desk.assign("W-1001", "Ann Marsh"),
)
ACQUIRE_IN_CALL = Case(
    name="acquire in a call",
    page="/response/",
    button="Acquire and go on",
    typed={
        "Address line 1": "7 Mill Lane",
        "Town": "York",
        "Post code": "YO1 7PR",
        "Telephone number": "01904 496012",
    },
    events=["SiteAcquired"],
    notice="7 Mill Lane, York acquired",
    later=lambda desk, sent: _raise_work_there(desk, sent.but(site_id=sent["new_site_id"])),
)
ASSIGN = Case(
    name="assign",
    page="/control/",
    button="Assign W-1001 to Ben",
    typed={},
    events=["WorkAssigned"],
    notice="W-1001 assigned to Ben Okafor",
    later=_assign_elsewhere,
)
RECALL = Case(
    name="recall",
    page="/work/W-1002/recall",
    button="Recall W-1002",
    typed={"Reason": "Ann is needed in York."},
    events=["WorkRecalled"],
    notice="W-1002 recalled from Ann Marsh, back with Control",
    later=lambda desk, sent: desk.assign("W-1002", "Ben Okafor"),
)
REASSIGN = Case(
    name="reassign",
    page="/work/W-1002/reassign",
    button="Reassign W-1002",
    typed={"Reassign to": "Okafor, Ben", "Reason (optional)": "Ben is nearer."},
    events=["WorkReassigned"],
    notice="W-1002 reassigned from Ann Marsh to Ben Okafor",
    later=lambda desk, sent: desk.recall("W-1002"),
)
CLOSE = Case(
    name="close",
    page="/work/W-1001/close",
    button="Close W-1001",
    typed={"It was withdrawn": True, "Reason": "The caller rang back."},
    events=["WorkClosed"],
    notice="W-1001 closed without completing: withdrawn",
    later=lambda desk, sent: desk.reopen("W-1001"),
)
REOPEN = Case(
    name="reopen",
    page="/work/W-1005/reopen",
    button="Reopen W-1005",
    typed={"What is wrong again": "It broke again."},
    events=["WorkReopened"],
    notice="W-1005 reopened, back with Control",
    later=lambda desk, sent: desk.assign("W-1005", "Ben Okafor"),
)
DISPATCH = Case(
    name="dispatch",
    page="/operatives/Ann Marsh",
    button="Dispatch",
    typed={"Minutes from now": "25"},
    events=["WorkDispatched", "OperativeEngaged"],
    notice="W-1002: Ann Marsh set off, expecting to arrive at 11:14",
    later=_finish,
)
DISPATCH_AT = Case(
    name="dispatch at a time",
    page="/operatives/Ann Marsh",
    button="Dispatch",
    typed={"or at": "11:30"},
    events=["WorkDispatched", "OperativeEngaged"],
    notice="W-1002: Ann Marsh set off, expecting to arrive at 11:30",
    later=_finish,
)
ARRIVE = Case(
    name="arrive",
    page="/operatives/Ben Okafor",
    button="Arrive",
    typed={},
    events=["WorkArrivedAt"],
    notice="W-1003: Ben Okafor arrived on site",
    later=lambda desk, sent: desk.complete("W-1003", "Ben Okafor"),
)
COMPLETE = Case(
    name="complete",
    page="/operatives/Carys Lloyd",
    button="Complete",
    typed={"Mended": True, "Outcome": "New hinge fitted."},
    events=["WorkCompleted", "OperativeReleased"],
    notice="W-1004 completed by Carys Lloyd: mended",
    later=lambda desk, sent: desk.reopen("W-1004"),
)
ABANDON = Case(
    name="abandon",
    page="/operatives/Carys Lloyd",
    button="Abandon W-1004",
    typed={"Other skills needed": True, "Reason": "It needs a joiner."},
    events=["WorkAbandoned", "OperativeReleased"],
    notice="W-1004 abandoned by Carys Lloyd (other skills needed), back with Control",
    later=lambda desk, sent: desk.assign("W-1004", "Carys Lloyd"),
)

REVISE_ETA = Case(
    name="revise the ETA",
    page="/operatives/Ben Okafor",
    button="Change the time",
    typed={"Minutes from now": "40"},
    events=["WorkEtaRevised"],
    notice="W-1003: Ben Okafor now expects to arrive at 11:29",
    later=lambda desk, sent: desk.arrive("W-1003", "Ben Okafor"),
)
AMEND = Case(
    name="amend",
    page="/work/W-1002/amend",
    button="Amend W-1002",
    typed={"Title": "Lift stuck on floor 2", "Urgent": True, "Caller's name": "Mr Bell"},
    events=["WorkTitleAmended", "WorkPriorityAmended", "WorkCallerAmended", "ContactNamed"],
    notice="W-1002: the title was amended from “Lift stuck” to “Lift stuck on floor 2”; "
    "the priority was amended from routine to urgent, to be there by 18:49; "
    "the caller was amended from nobody to Mr Bell",
    later=lambda desk, sent: desk.recall("W-1002"),
)
NOTE = Case(
    name="note",
    page="/work/W-1005",
    button="Add note",
    typed={"Note": "The key is at number 7."},
    events=["WorkNoted"],
    notice="W-1005: a note was added",
    later=lambda desk, sent: desk.reopen("W-1005"),
)
NOTE_ON_VISIT = Case(
    name="note on a visit",
    page="/operatives/Ann Marsh",
    button="Add note",
    typed={"Note": "The key is at number 7."},
    events=["WorkNoted"],
    notice="W-1002: a note was added",
    later=lambda desk, sent: desk.recall("W-1002"),
)

EVERY_FORM = [
    HIRE,
    ACQUIRE,
    RAISE,
    ADD_CALL,
    ACQUIRE_IN_CALL,
    ASSIGN,
    RECALL,
    CLOSE,
    REOPEN,
    DISPATCH,
    DISPATCH_AT,
    ARRIVE,
    COMPLETE,
    ABANDON,
    REVISE_ETA,
    REASSIGN,
    AMEND,
    NOTE,
    NOTE_ON_VISIT,
]
every_form = pytest.mark.parametrize("case", EVERY_FORM, ids=str)


def by_turns(name: str, kinds: Sequence[K]) -> pytest.MarkDecorator:
    """For what is the same for all forms: one of them with each of these kinds, and each of the
    others with one, in turns."""
    others = [case for case in EVERY_FORM if case is not RECALL]
    return pytest.mark.parametrize(
        ("case", name),
        [(RECALL, kind) for kind in kinds]
        + [(case, kinds[number % len(kinds)]) for number, case in enumerate(others)],
        ids=lambda each: getattr(each, "__name__", str(each)),
    )


MOVES = frozenset({"control.move_in_queue", "operatives.move_in_queue"})
"""To be moved, Work needs others in its queue: test_queue_order.py has these."""

WITH_TESTS_OF_THEIR_OWN = frozenset(
    {"people", "person", "personnel", "teams", "permissions", "audit", "sign_in"}
    | {"invitations", "you", "imports", "duty", "sites", "contacts"}
)
"""The blueprints whose forms are not among these: test_forms_about_people.py has those about
people, test_duty.py those of duty, test_sites.py those about Sites and their contacts; those of
signing in give no command, and those of importing come with a file."""
