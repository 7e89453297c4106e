"""Identity keys: which values lead to a record, and whether the name agrees (R19)."""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from metadata.codelists import plain
from metadata.entities import Entity
from metadata.records import Key, Record
from metadata.values import ABSENT, Absent, Value

#: Digits of an area code that name a community; a grid's code begins with them.
COMMUNITY = 12


class Agreement(StrEnum):
    """How two names compare. All but DIFFERENT let a current key lead to its record."""

    SAME = "same"
    ONE_CHARACTER = "one-character"
    SAME_SOUND = "same-sound"
    DIFFERENT = "different"


def key_of(entity: Entity, values: Mapping[str, Value | Absent], *, area: str = "", source: str = "") -> Key | None:
    """The current key that these values make, in normal form; None: they make none.

    Of a key of a document's type and number the type is the kind, so that a passport is never an ID card's number.

    :param values: in normal form; absent and *none* make no key
    :param area: area code of the record's place, for a key that is unique within its community
    :param source: the system that the number comes from, for a key that is unique within its source
    """
    parts = [_part(values.get(code, ABSENT)) for code in entity.key]
    if not parts or not all(parts):
        return None
    if entity.within == "community":
        parts.append(area[:COMMUNITY])
    elif entity.within == "source":
        parts.append(source)
    if not parts[-1]:
        return None
    if len(entity.key) == 2 and entity.key[0].endswith("_type"):
        return Key(f"{entity.code}:{parts[0]}", parts[1])
    return Key(entity.code, "|".join(parts))


def of_record(record: Record, entity: Entity) -> Key | None:
    """The current key that a record's facts make."""
    fact = record.facts.get(entity.key[-1]) if entity.key else None
    if fact is None:
        return None
    values = {code: record.held(code) for code in entity.key}
    return key_of(entity, values, area=record.area, source=fact.source)


def moved(keys: tuple[Key, ...], old: Key | None, new: Key | None) -> tuple[Key, ...]:
    """A record's keys after its current one became another: the old one is kept as a former one."""
    gone = {(key.kind, key.normal) for key in (old, new) if key}
    kept = tuple(key for key in keys if (key.kind, key.normal) not in gone)
    former = (Key(old.kind, old.normal, current=False),) if old else ()
    return (*kept, *former, *((new,) if new else ()))


def _part(value: Value | Absent) -> str:
    """One value as it stands in a key: an address by its code once the library knows it, else by its text."""
    if isinstance(value, dict):
        return str(value.get("code") or plain(str(value.get("text", ""))))
    return "" if value is None or value is ABSENT else plain(str(value)).upper()


def agreement(one: str, other: str) -> Agreement:
    """How two names agree, compared in normal form (NFKC, without blanks, case or middle dots).

    >>> agreement("欧阳 娜娜", "欧阳娜娜"), agreement("张伟", "章炜"), agreement("王小明", "王晓明")
    (<Agreement.SAME: 'same'>, <Agreement.SAME_SOUND: 'same-sound'>, <Agreement.ONE_CHARACTER: 'one-character'>)
    """
    a, b = _name(one), _name(other)
    if not a or not b:
        return Agreement.DIFFERENT
    if a == b:
        return Agreement.SAME
    if min(len(a), len(b)) > 1 and _one_apart(a, b):
        return Agreement.ONE_CHARACTER
    if len(a) == len(b) and _sound(a) == _sound(b):
        return Agreement.SAME_SOUND
    return Agreement.DIFFERENT


def same_name(one: str, other: str) -> bool:
    """The same name in normal form, not only nearly.

    >>> same_name("欧阳·娜娜", "欧阳 娜娜"), same_name("王小明", "王晓明")
    (True, False)
    """
    return one == other or _name(one) == _name(other)


def agrees(one: str | None, other: str | None) -> bool:
    """The name agrees too, or nearly (R19). A name that nobody has said does not agree."""
    return bool(one and other) and agreement(str(one), str(other)) is not Agreement.DIFFERENT


def _name(name: str) -> str:
    return "".join(c for c in plain(name) if c not in "·•・.'-")


def _one_apart(a: str, b: str) -> bool:
    """One character is another, missing or too many."""
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) == 1
    short, long = sorted((a, b), key=len)
    return len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


@lru_cache(maxsize=1024)
def _sound(name: str) -> tuple[str, ...]:
    """Syllables without tones. The dictionary is large: read only where two names differ."""
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(name))
