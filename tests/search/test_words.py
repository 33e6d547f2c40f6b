"""What counts as a word, and which words are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admm_site.search.words import LONGEST, indexed, spelled, stems, words

SAME = {
    "capitals": ("HADR", "hadr"),
    "endings": ("peacekeepers", "peacekeeping"),
    "numbers of nouns": ("ministers", "minister"),
    "possession": ("chairman's", "chairman"),
    "a typographer’s apostrophe": ("Ministers’ Meeting", "ministers' meeting"),
    "accents": ("Hà Nội", "Ha Noi"),
    "letters without a decomposition": ("Đà Nẵng", "Da Nang"),
    "hyphens": ("ADMM-Plus", "ADMM Plus"),
    "an ordinal in words": ("fifth", "5th"),
    "the first": ("Inaugural", "1st"),
    "an ordinal in two words": ("twenty-first", "21st"),
    "an ordinal in two words, apart": ("Twenty first", "21st"),
}
DIFFERENT = {
    "numbers": ("5th", "15th"),
    "a number and its ordinal": ("5", "5th"),
    "words that begin alike": ("mine", "ministers"),
    "words of scripts that don’t part them": ("会议", "会员"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME.keys())
def test_words_are_the_same(one, other):
    assert stems(one) == stems(other) != []


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_words_are_different(one, other):
    assert stems(one) != stems(other)


def test_scripts_that_do_not_part_words_are_taken_in_pairs():
    assert len(stems("东盟防长会议")) == 5
    assert set(stems("防长")) < set(stems("东盟防长会议"))


def test_addresses_are_no_words():
    assert stems("see https://portal.example/a/b?c=d here") == ["see", "here"]


@pytest.mark.parametrize("text", ["", " ", "\x00", "🏛️", "-", "’", "(&|!)", "\u202e", "\ud800"])
def test_what_has_no_letter_and_no_digit_is_no_word(text):
    assert stems(text) == []


@given(st.text())
def test_any_text_is_indexed_as_plain_letters_and_digits(text):
    found = indexed(text)
    assert found.isascii()
    assert found.replace(" ", "").isalnum() or not found
    assert all(len(stem) <= LONGEST + 1 for stem in found.split())
    assert all(word.isascii() for word in spelled(text))


@given(st.text())
def test_words_stand_where_they_say(text):
    found = list(words(text))
    assert all(0 <= word.start < word.end <= len(text) for word in found)
    assert [word.start for word in found] == sorted(word.start for word in found)


@given(st.text(st.one_of(st.characters(), st.sampled_from("aDms’' 1ะ会-"))))
def test_a_text_has_the_stems_of_its_words(text):
    assert stems(text) == [word.stem for word in words(text)]
    assert len(spelled(text)) == len(stems(text))
