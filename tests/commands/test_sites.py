"""Sites that are amended, disposed of and restored, and their contacts."""

import msgspec
import pytest

from app.commands.outcome import Forbidden, Receipt, Stale
from app.commands.role import MakeRole
from app.commands.site import AcquireSite
from app.commands.user import RegisterUser
from app.domain.contact import ContactNamed
from app.domain.event import Event
from app.domain.feature import Feature
from app.domain.refused import GotThereFirst, Refused
from app.domain.site import (
    SiteAcquired,
    SiteAmended,
    SiteContactAmended,
    SiteDisposed,
    SitePart,
    SiteRestored,
)
from app.domain.work_events import WorkRaised, WorkReopened, WorkSitesAmended
from tests.cast import BOILER, ELM_HOUSE, LIFT, MILL_LANE
from tests.commands.desk import ACQUIRE_ELM_HOUSE, DeskWithoutPages, desk_at_work
from tests.commands.test_bus import at_once

PLACE = ("Elm House", "Leeds", "LS1 4AP", "0113 496 0182")
ACQUIRE_MILL_LANE = msgspec.structs.replace(
    ACQUIRE_ELM_HOUSE, site_id=MILL_LANE, address_line_1="3 Mill Lane"
)


@pytest.fixture
def desk() -> DeskWithoutPages:
    """Elm House and Mill Lane, and nothing to do."""
    desk = desk_at_work()
    desk.run(ACQUIRE_MILL_LANE)
    desk.run(desk.close(BOILER))
    desk.run(desk.close(LIFT))
    return desk


def events(receipt: Receipt) -> list[Event]:
    return [each.event for each in receipt.events]


def acquire_with(name: str, telephone: str) -> AcquireSite:
    """Under the same ids each time."""
    return msgspec.structs.replace(
        ACQUIRE_ELM_HOUSE,
        contact_id="contact-ivy",
        contact_name=name,
        contact_telephone=telephone,
    )


class TestAContact:
    def test_is_named_with_the_site_that_is_acquired(self) -> None:
        receipt = DeskWithoutPages().run(acquire_with("Ivy Hall", ""))
        site, contact = receipt.events
        assert isinstance(site.event, SiteAcquired)
        assert (site.event.contact_id, contact.aggregate_id) == ("contact-ivy", "contact-ivy")
        assert contact.event == ContactNamed(name="Ivy Hall", telephone="")

    def test_is_none_where_nobody_is_named(self) -> None:
        [acquired] = events(DeskWithoutPages().run(acquire_with(" ", "")))
        assert isinstance(acquired, SiteAcquired)
        assert acquired.contact_id == ""

    def test_that_is_amended_is_a_new_one(self) -> None:
        desk = DeskWithoutPages()
        desk.run(acquire_with("Ivy Hall", ""))
        amend = desk.amend_site(ELM_HOUSE, *PLACE, contact_name="Ida Hall")
        amended, named = events(desk.run(amend))
        assert amended == SiteContactAmended(before="contact-ivy", after=amend.contact_id)
        assert named == ContactNamed(name="Ida Hall", telephone="")

    def test_stays_while_the_name_and_number_are_the_same(self) -> None:
        desk = DeskWithoutPages()
        desk.run(acquire_with("Ivy Hall", "0113 496 0999"))
        amend = desk.amend_site(
            ELM_HOUSE,
            *PLACE,
            area="North",
            contact_name="Ivy Hall",
            contact_telephone="0113 496 0999",
        )
        assert events(desk.run(amend)) == [
            SiteAmended(part=SitePart.AREA, before="", after="North")
        ]


class TestAmending:
    def test_says_each_part_that_is_another_now(self, desk: DeskWithoutPages) -> None:
        amend = desk.amend_site(ELM_HOUSE, "Elm House", "York", *PLACE[2:], notes="Ring.")
        assert events(desk.run(amend)) == [
            SiteAmended(part=SitePart.TOWN, before="Leeds", after="York"),
            SiteAmended(part=SitePart.NOTES, before="", after="Ring."),
        ]

    def test_nothing_is_refused(self, desk: DeskWithoutPages) -> None:
        with pytest.raises(Refused, match=r"^Nothing has been changed\.$"):
            desk.run(desk.amend_site(ELM_HOUSE, *PLACE))

    def test_a_site_that_somebody_amended_meanwhile_is_stale(self, desk: DeskWithoutPages) -> None:
        amend = desk.amend_site(ELM_HOUSE, *PLACE, name="Elm School")
        desk.run(desk.amend_site(ELM_HOUSE, *PLACE, area="North"))
        with pytest.raises(Stale):
            desk.run(amend)


class TestDisposingOfASite:
    def test_is_refused_while_there_is_work_for_it(self) -> None:
        desk = desk_at_work()
        with pytest.raises(Refused, match=r"^There is open Work for Elm House, Leeds \(2\)"):
            desk.run(desk.dispose_of(ELM_HOUSE, "Sold."))
        desk.run(desk.close(BOILER))
        desk.run(desk.close(LIFT))
        assert events(desk.run(desk.dispose_of(ELM_HOUSE, "Sold."))) == [
            SiteDisposed(reason="Sold.")
        ]

    def test_does_not_mind_work_that_is_for_another_site_now(self, desk: DeskWithoutPages) -> None:
        desk.run(desk.reopen(BOILER))
        desk.run(desk.amend(BOILER, (MILL_LANE,), "Boiler leaks", "Since last night."))
        desk.run(desk.dispose_of(ELM_HOUSE, "Sold."))
        with pytest.raises(Refused, match="There is open Work for 3 Mill Lane, Leeds"):
            desk.run(desk.dispose_of(MILL_LANE, "Sold."))

    def test_lets_no_work_be_for_it_until_it_is_restored(self, desk: DeskWithoutPages) -> None:
        desk.run(desk.dispose_of(ELM_HOUSE, "Sold."))
        leaks = desk.raise_work((MILL_LANE,), "Roof leaks", "Rain.")
        desk.run(leaks)
        orders = [
            desk.raise_work((MILL_LANE, ELM_HOUSE), "Roof leaks", "Rain."),
            desk.amend(leaks.work_id, (ELM_HOUSE,), "Roof leaks", "Rain."),
            desk.reopen(BOILER),
        ]
        for order in orders:
            with pytest.raises(Refused, match=r"^Elm House, Leeds was disposed of"):
                desk.run(order)
        assert events(desk.run(desk.restore(ELM_HOUSE))) == [SiteRestored()]
        for order in orders:
            desk.run(order)


@pytest.mark.parametrize("kind", [WorkRaised, WorkReopened, WorkSitesAmended])
def test_of_two_at_once_that_dispose_of_a_site_and_give_it_work_one_wins(
    desk: DeskWithoutPages, kind: type[Event]
) -> None:
    leaks = desk.raise_work((MILL_LANE,), "Roof leaks", "Rain.")
    desk.run(leaks)
    order = {
        WorkRaised: desk.raise_work((ELM_HOUSE,), "Lift stuck", "Second floor."),
        WorkReopened: desk.reopen(BOILER),
        WorkSitesAmended: desk.amend(leaks.work_id, (ELM_HOUSE,), "Roof leaks", "Rain."),
    }[kind]
    ends = at_once(desk, (desk.dispose_of(ELM_HOUSE, "Sold."), "dispose"), (order, "work"))
    [won] = [end for end in ends if isinstance(end, Receipt)]
    [lost] = [end for end in ends if isinstance(end, Refused)]
    assert not isinstance(lost, GotThereFirst)
    assert isinstance(events(won)[0], (SiteDisposed, kind))
    assert "Elm House, Leeds" in str(lost)


def test_whoever_takes_calls_acquires_a_site_that_nobody_knows_and_changes_none(
    desk: DeskWithoutPages,
) -> None:
    desk.run(MakeRole(role_id="role-calls", name="Calls", features=(Feature.RAISE_WORK,)))
    desk.run(
        RegisterUser(
            user_id="user-ray",
            full_name="Ray",
            sign_in_name="ray",
            role_ids=("role-calls",),
            is_made_up=True,
        )
    )

    desk.run(desk.acquire("1 Quay", "Hull", "HU1 1AA", "01482 496001"), who="user-ray")

    with pytest.raises(Forbidden) as refusal:
        desk.run(desk.amend_site(ELM_HOUSE, *PLACE, area="North"), who="user-ray")
    assert refusal.value.missing is Feature.ACQUIRE
