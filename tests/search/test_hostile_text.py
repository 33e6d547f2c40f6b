"""Markup in a text that no editor could have typed is found, if at all, and shown as words."""

import json

import pytest
from bs4 import BeautifulSoup

from admm_site.pages.models import ContentPage
from tests.factories.pages import ContentPageFactory

MARK = "quetzalmark"
TEXT = f"""<p>Ministers met at Velorum.</p><script>{MARK}()</script><img src=x onerror="{MARK}()">
&lt;img src=x onerror={MARK}()&gt; Velorum"""


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("<", "&lt;")], ids=["markup", "escaped"])
def test_an_excerpt_shows_markup_as_words(portal, search, text):
    page = ContentPageFactory(title="A page")
    body = json.dumps([{"type": "rich_text", "value": text, "id": "b1"}])
    ContentPage.objects.filter(pk=page.pk).update(body=body)
    ContentPage.objects.get(pk=page.pk).save()  # which indexes it
    answer = BeautifulSoup(search("Velorum").content, "html.parser")
    assert "Velorum" in answer.main.get_text().replace("“Velorum”", "", 1)
    assert answer.select("mark")
    assert answer.select(f"script:-soup-contains('{MARK}'), [onerror], [src=x]") == []
