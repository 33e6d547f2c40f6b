"""Slugs made of titles in any script."""

import pytest
from wagtail.models import Page

from admm_site.core.slugs import free_slug, model_slug, slugify, to_ascii
from initiatives.models import ConceptPaperPage, InitiativePage
from tests.factories.initiatives import InitiativePageFactory

READABLE = {
    "Thai": ("การประชุม", "karprachum"),
    "Thai vowel of two parts": ("น้ำใจ", "namaich"),
    "Thai digits": ("ประกาศ ๒๕๖๕", "prakas-2565"),
    "Lao": ("ກອງປະຊຸມ", "kngpaxoum"),
    "Khmer": ("កិច្ចប្រជុំ", "kechchbrchoam"),
    "Burmese digits": ("၂၀၂၆", "2026"),
    "Chinese": ("东盟 2026", "dongmeng-2026"),
    "Chinese punctuation": ("中文、日本", "zhongwen-riben"),
    "Korean": ("국방부", "gugbangbu"),
    "Korean in parts": ("국방부", "gugbangbu"),
    "Arabic digits": ("١٢٣", "123"),
    "Vietnamese": ("Đà Nẵng và đảo", "da-nang-va-dao"),
    "German": ("Straße", "strasse"),
    "accents apart": ("Côte d’Ivoire", "cote-divoire"),
    "a range": ("2020–2025", "2020-2025"),
    "a fraction": ("½", "1-2"),
    "letters in other forms": ("№ 5 ™ ﬁn", "no-5-tm-fin"),
    "a flag": ("Thailand 🇹🇭", "thailand"),
    "plain words": ("ADMM-Plus & friends", "admm-plus-friends"),
}


@pytest.mark.parametrize(("text", "slug"), READABLE.values(), ids=READABLE.keys())
def test_a_slug_is_a_readable_transcription(text, slug):
    assert slugify(text) == slug


@pytest.mark.parametrize("text", ["", "—!?", "→ ★", "\u200b", "🇹🇭", "-_-", "。。"])
def test_a_title_of_signs_alone_makes_no_slug(text):
    assert slugify(text) == ""


def test_plain_text_is_left_as_it_is():
    assert to_ascii("Report (final)_v2.PDF") == "Report (final)_v2.PDF"


def test_a_long_title_is_cut_at_a_word_and_leaves_room_for_a_number():
    slug = slugify("东盟防长会议 " * 60)

    assert len(slug) <= 255 - 6
    assert set(slug.split("-")) == {"dongmengfangzhanghuiyi"}
    assert len(slugify("ก" * 255)) <= 255 - 6
    assert len(slugify("name " * 30, 50)) <= 50 - 6


def test_a_taken_or_reserved_address_gets_a_number(portal):
    InitiativePageFactory(title="Compare")
    rows = Page.objects.child_of(portal.initiatives)

    assert free_slug("Compare", InitiativePage, rows) == "compare-2"
    assert free_slug("Compare", InitiativePage, rows, is_reserved="compare-2".__eq__) == "compare-3"
    assert free_slug("Kompare", InitiativePage, rows) == "kompare"


def test_a_title_without_a_transcription_gets_its_kind_and_a_number(portal):
    InitiativePageFactory(title="?!")
    rows = Page.objects.child_of(portal.initiatives)

    assert [*rows.values_list("slug", flat=True)] == ["initiative-1"]
    assert free_slug("…", InitiativePage, rows) == "initiative-2"
    assert model_slug(ConceptPaperPage) == "concept-paper"
