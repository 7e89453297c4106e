"""Two records side by side, and those that are probably one, as their pages show them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from formbuilder.joining.comparing import Compared
from formbuilder.joining.doubles import Pair
from formbuilder.joining.service import ComparisonPage, JoinedPage
from formbuilder.language import gettext as _
from formbuilder.language import language, ngettext
from formbuilder.records import times
from formbuilder.records.drawing import Episode
from formbuilder.records.reading import Names
from formbuilder.records.sights import Look
from metadata.fields import Field
from metadata.joining import Deed
from metadata.records import Through
from metadata.stamps import Instant


def _mark(sentence: str) -> str:
    """Mark a sentence for translation; templates translate it."""
    return sentence


#: What was ruled, told on the page after it.
DONE: Final = {
    "joined": _mark("The two are one record now. It can be undone on its page."),
    "parted": _mark("The two are by themselves again."),
    "apart": _mark("The two are two; nobody is asked about them again."),
    "found": _mark("The row was merged into the record that you chose."),
    "new": _mark("The row made a new record."),
}
#: What was wrong with a ruling on a record's own page.
FAULTS: Final = {
    "why": _mark("Say why; the reason is kept in history."),
    "unread": _mark("That is no address of a record's page."),
}
#: Why two records are probably one.
WHY: Final = {
    "key": _mark("One says the number that the other holds"),
    "birth_date": _mark("The same name, born on the same day"),
    "place": _mark("The same name, at the same place"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One field of two records, and what would hold. `who`: who would say so; `waits`: how many would say otherwise."""

    label: str
    one: Markup
    other: Markup
    both: Markup
    who: str
    waits: str


@dataclass(frozen=True, slots=True)
class Block:
    """Fields on which the two stand alike."""

    title: str
    rows: tuple[Row, ...]
    folded: bool


def blocks(page: ComparisonPage) -> list[Block]:
    """The fields on which the two differ, those of which one of them alone knows, and those on which they agree."""
    fields = page.comparison.fields
    parts: tuple[tuple[str, Callable[[Compared], bool], bool], ...] = (
        (_("They say different things"), lambda f: f.differs, False),
        (_("Only one of them knows"), lambda f: not f.differs and not (f.one.known and f.other.known), False),
        (_("They say the same"), lambda f: not f.differs and f.one.known and f.other.known, True),
    )
    found = [
        Block(title, tuple(_row(f, page.names) for f in fields if fits(f)), folded) for title, fits, folded in parts
    ]
    return [block for block in found if block.rows]


def _row(field: Compared, names: Names) -> Row:
    stands = field.stands
    who = ""
    if stands is not None:
        said = names.who(stands.source, stands.by, stands.through)
        when = times.since(stands.verified, names.zone)
        who = _("%(one)s, %(other)s") % {"one": said, "other": when} if when else said
    return Row(
        label=names.label(field.field),
        one=_value(names, field.field, field.one, waits=field.one_waits),
        other=_value(names, field.field, field.other, waits=field.other_waits),
        both=names.value(field.field, field.both) if field.both.known else Markup(""),
        who=who,
        waits=ngettext("%(num)s claim would wait", "%(num)s claims would wait", field.waiting) % {"num": field.waiting}
        if field.waiting
        else "",
    )


def _value(names: Names, field: Field, look: Look, *, waits: bool) -> Markup:
    if not look.known:
        return Markup("")
    value = names.value(field, look)
    return Markup('%s <span class="tag tag-soon">%s</span>') % (value, _("waits")) if waits else value


@dataclass(frozen=True, slots=True)
class PairLine:
    """Two records that are probably one."""

    one: str
    one_name: str
    one_place: str
    other: str
    other_name: str
    other_place: str
    kind: str
    why: str
    one_says: tuple[Markup, ...]
    other_says: tuple[Markup, ...]


def pairs(found: Iterable[Pair], names: Names) -> list[PairLine]:
    """The pairs, each with its reason in words."""
    kinds = names.reading.catalogue.entities
    return [
        PairLine(
            *(pair.one, pair.one_name, names.place(pair.one_area)),
            *(pair.other, pair.other_name, names.place(pair.other_area)),
            kinds[pair.entity].label.get(language()),
            _(WHY[pair.why]),
            tuple(names.value(field, look) for field, look in pair.one_says),
            tuple(names.value(field, look) for field, look in pair.other_says),
        )
        for pair in found
    ]


@dataclass(frozen=True, slots=True)
class JoinedLine:
    """A record that leads to this one."""

    id: str
    name: str
    when: str
    who: str
    reason: str
    undo: bool


def rulings(page: JoinedPage, *, now: Instant) -> list[Episode]:
    """All that was ever ruled of a record and others, as episodes of its story."""
    names = page.names
    words = {
        Deed.JOINED: _("one with %(name)s from now on"),
        Deed.PARTED: _("two again: %(name)s is by itself"),
        Deed.LED: _("one with %(name)s from now on"),
        Deed.FREED: _("by itself again, apart from %(name)s"),
    }
    return [
        Episode(
            who=names.who(one.source, one.who, Through.RULING),
            counts=words[one.deed] % {"name": one.name or _("Without a name")},
            lines=(),
            when=times.when(one.at, now, names.zone),
            note=one.reason,
            at=one.at,
        )
        for one in page.rulings
    ]


def told(story: Sequence[Episode], page: JoinedPage, *, now: Instant) -> list[Episode]:
    """A record's story with the rulings in it, the newest first."""
    return sorted((*rulings(page, now=now), *story), key=lambda episode: -episode.at)


def joined(page: JoinedPage, *, now: Instant) -> Sequence[JoinedLine]:
    """The records that lead to one, the latest first."""
    names = page.names
    return [
        JoinedLine(
            id=one.id,
            name=one.name,
            when=times.when(one.at, now, names.zone),
            who=names.who(one.source, one.who, Through.RULING),
            reason=one.reason,
            undo=one.undo,
        )
        for one in page.joined
    ]
