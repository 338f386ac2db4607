"""What was looked for is marked in what was found."""

import pytest

from app.web.marking import marked


@pytest.mark.parametrize(
    ("text", "sought", "expected"),
    [
        ("2 Park Lane", "par", "2 <mark>Par</mark>k Lane"),
        ("2 Park Lane", "lane PARK", "2 <mark>Park</mark> <mark>Lane</mark>"),
        ("\u00c9glise", "egl", "<mark>\u00c9gl</mark>ise"),
        ("\u00c6rø", "aer", "<mark>\u00c6rø</mark>"),
        ("2 Park Lane", "nowhere", "2 Park Lane"),
        ("<b>Park", "b park", "&lt;<mark>b</mark>&gt;<mark>Park</mark>"),
        ("0113 496 0182", "0113", "<mark>0113</mark> 496 0182"),
        ("2 Park Lane", "", "2 Park Lane"),
    ],
)
def test_words_and_their_beginnings_are_marked(text: str, sought: str, expected: str) -> None:
    assert marked(text, sought) == f"<bdi>{expected}</bdi>"
