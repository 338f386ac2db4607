"""A page that refuses a form repeats what was typed, with the names of what was chosen: of what
whoever sent it may see, and of nothing else. Anybody can send any id."""

import pytest

from app.domain.feature import Feature
from tests.web.desk import Desk, closed_desk
from tests.web.forgery import own_token
from tests.web.page import Page
from tests.web.peopled import PEOPLE

ELM = "Elm House"


def closed_to(*features: Feature, operative: str | None = None) -> Desk:
    """Cleo Park may do that; or Ann Marsh, who is an operative."""
    desk = closed_desk()
    if operative:
        desk.register("Ann Marsh", "Operative", operative=operative)
    else:
        desk.register_with("Cleo Park", *features)
    return desk


def refusal(desk: Desk, address: str, name: str = "Cleo Park", **fields: str) -> Page:
    """What that user is told who sends this without being allowed to."""
    visitor = desk.signed_in(name)
    token = own_token(visitor)
    page = Page(visitor.client.post(address, data={"csrf_token": token, **fields}))
    assert page.status == 403
    return page


@pytest.mark.parametrize(
    ("feature", "is_named"),
    [
        (Feature.ACQUIRE, True),
        (Feature.SEE_THE_REGISTER, True),
        (Feature.HIRE, False),
        (Feature.WORK_ON_OWN_VISITS, False),
    ],
)
def test_a_site(feature: Feature, is_named: bool) -> None:
    desk = closed_to(feature)

    page = refusal(desk, "/response/", site_ids=desk.id(ELM), title="Lift stuck")

    assert "Lift stuck" in page.text
    assert (ELM in page.text) == is_named


@pytest.mark.parametrize(
    ("feature", "is_named"),
    [
        (Feature.HIRE, True),
        (Feature.ACT_FOR_AN_OPERATIVE, True),
        (Feature.MANAGE_PEOPLE, True),
        (Feature.RAISE_WORK, False),
        (Feature.WORK_ON_OWN_VISITS, False),
    ],
)
def test_an_operative(feature: Feature, is_named: bool) -> None:
    desk = closed_to(feature)

    page = refusal(desk, "/control/assign", operative_id=desk.id("Ben Okafor"))

    assert ("Ben Okafor" in page.text) == is_named


@pytest.mark.parametrize(("name", "is_named"), [("Ann Marsh", True), ("Ben Okafor", False)])
def test_an_operative_who_asks(name: str, is_named: bool) -> None:
    desk = closed_to(operative="Ann Marsh")

    page = refusal(desk, "/control/assign", "Ann Marsh", operative_id=desk.id(name))

    assert (f"Operative {name}" in " ".join(page.text.split())) == is_named


def test_a_role() -> None:
    desk = closed_to(Feature.HIRE)
    desk.register_with("Dora Webb", Feature.SEE_FIGURES)
    [role] = [each.aggregate_id for each in desk.events()[-4:] if each.type_name == "RoleMade"]

    page = refusal(desk, PEOPLE, full_name="Eve Ross", role_ids=role)

    assert "Eve Ross" in page.text
    assert "Role of Dora Webb" not in page.text
