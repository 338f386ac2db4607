"""What error pages keep of a form that was sent: what the form says may be kept, and no more."""

from collections.abc import Iterator

import pytest
from wtforms import PasswordField

from app import create_app
from app.domain.operative import SURNAME
from app.event_store.log import Unavailable
from app.settings import Settings
from app.web.forms.base import DeskForm, text_field
from app.web.gate import open_to_all
from app.web.sending import takes
from tests.commands.desk import LogInBetween
from tests.web.desk import Desk, desk_at_every_stage
from tests.web.every_form import ABANDON, CLOSE, COMPLETE, EVERY_FORM, HIRE, RAISE, Case, every_form
from tests.web.page import Page
from tests.web.quick import QuickReadSide
from tests.web.visitor import Visitor

STRANGE = "strange-3141"
"""What no form of the desk has asked for."""


def kept(page: Page) -> list[str]:
    """What the page keeps, to be copied: labels and texts in turn."""
    return [each.get_text() for each in page.main.select("dl.kept dt, dl.kept dd")]


class SilentDesk:
    """A desk at every stage, whose log takes nothing more."""

    def __init__(self) -> None:
        self.desk = desk_at_every_stage()
        self.log = LogInBetween(self.desk.log)
        self.desk.app = create_app(Settings(), self.log, self.desk.clock, QuickReadSide(self.log))
        self.visitor = self.desk.visitor()

    def fall_silent(self) -> None:
        def be_away() -> None:
            raise Unavailable("silence")

        self.log.before_append = be_away


@pytest.fixture
def silent() -> Iterator[SilentDesk]:
    silent = SilentDesk()
    yield silent
    silent.log.close()


# The form does not prove where it comes from


def test_what_was_typed_and_ticked_is_shown_by_itself_without_the_hidden_fields(
    visitor: Visitor,
) -> None:
    visitor.open("/response/")
    form = visitor.form("Raise Work").fill({**RAISE.typed, "31 Queen Square, Bristol": True})

    page = visitor.send(form.submission().without("csrf_token"))

    assert [text.strip("\u2068\u2069") for text in kept(page)] == [
        "Sites",
        "31 Queen Square, Bristol",
        "Sites",
        "Elm House, Leeds",
        "Priority",
        "Emergency",
        "Title",
        "Water in the cellar",
        "Description",
        "Ankle-deep and rising.",
    ]


def test_a_choice_is_kept_in_the_words_of_the_page(busy_desk: Desk) -> None:
    visitor = busy_desk.visitor()
    sent = CLOSE.open(busy_desk, visitor).submission()

    page = visitor.send(sent.without("csrf_token"))

    assert kept(page) == [
        "Why it can be closed",
        "It was withdrawn",
        "Reason",
        "The caller rang back.",
    ]


def test_what_was_typed_for_the_other_button_of_a_form_is_kept_too(busy_desk: Desk) -> None:
    visitor = busy_desk.visitor()
    form = COMPLETE.open(busy_desk, visitor).fill(ABANDON.typed)

    page = visitor.send(form.submission().without("csrf_token"))

    assert kept(page) == [
        "What came of it",
        "Mended",
        "Outcome (optional)",
        "New hinge fitted.",
        "Why it cannot be done",
        "Other skills needed",
        "Reason",
        "It needs a joiner.",
    ]


def test_what_was_typed_where_two_buttons_have_the_same_field_is_kept_once(
    busy_desk: Desk,
) -> None:
    visitor = busy_desk.visitor()
    visitor.open(busy_desk.page_of("Ben Okafor"))
    sent = visitor.form("Abandon W-1003").fill({"Minutes from now": "40"}).submission()

    page = visitor.send(sent.without("csrf_token"))

    assert kept(page) == ["Minutes from now", "40"]


@every_form
def test_nothing_that_the_form_has_not_asked_for_is_repeated(
    unchanged_desk: Desk, case: Case
) -> None:
    visitor = unchanged_desk.visitor()
    sent = case.open(unchanged_desk, visitor).submission().without("csrf_token")

    page = visitor.send(sent.but(strange=STRANGE, operative_ids=STRANGE, csrf_token=STRANGE))

    assert page.status == 400
    assert STRANGE not in page.html


@pytest.mark.parametrize(
    ("case", "field"), [(RAISE, "site_ids"), (CLOSE, "cause"), (HIRE, "operative_id")], ids=str
)
def test_a_choice_that_the_desk_does_not_know_is_not_repeated(
    busy_desk: Desk, case: Case, field: str
) -> None:
    visitor = busy_desk.visitor()
    sent = case.open(busy_desk, visitor).submission().without("csrf_token")

    page = visitor.send(sent.but(**{field: STRANGE}))

    assert page.status == 400
    assert STRANGE not in page.html


def test_where_no_form_is_taken_nothing_is_repeated(visitor: Visitor) -> None:
    visitor.open("/administration/operatives")
    sent = visitor.form("Hire").fill({"Forename": STRANGE}).submission()
    sent.address = "/control/"

    page = visitor.send(sent)

    assert page.status == 405
    assert STRANGE not in page.html


def test_when_the_names_of_sites_cannot_be_looked_up_the_rest_is_kept(
    visitor: Visitor, desk: Desk
) -> None:
    visitor.open("/response/")
    sent = visitor.form("Raise Work").fill(RAISE.typed).submission()
    desk.break_the_log()

    page = visitor.send(sent.without("csrf_token"))

    assert page.status == 400
    assert kept(page) == [
        "Priority",
        "Emergency",
        "Title",
        "Water in the cellar",
        "Description",
        "Ankle-deep and rising.",
    ]


# The log does not answer


def test_the_same_form_can_be_sent_again_and_nothing_else(silent: SilentDesk) -> None:
    forms = [(case, case.open(silent.desk, silent.visitor).submission()) for case in EVERY_FORM]
    silent.fall_silent()

    for case, sent in forms:
        page = silent.visitor.send(sent.but(strange=STRANGE, operative_ids=STRANGE))

        assert page.status == 503, case
        assert STRANGE not in page.html, case
        assert silent.visitor.form("Send it again").submission().fields == sent.fields, case


class SignUpForm(DeskForm):
    surname = text_field(SURNAME)
    password = PasswordField("Password")
    again = PasswordField("Password again")


def _with_a_password(silent: SilentDesk, *, is_away: bool) -> Page:
    """Send a form in which there is a password, to a desk that has no such form."""

    @takes(SignUpForm)
    @open_to_all
    def sign_up() -> str:
        SignUpForm().validate()
        if is_away:
            raise Unavailable("silence")
        return ""

    silent.desk.app.add_url_rule("/sign-up", "sign_up", sign_up, methods=["POST"])
    silent.visitor.open("/administration/operatives")
    sent = silent.visitor.form("Hire").submission()
    sent.address = "/sign-up"
    sent = sent.but(surname="Webb", password=STRANGE, again=STRANGE)
    return silent.visitor.send(sent if is_away else sent.without("csrf_token"))


@pytest.mark.parametrize("is_away", [True, False])
def test_a_password_is_never_repeated(silent: SilentDesk, is_away: bool) -> None:
    page = _with_a_password(silent, is_away=is_away)

    assert page.status == (503 if is_away else 400)
    assert STRANGE not in page.html
    assert kept(page) == ["Surname", "Webb"]


def test_a_form_with_a_password_is_not_sent_again_without_it(silent: SilentDesk) -> None:
    page = _with_a_password(silent, is_away=True)

    assert page.buttons == []
    assert "What you sent is kept here" not in page.text
