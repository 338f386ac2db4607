"""Where does each contact stand: in which works and Sites?"""

from msgspec.structs import replace

from app.domain.site import SiteContactAmended
from app.domain.work_events import WorkCallAdded, WorkCallerAmended
from app.read_models.contact_uses import ContactUses
from tests.cast import BOILER, ELM_HOUSE, LIFT
from tests.read_models.story import ELM_HOUSE_ACQUIRED, Story, raised

BELL, QUIST, DAHL, NOVAK = "contact-bell", "contact-quist", "contact-dahl", "contact-novak"


def calls() -> Story:
    return (
        Story()
        .at("08:00", ELM_HOUSE, replace(ELM_HOUSE_ACQUIRED, contact_id=DAHL))
        .at("09:00", BOILER, replace(raised(), caller_id=BELL))
        .at("09:05", LIFT, raised())
        .at("09:10", BOILER, WorkCallAdded(caller_id=QUIST, note=""))
        .at("09:15", BOILER, WorkCallAdded(caller_id="", note="Still leaks."))
        .at("09:20", BOILER, WorkCallerAmended(before=BELL, after=NOVAK))
        .at("09:25", ELM_HOUSE, SiteContactAmended(before=DAHL, after=QUIST))
        .at("09:30", ELM_HOUSE, SiteContactAmended(before=QUIST, after=""))
    )


def test_a_contact_stands_where_it_ever_stood() -> None:
    uses = calls().told_to(ContactUses())

    assert uses.of([BELL, QUIST, DAHL, "contact-other"]) == {
        BELL: [BOILER],
        DAHL: [ELM_HOUSE],
        QUIST: [ELM_HOUSE, BOILER],
    }
    assert sorted(uses.at(BOILER)) == [BELL, NOVAK, QUIST]
    assert uses.at(LIFT) == []


def test_told_twice_changes_nothing() -> None:
    story = calls()
    uses = story.told_to(ContactUses())

    assert story.told_to(uses).of([QUIST]) == {QUIST: [ELM_HOUSE, BOILER]}
