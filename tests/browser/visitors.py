"""Visitors who start on the home page and follow links, with a pointer or by keyboard."""

from datetime import date

from playwright.sync_api import Download, Locator, Page

MOST_TABS = 250  # the longest way through a page: past every row and every source of a list
FOCUS = """target => {
    const element = document.activeElement;
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
        && box.width > 0 && box.top < innerHeight && box.bottom > 0 && box.left < innerWidth && box.right > 0;
    return { there: element === target, unseen: element === document.body || seen ? "" : element.outerHTML };
}"""


class Visitor:
    """A visitor who reads a page and follows a link by its text."""

    def __init__(self, page: Page):
        self.page = page

    def arrive(self) -> "Visitor":
        self.page.goto("/")
        return self

    def go(self, *links: str):
        for link in links:
            self.follow(self.page.get_by_role("link", name=link, exact=True).first)

    def follow(self, link: Locator):
        with self.page.expect_navigation():
            link.click()

    def take(self, link: Locator) -> Download:
        """Downloads the file behind a link."""
        with self.page.expect_download() as download:
            link.click()
        return download.value

    def search(self, words: str):
        """Searches with the box in the header of every page."""
        box = self.page.get_by_role("banner").locator("[name=q]")
        box.fill(words)
        with self.page.expect_navigation():
            box.press("Enter")

    def choose(self, field: str, option: str):
        self.page.get_by_label(field, exact=True).select_option(option)

    def set_day(self, field: str, day: date):
        self.page.get_by_label(field, exact=True).fill(day.isoformat())

    def press(self, button: str):
        self.page.get_by_role("button", name=button, exact=True).click()

    def unfold(self, summary: str):
        self.page.locator("summary", has_text=summary).first.click()

    def facts(self) -> dict[str, str]:
        """The facts in the card beside the text, by their labels."""
        card = self.page.locator("dl.facts")
        card.first.wait_for()
        labels, values = card.locator("dt").all_inner_texts(), card.locator("dd").all_inner_texts()
        plain = (" ".join(value.split()).removesuffix(" Add to calendar") for value in values)
        return dict(zip(labels, plain, strict=True))


class KeyboardVisitor(Visitor):
    """The same with Tab, Enter and letters; fails where the focus is not visible."""

    def tab_to(self, target: Locator):
        target.wait_for()
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            focus = target.evaluate(FOCUS)
            assert not focus["unseen"], f"the focus can't be seen: {focus['unseen']}"
            if focus["there"]:
                return
        raise AssertionError(f"{target} can't be reached with {MOST_TABS} presses of Tab")

    def follow(self, link: Locator):
        self.tab_to(link)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def take(self, link: Locator) -> Download:
        self.tab_to(link)
        with self.page.expect_download() as download:
            self.page.keyboard.press("Enter")
        return download.value

    def search(self, words: str):
        self.tab_to(self.page.get_by_role("banner").locator("[name=q]"))
        self.page.keyboard.type(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def choose(self, field: str, option: str):
        self.tab_to(self.page.get_by_label(field, exact=True))
        self.page.keyboard.type(option)

    def set_day(self, field: str, day: date):
        """Types the date as a browser in American English expects it."""
        self.tab_to(self.page.get_by_label(field, exact=True))
        self.page.keyboard.type(f"{day:%m%d%Y}")

    def unfold(self, summary: str):
        self.tab_to(self.page.locator("summary", has_text=summary).first)
        self.page.keyboard.press("Enter")

    def press(self, button: str):
        self.tab_to(self.page.get_by_role("button", name=button, exact=True))
        self.page.keyboard.press("Enter")
