"""What a new version of a field does to the values that are there: nothing, room for more, or less room (R1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from metadata.codelists import CodeList
from metadata.fields import Field, Status
from metadata.problems import _
from metadata.sentences import Sentence

if TYPE_CHECKING:
    from metadata.catalogue import Catalogue


class Class(IntEnum):
    """How much a change does; the strongest of its parts counts."""

    COSMETIC = 0
    WIDENING = 1
    NARROWING = 2


@dataclass(frozen=True, slots=True)
class Change:
    """The class of a change, and a sentence for each thing that changes."""

    kind: Class
    reasons: tuple[Sentence, ...]

    @property
    def narrows(self) -> bool:
        """Values that are there may no longer conform: they are counted and shown before it is saved."""
        return self.kind is Class.NARROWING


#: What changes neither values nor what values may be, and how it is called.
_COSMETIC: Final = {
    "label": _("The label changes."),
    "help": _("The help changes."),
    "synonyms": _("The other names change."),
    "owner": _("Another department becomes the owner."),
    "sensitivity": _("Other people may see it: the sensitivity changes."),
    "mask": _("It is masked in lists, or no longer."),
    "freshness_days": _("It grows stale after another time."),
    "freshness_reason": _("The reason of its freshness changes."),
    "clock": _("Its own date makes it due, or no longer."),
    "verification": _("It is verified in another way."),
    "authoritative": _("Its owner's word counts more, or no longer."),
    "key": _("It becomes part of the key, or no longer."),
    "derived_from": _("It is computed from other fields than before."),
    "depends_on": _("Other fields make it due when they change."),
    "bound_with": _("It is asked together with other fields than before."),
    "standard": _("The standard that it follows changes."),
}


def classify(old: Field, new: Field, before: "Catalogue", after: "Catalogue") -> Change:
    """The class of the step from one version to the next, with the reasons, the strongest first.

    :param before: the catalogue with the old version's code list
    :param after: the catalogue with the new version's code list
    """
    steps = [
        (Class.COSMETIC, Sentence(text)) for part, text in _COSMETIC.items() if getattr(old, part) != getattr(new, part)
    ]
    if old.status is not new.status:
        text = _("It is retired.") if new.status is Status.RETIRED else _("It is in use.")
        steps.append((Class.COSMETIC, Sentence(text)))
    steps += _length(old, new)
    steps += _bounds(old, new)
    steps += _forms(old, new)
    steps += _options(old, new, before, after)
    steps.sort(key=lambda step: -step[0])
    return Change(steps[0][0] if steps else Class.COSMETIC, tuple(reason for _kind, reason in steps))


Steps = Iterator[tuple[Class, Sentence]]


def _length(old: Field, new: Field) -> Steps:
    if old.max_length == new.max_length:
        return
    params = {"old": old.max_length or "—", "new": new.max_length or "—"}
    if old.max_length is not None and (new.max_length is None or new.max_length > old.max_length):
        yield Class.WIDENING, Sentence(_("It may be longer: %(old)s → %(new)s."), params)
    else:
        yield Class.NARROWING, Sentence(_("It must be shorter: %(old)s → %(new)s."), params)


def _bounds(old: Field, new: Field) -> Steps:
    for part, sign in (("minimum", -1), ("maximum", 1)):
        was, now = getattr(old, part), getattr(new, part)
        if was != now:
            wider = bool(was) and (not now or _further(was, now, sign))
            text = (
                _("Its bounds are wider: %(old)s → %(new)s.")
                if wider
                else _("Its bounds are narrower: %(old)s → %(new)s.")
            )
            yield Class.WIDENING if wider else Class.NARROWING, Sentence(text, {"old": was or "—", "new": now or "—"})


def _further(was: str, now: str, sign: int) -> bool:
    """The new bound lies further out: numbers as numbers, dates as dates."""
    try:
        return (Decimal(now) - Decimal(was)) * sign > 0
    except InvalidOperation:
        return "today" not in (was, now) and (now > was if sign > 0 else now < was)


def _forms(old: Field, new: Field) -> Steps:
    if old.pattern != new.pattern:
        if new.pattern:
            yield Class.NARROWING, Sentence(_("It must be of another pattern."))
        else:
            yield Class.WIDENING, Sentence(_("It need not be of a pattern any more."))
    if old.format != new.format:
        if old.format and (
            not new.format or new.format == "any" or set(old.format.split("|")) < set(new.format.split("|"))
        ):
            yield Class.WIDENING, Sentence(_("More kinds of values are allowed."))
        else:
            yield Class.NARROWING, Sentence(_("Other kinds of values are asked for."))
    if (old.decimals or 0) != (new.decimals or 0):
        yield (
            Class.NARROWING,
            Sentence(
                _("It has other decimals: %(old)s → %(new)s."), {"old": old.decimals or 0, "new": new.decimals or 0}
            ),
        )
    if old.unit != new.unit:
        yield (
            Class.NARROWING,
            Sentence(_("Its unit changes: %(old)s → %(new)s."), {"old": old.unit or "—", "new": new.unit or "—"}),
        )
    if old.refers_to != new.refers_to:
        yield Class.NARROWING, Sentence(_("It refers to another kind of record."))
    if old.admits_none and not new.admits_none:
        yield Class.NARROWING, Sentence(_("“There is none” is no answer any more."))
    if new.admits_none and not old.admits_none:
        yield Class.WIDENING, Sentence(_("“There is none” becomes an answer."))


def _options(old: Field, new: Field, before: "Catalogue", after: "Catalogue") -> Steps:
    was, now = before.codelists.get(old.codelist), after.codelists.get(new.codelist)
    if was is None or now is None or was is now:
        return
    had, has = {code.code for code in was.active}, {code.code for code in now.active}
    if gone := [was.label_of(code) for code in was.codes if code in had - has]:
        names = "、".join(gone[:5]) + ("…" if len(gone) > 5 else "")
        yield Class.NARROWING, Sentence(_("Options are retired: %(names)s."), {"names": names})
    if fresh := [now.label_of(code) for code in now.codes if code in has - had]:
        names = "、".join(fresh[:5]) + ("…" if len(fresh) > 5 else "")
        yield Class.WIDENING, Sentence(_("Options are added: %(names)s."), {"names": names})
    if old.codelist != new.codelist and not gone and not fresh:
        yield Class.COSMETIC, Sentence(_("Its code list has another name."))


def carried_over(codelist: CodeList) -> Mapping[str, str]:
    """Retired options with exactly one successor, and what their values become (R1)."""
    return {
        code.code: code.successor
        for code in codelist.codes.values()
        if code.retired and code.successor in codelist.codes and not codelist.codes[code.successor].retired
    }
