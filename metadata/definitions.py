"""What the definition of a field must satisfy before it is saved (R1, R3, R4)."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from metadata import fieldtypes, patterns
from metadata.fields import CODE, ENDINGS, RESERVED, Field, Label
from metadata.problems import (
    BadCode,
    BadDefinition,
    CodeTaken,
    IdentityChanged,
    MissingLabel,
    Problem,
    ReservedCode,
    SameThing,
    UnknownCodeList,
    UnknownEntity,
    UnknownField,
    UnknownType,
)

if TYPE_CHECKING:
    from metadata.catalogue import Catalogue

#: Types whose values are of a code list.
_OF_A_LIST: Final = ("code", "codes")
#: Types that a pattern may narrow.
_WITH_PATTERN: Final = ("text",)
_NUMBERS: Final = ("integer", "decimal", "money")
_VERIFICATIONS: Final = ("show", "blind", "evidence")
_FORMATS: Final = {
    "phone": r"|mobile|landline|any",
    "division": r"|digits:6|digits:12",
    "identity": r"kind:[0-9a-zA-Z_]{1,12}(\|[0-9a-zA-Z_]{1,12}){0,4}",
}
_LONGEST: Final = {"text": 500, "long_text": 10_000, "decimal": 30, "money": 30}
#: Most names beside the label, and most characters of one.
SYNONYMS, NAME = 40, 60


#: Parts of a definition, as sentences name them.
PARTS: Final = {
    "synonyms": Label("别名", "other names"),
    "owner": Label("主管部门", "owner"),
    "codelist": Label("代码表", "code list"),
    "pattern": Label("格式表达式", "pattern"),
    "max_length": Label("长度", "length"),
    "decimals": Label("小数位数", "decimals"),
    "format": Label("格式", "format"),
    "verification": Label("核实方式", "verification"),
    "clock": Label("到期方式", "clock"),
    "freshness_days": Label("更新周期", "freshness"),
    "minimum": Label("最小值", "minimum"),
    "maximum": Label("最大值", "maximum"),
    "refers_to": Label("关联对象", "kind of record referred to"),
    "derived_from": Label("推导来源", "fields it is derived from"),
    "depends_on": Label("依赖的数据元", "fields it depends on"),
    "bound_with": Label("同问的数据元", "fields it is asked with"),
}


def _unfit(part: str, value: str) -> BadDefinition:
    return BadDefinition(at=part, part=PARTS[part], value=value)


def check(candidate: Field, catalogue: "Catalogue", *, new: bool, used: bool) -> list[Problem]:
    """All that is wrong with a definition, each at its part; empty: it may be saved."""
    found = [*_identity(candidate, catalogue, new, used), *_parts(candidate, catalogue), *_links(candidate, catalogue)]
    for overlap in catalogue.overlaps(candidate, new=False):
        if overlap.exact and candidate.active:
            found.append(SameThing(at="label", word=overlap.word, label=overlap.field.label, code=overlap.field.code))
    return found


def _identity(field: Field, catalogue: "Catalogue", new: bool, used: bool) -> Iterator[Problem]:
    if not re.fullmatch(CODE, field.code) or "\n" in field.code:
        yield BadCode(at="code", code=field.code[:70])
    elif new and (field.code in RESERVED or field.code.endswith(ENDINGS)):
        yield ReservedCode(at="code", code=field.code)
    present = catalogue.fields.get(field.code)
    if present is None and field.code in catalogue.stamps:
        present, new = catalogue.stamps[field.code], True
    if present and new:
        yield CodeTaken(at="code", code=field.code, label=present.label)
    elif present and used and (present.entity, present.type) != (field.entity, field.type):
        yield IdentityChanged(at="type", label=present.label)
    if field.entity not in catalogue.entities:
        yield UnknownEntity(at="entity", entity=field.entity)
    if field.type not in fieldtypes.names():
        yield UnknownType(at="type", type=field.type, types=", ".join(fieldtypes.names()))
    if not field.label.zh.strip():
        yield MissingLabel(at="label")
    names = (field.label.zh, field.label.en, *field.synonyms)
    if len(field.synonyms) > SYNONYMS or any(len(name) > NAME for name in names):
        yield _unfit("synonyms", f"> {SYNONYMS} × {NAME}")
    departments = catalogue.codelists.get("department")
    if departments and field.owner not in departments.codes:
        yield _unfit("owner", field.owner or "—")


def _parts(field: Field, catalogue: "Catalogue") -> Iterator[Problem]:
    """Parts that only some types have, and words from closed sets."""
    if field.type in _OF_A_LIST and field.codelist not in catalogue.codelists:
        yield UnknownCodeList(at="codelist", codelist=field.codelist or "—")
    if field.codelist and field.type not in _OF_A_LIST:
        yield _unfit("codelist", field.codelist)
    if field.pattern:
        yield from _pattern(field)
    longest = _LONGEST.get(field.type, 100_000)
    if field.max_length is not None and not 1 <= field.max_length <= longest:
        yield _unfit("max_length", str(field.max_length))
    if field.decimals is not None and not (
        field.type in ("decimal", "money") and 0 <= field.decimals <= min(12, (field.max_length or 18) - 1)
    ):
        yield _unfit("decimals", str(field.decimals))
    if field.type in _NUMBERS:
        yield from _bounds(field)
    if field.type in _FORMATS and not re.fullmatch(_FORMATS[field.type], field.format):
        yield _unfit("format", field.format or "—")
    if field.verification not in _VERIFICATIONS:
        yield _unfit("verification", field.verification or "—")
    if field.clock not in ("", "value") or (field.clock and field.type != "date"):
        yield _unfit("clock", field.clock)
    if field.freshness_days is not None and not 1 <= field.freshness_days <= 36_500:
        yield _unfit("freshness_days", str(field.freshness_days))


def _pattern(field: Field) -> Iterator[Problem]:
    if field.type not in _WITH_PATTERN:
        yield _unfit("pattern", field.type)
    for problem in patterns.faults(field.pattern):
        problem.at = "pattern"
        yield problem


def _bounds(field: Field) -> Iterator[Problem]:
    numbers: list[Decimal] = []
    for part, text in (("minimum", field.minimum), ("maximum", field.maximum)):
        try:
            number = Decimal(text) if text else None
        except InvalidOperation:
            number = Decimal("NaN")
        whole = field.type != "integer" or number is None or number == number.to_integral_value()
        if number is not None and not (number.is_finite() and abs(number.adjusted()) <= 30 and whole):
            yield _unfit(part, text[:40])
        elif number is not None:
            numbers.append(number)
    if len(numbers) == 2 and numbers[0] > numbers[1]:
        yield _unfit("maximum", f"{field.minimum} > {field.maximum}")


def _links(field: Field, catalogue: "Catalogue") -> Iterator[Problem]:
    """Fields that it names are there, of the same entity, and not itself."""
    if field.type == "reference" and field.refers_to not in catalogue.entities:
        yield UnknownEntity(at="refers_to", entity=field.refers_to or "—")
    if field.refers_to and field.type != "reference":
        yield _unfit("refers_to", field.refers_to)
    for part in ("derived_from", "depends_on", "bound_with"):
        for code in getattr(field, part):
            other = catalogue.fields.get(code)
            if other is None:
                yield UnknownField(at=part, field=code)
            elif other.entity != field.entity or code == field.code:
                yield _unfit(part, code)
