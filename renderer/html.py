"""A page as HTML: each item and frame is compiled once by its template, afterwards only values are put in."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from metadata.fields import Field
from metadata.problems import Fault
from metadata.records import Through
from metadata.values import ABSENT
from renderer import marks
from renderer.faults import NotAnswered
from renderer.memo import Memo
from renderer.outcomes import outcomes
from renderer.page import Mark, Mode, Page, PageItem, Raw, Why, one
from renderer.show import Reading, day, department, said_by, shown
from renderer.widgets import Competing, Widget, competing_of, condition_data, condition_note, provenance, verdict_typed

_OPEN, _CLOSE = "\ue000", "\ue001"  # of the private use area: they mark where a value goes while a template is compiled

#: How many values the strip's summary runs through, and how long one may be.
_RUN, _RUN_LENGTH = 8, 14

_SLOTTED: Final = ("held", "provenance", "mark", "data", "condition_note")


def slot(name: str) -> Markup:
    """A place for a value."""
    return Markup(f"{_OPEN}{name}{_CLOSE}")


def compiled(html: str) -> str:
    """A rendered template as a %-format: its slots become %(name)s."""
    return html.replace("%", "%%").replace(_OPEN, "%(").replace(_CLOSE, ")s")


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go: an entry of the navigation, or the way back."""

    href: str
    label: str
    icon: str = ""
    current: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a page carries beside its items: where it is sent, the signed memory of it, its key, the session's token."""

    action: str
    ticket: str
    key: str
    csrf: str
    back: Place
    about: str = ""  # who this is, in a few words beside the name
    note: str = ""


class Renderer:
    """Compiles templates and keeps what it compiled, within bounds. One for a process; safe under threads."""

    def __init__(self, templates: Path, asset: Callable[[str], str]) -> None:
        """
        :param templates: the folder of templates
        :param asset: path under static/ → URL
        """
        self._asset = asset
        self._loader = FileSystemLoader(templates)
        self._environments: dict[int, tuple[object, Environment]] = {}
        self._items: Memo[str] = Memo(4096)
        self._lines: Memo[str] = Memo(4096)
        self._frames: Memo[str] = Memo(512)
        self._said: Memo[str] = Memo(8192)
        self._marks: Memo[Markup] = Memo(4096)
        self._codes: Memo[dict[str, Markup]] = Memo(1024)

    def render_page(self, page: Page, reading: Reading, envelope: Envelope) -> str:
        """The whole document of a visit (R6, R8, R9): fresh, or come back with what was typed and what is wrong."""
        wrong = _wrong(page, reading)
        raw = page.raw
        items = list(page.items)
        opened = [item for item in page.known if item.opened]
        verify = [item for item in items if item.mode is Mode.VERIFY]
        ask = [item for item in items if item.mode is not Mode.VERIFY]
        strip = [item for item in page.known if not item.opened]
        headed = len(page.sections) > 1 or any(section.title for section in page.sections)

        def drawn(some: Sequence[PageItem]) -> str:
            return "".join(self._with_headings(some, reading, raw, wrong, headed))

        lines, run = self._strip(strip, reading, reading.catalogue.entity(page.entity).name_field)
        count = len(items)
        blank = page.record is None
        shape = (
            *(reading.language, page.entity, page.departments, count, len(verify), len(ask), len(strip), len(opened)),
            *(sum(item.by_one_tap for item in verify), blank, any(_is_photo(item) for item in items + opened)),
        )
        frame = self._frame(
            (
                *shape,
                reading.catalogue.digest,
                id(reading.words),
                bool(wrong),
                raw is None or one(raw, "outcome"),
                bool(envelope.note),
            ),
            page,
            reading,
            raw,
            {
                "count": count,
                "verify_count": len(verify),
                "ask_count": len(ask),
                "known_count": len(strip),
                "opened": len(opened),
                "tap_count": sum(item.by_one_tap for item in verify),
                "multipart": any(_is_photo(item) for item in items + opened),
                "blank": blank,
                "fault": bool(wrong),
                "note": slot("note") if envelope.note or (raw and one(raw, "note")) else "",
            },
        )
        return frame % {
            "action": escape(envelope.action),
            "ticket": escape(envelope.ticket),
            "key": escape(envelope.key),
            "csrf": escape(envelope.csrf),
            "back": escape(envelope.back.href),
            "back_label": escape(envelope.back.label),
            "subject": escape(page.subject) if page.subject else self._title(page, reading),
            "about": escape(envelope.about),
            "note": escape(envelope.note or (one(raw, "note") if raw else "")),
            "again_on": escape(one(raw, "again_on")) if raw else "",
            "hidden": Markup("").join(
                Markup('<input type="hidden" name="opened" value="%s">') % item.code for item in opened
            ),
            "summary": self._summary(page, reading, wrong),
            "known_lines": lines,
            "known_run": run,
            "opened_items": drawn(opened),
            "verify_items": drawn(verify),
            "ask_items": drawn(ask),
            "data": _shown_data(page),
        }

    # --- items

    def _with_headings(
        self, items: Sequence[PageItem], reading: Reading, raw: Raw | None, wrong: Mapping[str, str], headed: bool
    ) -> Iterator[str]:
        title = ""
        for item in items:
            if headed and item.section and item.section != title:
                title = item.section
                yield f'<h3 class="section-title">{escape(title)}</h3>'
            yield self._item(item, reading, raw, wrong)

    def _item(self, item: PageItem, reading: Reading, raw: Raw | None, wrong: Mapping[str, str]) -> str:
        if raw is not None or item.opened:
            return self._draw("visits/_item.html", reading, item=Widget(item, reading, raw, wrong))
        competing = competing_of(item, reading)
        key = (
            *(reading.catalogue.digest, reading.language, id(reading.words), item.mode, item.live, len(competing)),
            *(
                (i.planned.code, i.field.version, i.required, i.label, i.verification, i.value is ABSENT)
                for i in item.group
            ),
        )
        template = self._items.get(key, lambda: self._compile_item(item, reading))
        values: dict[str, str] = {
            "data": condition_data(item) if item.live else "",
            "condition_note": escape(condition_note(item, reading)) if item.live else "",
            "mark": self._mark(item.mark, reading),
        }
        for at, part in enumerate(item.group):
            if part.value is not ABSENT:
                values[f"held{at}"] = self._held(part, reading)
                values[f"provenance{at}"] = self._provenance(part, reading)
        for at, claim in enumerate(competing):
            values |= {
                f"take{at}": escape(claim.verdict),
                f"claim{at}": claim.held,
                f"by{at}": escape(claim.provenance),
            }
        return template % values

    def _compile_item(self, item: PageItem, reading: Reading) -> str:
        """The item with slots for what differs from record to record."""
        widget = Widget(item, reading)
        widget.mark, widget.data = slot("mark"), slot("data")
        widget.condition_note = slot("condition_note") if item.live else ""
        for at, (part, known) in enumerate(zip(widget.group, item.group, strict=True)):
            part.held = slot(f"held{at}") if known.value is not ABSENT else ""
            part.provenance = slot(f"provenance{at}") if known.value is not ABSENT else ""
        widget.competing = [
            Competing(slot(f"take{at}"), slot(f"claim{at}"), slot(f"by{at}")) for at in range(len(widget.competing))
        ]
        return compiled(self._draw("visits/_item.html", reading, item=widget))

    # --- the known strip

    def _strip(self, items: Sequence[PageItem], reading: Reading, name: str) -> tuple[str, str]:
        """The strip's lines, and the run of short values that stands for them while it is closed."""
        lines: list[str] = []
        run: list[str] = []
        digest, language, words = reading.catalogue.digest, reading.language, id(reading.words)
        for item in items:
            held = self._held(item, reading)
            template = self._lines.get(
                (digest, language, words, item.code, item.field.version, item.label, item.mode),
                lambda item=item: self._compile_line(item, reading),  # type: ignore[misc]  # bound now, run now
            )
            mark = self._mark(item.mark, reading) if item.mark.why is not Why.FRESH else ""
            lines.append(template % {"held": held, "provenance": self._provenance(item, reading), "mark": mark})
            if (
                len(run) < _RUN
                and item.code != name
                and not item.masked
                and len(held) <= _RUN_LENGTH
                and item.value is not ABSENT
            ):
                run.append(held)
        return "".join(lines), "·".join(run)

    def _compile_line(self, item: PageItem, reading: Reading) -> str:
        widget = Widget(item, reading)
        widget.held, widget.provenance, widget.mark = slot("held"), slot("provenance"), slot("mark")
        return compiled(self._draw("visits/_line.html", reading, item=widget))

    # --- values

    def _held(self, item: PageItem, reading: Reading) -> str:
        field, value = item.field, item.value
        if field.type == "code" and not item.masked and isinstance(value, str):
            labels = self._codes.get(
                (reading.catalogue.digest, reading.language, field.codelist), lambda: _labels(field, reading)
            )
            if value in labels:
                return labels[value]
        return shown(value, field, reading, masked=item.masked)

    def _provenance(self, item: PageItem, reading: Reading) -> str:
        fact = item.fact
        if item.mode is Mode.DERIVED or fact is None or fact.verified.begin is None:
            return escape(provenance(item, reading))
        said = self._source(fact.source, fact.through, reading)
        return f"{said}·{day(fact.verified.end, reading.zone)}"

    def _source(self, source: str, through: Through, reading: Reading) -> str:
        named = reading.sources.get(source, source)
        key = (reading.catalogue.digest, reading.language, id(reading.words), named, through)
        return self._said.get(key, lambda: escape(said_by(source, through, reading)))

    def _mark(self, mark: Mark, reading: Reading) -> Markup:
        return self._marks.get((mark, id(reading.words)), lambda: marks.drawn(mark, reading.words))

    # --- the frame

    def _frame(
        self, key: tuple[object, ...], page: Page, reading: Reading, raw: Raw | None, counts: Mapping[str, object]
    ) -> str:
        def make() -> str:
            names: tuple[str, ...] = (
                "action",
                "ticket",
                "key",
                "csrf",
                "back",
                "back_label",
                "subject",
                "about",
                "again_on",
                "hidden",
            )
            names += ("summary", "known_lines", "known_run", "opened_items", "verify_items", "ask_items", "data")
            return compiled(
                self._draw(
                    "visits/page.html",
                    reading,
                    departments=[department(d, reading.catalogue, reading.language) for d in page.departments],
                    outcomes=outcomes(reading.catalogue.entity(page.entity), reading.words),
                    outcome=one(raw, "outcome") if raw else "",
                    navigation=(),
                    **counts,
                    **{name: slot(name) for name in names},
                )
            )

        return self._frames.get(key, make)

    def _summary(self, page: Page, reading: Reading, wrong: Mapping[str, str]) -> str:
        if not page.faults:
            return ""
        by_code = {part.code: (item, part) for item in (*page.items, *page.known) for part in item.group}
        faults: list[dict[str, str]] = []
        missing: list[dict[str, str]] = []
        for fault in page.faults:
            item, part = by_code.get(fault.field, (None, None))
            if item is None or part is None:
                faults.append({"href": "", "label": "", "text": wrong[fault.field]})
                continue
            at = f"{item.code}-verdict" if _stands_by_verdict(item, page) else f"{part.code}-value"
            told = missing if isinstance(fault.problem, NotAnswered) else faults
            told.append({"href": f"#{at}", "label": part.named(reading.language), "text": wrong[fault.field]})
        return self._draw("visits/_faults.html", reading, faults=faults, missing=missing)

    def _title(self, page: Page, reading: Reading) -> Markup:
        """Instead of a name: what is being registered, or visited."""
        return escape(reading.catalogue.entity(page.entity).label.get(reading.language))

    def _draw(self, template: str, reading: Reading, **known: object) -> str:
        return self._environment(reading).get_template(template).render(language=reading.language, **known)

    def _environment(self, reading: Reading) -> Environment:
        """Jinja in one language; the words are kept beside it, so that their id stays theirs."""
        kept = self._environments.get(id(reading.words))
        if kept is None:
            environment = Environment(
                loader=self._loader,
                autoescape=True,
                trim_blocks=True,
                lstrip_blocks=True,
                undefined=StrictUndefined,
                extensions=["jinja2.ext.i18n"],
            )
            environment.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
                reading.words.gettext, reading.words.ngettext, newstyle=True
            )
            environment.globals["asset"] = self._asset
            kept = self._environments[id(reading.words)] = (reading.words, environment)
        return kept[1]


def _labels(field: Field, reading: Reading) -> dict[str, Markup]:
    codes = reading.catalogue.codelist(field.codelist).codes
    return {code: escape(found.label.get(reading.language)) for code, found in codes.items()}


def _wrong(page: Page, reading: Reading) -> dict[str, str]:
    """What is wrong, by field, in the reader's words; the first word on a field stands."""
    found: dict[str, str] = {}
    for fault in page.faults:
        found.setdefault(fault.field, said(fault, reading))
    return found


def said(fault: Fault, reading: Reading) -> str:
    """A fault in the reader's language."""
    return fault.problem.say(reading.language, reading.words.gettext)


def _stands_by_verdict(item: PageItem, page: Page) -> bool:
    """A fault of the item is mended at its verdict, not at its value."""
    shows_held = item.mode is Mode.VERIFY or item.opened
    return shows_held and verdict_typed(item, page.raw or {}) != "change"


def _is_photo(item: PageItem) -> bool:
    return any(part.field.type == "photo" for part in item.group)


def _shown_data(page: Page) -> Markup:
    """The values in sight that the page's live conditions read, for the script that shows and hides items."""
    import json

    from metadata import conditions

    read = frozenset[str]().union(
        *(conditions.fields_of(c) for item in page.items if item.live for c in item.conditions)
    )
    if not read:
        return Markup()
    values = {
        item.code: item.value
        for item in (*page.inputs, *page.known)
        if item.code in read and item.value is not ABSENT and not item.masked
    }
    return Markup(' data-shown="%s"') % json.dumps(values, ensure_ascii=False, separators=(",", ":"))
