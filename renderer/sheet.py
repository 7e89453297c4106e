"""What is remembered for one way of reading: items and lines compiled by their templates, labels, sources and days.

An item is drawn by its template once, with slots where records differ; afterwards only values are put in.
"""

from collections.abc import Sequence
from copy import copy
from typing import Final, NamedTuple, Protocol, TypeVar

from markupsafe import escape

from metadata.factdocuments import FactDocument, origin
from metadata.fields import Field
from metadata.memo import Memo
from metadata.values import ABSENT
from renderer import marks
from renderer.page import FRESH, Mark, Mode, PageItem
from renderer.plan import PlanItem
from renderer.show import QUARTER, Reading, safe, shown
from renderer.showing import Way, masked_way_of, way_of
from renderer.slots import Slotted, slot
from renderer.widgets import Competing, Widget, competing_of, condition_data, condition_note, said_of

#: How many values the strip's summary runs through, and how long one may be.
_RUN, _RUN_LENGTH = 8, 14

#: How many lines, items alone, sources with their days, and marks, are remembered.
_KEPT: Final = 8192

_DERIVED = Mode.DERIVED  # a name of the module costs less than a member of an enumeration


K = TypeVar("K")
V = TypeVar("V")


class Draw(Protocol):
    """Renders a template for one reading."""

    def __call__(self, template: str, **known: object) -> str: ...


class _Line(NamedTuple):
    """A line of the known strip, cut where its value, source and mark go in; and how its values are shown.

    `follows`: of a derived value, instead of a source, what it follows from.
    """

    before: str
    between: str
    behind: str
    end: str
    in_clear: Way
    masked: Way
    follows: str
    planned: PlanItem  # by whose id the line is found: while the line is remembered, nothing else has that id


class _Alone(NamedTuple):
    """An input that is bound with no other."""

    template: Slotted
    in_clear: Way
    masked: Way
    planned: PlanItem  # see `_Line`


class Sheet:
    """One way of reading: a catalogue, a language, its words, the names of sources."""

    def __init__(self, reading: Reading, draw: Draw) -> None:
        self.reading, self.draw = reading, draw
        # Plan items are keyed by identity, and so are members of enumerations: they hash themselves in Python.
        self._lines: dict[int, _Line] = {}
        self._derived: dict[int, _Line] = {}
        self._alone: dict[tuple[int, int, bool], _Alone] = {}
        self._items: Memo[Slotted] = Memo(2048)
        self._ways: dict[str, tuple[Field, Way, Way]] = {}
        self._said: dict[tuple[str, str, bool, int], str] = {}
        self._marks: dict[tuple[int, int], str] = {}

    def also_for(self, reading: Reading) -> "Sheet":
        """The same memory for somebody who reads the same, but for the names of records, of which nothing is kept."""
        other = copy(self)
        other.reading = reading
        return other

    # --- items

    def item(self, item: PageItem) -> str:
        """An input as it first goes out: nothing chosen, nothing typed."""
        planned, mode, value, stamps, masked = item[:5]
        mark = self._mark(item.mark)
        if item.partners or item.competing or item.live:
            return self._unusual(item, mark)
        holds = value is not ABSENT
        key = (id(planned), id(mode), holds)
        kept = self._alone.get(key)
        if kept is None:
            kept = _Alone(self._compile_item(item), *self._ways_of(planned.field), planned)
            _remember(self._alone, key, kept)
        if not holds:
            return kept.template.fill({"mark": mark})
        held = kept.masked(value, self.reading) if masked else kept.in_clear(value, self.reading)
        said = self._said_of(stamps) if stamps is not None else ""
        return kept.template.fill({"mark": mark, "held0": held, "provenance0": said})

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
                values[f"provenance{at}"] = self._said_of(part.stamps) if part.stamps is not None else ""
        for at, claim in enumerate(competing):
            values[f"take{at}"], values[f"claim{at}"] = escape(claim.verdict), claim.held
            values[f"by{at}"] = escape(claim.provenance)
        return template.fill(values)

    def _compile_item(self, item: PageItem) -> Slotted:
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
        return Slotted(self.draw("visits/_item.html", item=widget))

    # --- the known strip

    def strip(self, items: Sequence[PageItem], name: str) -> tuple[str, str]:
        """The strip's lines, and the run of short values that stands for them while it is closed.

        :param name: the field that is the record's name; it stands above already
        """
        out: list[str] = []
        run: list[str] = []
        above, said = None, ""
        reading = self.reading
        for item in items:
            planned, mode, value, stamps, masked, mark, _, _, _, _, _ = item
            lines = self._derived if mode is _DERIVED else self._lines
            line = lines.get(id(planned)) or self._compile_line(item, lines)
            before, between, behind, end, in_clear, as_masked, follows, _ = line
            held = as_masked(value, reading) if masked else in_clear(value, reading)
            if stamps is None or mode is _DERIVED:
                above, said = None, follows
            elif (here := origin(stamps)) != above:  # what stands together mostly came together
                above, said = here, self._said_of(stamps)
            moon = "" if mark is FRESH else self._mark(mark)
            out += (before, held, between, said, behind, moon, end)
            if len(run) < _RUN and len(held) <= _RUN_LENGTH and not masked and planned.code != name:
                run.append(held)
        return "".join(out), "·".join(run)

    def _compile_line(self, item: PageItem, lines: dict[int, _Line]) -> _Line:
        widget = Widget(item, self.reading)
        follows = safe(widget.provenance) if item.mode is _DERIVED else ""
        widget.held, widget.provenance, widget.mark = slot("held"), slot("provenance"), slot("mark")
        before, between, behind, end = Slotted(self.draw("visits/_line.html", item=widget)).between
        line = _Line(before, between, behind, end, *self._ways_of(item.field), follows, item.planned)
        _remember(lines, id(item.planned), line)
        return line

    # --- values

    def _ways_of(self, field: Field) -> tuple[Way, Way]:
        """How a field's values are shown, in clear and masked: one pair for all plans that ask it."""
        kept = self._ways.get(field.code)
        if kept is None or kept[0] is not field:
            kept = self._ways[field.code] = (field, way_of(field, self.reading), masked_way_of(field))
        return kept[1:]

    def _said_of(self, stamps: FactDocument) -> str:
        """Source and day of a fact: of a day there are few."""
        source, through, begin, end = origin(stamps)
        key = (source, through, begin is None, end // QUARTER)
        found = self._said.get(key)
        if found is None:
            found = safe(said_of(stamps, self.reading))
            _remember(self._said, key, found)
        return found

    def _mark(self, mark: Mark) -> str:
        key = (id(mark.why), mark.count)
        found = self._marks.get(key)
        if found is None:
            found = str(marks.drawn(mark, self.reading.words))
            _remember(self._marks, key, found)
        return found


def _remember(kept: dict[K, V], key: K, made: V) -> None:
    """Keep what was made; what would grow beyond its bounds starts over."""
    if len(kept) >= _KEPT:
        kept.clear()
    kept[key] = made
