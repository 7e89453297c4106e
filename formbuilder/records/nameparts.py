"""The parts by which a name is found: its characters, its pairs of them, and the letters that its sounds begin with.

A word for word index finds nothing in Chinese, and one of three letters finds no name of two: so one and two.
"""

from functools import cache
from importlib.resources import files

#: Of a longer name (an address, a company's full name) a single character says nothing, and is not kept.
LONG = 20
#: So many characters at most has a name whose sounds are kept: that of a person.
SPOKEN = 4
#: The characters of Unicode's first Chinese block, whose letters stand in `initials.txt` one after another.
FIRST, LAST = "\u4e00", "\u9fa5"
#: Characters that sound otherwise when they are a surname.
SURNAMES = dict(zip("曾单解仇查朴翟区缪覃盖尉冼洗隗乐员种召句那能", "zsxqzpzomqgyxxwyycsgnn", strict=True))


def folded(text: str) -> str:
    """A text as names are compared: the case of Latin letters does not matter."""
    return "".join(c.lower() if c.isascii() else c for c in text)


def parts_of(name: str) -> frozenset[str]:
    """Everything that a name is found by.

    >>> sorted(parts_of("张伟"))
    ['~zw', '伟', '张', '张伟']
    """
    text = folded(name.strip())
    written = {text[i : i + 2] for i in range(len(text) - 1)}.union(text if len(text) <= LONG else ())
    return frozenset(part for part in written if part.strip() == part).union(map(sound, initials(name)))


def sound(letters: str) -> str:
    """The part by which a name is found that begins with these sounds: no name is written with this sign."""
    return "~" + letters


def initials(name: str) -> tuple[str, ...]:
    """The letters that the sounds of a short Chinese name begin with, from two on: 王小明 gives wx and wxm."""
    name = name.strip()
    if not 2 <= len(name) <= SPOKEN or not all(FIRST <= c <= LAST for c in name):
        return ()
    letters = SURNAMES.get(name[0], _letter(name[0])) + "".join(map(_letter, name[1:]))
    return tuple(letters[:n] for n in range(2, len(letters) + 1))


def spoken(word: str) -> bool:
    """Whether somebody may have written only the letters that a name's sounds begin with."""
    return word.isascii() and word.isalpha() and 2 <= len(word) <= SPOKEN


def _letter(character: str) -> str:
    return _letters()[ord(character) - ord(FIRST)]


@cache
def _letters() -> str:
    return files(__package__).joinpath("initials.txt").read_text("ascii")
