"""What all sources say, as the page of a record shows it: fields that are told differently first, then the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from formbuilder.language import gettext as _
from formbuilder.language import language
from formbuilder.records import times
from formbuilder.records.reading import Names
from formbuilder.records.seen import Claims, Said
from metadata.records import Route, Through, Verdict
from metadata.values import ABSENT

#: So many sources have a column each; of more nobody sees a whole line.
COLUMNS = 4
#: The column of people: they speak at doors, desks and in review.
PEOPLE = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """One source on one field. `differs`: it says something else than what holds; `raw`: in its own column and code."""

    who: str
    value: Markup
    words: str
    when: str
    raw: str = ""
    differs: bool = False
    #: The claim that waits, for the way to review.
    waits: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One value, and all who say so."""

    value: Markup
    differs: bool
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One field: what holds, who says so too, who says otherwise. `columns`: the same by source, of a narrow matrix."""

    code: str
    label: str
    held: Voice | None
    agreeing: tuple[Voice, ...]
    others: tuple[Voice, ...]
    columns: tuple[tuple[Voice, ...], ...]

    @property
    def same(self) -> tuple[Answer, ...]:
        """What is said by those who agree; some say it less precisely."""
        return _answers(self.agreeing)

    @property
    def otherwise(self) -> tuple[Answer, ...]:
        """What the others say, each answer once."""
        return _answers(self.others)

    @property
    def waits(self) -> str:
        """The first of its claims that wait."""
        return next((voice.waits for voice in self.others if voice.waits), "")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every field of which somebody beside the holder speaks. `sources`: headings of the matrix; empty: too many."""

    disputed: tuple[Compared, ...]
    agreed: tuple[Compared, ...]
    sources: tuple[str, ...]
    #: Systems that speak of the record.
    systems: int


def comparison(claims: Claims, names: Names) -> Comparison:
    """The claims of a record as they read to somebody."""
    sources = _sources(claims)
    matrix = sources if len(sources) <= COLUMNS else []
    compared = [_compared(said, matrix, names) for said in claims.values()]
    return Comparison(
        disputed=tuple(sorted((one for one in compared if _disputed(one)), key=lambda one: not one.waits)),
        agreed=tuple(one for one in compared if not _disputed(one)),
        sources=tuple(names.reading.source(source) if source else _("People") for source in matrix),
        systems=sum(1 for source in sources if source),
    )


def _answers(voices: Iterable[Voice]) -> tuple[Answer, ...]:
    by_value: dict[tuple[Markup, bool], list[Voice]] = {}
    for voice in voices:
        by_value.setdefault((voice.value, voice.differs), []).append(voice)
    return tuple(Answer(value, differs, tuple(several)) for (value, differs), several in by_value.items())


def _disputed(compared: Compared) -> bool:
    return any(voice.differs for voice in compared.others)


def _sources(claims: Claims) -> list[str]:
    """Who speaks beside the holders: systems by their codes, people together at the end."""
    said = {_source(one) for of_field in claims.values() for one in of_field if one.state not in ("held", "derived")}
    return [*sorted(said - {PEOPLE}), *(said & {PEOPLE})]


def _source(said: Said) -> str:
    return said.source if said.through is Through.ROW else PEOPLE


def _compared(said: Sequence[Said], sources: Iterable[str], names: Names) -> Compared:
    held = next((_voice(one, names) for one in said if one.state in ("held", "derived")), None)
    others = [one for one in said if one.state not in ("held", "derived")]
    return Compared(
        code=said[0].field.code,
        label=names.label(said[0].field),
        held=held,
        agreeing=tuple(_voice(one, names) for one in others if one.agrees),
        others=tuple(_voice(one, names) for one in others if not one.agrees),
        columns=tuple(tuple(_voice(one, names) for one in others if _source(one) == source) for source in sources),
    )


def _voice(said: Said, names: Names) -> Voice:
    wrong = said.look.value is ABSENT and not said.look.masked and said.verdict is Verdict.WRONG
    value = Markup("%s") % _("this is wrong") if wrong else names.value(said.field, said.look)
    return Voice(
        who=names.who(said.source, said.by, said.through),
        value=Markup('<span class="quiet">%s</span>') % _("cannot be read") if said.problem else value,
        words=_words(said),
        when=times.since(said.observed, names.zone),
        raw=_raw(said),
        differs=_differs(said),
        waits=said.id if said.state in ("open", "proposal") and not said.agrees else "",
    )


def _differs(said: Said) -> bool:
    """A cell that we gave before the value changed says nothing of its own; one that cannot be read says nothing."""
    return said.state in ("open", "proposal", "cell") and not said.agrees and not said.ours and not said.problem


def _words(said: Said) -> str:
    if said.problem is not None:  # which quotes the cell: only to whoever sees the cell
        return said.problem.say(language(), _) if said.cells else ""
    match said.state, said.route:
        case (("held" | "derived"), _route):
            return ""
        case "proposal", _route:
            return _("waits for its owner")
        case "open", Route.REVIEW:
            return _("waits for review")
        case "open", _route:
            return _("asked at the next door")
    if said.ours:
        return _("as we gave it") if said.agrees else _("as we gave it before; the new value goes with the next table")
    return ""


def _raw(said: Said) -> str:
    """The cell in the system's own column and code, where it is written otherwise than our value."""
    value = said.look.value.get("text", "") if isinstance(said.look.value, dict) else said.look.value
    own = {column: text.strip() for column, text in said.cells.items() if text.strip() != value}
    return _("; ").join(f"{column} {text}" for column, text in own.items() if text)
