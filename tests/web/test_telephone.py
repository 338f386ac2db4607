"""Telephone numbers as links."""

import pytest

from app.web.telephone import telephone_link


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("0113 496 0182", "tel:01134960182"),
        ("+44 (0)113 496-0182", "tel:+441134960182"),
        ("+44.113.496.0182", "tel:+441134960182"),
        ("(0113) 496 0182", "tel:01134960182"),
        ("0113 496 0182 ext. 12", "tel:01134960182;ext=12"),
        ("0113 496 0182 x7", "tel:01134960182;ext=7"),
        ("0113 496 0182 / 0183", "tel:01134960182"),
        ("\u0660\u0661\u0661\u0663 \u0664\u0669\u0666 0182", "tel:01134960182"),
    ],
)
def test_a_number_as_people_write_it_can_be_rung(written: str, link: str) -> None:
    assert telephone_link(written) == link
