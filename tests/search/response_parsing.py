"""Parses the page of results."""

from bs4 import BeautifulSoup


def page(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def titles(response) -> list[str]:
    """The titles of the results, in order."""
    return [" ".join(link.get_text().split()) for link in page(response).select(".result h3 a")]


def kinds(response) -> list[str]:
    return [result.passage.kind for result in response.context["results"]]


def facet(response, name: str) -> dict[str, int]:
    """The values that a facet offers: label and number."""
    for section in page(response).select(".facet"):
        if section.h2.get_text(strip=True) == name:
            for hidden in section.select(".visually-hidden"):
                hidden.decompose()
            return {
                link.span.get_text(strip=True): int(link.select_one(".facet__count").get_text())
                for link in section.select("li a")
            }
    return {}
