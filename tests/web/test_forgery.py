"""Forms that somebody who is signed in is made to send from elsewhere: nothing is done."""

import pytest

from tests.web.desk import Desk, desk_at_every_stage
from tests.web.every_form import HIRE, Case, every_form
from tests.web.forgery import own_token

NOT_TAKEN = "<h1>The form could not be taken</h1>"


@pytest.fixture(scope="module")
def desk() -> Desk:
    """Shared: hardly anything changes here, if all goes well."""
    desk = desk_at_every_stage()
    desk.add_administrator("Ada Novak")
    desk.register("Cleo Park", "Control")
    return desk


@pytest.fixture(scope="module")
def tokens(desk: Desk) -> dict[str, str | None]:
    """By whose they are."""
    return {
        "none": None,
        "nonsense": "nonsense",
        "of another desk": own_token(Desk().visitor()),
        "of somebody else's session": own_token(desk.signed_in("Cleo Park")),
        "of the same person's other session": own_token(desk.signed_in_as_everybody()),
        "of a browser in which nobody is signed in": own_token(desk.visitor()),
    }


@every_form
def test_a_form_without_a_token_of_the_session_is_refused(
    desk: Desk, tokens: dict[str, str | None], case: Case
) -> None:
    desk.clock.move(1)  # Who has many sessions loses the oldest.
    visitor = desk.signed_in_as_everybody()
    form = case.open(desk, visitor).submission()
    before = desk.head

    for kind, token in tokens.items():
        sent = form.but(csrf_token=token) if token else form.without("csrf_token")
        answer = visitor.post(sent)
        assert (kind, answer.status_code) == (kind, 400)
        assert NOT_TAKEN in answer.text, kind
        assert desk.types(after=before) == []


def test_a_form_with_a_token_of_the_session_is_taken(desk: Desk) -> None:
    visitor = desk.signed_in_as_everybody()
    form = HIRE.open(desk, visitor).submission()

    assert visitor.post(form.but(csrf_token=own_token(visitor))).status_code == 303
