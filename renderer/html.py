"""A page as HTML: each item and frame is compiled once by its template, afterwards only values are put in."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from metadata import conditions
from metadata.memo import Memo
from metadata.problems import Fault
from metadata.values import ABSENT
from renderer.faults import NotAnswered
from renderer.outcomes import outcomes
from renderer.page import Mode, Page, PageItem, Raw, one
from renderer.sheet import Sheet
from renderer.show import Reading, department, safe
from renderer.slots import Slotted, slot
from renderer.widgets import Widget, verdict_typed

_FRAME_SLOTS: Final = (
    *("action", "ticket", "key", "csrf", "back", "back_label", "subject", "about", "note", "again_on", "hidden"),
    *("summary", "known_lines", "known_run", "opened_items", "verify_items", "ask_items", "data"),
)
_OPENED: Final = Markup('<input type="hidden" name="opened" value="%s">')


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
    note: str = ""  # what must be said first: the page was sent before, and comes back


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
        self._frames: Memo[Slotted] = Memo(512)
        self._sheets: Memo[Sheet] = Memo(16)
        self._latest: dict[str, Sheet] = {}

    def render_page(self, page: Page, reading: Reading, envelope: Envelope) -> str:
        """The whole document of a visit (R6, R8, R9): fresh, or come back with what was typed and what is wrong."""
        sheet, wrong, raw = self._sheet(reading), _wrong(page, reading), page.raw
        items = list(page.items)
        verify = [item for item in items if item.mode is Mode.VERIFY]
        ask = [item for item in items if item.mode is not Mode.VERIFY]
        strip, opened = page.strip, page.opened
        headed = len(page.sections) > 1 or any(section.title for section in page.sections)
        live = sum(item.live for item in items)

        def drawn(some: Sequence[PageItem]) -> str:
            return "".join(self._with_headings(some, sheet, raw, wrong, headed))

        lines, run = sheet.strip(strip, reading.catalogue.entity(page.entity).name_field)
        taps = sum(item.by_one_tap for item in verify)
        multipart = page.plan.photographs and any(_is_photo(item) for item in (*items, *opened))
        shape: dict[str, object] = {
            "count": len(items) - live or len(items),
            "verify_count": len(verify),
            "ask_count": len(ask),
            "known_count": len(strip),
            "opened": len(opened),
            "tap_count": taps,
            "multipart": multipart,
            "blank": page.record is None,
            "fault": bool(wrong),
            "outcome": one(raw, "outcome") if raw else "",
            "noted": bool(raw and one(raw, "note")),
        }
        frame = self._frame(page, reading, shape)
        values: dict[str, str] = {
            "action": safe(envelope.action),
            "ticket": safe(envelope.ticket),
            "key": safe(envelope.key),
            "csrf": safe(envelope.csrf),
            "back": safe(envelope.back.href),
            "back_label": safe(envelope.back.label),
            "subject": safe(page.subject) if page.subject else self._title(page, reading),
            "about": safe(envelope.about),
            "note": safe(one(raw, "note")) if raw else "",
            "again_on": safe(one(raw, "again_on")) if raw else "",
            "hidden": Markup("").join(_OPENED % item.code for item in opened) if opened else "",
            "summary": self._summary(page, reading, wrong, envelope.note) if wrong or envelope.note else "",
            "known_lines": lines,
            "known_run": run,
            "opened_items": drawn(opened) if opened else "",
            "verify_items": drawn(verify),
            "ask_items": drawn(ask),
            "data": _shown_data(page) if live else "",
        }
        return frame.fill(values)

    # --- items

    def _with_headings(
        self, items: Sequence[PageItem], sheet: Sheet, raw: Raw | None, wrong: Mapping[str, str], headed: bool
    ) -> Iterator[str]:
        title = ""
        for item in items:
            if headed and item.section and item.section != title:
                title = item.section
                yield f'<h3 class="section-title">{escape(title)}</h3>'
            if raw is None and not item.opened:
                yield sheet.item(item)
            else:
                yield sheet.draw("visits/_item.html", item=Widget(item, sheet.reading, raw, wrong))

    def _sheet(self, reading: Reading) -> Sheet:
        """What is remembered for a reading: for this very one, else for one that reads the same."""
        kept = self._latest.get(reading.language)
        if kept is not None and kept.reading is reading:
            return kept
        key = (reading.catalogue.digest, reading.language, id(reading.words), id(reading.sources), reading.zone)
        sheet = self._sheets.get(key, lambda: Sheet(reading, partial(self._draw, reading=reading)))
        if sheet.reading.names is not reading.names:  # names of records come and go: nothing of them is remembered
            sheet = sheet.also_for(reading)
        self._latest[reading.language] = sheet
        return sheet

    # --- the frame

    def _frame(self, page: Page, reading: Reading, shape: Mapping[str, object]) -> Slotted:
        """The document around the items, once for each shape of it."""

        def make() -> Slotted:
            return Slotted(
                self._draw(
                    "visits/page.html",
                    reading=reading,
                    departments=[department(d, reading.catalogue, reading.language) for d in page.departments],
                    outcomes=outcomes(reading.catalogue.entity(page.entity), reading.words),
                    navigation=(),
                    **shape,
                    **{name: slot(name) for name in _FRAME_SLOTS},
                )
            )

        key = (reading.catalogue.digest, reading.language, id(reading.words), page.entity, page.departments)
        return self._frames.get((*key, *shape.values()), make)

    def _summary(self, page: Page, reading: Reading, wrong: Mapping[str, str], note: str) -> str:
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
        return self._draw("visits/_faults.html", reading=reading, faults=faults, missing=missing, note=note)

    def _title(self, page: Page, reading: Reading) -> Markup:
        """Instead of a name: that it is not known yet, or what is registered."""
        if page.record is not None:
            return escape(reading.words.gettext("Name not known"))
        label = reading.catalogue.entity(page.entity).label.get(reading.language)
        return escape(reading.words.gettext("Register: %(entity)s") % {"entity": label})

    def _draw(self, template: str, *, reading: Reading, **known: object) -> str:
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
    read = frozenset[str]().union(
        *(conditions.fields_of(c) for item in page.items if item.live for c in item.conditions)
    )
    if not read:
        return Markup()
    values = {
        item.code: item.value
        for item in page.in_sight
        if item.code in read and item.value is not ABSENT and not item.masked
    }
    return Markup(' data-shown="%s"') % json.dumps(values, ensure_ascii=False, separators=(",", ":"))
