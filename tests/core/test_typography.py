import pytest

from admm_site.core.templatetags.typography import nowrap


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("South-East Asia", '<span class="nowrap">South-East</span> Asia'),
        ("Inaugural ADMM-Plus", 'Inaugural <span class="nowrap">ADMM-Plus</span>'),
        ("5th ADMM", "5th ADMM"),
        ("a-very-long-chain-of-words", "a-very-long-chain-of-words"),
        ("<b>co-chair", '&lt;b&gt;<span class="nowrap">co-chair</span>'),
    ],
    ids=["name", "acronym", "no hyphen", "too long for a phone", "escaped"],
)
def test_hyphenated_names_stay_on_one_line(text, html):
    assert nowrap(text) == html
