"""Tokens and stems: what counts as a word, and which words are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admm_site.search.analysis import (
    MAX_TOKEN_LENGTH,
    analyze,
    analyze_for_index,
    surface_forms,
    tokenize,
    with_bigrams,
)
from admm_site.search.normalization import normalize, normalize_with_offsets

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
    "an ordinal with raised letters": ("5ᵗʰ", "5th"),
    "an apostrophe of another keyboard": ("Minister´s", "minister's"),
    "a prime for an apostrophe": ("Minister′s", "minister's"),
    "a soft hyphen": ("coop\u00aderation", "cooperation"),
    "a byte order mark": ("\ufeffADMM", "ADMM"),
    "a zero-width joiner": ("AD\u200dMM", "ADMM"),
    "a word joiner": ("AD\u2060MM", "ADMM"),
    "a mark of direction": ("\u200eADMM\u202c", "ADMM"),
    "a variation selector": ("A\ufe0fDMM", "ADMM"),
    "a tag": ("ADMM\U000e0067", "ADMM"),
    "a ligature": ("conﬁdence", "confidence"),
    "full width": ("ＡＤＭＭ", "ADMM"),
    "circles": ("Ⓐⓓⓜⓜ", "ADMM"),
    "mathematical letters": ("𝐀𝐃𝐌𝐌", "ADMM"),
    "a lowered digit": ("H₂O", "H2O"),
    "Thai digits": ("๕", "5"),
    "Lao digits": ("໒໐໒໔", "2024"),
    "Khmer digits": ("២០២២", "2022"),
    "Burmese digits": ("၂၀၁၄", "2014"),
    "Arabic digits": ("٢٠٠٩", "2009"),
    "Devanagari digits": ("२००९", "2009"),
    "an acronym with dots": ("A.D.M.M.", "ADMM"),
    "an acronym without the last dot": ("U.S", "US"),
    "an acronym of a country": ("Lao P.D.R.", "Lao PDR"),
    "an acronym with dots and blanks": ("Lao P. D. R.", "Lao PDR"),
    "initials before a name": ("A. B. Smith", "AB Smith"),
    "the possession of an acronym": ("the U.S.’s", "the US"),
    "an acronym in full width": ("Ｕ．Ｓ．", "US"),
    "a letter with a bar": ("Đông", "dong"),
    "a letter put together": ("Hà", "Ha\u0300"),
    "a capital with a dot": ("İstanbul", "istanbul"),
    "a letter without a dot": ("ısı", "isi"),
    "a sharp s": ("Straße", "STRASSE"),
    "a trade mark": ("ADMM™", "ADMM"),
    "a no-break space": ("Viet\u00a0Nam", "Viet Nam"),
    "an ideographic space": ("Viet\u3000Nam", "Viet Nam"),
    "a non-breaking hyphen": ("ADMM\u2011Plus", "ADMM-Plus"),
    "a dash": ("ADMM–Plus", "ADMM-Plus"),
    "a minus sign": ("ADMM−Plus", "ADMM-Plus"),
    "a hyphen in full width": ("ADMM－Plus", "ADMM-Plus"),
    "a sign of Thai in two keys": ("น\u0e4d\u0e49า", "น้ำ"),
    "a zero-width space in Khmer": ("កម្ពុជា\u200bប្រទេស", "កម្ពុជាប្រទេស"),
    "an acronym in Lao": ("ສ.ປ.ປ ລາວ", "ສປປ ລາວ"),
    "Korean put together": ("\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국"),
    "kana in half width": ("ｱｾｱﾝ", "アセアン"),
}
# What either finds although the stems differ.
FOUND_BY = {
    "with a hyphen, in one": ("co-operation", "cooperation"),
    "with a dash, in one": ("co–operation", "cooperation"),
    "a part, of a compound": ("ADMM-Plus", "plus"),
    "a compound, in one": ("counter-terrorism", "counterterrorism"),
    "a raised number, beside": ("ADMM²", "ADMM"),
    "a raised number, as a number": ("km²", "km2"),
    "a zero-width space, apart": ("disaster\u200brelief", "relief"),
    "a zero-width space, in one": ("coope\u200bration", "cooperation"),
}
DIFFERENT = {
    "numbers with a hyphen": ("1-24", "124"),
    "numbers": ("5th", "15th"),
    "a number and its ordinal": ("5", "5th"),
    "words that begin alike": ("mine", "ministers"),
    "words of scripts that don’t part them": ("会议", "会员"),
}


@pytest.mark.parametrize(("first", "second"), SAME.values(), ids=SAME.keys())
def test_these_spellings_are_the_same_word(first, second):
    assert analyze(first) == analyze(second) != []


@pytest.mark.parametrize(("first", "second"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_these_are_different_words(first, second):
    assert analyze(first) != analyze(second)


@pytest.mark.parametrize(("text", "word"), FOUND_BY.values(), ids=FOUND_BY.keys())
def test_a_word_is_in_the_index_in_each_of_its_spellings(text, word):
    assert analyze(word)[0] in analyze_for_index(text).split()


def test_a_hyphenated_word_makes_bigrams_with_its_neighbours():
    assert {"maritim0cooper", "cooper0exercis"} <= set(
        with_bigrams(analyze_for_index("maritime co-operation exercise")).split()
    )


def test_scripts_without_spaces_are_indexed_as_bigrams():
    assert len(analyze("东盟防长会议")) == 5
    assert set(analyze("防长")) < set(analyze("东盟防长会议"))


def test_addresses_are_no_words():
    assert analyze("see https://portal.example/a/b?c=d here") == ["see", "here"]


@pytest.mark.parametrize("text", ["", " ", "\x00", "🏛️", "-", "’", "(&|!)", "\u202e", "\ud800"])
def test_a_token_has_a_letter_or_a_digit(text):
    assert analyze(text) == []


@given(st.text())
def test_any_text_is_indexed_as_plain_letters_and_digits(text):
    indexed_text = with_bigrams(analyze_for_index(text))
    assert indexed_text.isascii()
    assert indexed_text.replace(" ", "").isalnum() or not indexed_text
    assert all(len(stem) <= MAX_TOKEN_LENGTH + 1 for stem in analyze(text))
    assert all(word.isascii() for word in surface_forms(text))


@given(st.text())
def test_tokens_have_their_offsets(text):
    tokens = list(tokenize(text))
    assert all(0 <= word.start < word.end <= len(text) for word in tokens)
    assert [word.start for word in tokens] == sorted(word.start for word in tokens)


@given(st.text(st.one_of(st.characters(), st.sampled_from("aDms’' 1ะ会-"))))
def test_a_text_has_the_stems_of_its_words(text):
    assert analyze(text) == [word.stem for word in tokenize(text)]
    assert len(surface_forms(text)) == len(analyze(text))


@given(st.text(st.one_of(st.characters(), st.sampled_from("aDm’\u0300\u0e4d\u0e49\u200b\u1100\u1161ะ會²-."))))
def test_each_normalized_character_has_an_offset(text):
    plain, starts, ends = normalize_with_offsets(text)
    assert plain == normalize(text)
    assert len(plain) == len(starts) == len(ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(starts, ends, strict=True))
