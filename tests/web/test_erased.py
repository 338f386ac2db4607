"""What pages show of somebody whose name was erased."""

import pytest

from app.commands.operative import EraseOperative, HireOperative
from app.commands.user import EraseUser, RegisterUser
from app.domain.access import THE_MACHINE
from app.domain.operative import OperativeHired
from app.event_store.log import Metadata, NewEvent
from app.event_store.mapper import EventMapper
from app.event_store.memory import memory_log
from app.store_errors import Unavailable
from tests.cast import ANN, THE_DESK
from tests.commands.desk import HIRE_BEN, DeskWithoutPages
from tests.event_store.keys_that_stick import StickingStore
from tests.web.desk import MORNING, Desk

PAGES = (
    "/",
    "/control/",
    "/operatives/",
    f"/operatives/{ANN}",
    "/administration/operatives",
    "/events",
)


def desk_with_ann_in_plain() -> Desk:
    """As an older Firstline wrote it: her name is in the log for ever."""
    log = memory_log()
    hired = OperativeHired(forename="Ann", surname="Quixotesson")
    metadata = Metadata(who=THE_DESK, when=MORNING, command_id="command-1", source="/control/")
    log.restore([EventMapper({}).written(NewEvent(ANN, 1, hired), metadata)])
    DeskWithoutPages(log).run(HIRE_BEN)
    return Desk(log=log)


def test_no_page_shows_the_name_that_an_older_log_has_in_plain() -> None:
    desk = desk_with_ann_in_plain()
    visitor = desk.visitor()
    shown = {page for page in PAGES if "Quixotesson" in visitor.open(page).html}
    assert shown >= {"/operatives/", f"/operatives/{ANN}", "/administration/operatives", "/events"}

    DeskWithoutPages(desk.log).run(EraseOperative(operative_id=ANN))

    for page in PAGES:
        assert "Quixotesson" not in visitor.open(page).html, page
    assert "(erased)" in visitor.open(f"/operatives/{ANN}").text
    assert b"Quixotesson" in desk.log.records(after=0, limit=1)[0].body


def test_nor_does_the_file_of_events() -> None:
    desk = desk_with_ann_in_plain()
    visitor = desk.visitor()
    file = "/events/export.csv"
    assert "Quixotesson" in visitor.client.get(file, buffered=True).text

    DeskWithoutPages(desk.log).run(EraseOperative(operative_id=ANN))

    for query in ("", "?as_of=2", f"?aggregate={ANN}", "?type=OperativeHired"):
        text = visitor.client.get(f"{file}{query}", buffered=True).text
        assert ("(erased)" in text, "Quixotesson" in text) == (True, False), query


def test_nor_does_a_page_of_the_past() -> None:
    desk = desk_with_ann_in_plain()
    visitor = desk.visitor()
    past = [f"{page}?as_of=2" for page in PAGES]
    assert "Quixotesson" in visitor.open("/events?as_of=2").html

    DeskWithoutPages(desk.log).run(EraseOperative(operative_id=ANN))

    for page in past:
        assert "Quixotesson" not in visitor.open(page).html, page
    assert "(erased)" in visitor.open("/events?as_of=2").text


def test_nor_does_any_page_while_the_key_cannot_be_thrown_away() -> None:
    private = StickingStore()
    without_pages = DeskWithoutPages(memory_log(private))
    without_pages.run(HIRE_BEN)
    register = RegisterUser(
        user_id="user-zoe", full_name="Zoe Quixotesson", sign_in_name="quixotesson.z"
    )
    without_pages.run(register, who=THE_MACHINE)
    without_pages.run(HireOperative(operative_id=ANN, forename="Ann", surname="Quixotesson"))
    desk = Desk(log=without_pages.log)
    visitor = desk.visitor()
    head = desk.log.head()
    past = [f"{page}?as_of={head}" for page in PAGES]
    assert "Quixotesson" in visitor.open(f"/events?as_of={head}").html

    private.sticks = True
    for erase in (EraseOperative(operative_id=ANN), EraseUser(user_id="user-zoe")):
        with pytest.raises(Unavailable):
            without_pages.run(erase)

    for page in (*PAGES, *past, "/administration/people", "/administration/people/user-zoe"):
        assert "quixotesson" not in visitor.open(page).html.casefold(), page
    assert private.keys.kept_of([ANN, "user-zoe"])


def test_nobody_is_offered_to_assign_to_who_was_erased() -> None:
    desk = desk_with_ann_in_plain()
    desk.acquire("Elm House", "Leeds")
    desk.raise_work("Boiler leaks", "Elm House")
    visitor = desk.visitor()
    assert "Ann free" in visitor.open("/control/?open=W-1001").row("W-1001").suggested
    picker = "Assign W-1001 to"
    offered = [each.text for each in visitor.page.field(picker).element.select("option")]
    [ann] = [each for each in offered if "Ann" in each]

    DeskWithoutPages(desk.log).run(EraseOperative(operative_id=ANN), command_id="command-9")

    offered.remove(ann)
    page = visitor.open("/control/?open=W-1001")
    assert "Ann" not in " ".join(page.row("W-1001").suggested)
    assert [each.text for each in page.field(picker).element.select("option")] == offered
