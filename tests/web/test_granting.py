"""What a page that refuses somebody says of who can grant what is missing."""

from tests.web.desk import closed_desk
from tests.web.signing_in import let_sign_in, peopled_desk


def test_whoever_can_sign_in_and_grant_what_is_missing_is_named() -> None:
    desk = peopled_desk()
    desk.register("Bea Lund", "Administration")
    cleo = desk.signed_in("Cleo Park")
    assert "do not have. Ada Novak can grant it." in cleo.open("/response/").text

    let_sign_in(desk, "Bea Lund")

    assert "do not have. Ada Novak, Bea Lund can grant it." in cleo.open("/response/").text


def test_of_many_who_can_grant_it_the_first_are_named() -> None:
    desk = peopled_desk()
    for name in ("Bea Lund", "Cy Moss", "Dora Webb"):
        desk.register(name, "Administration")
        let_sign_in(desk, name)
    cleo = desk.signed_in("Cleo Park")

    assert "Ada Novak, Bea Lund, Cy Moss and 1 other can grant it." in cleo.open("/response/").text


def test_until_somebody_can_sign_in_everybody_is_named_who_is_to_grant_it() -> None:
    desk = closed_desk()
    desk.register("Cleo Park", "Control")

    text = desk.signed_in("Cleo Park").open("/response/").text

    assert "do not have. Ada Novak can grant it." in text
