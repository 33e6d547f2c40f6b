"""The readers of `make chaos` notice what is wrong."""

from email.message import Message
from types import SimpleNamespace

import pytest

from tests.production.client import Answer

from .people import EDITED, SECRET, People


@pytest.fixture
def people() -> People:
    portal = SimpleNamespace(client=SimpleNamespace(port=1, certificate="none"))
    people = People(portal)
    people.editor.sent = 7
    return people


def answer(text: str, status: int = 200) -> Answer:
    return Answer(status, Message(), text.encode())


@pytest.mark.parametrize(
    ("path", "text", "fault"),
    [
        (EDITED, "<h1>Edit 4</h1>", "4 after 5 was confirmed"),
        (EDITED, '<h1 class="x">Edit 8</h1>', "7 sent"),
        (EDITED, "<h1>Secret draft 8</h1>", "shows 'Secret draft'"),
        ("/", "<h1>ADMM</h1> Secret plans", "shows 'Secret plans'"),
        ("/documents/", "<h1>Meetings</h1>", "is another page"),
        (SECRET, "<h1>Plans</h1>", "is public"),
    ],
)
def test_what_a_reader_must_not_see_is_noticed(people, path, text, fault):
    assert any(fault in each for each in people.find_faults(path, answer(text), newest_before=5))


@pytest.mark.parametrize("number", [5, 6, 7])
def test_what_was_confirmed_or_is_being_sent_is_right(people, number):
    assert people.find_faults(EDITED, answer(f"<h1>Edit {number}</h1>"), newest_before=5) == []
    assert people.find_faults(EDITED, answer("Away", 503), newest_before=5) == []
