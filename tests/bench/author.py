"""Writes sentences with a vocabulary of the field: word frequencies are like those of a language."""

from itertools import accumulate, product
from random import Random

SYLLABLES = ("ba", "dan", "ka", "lu", "mai", "nor", "pha", "ran", "si", "tan", "vong", "yu")
COMMON = """
cooperation security regional defence ministers exercise disaster relief humanitarian assistance maritime
military medicine counter terrorism peacekeeping operations cyber mine action experts working group ASEAN
member states partners dialogue confidence stability peace concept paper adopted endorsed progress report
workshop training centre network industry logistics support framework declaration joint statement meeting
implementation capacity information sharing communications infrastructure emergency response standard
procedure agreement interaction establishment strategic challenges community commitment principles mutual
respect sovereignty consensus agenda programme activities officials senior chairmanship delegation
"""
LINKING = "the of and to in on for with by at as that its their from which will be was has"
STEEPNESS = 1.3
SENTENCES, PARAGRAPHS = 4000, 3000


class Author:
    """Writes the same texts for the same seed.

    Words follow Zipf's law, as those of a language do. Beside those of the field there are as many made-up
    names as a register of this size would hold.
    """

    def __init__(self, seed: int):
        self.random = Random(seed)  # noqa: S311 - nothing secret: the same again is what is wanted
        names = ["".join(name).capitalize() for name in product(SYLLABLES, repeat=4)]
        self.random.shuffle(names)
        self.names = names
        self.common = COMMON.split()
        vocabulary = [*LINKING.split(), *self.common, *names]
        weights = list(accumulate(rank**-STEEPNESS for rank in range(1, len(vocabulary) + 1)))
        self._sentences = [self._sentence(vocabulary, weights) for _ in range(SENTENCES)]
        self._paragraphs = [" ".join(self.random.choices(self._sentences, k=4)) for _ in range(PARAGRAPHS)]

    def _sentence(self, vocabulary, weights) -> str:
        words = self.random.choices(vocabulary, cum_weights=weights, k=self.random.randint(9, 24))
        return f"{words[0].capitalize()} {' '.join(words[1:])}."

    def title(self) -> str:
        """Four to eight words without a full stop."""
        words = self.random.choices(self.common, k=self.random.randint(3, 6))
        return f"{' '.join(words).capitalize()} {self.random.choice(self.names)}"

    def sentence(self) -> str:
        return self.random.choice(self._sentences)

    def paragraph(self) -> str:
        """About 65 words."""
        return self.random.choice(self._paragraphs)

    def page(self) -> str:
        """The text of a printed page, about 260 to 400 words, with two names that few other pages have."""
        paragraphs = self.random.choices(self._paragraphs, k=self.random.randint(4, 6))
        return "\n".join([*paragraphs, f"Annex: {' '.join(self.random.choices(self.names, k=2))}."])
