"""A record as its page shows it: facts by their owners, what was asked of it, the story in sentences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from formbuilder.dispatch.settle import Settled
from formbuilder.language import gettext as _
from formbuilder.language import ngettext
from formbuilder.records import times
from formbuilder.records.reading import Names, freshness_words
from formbuilder.records.seen import SeenFact, SeenLine, SeenRecord
from metadata.records import Outcome, Route, Verdict
from metadata.stamps import Instant
from renderer import show


@dataclass(frozen=True, slots=True)
class FactRow:
    """One line of the table of facts."""

    code: str
    label: str
    value: Markup
    mark: str
    words: str
    who: str
    observed: str
    verified: str
    owner: str
    masked: bool = False
    sensitive: bool = False
    waits: str = ""
    proposals: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """The facts of one owner."""

    title: str
    rows: tuple[FactRow, ...]


@dataclass(frozen=True, slots=True)
class Episode:
    """One delivery, told: who, what became of it, line by line."""

    who: str
    counts: str
    lines: tuple[Markup, ...]
    when: str
    note: str = ""
    at: Instant = 0
    #: It was said of a record that was joined to this one (R19a).
    elsewhere: bool = False


def groups(seen: SeenRecord, names: Names, *, revealed: dict[str, Markup] | None = None) -> list[Group]:
    """What is known, by owning department; what is not known is `unknown`."""
    known = [fact for fact in seen.facts if fact.look.known or (fact.fact is not None and fact.fact.open)]
    by_owner: dict[str, list[FactRow]] = {}
    for fact in known:
        by_owner.setdefault(names.owner(fact.field), []).append(_row(fact, names, revealed or {}))
    return [Group(title, tuple(rows)) for title, rows in by_owner.items()]


def unknown(seen: SeenRecord, names: Names) -> list[str]:
    """The labels of fields of which nothing is known."""
    return [names.label(fact.field) for fact in seen.facts if not fact.look.known]


def _row(seen: SeenFact, names: Names, revealed: dict[str, Markup]) -> FactRow:
    field, fact = seen.field, seen.fact
    value = revealed.get(field.code)
    return FactRow(
        code=field.code,
        label=names.label(field),
        value=names.value(field, seen.look) if value is None else value,
        mark=seen.freshness.phase.value,
        words=freshness_words(seen.freshness),
        who=names.who(fact.source, fact.by, fact.through) if fact else _derived_from(seen, names),
        observed=times.since(fact.observed, names.zone) if fact else "",
        verified=times.since(fact.verified, names.zone) if fact else "",
        owner=names.owner(field),
        masked=bool(seen.look.masked) and value is None,
        sensitive=field.sensitivity.value == "sensitive",
        waits=seen.waits,
        proposals=fact.proposals if fact else 0,
    )


def _derived_from(seen: SeenFact, names: Names) -> str:
    fields = names.reading.catalogue.fields
    labels = [names.label(fields[code]) for code in seen.field.derived_from[:1] if code in fields]
    return _("computed from %(fields)s") % {"fields": _(", ").join(labels)} if labels else ""


@dataclass(frozen=True, slots=True)
class SentLine:
    """One task that asks something of the record, and how that stands."""

    title: str
    department: str
    mark: str
    words: str


def sent(assignments: Iterable[Settled], names: Names) -> list[SentLine]:
    """The record's assignments, those that are open first."""
    words = {
        "open": (_("To do"), "tag-accent"),
        "done": (_("Done"), "tag-done"),
        "refused": (_("Refused"), "tag-fault"),
        "ended": (_("Ended with the record"), ""),
        "withdrawn": (_("Withdrawn"), ""),
        "missed": (_("Missed"), "tag-soon"),
    }
    reading = names.reading
    return [
        SentLine(
            title=one.title.get(reading.language) or one.title["zh"],
            department=show.department(one.department, reading.catalogue, reading.language),
            mark=words[one.state.value][1],
            words=words[one.state.value][0],
        )
        for one in sorted(assignments, key=lambda one: one.state.value != "open")
    ]


def story(lines: Sequence[SeenLine], names: Names, *, now: Instant, most: int = 40) -> list[Episode]:
    """History in sentences, one episode a delivery, the newest first."""
    episodes: list[Episode] = []
    for _delivery, group in groupby(lines, key=lambda line: (line.made_on, line.revision)):
        of_one = [line for line in group if not line.echo][::-1]
        if of_one:
            episodes.append(_episode(of_one, names, now))
        if len(episodes) == most:
            break
    return episodes


def _episode(lines: list[SeenLine], names: Names, now: Instant) -> Episode:
    first = lines[0]
    notes = dict.fromkeys(line.note for line in lines if line.note)
    return Episode(
        who=names.who(first.source, first.by, first.through),
        counts=_(", ").join(_counts(lines)),
        lines=tuple(_sentences(lines, names)),
        when=times.when(first.received, now, names.zone),
        note=_("; ").join(notes),
        at=first.received,
        elsewhere=bool(first.made_on),
    )


def _counts(lines: Iterable[SeenLine]) -> list[str]:
    kinds: dict[str, int] = {}
    for line in lines:
        outcome = line.effect.outcome
        kind = "added" if outcome is Outcome.WRITTEN and line.before is None else outcome.value
        kinds[kind] = kinds.get(kind, 0) + 1
    words = {
        "verified": ngettext("%(num)s verified", "%(num)s verified", 2),
        "written": ngettext("%(num)s changed", "%(num)s changed", 2),
        "added": ngettext("%(num)s added", "%(num)s added", 2),
        "open": ngettext("%(num)s in conflict", "%(num)s in conflict", 2),
        "proposal": ngettext("%(num)s proposed", "%(num)s proposed", 2),
        "beside": ngettext("%(num)s kept beside", "%(num)s kept beside", 2),
        "answered": ngettext("%(num)s not settled", "%(num)s not settled", 2),
    }
    return [words[kind] % {"num": kinds[kind]} for kind in words if kind in kinds]


def _sentences(lines: list[SeenLine], names: Names) -> Iterable[Markup]:
    same = [names.label(line.field) for line in lines if line.effect.outcome is Outcome.VERIFIED]
    for line in lines:
        if line.effect.outcome is not Outcome.VERIFIED:
            yield _sentence(line, names)
    if same:
        yield Markup("%s") % (_("Unchanged: %(fields)s") % {"fields": _(", ").join(same)})


def _sentence(line: SeenLine, names: Names) -> Markup:
    label, value = names.label(line.field), _said(line, names)
    match line.effect.outcome:
        case Outcome.WRITTEN if line.before is not None:
            arrow = Markup('<span class="arrow" aria-hidden="true">→</span><span class="vh">%s</span>') % _("now")
            return Markup('<span class="quiet">%s</span> <span class="was">%s</span>%s%s') % (
                label,
                names.value(line.field, line.before),
                arrow,
                value,
            )
        case Outcome.WRITTEN:
            return Markup('<span class="quiet">%s</span> %s') % (label, value)
        case Outcome.OPEN if line.effect.route is Route.DOOR:
            return Markup(_("%s: says %s; the next door is asked")) % (label, value)
        case Outcome.OPEN:
            return Markup(_("%s: says %s; it went to review")) % (label, value)
        case Outcome.PROPOSAL:
            return Markup(_("%s: proposes %s to %s")) % (label, value, names.owner(line.field))
        case Outcome.BESIDE:
            return Markup(_("%s: says %s; kept beside")) % (label, value)
        case _:
            return Markup(_("%s: could not be settled")) % label


def _said(line: SeenLine, names: Names) -> Markup:
    if line.verdict is Verdict.WRONG:
        return Markup("%s") % _("this is wrong")
    return names.value(line.field, line.look)
