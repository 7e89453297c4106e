"""What a template knows of one item: names and ids of its inputs, options, words; and what was typed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from metadata import conditions, fieldtypes
from metadata.catalogue import Catalogue
from metadata.codelists import Code, CodeList
from metadata.factdocuments import SOURCE, VERIFIED_FROM, VERIFIED_TO, FactDocument, way
from metadata.fields import Field
from metadata.fieldtypes.money import TEN_THOUSANDS
from metadata.forms import Verification
from metadata.records import OpenClaim, Verdict
from metadata.values import ABSENT
from renderer import marks
from renderer.outcomes import reasons
from renderer.page import Mode, PageItem, Raw, one, several, typed
from renderer.show import Reading, day, said_by, shown

#: Up to so many options are taps, more are one native list.
TAPS = 7

#: Units that are written otherwise than they are called.
_UNITS = {"m2": "m²", "degree CGCS2000": "°", "year": ""}

#: Types whose answer is one control with one label.
_SINGLE = frozenset(
    {
        *("text", "long_text", "integer", "decimal", "money", "datetime", "identity", "uscc", "phone", "email"),
        *("division", "address", "photo", "location", "reference"),
    }
)


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose; with `options` it is a heading over them."""

    code: str
    label: str
    options: tuple["Option", ...] = ()


@dataclass(frozen=True, slots=True)
class Competing:
    """One of several values that are claimed, as a choice: choosing it is a verdict."""

    verdict: str
    held: Markup
    provenance: str


def options_of(codelist: CodeList, language: str) -> tuple[Option, ...]:
    """The active options in the list's order; of a tree the top classes as headings, each with its own members."""
    active = codelist.active
    if not any(code.parent for code in active):
        return tuple(Option(code.code, code.label.get(language)) for code in active)
    below: dict[str, list[Code]] = {}
    for code in active:
        above = codelist.ancestors(code.code)
        below.setdefault(above[-1] if above else code.code, []).append(code)
    found: list[Option] = []
    for top, members in below.items():
        each = tuple(Option(code.code, code.label.get(language)) for code in members)
        found += [Option("", codelist.label_of(top, language), each)] if len(each) > 1 else each
    return tuple(found)


class Widget:
    """An item for its templates. Without `raw` it is as fresh as it first goes out: nothing chosen, nothing typed."""

    def __init__(
        self, item: PageItem, reading: Reading, raw: Raw | None = None, faults: Mapping[str, str] | None = None
    ) -> None:
        words, language, field = reading.words, reading.language, item.field
        code = self.name = item.code
        raw, faults = raw or {}, faults or {}
        self.type = field.type
        self.mode = item.mode.value
        self.optional = not item.required and item.mode.is_input
        self.label = item.named(language)
        self.id, self.value_id, self.first_id = f"item-{code}", f"{code}-value", f"{code}-verdict"
        self.hint_id, self.fault_id, self.why_id = f"{code}-hint", f"{code}-fault", f"{code}-why"
        self.name_value, self.name_why = f"{code}_value", f"{code}_why"
        self.group: Sequence[Widget] = (
            self,
            *(Widget(partner, reading, raw, faults) for partner in item.partners),
        )
        self.heading = words.gettext(", ").join(part.label for part in self.group)
        self.shows_held = item.mode is Mode.VERIFY or item.opened
        self.opened = item.opened
        self.confirmable = item.mode is Mode.VERIFY and not item.competing
        self.slow = not item.by_one_tap
        self.admits_none = any(part.field.admits_none for part in item.group)
        self.evidence = item.verification is Verification.EVIDENCE
        self.correctable = item.mode is Mode.KNOWN
        self.reasons = reasons(words)
        self.options = _options(field, reading)
        self.long_options = any(len(option.label) > (7 if language != "en" else 14) for option in self.options)
        self.single = is_single(field, reading.catalogue)
        self.unit = _unit_of(field, reading)
        self.short = field.max_length is not None and field.max_length <= 12
        self.without_end = field.clock == "value"
        self.hint = field.help.get(language) or _hint(field, reading)
        # What differs from record to record.
        self.held: str = Markup() if item.value is ABSENT else shown(item.value, field, reading, masked=item.masked)
        self.provenance: str = provenance(item, reading)
        self.mark: str = marks.drawn(item.mark, words)
        self.competing = competing_of(item, reading)
        self.data: str = condition_data(item)
        self.condition_note: str = condition_note(item, reading)
        # What was typed, when the page comes back.
        self.fault = next((faults[part.code] for part in item.group if part.code in faults), "")
        self.verdict = verdict_typed(item, raw)
        self.why = one(raw, self.name_why)
        self.typed = typed(raw, code)
        base = next((text for text in several(raw, self.name_value) if text != "9999-12-31"), "")
        self.parts = (base, one(raw, f"{self.name_value}_m"), one(raw, f"{self.name_value}_d"))
        self.chosen = frozenset(several(raw, self.name_value))
        self.attributes = self._attributes(field)
        self.group_attributes = Markup(' id="%s"%s') % (self.value_id, self._describing())

    def _describing(self) -> Markup:
        about = [name for name, there in ((self.hint_id, self.hint), (self.fault_id, self.fault)) if there]
        described = Markup(' aria-describedby="%s"') % " ".join(about) if about else Markup()
        return described + (Markup(' aria-invalid="true"') if self.fault else Markup())

    def _attributes(self, field: Field) -> Markup:
        """Of the one control: id, name, and how a phone should ask. It holds other people's data: no autocomplete."""
        phone = fieldtypes.get(field.type).facts_for_phones(field)
        listed = field.type in ("code", "reference") and bool(self.options)
        kind = (
            Markup() if listed else Markup(' inputmode="%s" enterkeyhint="%s"') % (phone.inputmode, phone.enterkeyhint)
        )
        if phone.input_type != "text" and not listed:
            kind = Markup(' type="%s"') % phone.input_type + kind
        return (
            Markup('id="%s" name="%s" autocomplete="off"') % (self.value_id, self.name_value)
            + kind
            + self._describing()
        )


def verdict_typed(item: PageItem, raw: Raw) -> str:
    """The verdict that was chosen; 'everything unchanged' chose it for the items that it may confirm."""
    chosen = one(raw, item.code)
    return "confirm" if not chosen and item.by_one_tap and one(raw, "all") == "confirm" else chosen


def taking(claim: OpenClaim) -> str:
    """The verdict that takes a competing value: it travels with the choice."""
    if claim.verdict is Verdict.WRONG or claim.value is ABSENT:
        return "wrong"
    if claim.value is None:
        return "none"
    return "take:" + json.dumps(claim.value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def provenance(item: PageItem, reading: Reading) -> str:
    """Who stands for the value, and of which day; of a derived value, what it follows from. Plain text."""
    if item.mode is Mode.DERIVED:
        names = reading.words.gettext(", ").join(label.get(reading.language) for label in item.derived_from)
        return reading.words.gettext("follows from %(names)s") % {"names": names}
    stamps = item.stamps
    if stamps is None or item.mode is Mode.BLIND:
        return ""
    return said_of(stamps, reading)


def said_of(stamps: FactDocument, reading: Reading) -> str:
    """Who stands for a fact, and of which day. Plain text."""
    said = said_by(stamps[SOURCE], way(stamps), reading)
    if stamps[VERIFIED_FROM] is None:
        return f"{said}·{reading.words.gettext('day not known')}"
    return f"{said}·{day(stamps[VERIFIED_TO], reading.zone, reading.language)}"


def competing_of(item: PageItem, reading: Reading) -> list[Competing]:
    """The held value and every other that is claimed, each once, none chosen (R6)."""
    if not item.competing or item.partners:
        return []
    found = {"confirm": Competing("confirm", shown(item.value, item.field, reading), provenance(item, reading))}
    for claim in item.competing:
        said = (
            f"{said_by(claim.source, claim.through, reading)}·{day(claim.observed.end, reading.zone, reading.language)}"
        )
        verdict = taking(claim)
        before = found.get(verdict)
        held = (
            Markup(escape(reading.words.gettext("says that this is wrong")))
            if verdict == "wrong"
            else shown(claim.value, item.field, reading)
        )
        found[verdict] = Competing(verdict, held, f"{before.provenance}; {said}" if before else said)
    return list(found.values())


def condition_data(item: PageItem) -> Markup:
    """What the script needs to show the item only while one of its conditions holds."""
    if not item.live:
        return Markup()
    return Markup(' data-conditions="%s"') % json.dumps(item.conditions, ensure_ascii=False, separators=(",", ":"))


def condition_note(item: PageItem, reading: Reading) -> str:
    """For whoever has no script: on which other answers it depends that this one is wanted."""
    if not item.live:
        return ""
    codes = sorted(frozenset[str]().union(*(conditions.fields_of(condition) for condition in item.conditions)))
    names = [reading.catalogue.field(code).label.get(reading.language) for code in codes]
    return reading.words.gettext("Only where it applies: it depends on %(names)s") % {
        "names": reading.words.gettext(", ").join(names)
    }


def _options(field: Field, reading: Reading) -> tuple[Option, ...]:
    if field.type not in ("code", "codes"):
        return ()
    return options_of(reading.catalogue.codelist(field.codelist), reading.language)


def is_single(field: Field, catalogue: Catalogue) -> bool:
    """The answer is one control with one label: not taps, ticks or the boxes of a date."""
    if field.type != "code":
        return field.type in _SINGLE
    active = catalogue.codelist(field.codelist).active
    return len(active) > TAPS or any(code.parent for code in active)


def _unit_of(field: Field, reading: Reading) -> str:
    """The unit behind the input of a number; a year stands alone."""
    if field.type == "money":
        unit = field.unit if field.unit == TEN_THOUSANDS else "CNY"
    elif field.type in ("integer", "decimal"):
        unit = _UNITS.get(field.unit, field.unit)
    else:
        unit = ""
    return reading.words.gettext(unit) if unit else ""


def _hint(field: Field, reading: Reading) -> str:
    """What must be known before typing, where the field itself says nothing."""
    match field.type:
        case "date":
            return reading.words.gettext("If only the year is known, fill in only the year")
        case "division":
            return reading.words.gettext("Down to the county, like 浙江省杭州市西湖区")
        case "datetime":
            return reading.words.gettext("Like 2026-11-22 14:30")
        case "location":
            return reading.words.gettext("Longitude, latitude")
        case _:
            return ""
