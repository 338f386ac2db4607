"""Forms that somebody who is signed in is made to send from elsewhere: nothing is done."""

import pytest

from tests.web.desk import Desk, desk_at_every_stage
from tests.web.every_form import EVERY_FORM, HIRE, Case
from tests.web.forgery import own_token
from tests.web.page import Page

NOT_TAKEN = "The form could not be taken"


@pytest.fixture(scope="module")
def desk() -> Desk:
    """Shared: hardly anything changes here, if all goes well."""
    desk = desk_at_every_stage()
    desk.add_administrator("Ada Novak")
    desk.register("Cleo Park", "Control")
    return desk


@pytest.mark.parametrize("case", EVERY_FORM, ids=str)
def test_a_form_without_a_token_of_the_session_is_refused(desk: Desk, case: Case) -> None:
    desk.clock.move(1)  # Who has many sessions loses the oldest.
    visitor = desk.signed_in_as_everybody()
    form = case.open(desk, visitor).submission()
    tokens = {
        "none": None,
        "nonsense": "nonsense",
        "of another desk": own_token(Desk().visitor()),
        "of somebody else's session": own_token(desk.signed_in("Cleo Park")),
        "of the same person's other session": own_token(desk.signed_in_as_everybody()),
        "of a browser in which nobody is signed in": own_token(desk.visitor()),
    }
    before = desk.head

    for kind, token in tokens.items():
        sent = form.but(csrf_token=token) if token else form.without("csrf_token")
        answer = visitor.post(sent)
        assert (kind, answer.status_code, Page(answer).heading) == (kind, 400, NOT_TAKEN)
        assert desk.types(after=before) == []


def test_a_form_with_a_token_of_the_session_is_taken(desk: Desk) -> None:
    visitor = desk.signed_in_as_everybody()
    form = HIRE.open(desk, visitor).submission()

    assert visitor.post(form.but(csrf_token=own_token(visitor))).status_code == 303
