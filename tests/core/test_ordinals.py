import pytest

from admm_site.core.ordinals import meeting_ordinal


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "Inaugural"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (5, "5th"),
        (10, "10th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (20, "20th"),
        (21, "21st"),
        (22, "22nd"),
        (23, "23rd"),
        (24, "24th"),
        (101, "101st"),
        (111, "111th"),
        (112, "112th"),
        (122, "122nd"),
    ],
)
def test_ordinals_are_written_as_asean_writes_them(number, words):
    assert meeting_ordinal(number) == words
