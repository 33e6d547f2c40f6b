"""Partial dates: parsing, lookups, forms."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F

from admm_site.core.partial_dates import PartialDate, PartialDateField, PartialDateFormField, range_in_words
from admm_site.reference.models import Country
from tests.factories.reference import CountryFactory

DAY, MONTH, YEAR = PartialDate(2011, 5, 19), PartialDate(2011, 10), PartialDate(2011)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2011", YEAR),
        ("2011-10", MONTH),
        ("2011-05-19", DAY),
        ("October 2011", MONTH),
        ("19 May 2011", DAY),
        ("9 May 2006", PartialDate(2006, 5, 9)),
        ("09 May 2006", PartialDate(2006, 5, 9)),
        ("Oct 2011", MONTH),
        ("oCTOBER 2011", MONTH),
        ("19  May  2011", DAY),
        ("  2011-10 ", MONTH),
        ("2024-02-29", PartialDate(2024, 2, 29)),
        ("0001", PartialDate(1)),
        ("9999-12-31", PartialDate(9999, 12, 31)),
    ],
)
def test_a_date_is_read_as_it_is_written(text, expected):
    assert PartialDate.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "0000",
        "11",
        "20111",
        "2011-1",
        "2011-00",
        "2011-13",
        "2011-05-00",
        "2011-00-05",
        "2011-05-32",
        "2023-02-29",
        "2011-02-30",
        "0 May 2011",
        "31 June 2011",
        "2011/05/19",
        "19.05.2011",
        "05-19-2011",
        "19 2011",
        "Octember 2011",
        "May 19, 2011",
        "2011-05-19T00:00",
        "2011-05-19 and more",
        "٢٠١١",
        "２０１１",
        "-2011",
        "2011\x00",
        "9" * 40,
        "2011-" * 1000,
    ],
    ids=lambda text: repr(text[:20]),
)
def test_a_text_that_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    "parts", [(2011, 0), (2011, 5, 0), (2011, None, 5), (2011, 13), (0,), (10_000,), (2011, 2, 30)], ids=str
)
def test_a_day_that_does_not_exist_cannot_be_made(parts):
    with pytest.raises(ValueError, match=r"."):
        PartialDate(*parts)


@pytest.mark.parametrize(
    ("value", "iso", "words", "precision", "earliest", "latest"),
    [
        (DAY, "2011-05-19", "19 May 2011", "D", date(2011, 5, 19), date(2011, 5, 19)),
        (MONTH, "2011-10", "October 2011", "M", date(2011, 10, 1), date(2011, 10, 31)),
        (PartialDate(2023, 2), "2023-02", "February 2023", "M", date(2023, 2, 1), date(2023, 2, 28)),
        (PartialDate(2024, 2), "2024-02", "February 2024", "M", date(2024, 2, 1), date(2024, 2, 29)),
        (YEAR, "2011", "2011", "Y", date(2011, 1, 1), date(2011, 12, 31)),
    ],
    ids=str,
)
def test_a_date_has_its_year_month_and_day_as_far_as_known(value, iso, words, precision, earliest, latest):
    assert (str(value), value.in_words(), value.precision) == (iso, words, precision)
    assert (value.earliest, value.latest) == (earliest, latest)


@pytest.mark.parametrize("value", [DAY, MONTH, YEAR, PartialDate(1), PartialDate(9999, 12)], ids=str)
def test_a_date_can_be_read_back_as_it_prints_itself(value):
    assert PartialDate.parse(str(value)) == value


@pytest.mark.parametrize(
    ("value", "day", "is_known"),
    [
        (DAY, date(2011, 5, 18), False),
        (DAY, date(2011, 5, 19), True),
        (MONTH, date(2011, 10, 30), False),
        (MONTH, date(2011, 10, 31), True),
        (YEAR, date(2011, 12, 30), False),
        (YEAR, date(2011, 12, 31), True),
    ],
    ids=str,
)
def test_a_date_is_known_by_its_latest_possible_day(value, day, is_known):
    assert value.is_on_or_before(day) is is_known


IN_ORDER = [
    PartialDate(2010, 12, 31),
    PartialDate(2010),
    PartialDate(2011, 1, 31),
    PartialDate(2011, 1),
    PartialDate(2011, 5, 19),
    PartialDate(2011, 10),
    PartialDate(2011, 12, 30),
    PartialDate(2011, 12, 31),
    PartialDate(2011, 12),
    PartialDate(2011),
    PartialDate(2012, 1, 1),
]


def test_dates_sort_by_their_latest_possible_day_the_most_precise_first():
    assert sorted([*IN_ORDER[1::2], *IN_ORDER[::2]]) == IN_ORDER


def test_dates_of_different_precision_are_different():
    assert len({PartialDate(2011), PartialDate(2011, 12), PartialDate(2011, 12, 31)}) == 3


def test_a_partial_date_cannot_be_compared_with_a_day_by_accident():
    with pytest.raises(TypeError):
        assert date(2011, 10, 31) >= MONTH


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2011-05-19", "2011-05-19", "19 May 2011"),
        ("2011-05-19", None, "19 May 2011"),
        (None, "2011-05-19", "19 May 2011"),
        (None, None, ""),
        ("2009-02-25", "2009-02-27", "25–27 February 2009"),
        ("2013-09-28", "2013-10-01", "28 September – 1 October 2013"),
        ("2012-12-31", "2013-01-02", "31 December 2012 – 2 January 2013"),
        ("2013-09", "2013-10", "September – October 2013"),
        ("2013-11", "2014-02", "November 2013 – February 2014"),
        ("2024", "2027", "2024–2027"),
        ("2014-01-01", "2016", "1 January 2014 – 2016"),
        ("2011-05", "2011-05-19", "May 2011 – 19 May 2011"),
    ],
)
def test_a_span_says_once_what_both_ends_share(start, end, words):
    assert range_in_words(*(text and PartialDate.parse(text) for text in (start, end))) == words


# In the database


@pytest.fixture
def countries(db):
    """A country for each date of `IN_ORDER`, created in another order, and one without a date."""
    CountryFactory(since=None)
    for value in reversed(IN_ORDER):
        CountryFactory(since=value)


def dates(queryset) -> list[PartialDate]:
    return list(queryset.order_by("since").values_list("since", flat=True))


@pytest.mark.parametrize("value", [*IN_ORDER, None], ids=str)
def test_the_database_keeps_a_date_with_its_precision(db, value):
    assert Country.objects.get(pk=CountryFactory(since=value).pk).since == value


def test_the_database_sorts_as_python_does(countries):
    assert dates(Country.objects.filter(since__isnull=False)) == IN_ORDER


@pytest.mark.parametrize(
    "day",
    [date(2010, 12, 31), date(2011, 1, 31), date(2011, 10, 30), date(2011, 12, 31), date(2012, 1, 1)],
    ids=str,
)
@pytest.mark.parametrize("lookup", ["lt", "lte", "gt", "gte"])
def test_a_lookup_compares_the_latest_possible_day(countries, lookup, day):
    def holds(value):
        return getattr(value.latest, f"__{ {'lte': 'le', 'gte': 'ge'}.get(lookup, lookup) }__")(day)

    assert dates(Country.objects.filter(**{f"since__{lookup}": day})) == [d for d in IN_ORDER if holds(d)]


@pytest.mark.parametrize(
    ("lookup", "value", "expected"),
    [
        ("lte", MONTH, IN_ORDER[:6]),
        ("gt", MONTH, IN_ORDER[6:]),
        ("gte", YEAR, IN_ORDER[7:]),
        ("lt", YEAR, IN_ORDER[:7]),
    ],
)
def test_a_lookup_with_a_partial_date_takes_its_latest_possible_day(countries, lookup, value, expected):
    assert dates(Country.objects.filter(**{f"since__{lookup}": value})) == expected


def test_a_lookup_by_year_knows_every_precision(countries):
    assert dates(Country.objects.filter(since__year=2011)) == IN_ORDER[2:10]


def test_years_can_be_counted(countries):
    years = (
        Country.objects.filter(since__isnull=False)
        .order_by("since__year")
        .values_list("since__year", flat=True)
    )
    assert list(years.distinct()) == [2010, 2011, 2012]


@pytest.mark.parametrize("value", [PartialDate(2011), "2011"], ids=["a date", "its text"])
def test_an_exact_lookup_finds_the_same_precision_alone(countries, value):
    assert dates(Country.objects.filter(since=value)) == [PartialDate(2011)]


def test_a_lookup_can_compare_with_another_column(countries):
    assert Country.objects.filter(since__lte=F("since")).count() == len(IN_ORDER)
    assert not Country.objects.filter(since__lt=F("since")).exists()


def test_a_plain_day_is_kept_as_one(db):
    country = CountryFactory(since=date(1995, 7, 28))
    country.full_clean()
    country.save()

    assert Country.objects.get(pk=country.pk).since == PartialDate(1995, 7, 28)


def test_a_fixture_holds_the_date_as_it_is_written(db):
    country = CountryFactory(since=MONTH)
    assert Country._meta.get_field("since").value_to_string(country) == "2011-10"


def test_a_field_that_may_be_blank_must_be_nullable():
    field = PartialDateField(blank=True)
    field.set_attributes_from_name("since")
    assert [error.id for error in field.check() if error.id == "core.E001"] == ["core.E001"]


def test_a_model_refuses_what_is_no_date_on_the_field(db):
    country = CountryFactory.build(since="last spring")
    with pytest.raises(ValidationError) as caught:
        country.full_clean()
    assert "“last spring” is not a date." in caught.value.message_dict["since"][0]


# In a form


@pytest.mark.parametrize(
    ("text", "value"),
    [("2011", YEAR), ("October 2011", MONTH), (" 2011-05-19 ", DAY), ("", None), ("   ", None), (None, None)],
    ids=repr,
)
def test_a_form_accepts_what_an_editor_types(text, value):
    assert PartialDateFormField(required=False).clean(text) == value


@pytest.mark.parametrize(
    "text", ["next year", "2011-02-30", "2011\x00", "x" * 5000], ids=lambda t: repr(t[:20])
)
def test_a_form_says_what_it_accepts_instead(text):
    with pytest.raises(ValidationError, match="Write a day, a month or a year: 2011-05-19, 2011-05 or 2011"):
        PartialDateFormField().clean(text)


def test_a_long_mistake_is_not_repeated_in_full():
    with pytest.raises(ValidationError) as caught:
        PartialDateFormField().clean("x" * 5000)
    assert len(caught.value.messages[0]) < 200


@pytest.mark.parametrize("text", ["", "  "], ids=repr)
def test_a_required_date_must_be_given(text):
    with pytest.raises(ValidationError, match="This field is required"):
        PartialDateFormField().clean(text)


@pytest.mark.parametrize(
    ("initial", "text", "expected"),
    [
        (MONTH, "2011-10", False),
        (MONTH, "October 2011", False),
        (MONTH, "2011", True),
        (MONTH, "", True),
        (None, "", False),
        (None, "nonsense", True),
    ],
)
def test_a_form_notices_a_change_of_meaning_not_of_writing(initial, text, expected):
    assert PartialDateFormField(required=False).has_changed(initial, text) is expected


def test_the_form_of_a_model_shows_the_date_as_it_is_stored(db):
    field = Country._meta.get_field("since").formfield()
    assert field.widget.render("since", field.prepare_value(MONTH)).count('value="2011-10"') == 1


def test_the_widget_keeps_what_was_typed_wrongly():
    field = PartialDateFormField()
    assert 'value="last spring"' in field.widget.render("since", field.prepare_value("last spring"))


def test_the_widget_shows_how_a_date_is_written():
    assert 'placeholder="2011-05-19"' in PartialDateFormField().widget.render("since", None)
