"""Which users have signed in with a browser before."""

from app.web.known_browsers import MOST, KnownBrowser


def test_a_browser_keeps_those_who_were_there_last() -> None:
    browser = KnownBrowser()
    for number in range(MOST + 2):
        browser = browser.after(f"user-{number}")

    assert not browser.knows("user-0")
    assert not browser.knows("user-1")
    assert all(browser.knows(f"user-{number}") for number in range(2, MOST + 2))


def test_whoever_comes_again_is_kept_once_and_as_the_last() -> None:
    browser = KnownBrowser()
    for user_id in ("user-a", "user-b", "user-a"):
        browser = browser.after(user_id)

    assert browser.user_ids == ("user-a", "user-b")
    assert browser.id == browser.after("user-c").id
    assert not browser.knows(None)
