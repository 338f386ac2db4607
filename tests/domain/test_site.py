"""Which Sites can be acquired, and what passes for a post code and a telephone number."""

import pytest

from app.domain.refused import Refused
from app.domain.site import Site, SiteAcquired, accept_post_code, accept_telephone_number
from tests.domain.scenario import given

ACQUIRED = SiteAcquired(
    address_line_1="Elm House",
    town="Leeds",
    post_code="LS1 4AP",
    telephone_number="0113 496 0182",
)


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
