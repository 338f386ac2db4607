"""Who are the callers?"""

import pytest

from app.domain.contact import ContactErased, ContactNamed
from app.domain.personal import ERASED
from app.read_models import ReadModels
from app.read_models.contacts import Contacts
from tests.read_models.story import Story, as_of, clock

JO, MO, NOBODY = "contact-jo", "contact-mo", "contact-nobody"


def two_contacts() -> Story:
    return (
        Story()
        .at("09:00", MO, ContactNamed(name="", telephone="+44 (0)113 496-0199"))
        .at("09:05", JO, ContactNamed(name="Jo Hill", telephone="0113 496 0182"))
    )


def found(contacts: Contacts, text: str) -> list[str]:
    return [row.id for row in contacts.matching(text)]


def test_they_stand_in_the_order_of_their_names_or_numbers() -> None:
    contacts = two_contacts().told_to(Contacts())
    assert [row.name for row in contacts] == ["+44 (0)113 496-0199", "Jo Hill"]
    jo = contacts.get(JO)
    assert jo
    assert (jo.own_name, jo.telephone, jo.named_at) == ("Jo Hill", "0113 496 0182", clock("09:05"))
    assert (contacts.name(JO), contacts.get(NOBODY)) == ("Jo Hill", None)
    assert contacts.these([JO, NOBODY]) == {JO: jo}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("jo", [JO]),
        ("HILL jo", [JO]),
        ("0113 496 0182", [JO]),
        ("01134960182", [JO]),
        ("0199", [MO]),
        ("hill 0199", []),
        ("", [MO, JO]),
    ],
)
def test_they_are_found_by_name_and_number(text: str, ids: list[str]) -> None:
    assert found(two_contacts().told_to(Contacts()), text) == ids


def test_told_twice_they_are_there_once() -> None:
    told = two_contacts().at("09:10", JO, ContactErased())
    once, twice = told.told_to(Contacts()), told.told_to(told.told_to(Contacts()))
    assert list(twice) == list(once)
    assert len(twice) == 2


def test_one_who_was_erased_was_so_at_every_moment() -> None:
    told = two_contacts().at("09:10", JO, ContactErased())
    models = told.told_to(ReadModels())
    models.database.can_look_at_the_past()
    for position in (20, 30):
        with as_of(models, position):
            jo = models.contacts.get(JO)
            assert jo
            assert (jo.name, jo.telephone, jo.is_erased) == (ERASED, "", True)
            for text in ("hill", "jo", "0182"):
                assert found(models.contacts, text) == []
            assert found(models.contacts, "0199") == [MO]


def test_one_who_was_named_later_was_not_there_before() -> None:
    models = two_contacts().told_to(ReadModels())
    models.database.can_look_at_the_past()
    with as_of(models, 10):
        assert [row.id for row in models.contacts] == [MO]
        assert found(models.contacts, "jo") == []


def test_they_know_whose_name_is_shown() -> None:
    told = two_contacts().at("09:10", JO, ContactErased())
    contacts = told.at("09:20", "contact-x", ContactNamed(name=ERASED, telephone="")).told_to(
        Contacts()
    )
    assert contacts.ids() == {JO, MO, "contact-x"}
    assert contacts.readable_ids() == {MO}
