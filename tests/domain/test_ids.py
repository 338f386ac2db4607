"""How ids are written."""

import pytest

from app.domain.ids import is_id

UUID = "01932c07-209c-7a2e-8f43-0a1d4c0f9b11"


def test_an_id_is_its_kind_and_a_uuid() -> None:
    assert is_id("work", f"work-{UUID}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "work",
        "work-",
        "work-1",
        UUID,
        f"site-{UUID}",
        f"work-{UUID.upper()}",
        f"work-{UUID}\n",
        f" work-{UUID}",
        f"work-{UUID}-{UUID}",
        f"work-{UUID.replace('-', '')}",
    ],
)
def test_anything_else_is_no_id_of_that_kind(text: str) -> None:
    assert not is_id("work", text)
