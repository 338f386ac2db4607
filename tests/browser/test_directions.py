"""Text from people that runs the other way leaves the text around it in its place, as a browser
draws it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Window, served
from tests.web.directions import HEBREW, turned_desk

TURNED_WORDS = """
() => {
  const turned = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const left = (text, at) => {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getClientRects()[0]?.left;
  };
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (text.parentElement.closest('bdi, [dir], textarea')) continue;
    for (const word of text.data.matchAll(/[a-z]{2,}/gi)) {
      if (left(text, word.index) >= left(text, word.index + 1)) turned.push(word[0]);
    }
  }
  return turned;
}
"""
"""The desk's own words whose first letter stands to the right of the second."""


@pytest.fixture
def turned_address() -> Iterator[str]:
    desk = turned_desk()
    desk.raise_work("Lift stuck", description=f"{HEBREW}\nRing first!")
    with served(desk.log) as address:
        yield address


def test_nothing_typed_turns_the_words_around_it(browser: Browser, turned_address: str) -> None:
    window = Window(browser)
    page = window.page
    for path in ("events", "work/", "operatives/", "administration/sites", "response/", "control/"):
        page.goto(f"{turned_address}/{path}")
        assert page.evaluate(TURNED_WORDS) == []

    page.get_by_role("button", name="Assign W-").first.click()
    expect(page.get_by_role("status")).to_contain_text("assigned to")
    assert page.evaluate(TURNED_WORDS) == []
    page.goto(f"{turned_address}/work/W-1007")
    expect(page.get_by_role("heading", name="What happened")).to_be_visible()
    assert page.evaluate(TURNED_WORDS) == []

    page.evaluate(
        "for (const each of document.querySelectorAll('bdi'))"
        "  { each.prepend('\\u2069\\u202e'); each.after(' and so on') }"
    )
    assert page.evaluate(TURNED_WORDS) != [], "an element alone does not hold such characters"
    window.close()


def test_each_paragraph_runs_its_own_way(browser: Browser, turned_address: str) -> None:
    window = Window(browser)
    window.page.goto(f"{turned_address}/work/W-1009")

    ends_at_the_right = window.page.locator(".job .prose").evaluate(
        """prose => {
          const left = at => {
            const range = document.createRange();
            range.setStart(prose.firstChild, at);
            range.setEnd(prose.firstChild, at + 1);
            return range.getClientRects()[0].left;
          };
          return left(prose.textContent.indexOf('R')) < left(prose.textContent.indexOf('!'));
        }"""
    )

    assert ends_at_the_right
    window.close()
