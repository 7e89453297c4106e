"""The same thing under another name: what is searched before a new field is saved (R3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from metadata.codelists import plain
from metadata.fields import Field
from metadata.problems import _
from metadata.sentences import Sentence

if TYPE_CHECKING:
    from metadata.catalogue import Catalogue

#: Names this much alike (of 100) are shown as near.
NEAR: Final = 72
#: Most fields that are shown.
MOST: Final = 8


@dataclass(frozen=True, slots=True)
class Overlap:
    """A field that may be the same thing. `exact`: they share a code, a label or a synonym: only one may stand."""

    field: Field
    reason: Sentence
    exact: bool
    score: float  # 0 to 1
    word: str = ""  # the name that they share


def find(candidate: Field, catalogue: "Catalogue", *, new: bool = True) -> list[Overlap]:
    """Fields that may be what the candidate is, the nearest first; at most eight, each with its best reason.

    Codes are compared over all entities, names within one. Retired fields count for codes only: their names are free.
    """
    found: list[Overlap] = []
    for field in catalogue.fields.values():
        if field.code == candidate.code:
            if new:
                reason = Sentence(_("It has the same code, %(code)s."), {"code": field.code})
                found.append(Overlap(field, reason, exact=True, score=1, word=field.code))
        elif field.entity == candidate.entity and field.active:
            overlap = _same_name(candidate, field) or _same_values(candidate, field) or _near_name(candidate, field)
            if overlap:
                found.append(overlap)
    found.sort(key=lambda overlap: (-overlap.exact, -overlap.score))
    return found[:MOST]


def names(field: Field) -> dict[str, str]:
    """All names of a field: as compared → as written."""
    return {key: name for name in (field.label.zh, field.label.en, *field.synonyms) if (key := bare(name))}


def bare(name: str) -> str:
    """A name as it is compared: NFKC, without blanks, case, brackets and marks.

    >>> bare("联系电话（手机）") == bare("联系 电话手机"), bare("Mobile-Phone")
    (True, 'mobilephone')
    """
    return "".join(c for c in plain(name) if c.isalnum())


def _same_name(candidate: Field, field: Field) -> Overlap | None:
    mine, theirs = names(candidate), names(field)
    shared = next((key for key in mine if key in theirs), None)
    if shared is None:
        return None
    is_label = shared in (bare(field.label.zh), bare(field.label.en))
    text = _("It has the same name, “%(word)s”.") if is_label else _("“%(word)s” is another name of it.")
    return Overlap(field, Sentence(text, {"word": mine[shared]}), exact=True, score=1, word=mine[shared])


def _same_values(candidate: Field, field: Field) -> Overlap | None:
    """The same code list under the same standard: yes_no says nothing, a standard's list says a lot."""
    if not candidate.codelist or (candidate.codelist, candidate.standard) != (field.codelist, field.standard):
        return None
    if not candidate.standard:
        return None
    params = {"standard": candidate.standard}
    return Overlap(field, Sentence(_("It has the same options, of %(standard)s."), params), exact=False, score=0.9)


def _near_name(candidate: Field, field: Field) -> Overlap | None:
    best, word = 0.0, ""
    for key in names(candidate):
        for other, written in names(field).items():
            score = _alike(key, other)
            if score > best:
                best, word = score, written
    if best < NEAR:
        return None
    return Overlap(field, Sentence(_("Its name “%(word)s” is near."), {"word": word}), exact=False, score=best / 100)


@lru_cache(1 << 16)
def _alike(one: str, other: str) -> float:
    """How much two names are alike, 0 to 100: the same sound, one inside the other, or few letters apart."""
    from rapidfuzz import fuzz

    score: float = fuzz.ratio(one, other)
    short, long = sorted((one, other), key=len)
    if len(short) >= 3 and short in long:
        score = max(score, 75 + 20 * len(short) / len(long))
    if len(one) == len(other) and not one.isascii() and _sound(one) == _sound(other):
        score = max(score, 95)
    return score


@lru_cache(1 << 14)
def _sound(name: str) -> str:
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(name))


def search(words: str, fields: Iterable[Field]) -> list[Field]:
    """Fields that a few words find: code, label, synonym, full or initial pinyin; the better the match the earlier."""
    key = bare(words)
    if not key:
        return list(fields)
    ranked: list[tuple[int, int, Field]] = []
    for place, field in enumerate(fields):
        keys = [bare(field.code), *names(field)]
        rank = min((_rank(key, other) for other in keys), default=9)
        if rank < 9:
            ranked.append((rank, place, field))
    return [field for _rank_, _place, field in sorted(ranked, key=lambda found: found[:2])]


def _rank(key: str, name: str) -> int:
    if key == name:
        return 0
    if name.startswith(key):
        return 1
    if key in name:
        return 2
    if key.isascii() and not name.isascii():
        sounds = _sound(name).split()
        for first in range(len(sounds)):  # from any character on: dianhua finds 联系电话
            said = sounds[first:]
            if "".join(said).startswith(key) or "".join(sound[0] for sound in said).startswith(key):
                return 3 if first == 0 else 4
    return 9
