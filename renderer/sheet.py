"""What is remembered for one way of reading: items and lines compiled by their templates, labels, sources and days.

An item is drawn by its template once, with slots where records differ; afterwards only values are put in.
"""

import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Final, Protocol

from markupsafe import Markup, escape

from metadata.fields import Field
from metadata.fieldtypes.date import FOREVER
from metadata.memo import Memo
from metadata.records import Fact
from metadata.values import ABSENT, Absent, Value
from renderer import marks
from renderer.compose import FRESH
from renderer.page import Mark, Mode, PageItem
from renderer.plan import PlanItem
from renderer.show import HIDDEN, QUARTER, Reading, day, said_by, shown
from renderer.widgets import Competing, Widget, competing_of, condition_data, condition_note, provenance

_OPEN, _CLOSE = "\ue000", "\ue001"  # of the private use area: they mark where a value goes while a template is compiled
_SLOTS: Final = re.compile(f"{_OPEN}[a-z]+{_CLOSE}")

#: How many values the strip's summary runs through, and how long one may be.
_RUN, _RUN_LENGTH = 8, 14

#: How many sources with their days, and marks, are remembered.
_SAID = 8192

#: Types whose values of one kind are their own words; and those of which a part stays to be seen when masked.
_PLAIN = frozenset({"text", "email"})
_PARTLY = frozenset({"text", "phone", "identity", "uscc"})

_DERIVED = Mode.DERIVED  # a name of the module costs less than a member of an enumeration

_unsafe = re.compile("[&<>\"']").search


class Draw(Protocol):
    """Renders a template for one reading."""

    def __call__(self, template: str, **known: object) -> str: ...


def slot(name: str) -> Markup:
    """A place for a value."""
    return Markup(f"{_OPEN}{name}{_CLOSE}")


def compiled(html: str) -> str:
    """A rendered template as a %-format: its slots become %(name)s."""
    return html.replace("%", "%%").replace(_OPEN, "%(").replace(_CLOSE, ")s")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the known strip, cut where its value, source and mark go in; and what its values are called."""

    field: Field
    label: str
    parts: tuple[str, str, str, str]
    labels: Mapping[str, str] | None
    is_plain: bool
    is_date: bool


class Sheet:
    """One way of reading: a catalogue, a language, its words, the names of sources."""

    def __init__(self, reading: Reading, draw: Draw) -> None:
        self.reading, self.draw = reading, draw
        self._lines: dict[str, _Line] = {}
        self._derived: dict[str, _Line] = {}
        self._alone: dict[tuple[str, int, bool], tuple[PlanItem, str]] = {}
        self._items: Memo[str] = Memo(2048)
        # Members of enumerations are keyed by identity: they hash themselves in Python, at every look-up.
        self._said: dict[tuple[str, int, int], str] = {}
        self._marks: dict[tuple[int, int], str] = {}

    def also_for(self, reading: Reading) -> "Sheet":
        """The same memory for somebody who reads the same, but for the names of records, of which nothing is kept."""
        other = copy(self)
        other.reading = reading
        return other

    # --- items

    def item(self, item: PageItem) -> str:
        """An input as it first goes out: nothing chosen, nothing typed."""
        planned, mode, value, fact, masked = item[:5]
        mark = self._mark(item.mark)
        if item.partners or item.competing or item.live:
            return self._unusual(item, mark)
        held = value is not ABSENT
        key = (planned.code, id(mode), held)
        kept = self._alone.get(key)
        if kept is None or kept[0] is not planned:
            kept = self._alone[key] = (planned, self._compile_item(item))
        if not held:
            return kept[1] % {"mark": mark}
        shows = str(shown(value, planned.field, self.reading, masked=masked))
        return kept[1] % {"mark": mark, "held0": shows, "provenance0": self._provenance(item, fact)}

    def _unusual(self, item: PageItem, mark: str) -> str:
        """An input that is bound with others, in conflict, or conditional."""
        competing = competing_of(item, self.reading)
        key: tuple[object, ...] = (
            *(item.mode, item.live, len(competing)),
            *(
                (p.code, p.field.version, p.planned.required, p.label, p.verification, p.value is ABSENT)
                for p in item.group
            ),
        )
        template = self._items.get(key, lambda: self._compile_item(item))
        values: dict[str, str] = {"mark": mark}
        if item.live:
            values |= {"data": condition_data(item), "condition_note": escape(condition_note(item, self.reading))}
        for at, part in enumerate(item.group):
            if part.value is not ABSENT:
                values[f"held{at}"] = shown(part.value, part.field, self.reading, masked=part.masked)
                values[f"provenance{at}"] = self._provenance(part, part.fact)
        for at, claim in enumerate(competing):
            values[f"take{at}"], values[f"claim{at}"] = escape(claim.verdict), claim.held
            values[f"by{at}"] = escape(claim.provenance)
        return template % values

    def _compile_item(self, item: PageItem) -> str:
        """The item with slots for what differs from record to record."""
        widget = Widget(item, self.reading)
        widget.mark = slot("mark")
        if item.live:
            widget.data, widget.condition_note = slot("data"), slot("condition_note")
        for at, (part, known) in enumerate(zip(widget.group, item.group, strict=True)):
            part.held = slot(f"held{at}") if known.value is not ABSENT else ""
            part.provenance = slot(f"provenance{at}") if known.value is not ABSENT else ""
        widget.competing = [
            Competing(slot(f"take{at}"), slot(f"claim{at}"), slot(f"by{at}")) for at in range(len(widget.competing))
        ]
        return compiled(self.draw("visits/_item.html", item=widget))

    # --- the known strip

    def strip(self, items: Sequence[PageItem], name: str) -> tuple[str, str]:
        """The strip's lines, and the run of short values that stands for them while it is closed.

        :param name: the field that is the record's name; it stands above already
        """
        out: list[str] = []
        run: list[str] = []
        told = self._said
        for item in items:
            planned, mode, value, fact, masked, mark = item[:6]
            lines = self._derived if mode is _DERIVED else self._lines
            line = lines.get(planned.code)
            if line is None or line.field is not planned.field or line.label != planned.label:
                line = lines[planned.code] = self._compile_line(item)
            held = line.labels.get(value) if line.labels and not masked and type(value) is str else None
            if held is None:
                held = self._held(line, value, masked)
            said = None
            if fact is not None and mode is not _DERIVED:
                said = told.get((fact.source, id(fact.through), fact.verified.end // QUARTER))
            if said is None or fact is None or fact.verified.begin is None:
                said = self._provenance(item, fact)
            moon = "" if mark is FRESH else self._mark(mark)
            before, between, behind, end = line.parts
            out.append(f"{before}{held}{between}{said}{behind}{moon}{end}")
            if len(run) < _RUN and len(held) <= _RUN_LENGTH and not masked and planned.code != name:
                run.append(held)
        return "".join(out), "·".join(run)

    def _compile_line(self, item: PageItem) -> _Line:
        widget = Widget(item, self.reading)
        widget.held, widget.provenance, widget.mark = slot("held"), slot("provenance"), slot("mark")
        before, between, behind, end = _SLOTS.split(self.draw("visits/_line.html", item=widget))
        field, language = item.field, self.reading.language
        labels: dict[str, str] | None = None
        if field.type == "code":
            codes = self.reading.catalogue.codelist(field.codelist).codes
            labels = {code: str(escape(found.label.get(language))) for code, found in codes.items()}
        chinese_date = field.type == "date" and language != "en"
        return _Line(field, item.label, (before, between, behind, end), labels, field.type in _PLAIN, chinese_date)

    # --- values

    def _held(self, line: _Line, value: Value | Absent, masked: bool) -> str:
        """A value in the strip; the common kinds without a detour."""
        if type(value) is str:
            if masked:
                if line.field.type not in _PARTLY:
                    return HIDDEN
            elif line.is_plain:
                return str(escape(value)) if _unsafe(value) else value
            elif line.is_date and value != FOREVER and not _unsafe(value):
                return value
        return str(shown(value, line.field, self.reading, masked=masked))

    def _provenance(self, item: PageItem, fact: Fact | None) -> str:
        """Source and day of a fact: of a day there are few."""
        if fact is None or item.mode is _DERIVED or fact.verified.begin is None:
            return str(escape(provenance(item, self.reading)))
        key = (fact.source, id(fact.through), fact.verified.end // QUARTER)
        found = self._said.get(key)
        if found is None:
            if len(self._said) >= _SAID:
                self._said.clear()
            said = said_by(fact.source, fact.through, self.reading)
            found = self._said[key] = str(
                escape(f"{said}·{day(fact.verified.end, self.reading.zone, self.reading.language)}")
            )
        return found

    def _mark(self, mark: Mark) -> str:
        key = (id(mark.why), mark.count)
        found = self._marks.get(key)
        if found is None:
            if len(self._marks) >= _SAID:
                self._marks.clear()
            found = self._marks[key] = str(marks.drawn(mark, self.reading.words))
        return found
