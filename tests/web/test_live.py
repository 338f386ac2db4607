"""Pages that are live: what they are told while they are open."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from bs4 import BeautifulSoup
from jinja2 import ChoiceLoader, DictLoader

from app.commands.ids import new_id
from app.domain.lifecycle import Stage
from app.settings import Settings
from app.web import live
from app.web.desk import read_models
from app.web.gate import needs
from app.web.live import live_page
from app.web.page_data import PageData
from app.web.polls import DONE, SEEN, TAG
from tests.web.desk import Desk
from tests.web.page import Page, attribute, words_of
from tests.web.signing_in import peopled_desk, sign_in
from tests.web.visitor import Submission
from tests.web.watching import Watcher

REGISTER = "/work/"
LIVE = ["/", REGISTER, "/work/W-1001", "<Ann Marsh>"]


def _address(desk: Desk, page: str) -> str:
    return desk.page_of("Ann Marsh") if page == "<Ann Marsh>" else page


def _is_not_live(page: Page) -> bool:
    """Its only script is for keys, which press what stands there."""
    scripts = [attribute(each, "src").partition("?")[0] for each in page.soup.select("script")]
    return scripts == ["/static/keys.js"] and not page.soup.select("#live, noscript")


@pytest.fixture
def watched(desk: Desk) -> Desk:
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    return desk


@pytest.mark.parametrize("page", LIVE)
def test_while_nothing_changes_a_page_is_told_the_time_of_day(watched: Desk, page: str) -> None:
    watcher = Watcher(watched.visitor(), _address(watched, page))

    for _ in range(2):
        answer = watcher.ask()
        assert (answer.status_code, answer.text) == (200, "10:42:00")
        assert answer.headers[TAG] == watcher.tag
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("page", LIVE)
def test_what_is_new_comes_without_the_rest_of_the_page(watched: Desk, page: str) -> None:
    watcher = Watcher(watched.visitor(), _address(watched, page))
    watched.dispatch("W-1001", "Ann Marsh")

    watcher.hears()

    [*parts] = BeautifulSoup(watcher.ask(headers={SEEN: "none"}).text, "html.parser").select("*")
    assert parts[0]["id"] == "live"
    assert all(parts[0] in each.parents for each in parts[1:])
    again = watcher.visitor.open(watcher.address)
    assert words_of(parts[0]) == words_of(again.main)
    assert parts[0]["data-title"] == again.title


def test_what_happens_elsewhere_is_no_news(watched: Desk) -> None:
    works_page = Watcher(watched.visitor(), "/work/W-1001")
    register = Watcher(watched.visitor(), REGISTER)
    watched.raise_work("Lift stuck")

    assert "Lift stuck" in register.hears()

    assert works_page.is_told_that_nothing_is_new()


def test_a_minute_later_lengths_of_time_have_changed(watched: Desk) -> None:
    watcher = Watcher(watched.visitor(), "/work/W-1001")
    watched.clock.move(0.5)
    assert watcher.is_told_that_nothing_is_new()
    watched.clock.move(3)

    assert "3 min ago" in watcher.hears()


def test_within_a_minute_no_length_of_time_changes(watched: Desk) -> None:
    watched.clock.move(0.5)
    watched.raise_work("Lift stuck")
    watched.clock.move(0.7)
    watcher = Watcher(watched.visitor(), "/work/W-1002")
    watched.clock.move(0.7)

    assert watcher.is_told_that_nothing_is_new()


def test_somebody_who_signed_out_elsewhere_is_told_nothing() -> None:
    desk = peopled_desk()
    visitor = desk.visitor()
    sign_in(visitor, "Cleo Park")
    watcher = Watcher(visitor, REGISTER)
    assert watcher.is_told_that_nothing_is_new()
    desk.private.sessions.end_all(desk.user_id("Cleo Park"))

    answer = watcher.ask()

    assert answer.status_code == 303
    assert TAG not in answer.headers


@pytest.mark.parametrize("page", [*LIVE, "/control/"])
def test_a_page_of_the_past_is_not_live(watched: Desk, page: str) -> None:
    shown = watched.visitor().open(f"{_address(watched, page)}?as_of={watched.head}")

    assert _is_not_live(shown)
    answer = watched.visitor().client.get(shown.address, headers={SEEN: "none"})
    assert TAG not in answer.headers


def test_a_page_with_a_form_that_was_refused_is_not_live(watched: Desk) -> None:
    visitor = watched.visitor()
    visitor.open("/work/W-1001")

    page = visitor.press("Add note", {"Note": ""})

    assert page.status == 422
    assert _is_not_live(page)


def test_a_page_with_a_refusal_says_that_it_is_not_renewed_and_leads_to_one_that_is(
    watched: Desk,
) -> None:
    watched.raise_work("Lift stuck")
    visitor = watched.visitor()
    visitor.open("/control/?sort=age&open=W-1002")
    form = visitor.form("Assign W-1002 to Ben")
    watched.close("W-1002")

    page = form.press()

    assert page.status == 409
    [said] = page.main.select(".not-renewed")
    assert words_of(said) == "As of 10:42:00. This page is not renewed: open it again"
    assert page.link("open it again") == "/control/?sort=age"


def test_without_script_a_page_is_loaded_anew_unless_something_can_be_typed(watched: Desk) -> None:
    visitor = watched.visitor()
    renewed = {page: visitor.open(_address(watched, page)).soup.select("noscript") for page in LIVE}

    assert [page for page, found in renewed.items() if found] == ["/"]


# Who is told


def test_asking_does_not_keep_a_session_in_use() -> None:
    desk = peopled_desk()
    visitor = desk.visitor()
    sign_in(visitor, "Cleo Park")
    watcher = Watcher(visitor, REGISTER)
    for _ in range(Settings().idle_hours):
        desk.clock.move(60)
        watcher.ask(headers={SEEN: "none"})

    assert TAG not in watcher.ask().headers


def test_what_is_said_of_something_done_waits_for_who_did_it(watched: Desk) -> None:
    visitor = watched.visitor()
    watcher = Watcher(visitor, "/work/W-1001")
    watched.raise_work("Lift stuck")
    sent = visitor.form("Add note").fill({"Note": "The key is at number 7."}).submission()
    visitor.post(sent)

    assert "a note was added" not in watcher.hears()

    done = watcher.ask(headers={SEEN: DONE}).text
    [notice] = BeautifulSoup(done, "html.parser").select("[role=status] p")
    assert words_of(notice) == "W-1001: a note was added"
    assert visitor.open("/work/W-1001").notices == []


# What is made once for several people


class Shown:
    """A page that is the same for all who have the same rights, and how often it was made."""

    address = "/shown"

    def __init__(self, desk: Desk, says: str = "{{ page.attention }} wait") -> None:
        self.made = 0
        self.takes = 0.0
        """In seconds."""
        template = (
            "{% extends 'live/board.html' %}{% block title %}Shown{% endblock %}"
            f"{{% block live %}}<h1>{says}</h1>"
            "{% if may(Feature.ASSIGN_AND_RECALL) %}<button>Assign</button>{% endif %}"
            "<input type=hidden name=csrf_token value='{{ csrf_token() }}'>{% endblock %}"
        )
        loader = desk.app.jinja_env.loader
        assert loader
        desk.app.jinja_env.loader = ChoiceLoader([DictLoader({"shown.html": template}), loader])
        view = needs()(lambda: live_page("shown.html", self._page, shared=True))
        desk.app.add_url_rule(self.address, "home.shown", view)

    def _page(self) -> PageData:
        time.sleep(self.takes)
        self.made += 1
        return PageData(attention=read_models().works.count(Stage.AWAITING_CONTROL))


@pytest.fixture
def shared() -> Desk:
    desk = peopled_desk()
    desk.register("Dora Webb", "Control")
    desk.raise_work("Boiler leaks")
    return desk


def test_what_all_see_alike_is_made_once_and_again_when_it_may_have_changed(shared: Desk) -> None:
    shown = Shown(shared)
    cleo, dora = (shared.signed_in(name) for name in ("Cleo Park", "Dora Webb"))
    pages = [visitor.open(Shown.address) for visitor in (cleo, dora, cleo)]

    assert [page.text for page in pages] == ["1 wait Assign"] * 3
    assert shown.made == 1
    shared.raise_work("Lift stuck")
    assert dora.open(Shown.address).text == "2 wait Assign"
    assert shown.made == 2
    shared.clock.move(1)
    assert dora.open(Shown.address).text == "2 wait Assign"
    assert shown.made == 3


def test_of_those_who_ask_for_it_at_once_one_makes_it(shared: Desk) -> None:
    shown = Shown(shared)
    shown.takes = 0.3
    visitors = [shared.signed_in(name) for name in ("Cleo Park", "Dora Webb")]

    with ThreadPoolExecutor(len(visitors)) as pool:
        pages = list(pool.map(lambda visitor: visitor.open(Shown.address), visitors))

    assert [page.text for page in pages] == ["1 wait Assign"] * 2
    assert shown.made == 1


def test_who_may_less_sees_less(shared: Desk) -> None:
    Shown(shared)
    names = ["Ann Marsh", "Cleo Park", "Ada Novak", "Cleo Park"]

    pages = [shared.signed_in(name).open(Shown.address) for name in names]

    assert [page.text for page in pages] == ["1 wait", "1 wait Assign", "1 wait", "1 wait Assign"]


def test_two_with_the_same_rights_see_that_they_are_not_the_same_operative(shared: Desk) -> None:
    shared.register("Ben Okafor", "Control", operative="Ben Okafor")
    shared.register("Eve Control", "Control")
    shared.assign("W-1001", "Ben Okafor")

    pages = [
        shared.signed_in(name).open(shared.page_of("Ben Okafor"))
        for name in ("Eve Control", "Ben Okafor")
    ]

    said = "You enter this for Ben Okafor."
    assert [said in page.text for page in pages] == [True, False]


def test_each_has_their_own_token_against_forgery(shared: Desk) -> None:
    Shown(shared)
    cleo, dora = (shared.signed_in(name) for name in ("Cleo Park", "Dora Webb"))
    note = "/work/W-1001/note"

    tokens = [
        attribute(visitor.open(Shown.address).main.select("[name=csrf_token]")[0], "value")
        for visitor in (cleo, dora)
    ]

    fields = [("note", "The key is at number 7."), ("command_id", new_id("command"))]
    for visitor, token, status in ((cleo, tokens[1], 400), (cleo, tokens[0], 303)):
        sent = Submission(note, [*fields, ("csrf_token", token)])
        assert visitor.post(sent).status_code == status


def test_a_desk_that_signs_with_another_key_has_other_pages(watched: Desk) -> None:
    """A script that is open would go on with forms that are not taken any more."""
    watcher = Watcher(watched.visitor(), REGISTER)
    for key, is_the_same in ((watched.app.secret_key, True), ("another-key" * 4, False)):
        watched.app.secret_key = key
        watched.clock.move(1)

        version, _, _ = watcher.ask(headers={SEEN: "none"}).headers[TAG].partition("-")

        assert (version == watcher.tag.partition("-")[0]) is is_the_same


def test_each_has_a_form_of_their_own(shared: Desk) -> None:
    """What one sends is not taken for what another has sent."""
    notes = []
    for name in ("Cleo Park", "Dora Webb"):
        visitor = shared.signed_in(name)
        visitor.open("/work/W-1001")
        notes.append(visitor.form("Add note").fill({"Note": f"By {name}."}))
    before = shared.head

    assert [note.press().status for note in notes] == [200, 200]
    assert shared.types(before) == ["WorkNoted", "WorkNoted"]


def test_the_title_says_how_many_things_need_attention(shared: Desk) -> None:
    Shown(shared, says="")  # so that nothing else is new
    watcher = Watcher(shared.signed_in("Cleo Park"), Shown.address)
    assert watcher.visitor.page.title.startswith("(1) ")
    shared.raise_work("Lift stuck")

    watcher.hears()

    again = watcher.ask(headers={SEEN: "none"})
    assert 'data-title="(2) ' in again.text


def test_so_much_is_kept_and_no_more(shared: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST_KEPT", 1)
    shown, visitor = Shown(shared), shared.signed_in("Cleo Park")

    for query in ("", "?2", "?2", ""):
        visitor.open(f"{Shown.address}{query}")

    assert shown.made == 3
