"""Which Sites can be acquired, and what passes for a post code and a telephone number."""

from collections.abc import Callable

import msgspec
import pytest

from app.domain.refused import Refused
from app.domain.site import (
    Site,
    SiteAcquired,
    SiteAmended,
    SiteContactAmended,
    SiteDisposed,
    SitePart,
    SiteRestored,
    accept_post_code,
    accept_telephone_number,
)
from tests.domain.scenario import given

ACQUIRED = SiteAcquired(
    address_line_1="Elm House",
    town="Leeds",
    post_code="LS1 4AP",
    telephone_number="0113 496 0182",
)
NAMED = msgspec.structs.replace(ACQUIRED, name="Elm School", area="North", contact_id="contact-1")
DISPOSED = SiteDisposed(reason="Sold.")


class TestASiteNotYetAcquired:
    def test_is_acquired_with_all_four_parts(self) -> None:
        given(Site).when(
            lambda site: site.acquire("Elm House", "Leeds", "LS1 4AP", "0113 496 0182")
        ).then(ACQUIRED)

    def test_is_acquired_with_parts_that_are_trimmed(self) -> None:
        given(Site).when(
            lambda site: site.acquire(" Elm House", "Leeds ", " LS1 4AP ", "\t0113 496 0182\n")
        ).then(ACQUIRED)

    def test_needs_an_address(self) -> None:
        given(Site).when(
            lambda site: site.acquire(" ", "Leeds", "LS1 4AP", "0113 496 0182")
        ).refused("Address line 1 is required.")

    def test_needs_a_town(self) -> None:
        given(Site).when(
            lambda site: site.acquire("Elm House", "", "LS1 4AP", "0113 496 0182")
        ).refused("Town is required.")

    def test_needs_a_post_code(self) -> None:
        given(Site).when(
            lambda site: site.acquire("Elm House", "Leeds", "", "0113 496 0182")
        ).refused("Post code is required.")

    def test_needs_a_telephone_number(self) -> None:
        given(Site).when(lambda site: site.acquire("Elm House", "Leeds", "LS1 4AP", "")).refused(
            "Telephone number is required."
        )

    def test_cannot_have_an_endless_address(self) -> None:
        given(Site).when(
            lambda site: site.acquire("E" * 101, "Leeds", "LS1 4AP", "0113 496 0182")
        ).refused("Address line 1 can have 100 characters at most; this has 101.")

    def test_cannot_have_an_endless_town(self) -> None:
        given(Site).when(
            lambda site: site.acquire("Elm House", "L" * 61, "LS1 4AP", "0113 496 0182")
        ).refused("Town can have 60 characters at most; this has 61.")

    def test_cannot_have_an_implausible_post_code(self) -> None:
        given(Site).when(
            lambda site: site.acquire("Elm House", "Leeds", "Leeds", "0113 496 0182")
        ).refused(
            "Post code should be letters and digits, with at least one digit, such as LS1 4AP."
        )

    def test_cannot_have_an_implausible_telephone_number(self) -> None:
        given(Site).when(
            lambda site: site.acquire("Elm House", "Leeds", "LS1 4AP", "ring the bell")
        ).refused(
            "Telephone number should have five to fifteen digits, such as 0113 496 0182, "
            "with ext. 12 after it if need be."
        )


class TestASiteAcquired:
    def test_is_acquired_once(self) -> None:
        given(Site, ACQUIRED).when(
            lambda site: site.acquire("Elm House", "Leeds", "LS1 4AP", "0113 496 0182")
        ).refused("This Site has already been acquired.")

    def test_can_have_what_people_know_of_it(self) -> None:
        given(Site).when(
            lambda site: site.acquire(
                "Elm House",
                "Leeds",
                "LS1 4AP",
                "0113 496 0182",
                name=" Elm School ",
                area="North",
                notes="Ring twice.\r\nBeware of the dog.",
                contact_id="contact-1",
            )
        ).then(msgspec.structs.replace(NAMED, notes="Ring twice.\nBeware of the dog."))

    @pytest.mark.parametrize(
        ("part", "before", "after"),
        [
            (SitePart.NAME, "Elm School", "Elm Academy"),
            (SitePart.ADDRESS_LINE_1, "Elm House", "Oak House"),
            (SitePart.TOWN, "Leeds", "York"),
            (SitePart.POST_CODE, "LS1 4AP", "LS1 4AB"),
            (SitePart.TELEPHONE_NUMBER, "0113 496 0182", "0113 496 0183"),
            (SitePart.AREA, "North", ""),
            (SitePart.NOTES, "", "Ring twice.\nWait."),
        ],
    )
    def test_can_be_amended_in_each_part(self, part: SitePart, before: str, after: str) -> None:
        given(Site, NAMED).when(lambda site: site.amend(part, f" {after} ")).then(
            SiteAmended(part=part, before=before, after=after)
        )

    def test_is_amended_from_what_it_was_amended_to_before(self) -> None:
        amended = SiteAmended(part=SitePart.TOWN, before="Leeds", after="York")
        given(Site, ACQUIRED, amended).when(lambda site: site.amend(SitePart.TOWN, "Hull")).then(
            SiteAmended(part=SitePart.TOWN, before="York", after="Hull")
        )

    def test_is_not_amended_by_what_it_says_already(self) -> None:
        given(Site, NAMED).when(lambda site: site.amend(SitePart.NAME, " Elm  School")).then()
        given(Site, NAMED).when(lambda site: site.amend_contact("contact-1")).then()

    @pytest.mark.parametrize(
        ("part", "text", "sentence"),
        [
            (SitePart.TOWN, " ", "Town is required."),
            (SitePart.NAME, "E" * 101, "Name can have 100 characters at most; this has 101."),
            (SitePart.AREA, "E" * 61, "Area can have 60 characters at most; this has 61."),
            (
                SitePart.NOTES,
                "E" * 2_001,
                "Notes can have 2,000 characters at most; this has 2,001.",
            ),
        ],
    )
    def test_keeps_the_rules_when_it_is_amended(
        self, part: SitePart, text: str, sentence: str
    ) -> None:
        given(Site, NAMED).when(lambda site: site.amend(part, text)).refused(sentence)

    def test_can_get_another_contact_and_lose_the_one_it_has(self) -> None:
        given(Site, NAMED).when(lambda site: site.amend_contact("contact-2")).then(
            SiteContactAmended(before="contact-1", after="contact-2")
        )
        amended = SiteContactAmended(before="contact-1", after="contact-2")
        given(Site, NAMED, amended).when(lambda site: site.amend_contact("")).then(
            SiteContactAmended(before="contact-2", after="")
        )

    def test_can_be_disposed_of_with_a_reason(self) -> None:
        given(Site, ACQUIRED).when(lambda site: site.dispose("Sold.", open_works=0)).then(DISPOSED)
        given(Site, ACQUIRED).when(lambda site: site.dispose(" ", open_works=0)).refused(
            "Reason is required."
        )

    def test_is_not_disposed_of_while_there_is_work(self) -> None:
        given(Site, NAMED).when(lambda site: site.dispose("Sold.", open_works=2)).refused(
            "There is open Work for Elm School, Elm House, Leeds (2): "
            "a Site is disposed of when all its Work has ended."
        )

    def test_cannot_be_restored(self) -> None:
        given(Site, ACQUIRED).when(Site.restore).refused("Elm House, Leeds is in use already.")


class TestASiteDisposedOf:
    REFUSAL = "Elm House, Leeds was disposed of: restore that Site first."

    def test_can_be_restored_and_disposed_of_again(self) -> None:
        given(Site, ACQUIRED, DISPOSED).when(Site.restore).then(SiteRestored())
        given(Site, ACQUIRED, DISPOSED, SiteRestored()).when(
            lambda site: site.dispose("Sold.", open_works=0)
        ).then(DISPOSED)

    def test_is_not_in_use(self) -> None:
        disposed = given(Site, ACQUIRED, DISPOSED)
        disposed.when(Site.must_be_in_use).refused(self.REFUSAL)
        disposed.when(lambda site: site.dispose("Sold.", open_works=0)).refused(self.REFUSAL)
        disposed.when(lambda site: site.amend(SitePart.TOWN, "York")).refused(self.REFUSAL)
        disposed.when(lambda site: site.amend_contact("contact-2")).refused(self.REFUSAL)


@pytest.mark.parametrize(
    "act",
    [
        Site.must_be_in_use,
        Site.restore,
        lambda site: site.dispose("Sold.", open_works=0),
        lambda site: site.amend(SitePart.TOWN, "York"),
        lambda site: site.amend_contact("contact-1"),
    ],
)
def test_nothing_can_be_done_with_a_site_that_nobody_acquired(act: Callable[[Site], None]) -> None:
    given(Site).when(act).refused("There is no such Site on this desk.")


@pytest.mark.parametrize(
    "post_code",
    [
        "LS1 4AP",
        "ls14ap",
        "SW1A 2AA",
        "10115",
        "1010-301",
        "D02 X285",
        "NL-1012 AB",
        "K1A 0B1",
        "7",
    ],
)
def test_a_plausible_post_code_is_kept_as_written(post_code: str) -> None:
    assert accept_post_code(post_code) == post_code


@pytest.mark.parametrize("post_code", ["Leeds", "LS1_4AP", "LS1/4AP", "-LS1", "LS1-", "😀1", "<1>"])
def test_an_implausible_post_code_is_refused(post_code: str) -> None:
    with pytest.raises(Refused, match=r"^Post code should be letters and digits"):
        accept_post_code(post_code)


def test_a_post_code_has_an_end() -> None:
    with pytest.raises(Refused) as refusal:
        accept_post_code("1" * 13)
    assert str(refusal.value) == "Post code can have 12 characters at most; this has 13."


@pytest.mark.parametrize(
    "number",
    [
        "0113 496 0182",
        "01134960182",
        "+44 113 496 0182",
        "+44 (0)113 496-0182",
        "030/4960182",
        "0113.496.0182",
        "12345",
        "123456789012345",
        "0113 496 0182 ext. 12",
        "0113 496 0182 x12",
        "0113 496 0182 EXTENSION 1234",
        "0113 496 0182 #4",
    ],
)
def test_a_plausible_telephone_number_is_kept_as_written(number: str) -> None:
    assert accept_telephone_number(number) == number


@pytest.mark.parametrize(
    "number",
    [
        "1234",
        "1234567890123456",
        "12 ext. 345",
        "0113 496 0182 ext.",
        "0113 496 0182 ext. 1234567",
        "ext. 12345",
        "0113 +496 0182",
        "ring the bell",
        "0113 496 0182;5",
        "()-/.+",
    ],
)
def test_an_implausible_telephone_number_is_refused(number: str) -> None:
    with pytest.raises(Refused, match=r"^Telephone number should have five to fifteen digits"):
        accept_telephone_number(number)


def test_a_telephone_number_has_an_end() -> None:
    with pytest.raises(Refused) as refusal:
        accept_telephone_number("0" + " " * 29 + "1")
    assert str(refusal.value) == "Telephone number can have 30 characters at most; this has 31."
